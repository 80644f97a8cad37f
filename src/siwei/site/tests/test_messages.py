"""Translations: what is compiled, what is found missing, and that our own catalogues lack nothing."""

import gettext
import os
from pathlib import Path

import pytest

from siwei.site.messages import catalogues, compile_catalogues, findings, marked_strings

HEAD = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "venues" / "templates" / "venues").mkdir(parents=True)
    (tmp_path / "venues" / "tests").mkdir()
    return tmp_path


def translate(source: Path, text: str, app: str = "venues") -> Path:
    po = source / app / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(HEAD + text, encoding="utf-8")
    return po


def entry(text: str, translation: str, before: str = "") -> str:
    return f'{before}msgid "{text}"\nmsgstr "{translation}"\n\n'


def what(source: Path) -> list[tuple[str, str]]:
    return [(finding.what, finding.text) for finding in findings(source)]


def test_strings_are_found_in_python_and_templates(source: Path) -> None:
    (source / "venues" / "actions.py").write_text(
        '_("Approve")\npgettext_lazy("room", "Floor")\nngettext("%(n)s room", "%(n)s rooms", 2)\ngettext(name)\n'
    )
    (source / "venues" / "tests" / "test_it.py").write_text('_("Only in a test")\n')
    (source / "venues" / "templates" / "venues" / "list.html").write_text(
        "{% load i18n %}\n  <h1 title=\"{% translate 'Rooms' %}\">中文 it's</h1>\n"
        '{% translate "Hall" context "room" %}\n    {% blocktranslate trimmed with n=n %}\n   {{ n }} seats\n'
        " left{% endblocktranslate %}\n"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}\n"
    )
    assert {marked.key for marked in marked_strings(source)} == {
        (None, "Approve"),
        ("room", "Floor"),
        (None, "%(n)s room"),
        (None, "Rooms"),
        ("room", "Hall"),
        (None, "%(n)s seats left"),
        (None, "%(n)s day"),
    }


def test_a_complete_translation_has_no_findings(source: Path) -> None:
    (source / "venues" / "actions.py").write_text('_("Approve")\n_("%(n)s left")\n')
    translate(source, entry("Approve", "核准") + entry("%(n)s left", "剩 %(n)s"))
    assert what(source) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "not translated"),
        (entry("Approve", ""), "empty translation"),
        (entry("Approve", "核准", "#, fuzzy\n"), "fuzzy translation"),
        (entry("Approve", "核准", 'msgctxt "room"\n'), "not translated"),
    ],
)
def test_a_missing_translation_is_found(source: Path, text: str, finding: str) -> None:
    (source / "venues" / "actions.py").write_text('_("Approve")\n')
    translate(source, text)
    assert what(source) == [(finding, "Approve")]


def test_placeholders_must_survive_translation(source: Path) -> None:
    (source / "venues" / "actions.py").write_text('_("%(n)s left")\n')
    translate(source, entry("%(n)s left", "剩 %(m)s"))
    assert ("placeholders differ", "%(n)s left") in what(source)


def test_two_catalogues_must_not_disagree(source: Path) -> None:
    translate(source, entry("Open", "開啟"), "repairs")
    translate(source, entry("Open", "開放"), "venues")
    assert [text for _what, text in what(source)] == ["Open"]


def test_only_newer_catalogues_are_compiled(source: Path) -> None:
    po = translate(source, entry("Approve", "核准") + entry("Refuse", "婉拒", "#, fuzzy\n"))
    assert compile_catalogues(source) == 1
    assert compile_catalogues(source) == 0
    with po.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Approve") == "核准"
    assert compiled.gettext("Refuse") == "Refuse"
    later = po.stat().st_mtime + 5
    os.utime(po, (later, later))
    assert compile_catalogues(source) == 1


def test_our_own_catalogues_can_be_read() -> None:
    for po in catalogues():
        assert po.parents[1].name in {"zh_Hant", "en"}
