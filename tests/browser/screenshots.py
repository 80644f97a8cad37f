"""Pictures of every page for people to look at: `python -m pytest tests/browser/screenshots.py` fills var/screenshots/.

Not part of the ordinary run (its name does not begin with `test_`): a person has to look.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.conftest import House, Opened
from tests.browser.test_every_page import PARTS, every_page

LOOKS = [("zh-hant", "light", 1280), ("zh-hant", "dark", 1280), ("en", "light", 1280), ("zh-hant", "light", 375)]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_take_pictures(house: House, opened: Opened, language, theme, width):
    folder = Path(settings.VAR) / "screenshots" / f"{language}-{theme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    windows = {
        who: opened(language=language, theme=theme, width=width, who=who).new_page() for who in (*house.people, "")
    }
    for who, address in (page for part in PARTS for page in every_page(house, part)):
        windows[who].goto(address)
        name = re.sub(r"[^a-z0-9]+", "-", f"{who or 'public'} {address}".lower()).strip("-")
        windows[who].screenshot(path=str(folder / f"{name}.png"), full_page=True)
