"""Every page, in both languages, both themes, wide and narrow: axe finds nothing, nothing overflows, CSP holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page

from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Person
from tests.browser.conftest import House, Opened, faults_of
from tests.browser.pages import NOT_THERE, OF_ONE_PERSON, of_house, of_person, of_public

POLICY = "Content Security Policy"
#: axe takes turns between the looks, page by page (0, 1), so that each sees all kinds of pages
LOOKS = [("zh-hant", "light", 1280, 0), ("en", "dark", 320, 1)]
PHONE = 320

#: a part is a test of its own, so that the walk is shared out
PARTS = ["", *(name.rsplit(".", 1)[1] for name in settings.SIWEI_MODULES)]


def eyes(house: House, part: str) -> Iterator[tuple[str, Person]]:
    """Who walks: instead of the holder of every role, whose menu is longer than any page, the module's own."""
    own = f"of {part}"
    for who, person in house.people.items():
        if who == "everything" and own in house.people:
            yield own, house.people[own]
        elif not who.startswith("of "):
            yield who, person


def every_page(house: House, part: str) -> list[tuple[str, str]]:
    """Who opens it (nobody: the public), and the address: of one module, or of none.

    Each address once, by the first who comes to it; only what is made for one person is opened by each of them.
    """
    opener: dict[tuple[str, str], str] = {}
    for who, person in eyes(house, part):
        for address in of_person(Actor.of(person), part):
            opener.setdefault((address, who if address in OF_ONE_PERSON else ""), who)
    signed_in = [(who, address) for (address, _), who in opener.items()]
    return signed_in + [("", address) for address in of_public(part)]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("language", "theme", "width", "turn"), LOOKS)
def test_nothing_overflows_the_policy_holds_and_axe_finds_nothing(
    house: House, opened: Opened, language, theme, width, turn, part
):
    faults: dict[str, list[str]] = defaultdict(list)

    def window(who: str) -> Page:
        page = opened(language=language, theme=theme, width=width, who=who).new_page()
        page.on("console", lambda said: faults[said.text].append(page.url) if POLICY in said.text else None)
        page.on("pageerror", lambda error: faults[str(error)].append(page.url))
        return page

    windows: dict[str, Page] = {}
    for at, (who, address) in enumerate(every_page(house, part)):
        page = windows.get(who) or windows.setdefault(who, window(who))
        response = page.goto(address)
        if response is None or (response.status not in (200, 403) and address != NOT_THERE):
            faults[f"answered {response and response.status}"].append(f"{address} to {who or 'the public'}")
            continue
        for fault in faults_of(page) if at % 2 == turn else ():
            faults[fault].append(address)
        for size in sorted({width, PHONE}, reverse=True):  # the page is not loaded anew for the narrower window
            page.set_viewport_size({"width": size, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size:
                faults[f"wider than a window of {size}"].append(f"{address} ({wide})")
        page.set_viewport_size({"width": width, "height": 900})
    assert not faults, "\n".join(f"{fault}\n    on {' '.join(where[:6])}" for fault, where in faults.items())


def test_nothing_is_loaded_from_elsewhere(house: House, opened: Opened):
    page = opened().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in of_house():
        page.goto(address)
    assert not [url for url in asked if not url.startswith((house.url, "data:"))]


def test_every_stylesheet_and_script_is_there(house: House, opened: Opened):
    page = opened().new_page()
    missing: list[str] = []
    page.on("response", lambda r: missing.append(r.url) if r.status >= 400 and "/static/" in r.url else None)
    page.goto("/")
    page.goto("/public/")
    assert not missing
