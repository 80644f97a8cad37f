"""A served house with its sample, a browser, and axe.

The house is built once for all browser tests and removed after them; they look and do not count on rows that
another test made. Without a Chromium (SIWEI_CHROMIUM, or one on the path) the tests are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from siwei.kernel.directory.models import Person

CHROMIUM = os.environ.get("SIWEI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one house is built, by one process
            item.add_marker(pytest.mark.django_db)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"))


#: people of the sample who register, draft, decide, seal and file documents
CLERKS = ("editor", "clerk", "deputy", "chief", "secretary", "head", "cashier")


@dataclass(frozen=True)
class House:
    """Where the house is served, the people whose eyes it is seen with, and their sessions."""

    url: str
    people: dict[str, Person]
    sessions: dict[str, str]


@pytest.fixture(scope="session")
def house(django_db_setup, django_db_blocker) -> Iterator[House]:
    from django.core.management import call_command
    from pytest_django.live_server_helper import LiveServer

    from tests.browser.sample import build

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with django_db_blocker.unblock():
        if not str(connection.settings_dict["NAME"]).startswith("test_"):
            pytest.fail("this is no test database; nothing was touched")
        call_command("flush", interactive=False, verbosity=0)
        people = build()
        people |= {name: Person.objects.get(username=name) for name in ("admin", "auditor", *CLERKS)}
        server = LiveServer("127.0.0.1")
        yield House(server.url, people, {name: _session(person) for name, person in people.items()})
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key or ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


Opened = Callable[..., BrowserContext]


@pytest.fixture
def opened(house: House, browser: Browser, django_db_blocker) -> Iterator[Opened]:
    """A maker of browser windows: `opened(language="en", theme="dark", width=320, who="", ...)`."""
    contexts: list[BrowserContext] = []

    def make(
        *, language: str = "zh-hant", theme: str = "light", width: int = 1280, who: str = "everything", **more
    ) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, base_url=house.url, **more
        )
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": house.url}]
        if who:
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": house.sessions[who], "url": house.url})
        context.add_cookies(cookies)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    with django_db_blocker.unblock():
        yield make
        for context in contexts:
            context.close()


@lru_cache
def _axe() -> str:
    return (Path(settings.NODE_MODULES) / "axe-core/axe.min.js").read_text()


#: without `resultTypes` axe describes every element that is right, which takes five times as long
AXE = """async options => {
  const said = (rule, node) =>
    `${rule}: ${node.target} ${node.html.slice(0, 160)} | ${node.failureSummary.slice(0, 200)}`;
  const {violations} = await axe.run(options);
  return violations.flatMap(one => one.nodes.slice(0, 4).map(node => said(one.id, node)));
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults_of(page: Page) -> list[str]:
    """What axe finds on a page, a line each. It comes in by the debugger, so the page keeps its policy."""
    page.evaluate(_axe())
    found: list[str] = page.evaluate(
        AXE, {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
    )
    return found
