"""S32: the whole life of a document by keyboard and by what a screen reader is told, with neither mouse nor colour.

Every element is found by its role and accessible name, reached by Tab, and used by keys. After each step the
focus stands on the outcome, in a live region, and one key leads on to the next step.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from siwei.documents.correspondence.actions.recipients import note_exchange
from siwei.documents.correspondence.models import Letter
from siwei.kernel.access.actor import Actor
from tests.browser.conftest import Opened

SUBJECT = "請提供無障礙公文作業情形"
ANSWER = "函復無障礙公文作業情形，請查照。"
IS_FOCUSED = "element => element === document.activeElement"


@dataclass
class Keys:
    """A person at a keyboard."""

    page: Page

    def reach(self, role: str, name: str | re.Pattern[str], most: int = 200) -> Locator:
        """Tab to the element with a role and an accessible name; fails when the keyboard does not get there."""
        said = re.compile(rf"^{re.escape(name)}( required)?$") if isinstance(name, str) else name
        wanted = self.page.get_by_role(role, name=said).first  # type: ignore[arg-type]
        expect(wanted).to_be_attached()
        for _press in range(most):
            if wanted.evaluate(IS_FOCUSED):
                return wanted
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{role} {name!r} cannot be reached by Tab on {self.page.url}")

    def write(self, name: str | re.Pattern[str], text: str, role: str = "textbox") -> None:
        """Type into the text box of a name."""
        self.reach(role, name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, role: str, name: str, option: str) -> None:
        """Move in a list of choices until the wanted one is chosen."""
        field = self.reach(role, name)
        self.page.keyboard.press("Home")
        for _press in range(300):
            chosen = field.evaluate("field => Array.from(field.selectedOptions).map(one => one.text).join()")
            if option in chosen and chosen.strip("-"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} is no choice of {name}")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Tab to a button and press it."""
        self.reach("button", name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def outcome(self) -> str:
        """What the reader is told after a step: a status message that has the focus."""
        refused = self.page.get_by_role("alert")
        assert not refused.count(), refused.inner_text()
        status = self.page.get_by_role("status").filter(has_text=re.compile(r"\S")).first
        expect(status).to_be_visible(timeout=20_000)
        focused = self.page.evaluate("document.activeElement.closest('[role=status]') !== null")
        assert focused, (
            f"the focus is not on the outcome but on {self.page.evaluate('document.activeElement.outerHTML')}"
        )
        return status.inner_text()

    def next_step(self, name: str) -> None:
        """One key to the next step of the record, which says its name, and Enter."""
        self.page.keyboard.press("a")
        told = self.page.evaluate("document.activeElement.textContent.trim()")
        if told != name:
            self.reach("link", name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def step(self, name: str) -> None:
        """A step whose form needs nothing more."""
        self.next_step(name)
        form = self.page.get_by_role("heading", level=1, name=name)
        if form.count():
            self.press(name)
        self.outcome()

    def state(self) -> str:
        """The state as it is read: the text of the heading, no colour."""
        return self.page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def at(opened: Opened):
    """A maker of people at their keyboards; there is no mouse."""

    def make(who: str, path: str) -> Keys:
        page = opened(language="en", who=who).new_page()
        for name in ("click", "dblclick", "move", "wheel"):
            setattr(page.mouse, name, None)
        page.goto(path)
        return Keys(page)

    return make


def test_from_receipt_to_file_by_keyboard_alone(at):
    registrar = at("editor", "/correspondence/incoming/")
    registrar.page.keyboard.press("c")
    registrar.page.wait_for_url("**/new/receive/")
    registrar.write("Sender", "高雄市政府民政局")
    registrar.write("Sender's number", "高市民字第10630000100號")
    registrar.write("Subject", SUBJECT)
    registrar.press("Register an incoming document")
    assert registrar.outcome()
    incoming = registrar.page.url
    registrar.next_step("Assign to a unit")
    registrar.choose("combobox", "Unit in charge", "General Affairs")
    registrar.press("Assign to a unit")
    assert registrar.outcome()

    clerk = at("clerk", incoming)
    clerk.next_step("Hand to a handler")
    clerk.choose("combobox", "Handler", "Lin")
    clerk.press("Hand to a handler")
    assert "In hand" in clerk.state()
    number = clerk.state().split()[0]
    letter = write_an_answer(clerk, number)

    clerk.step("Submit")
    passing = [(who, "Approve or give an opinion") for who in ("deputy", "chief", "secretary")]
    for who, name in (*passing, ("head", "Decide")):
        decider = at(who, letter)
        decider.next_step(name)
        decider.write("Opinion", "如擬")
        decider.press(name)
        assert decider.outcome()
    assert "Decided" in decider.state()

    at("editor", letter).step("Proof-read")
    at("cashier", letter).step("Affix the seal")
    registrar = at("editor", letter)
    registrar.step("Issue")
    assert "Issued" in registrar.state()
    numbered = registrar.page.get_by_role("link", name=re.compile("as PDF")).first
    expect(numbered).to_be_visible()

    receipts_come(letter)
    clerk = at("clerk", letter)
    clerk.next_step("Give a file number")
    clerk.choose("combobox", "File class", "")
    clerk.press("Give a file number")
    assert clerk.outcome()
    registrar = at("editor", letter)
    registrar.step("Taken over by the archive")
    assert "Filed" in registrar.state()
    registrar.page.goto(incoming)
    assert "Closed" in registrar.state(), "what was answered is closed with its answer"


def receipts_come(address: str) -> None:
    """What the exchange tells the letter when its recipients have it; no worker carries documents here.

    In a thread, whose connection commits: the test's own would keep it to itself.
    """

    def come() -> None:
        letter = Letter.objects.get(pk=address.rstrip("/").rsplit("/", 1)[-1])
        note_exchange(letter, by=Actor.system("exchange"), has=list(letter.recipients.values_list("code", flat=True)))
        connection.close()

    worker = threading.Thread(target=come)
    worker.start()
    worker.join()


def write_an_answer(clerk: Keys, number: str) -> str:
    """At the writing desk: subject, a section, a row more, a recipient by its name, and what it answers."""
    clerk.page.goto("/correspondence/letters/")
    clerk.page.keyboard.press("c")
    clerk.page.wait_for_url("**/new/draft/")
    clerk.write("Subject", ANSWER)
    clerk.write(re.compile("^Text and items"), "一、復貴局來函。\n二、各科室均已以鍵盤作業。")
    preview = clerk.page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("二、各科室均已以鍵盤作業。")
    clerk.write("Name of the recipient", "高雄市政府民政局", "combobox")
    clerk.press("Add a recipient")
    focused = clerk.page.evaluate("document.activeElement.labels[0].textContent")
    assert focused == "Name of the recipient", "the new row has the focus"
    clerk.page.keyboard.insert_text("高雄市政府財政局")
    clerk.choose("listbox", "Answers to", number)
    clerk.press("Keep the draft")
    assert clerk.outcome()
    assert ANSWER in clerk.state()
    return clerk.page.url
