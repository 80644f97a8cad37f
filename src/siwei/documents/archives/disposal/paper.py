"""Papers of disposal as tagged PDF (PDF/UA-1), set by typst from plain values: no text of a file becomes markup."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import typst
from django.utils.translation import gettext as said

from siwei.documents.archives.models import DestructionLine, TransferLine
from siwei.kernel.calendar.roc import format_day
from siwei.kernel.labels.sheet import fonts

FACES = ["Noto Sans TC", "Noto Sans CJK TC", "Libertinus Serif"]
#: lines of one catalogue in PDF; longer ones are printed in parts
PART = 1_000
WIDTHS = (16, 5, 5, 26, 17, 17, 9, 24, 18)


def printed(name: str, content: Mapping[str, Any]) -> bytes:
    """A paper of `typst/` as PDF; the same content gives the same bytes."""
    source = (resources.files("siwei.documents.archives.disposal") / "typst" / f"{name}.typ").read_bytes()
    made = typst.compile(
        source,
        font_paths=_fonts(),
        sys_inputs={"content": json.dumps({**content, "faces": FACES}, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC),
        format="pdf",
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[fonts()])


def day_words(day: datetime.date | None) -> str:
    """As the office's papers write a day; nothing where it is not known."""
    return format_day(day, "zh-hant") if day is not None else ""


def headings(last: str) -> list[str]:
    """Of a catalogue at the level of files (銷毀辦法 art. 8)."""
    return [
        said("Number of the file"), said("Number of volumes"), said("Number of items"), said("File title"),
        said("Body that made the files"), said("Dates of its papers"), said("Retention of the file"),
        said("Gist of the matter"), last,
    ]  # fmt: skip


def row_of(line: DestructionLine | TransferLine, last: str) -> list[str]:
    """A line as it is printed; a long gist is cut, the line itself keeps it."""
    span = " – ".join(dict.fromkeys(filter(None, map(day_words, (line.oldest_on, line.youngest_on)))))
    gist = line.gist if len(line.gist) <= 120 else line.gist[:119] + "…"
    return [
        line.number, str(line.volumes), str(line.items), line.name, line.producer, span, line.retention, gist, last,
    ]  # fmt: skip


def catalogue(title: str, under: str, foot: str, last: str, rows: Iterable[list[str]]) -> bytes:
    """A catalogue of files."""
    content = {
        "title": title, "under": under, "foot": foot, "headings": headings(last), "widths": WIDTHS,
        "rows": list(rows), "none": said("No file stands on it."),
    }  # fmt: skip
    return printed("catalogue", content)
