"""Rules that every template of the house keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|javascript:|hx-on""")
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>")
TEMPLATES = sorted(
    path
    for config in apps.get_app_configs()
    if config.name.startswith(("siwei.", "tests."))
    for path in Path(config.path).glob("templates/**/*.html")
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline(path):
    text = path.read_text()
    assert not INLINE.findall(text)
    assert not SCRIPT.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path):
    assert not re.findall(r"""(?:src|href)=["']https?://""", path.read_text())


def test_an_unknown_icon_is_a_fault():
    from siwei.kernel.screens.icons import UnknownIconError, folder, icon

    if not folder().is_dir():
        pytest.skip("the front-end packages are not installed")
    with pytest.raises(UnknownIconError):
        icon("no-such-drawing")
    assert icon("calendar").startswith("<svg")


def test_icons_of_all_screens_and_templates_exist():
    from siwei.kernel.module import modules, screens
    from siwei.kernel.screens.icons import folder, icon

    if not folder().is_dir():
        pytest.skip("the front-end packages are not installed")
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())}
    named |= {screen.icon for _module, screen in screens()} | {module.icon for module in modules()}
    for name in sorted(named):
        assert icon(name)
