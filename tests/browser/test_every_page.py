"""Every page, in both languages, both themes, wide and narrow: axe finds nothing, nothing overflows, CSP holds."""

from __future__ import annotations

from collections import defaultdict

import pytest

from siwei.kernel.access.actor import Actor
from tests.browser.conftest import House, Opened, faults_of
from tests.browser.pages import of_house, of_modules, of_public

POLICY = "Content Security Policy"
#: each language, theme and width is seen with each other one twice
LOOKS = [("zh-hant", "light", 1280), ("zh-hant", "dark", 320), ("en", "dark", 1280), ("en", "light", 320)]


def every_page(house: House) -> list[tuple[bool, str]]:
    """Whether one must be signed in, and the address."""
    signed_in = of_house() + of_modules(Actor.of(house.person))
    return [(True, address) for address in signed_in] + [(False, address) for address in of_public()]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_axe_finds_nothing_and_nothing_overflows(house: House, opened: Opened, language, theme, width):
    windows = {
        signed_in: opened(language=language, theme=theme, width=width, signed_in=signed_in, bypass_csp=True).new_page()
        for signed_in in (True, False)
    }
    faults: dict[str, list[str]] = defaultdict(list)
    for signed_in, address in every_page(house):
        page = windows[signed_in]
        response = page.goto(address)
        if response is None or response.status >= 500:
            faults["no answer, or a fault of the server"].append(address)
            continue
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults[f"wider than a window of {width}"].append(f"{address} ({wide})")
        for fault in faults_of(page):
            faults[fault].append(address)
    assert not faults, "\n".join(f"{fault}\n    on {' '.join(where[:6])}" for fault, where in faults.items())


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_policy_against_inline_code_is_never_broken(house: House, opened: Opened, signed_in):
    broken: list[str] = []
    page = opened(signed_in=signed_in).new_page()
    page.on("console", lambda said: broken.append(f"{page.url}: {said.text}") if POLICY in said.text else None)
    page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
    for needs_sign_in, address in every_page(house):
        if needs_sign_in == signed_in:
            page.goto(address)
    assert not broken, "\n".join(broken)


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
