"""The page image: a tagged PDF (PDF/UA-1) set by typst, in a Kai face where the machine has one."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from siwei.documents.layout.sheet import Sheet, Slip

#: faces in order: the Kai of the national character set (Debian: fonts-cns11643-kai), rare characters, else ours
KAI, PLAIN = ("TW-Kai", "TW-Kai-Plus", "TW-Kai-Ext-B"), "Noto Sans TC"
KAI_FOLDER = Path("/usr/share/fonts/truetype/cns11643")


class TypefaceMissingError(RuntimeError):
    """No typeface for Chinese stands where this installation looks: a page would be blank."""


class GlyphMissingError(ValueError):
    """A character that no typeface here can set, mostly of a rare name."""

    def __init__(self, text: str) -> None:
        """`text` is what could not be set."""
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Names the character, for the person who prints."""
        codes = " ".join(f"U+{ord(one):04X}" for one in self.text)
        return _("No typeface here has the character “%(character)s” (%(code)s).") % {
            "character": self.text,
            "code": codes,
        }


def pdf(sheet: Sheet) -> bytes:
    """The PDF as bytes; the same sheet gives the same bytes. GlyphMissingError for what cannot be set, and
    TypefaceMissingError where no typeface is installed.
    """
    folders, faces = _fonts()
    if not any(folder.is_dir() for folder in folders):
        raise TypefaceMissingError(_("No typeface is installed in %(folder)s.") % {"folder": folders[-1]})
    source = (resources.files("siwei.documents.layout") / "typst" / "page.typ").read_bytes()
    try:
        made = typst.compile(
            source,
            font_paths=_loaded(folders),
            sys_inputs={"sheet": json.dumps(for_print(sheet, faces), ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC),
            format="pdf",
        )
    except typst.TypstError as error:
        if missing := re.search(r'the text `"(.+?)"` could not be displayed', str(error)):
            raise GlyphMissingError(re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), missing[1])) from error
        raise
    return bytes(made)


def for_print(sheet: Sheet, faces: tuple[str, ...]) -> dict[str, Any]:
    """What the typst page reads: plain values, so no text of a document can become markup."""
    return {
        **asdict(sheet),
        "title": sheet.title,
        "faces": list(faces),
        "slip": [slip_line(one) for one in sheet.slip],
    }


def slip_line(line: Slip) -> dict[str, str]:
    """A row of the slip in words: time to the minute in ROC form, as approvals print it (1061027 1405)."""
    when = localtime(line.when) if line.when else None
    stamp = f"{when.year - 1911:03d}/{when:%m/%d %H:%M}" if when else ""
    return {"place": line.place, "who": line.who, "when": stamp, "opinion": line.opinion}


def _fonts() -> tuple[tuple[Path, ...], tuple[str, ...]]:
    given = getattr(settings, "SIWEI_FONTS", None)
    ours = Path(given) if given else Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans-tc"
    kai = Path(getattr(settings, "SIWEI_KAI_FONTS", KAI_FOLDER))
    return ((kai, ours), (*KAI, PLAIN)) if kai.is_dir() else ((ours,), (PLAIN,))


@cache
def _loaded(folders: tuple[Path, ...]) -> typst.Fonts:
    """Typefaces are looked through once; that costs more than setting a page."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
