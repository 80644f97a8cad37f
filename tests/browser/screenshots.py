"""Pictures of every page for people to look at: `python -m pytest tests/browser/screenshots.py` fills var/screenshots/.

Not part of the ordinary run (its name does not begin with `test_`): a person has to look.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from siwei.kernel.access.actor import Actor
from tests.browser.conftest import House, Opened
from tests.browser.pages import of_house, of_modules, of_public

LOOKS = [("zh-hant", "light", 1280), ("zh-hant", "dark", 1280), ("en", "light", 1280), ("zh-hant", "light", 375)]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_take_pictures(house: House, opened: Opened, language, theme, width):
    folder = Path(settings.VAR) / "screenshots" / f"{language}-{theme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    addresses = {True: of_house() + of_modules(Actor.of(house.person)), False: of_public()}
    for signed_in, found in addresses.items():
        page = opened(language=language, theme=theme, width=width, signed_in=signed_in).new_page()
        for address in found:
            page.goto(address)
            name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "start"
            page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
