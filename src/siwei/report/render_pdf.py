"""The printed edition: a tagged, archivable PDF (PDF/UA-1 and PDF/A-2a) set by typst."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from siwei.report.bilingual import TAGS, Text
from siwei.report.coverage import coverage
from siwei.report.document import Block, Document, Entry, Printed
from siwei.report.figures import FigureValue, written_out
from siwei.report.printing import grouped
from siwei.report.wording import WORDING, coverage_sentences, say

FONTS = ("Noto Sans TC",)
STANDARDS: list[Any] = ["a-2a", "ua-1"]
SUBJECT = Text("{year}年度施政績效成果報告", "Annual Performance Report {western}")


class FontsMissing(RuntimeError):
    """The folder of fonts is not there; without it Chinese cannot be set."""


def render_pdf(document: Document, fonts: Path, made: datetime.datetime, cover: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The PDF as bytes. The same document and moment give the same bytes; `cover` adds lines such as the seal's hash."""
    if not fonts.is_dir():
        raise FontsMissing(f"no fonts in {fonts}")
    source = (resources.files("siwei.report") / "typst" / "report.typ").read_bytes()
    pdf = typst.compile(
        source,
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(for_print(document, cover), ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=made,
        format="pdf",
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no PDF")
    return pdf


def for_print(document: Document, cover: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """What the typst page reads: chapters of rows, each row a left cell of titles and a right cell of paragraphs."""
    language, edition = document.language, document.edition
    found = coverage(document)
    parts = {"year": edition.year, "western": edition.year + 1911}
    return {
        "language": language,
        "tag": TAGS[language],
        "title": document.title,
        "office": edition.office[language],
        "subject": SUBJECT[language].format(**parts),
        "year_line": say("year", language, **parts),
        "notice": edition.notice[language],
        "cover": [list(pair) for pair in ((edition.status[language], ""), *cover)],
        "coverage": coverage_sentences(dict(found.kinds), found.loose_digits, language),
        "keywords": [edition.office[language], str(edition.year)],
        "wording": {key: text[language] for key, text in WORDING.items()},
        "fonts": list(FONTS),
        "chapters": [
            {"title": _titled(chapter), "rows": rows} for chapter, rows in _chapters(document.entries)
        ],
        "figures": [_figure(figure, document) for figure in document.figures],
    }


def _titled(entry: Entry) -> str:
    gap = "" if entry.number.endswith(("、", ")")) and not entry.title.isascii() else " "
    return f"{entry.number}{gap}{entry.title}"


def _chapters(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, list[dict[str, Any]]]]:
    """Chapters with their rows; an item without text of its own waits and prints above the next one."""
    chapter: Entry | None = None
    rows: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    second = False
    for entry in entries:
        if entry.level == 1:
            if chapter:
                yield chapter, rows
            chapter, rows, waiting, second = entry, [], [], False
            continue
        depth = 3 if entry.level == 3 and second else 2  # PDF/UA: a heading follows the level above it without a gap
        second = second or entry.level == 2
        waiting.append({"depth": depth, "title": _titled(entry)})
        if entry.blocks:
            rows.append({"left": waiting, "blocks": list(_paragraphs(entry.blocks))})
            waiting = []
    if chapter:
        yield chapter, rows


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    item = False
    for block in blocks:
        item = item or block.level == 1
        runs = [
            {"figure": run.figure, "text": run.text} if isinstance(run, Printed) else {"text": run.text}
            for run in block.runs
        ]
        yield {
            "level": block.level,
            "number": block.number,
            "heading": block.heading,
            "under": item,
            "runs": runs,
        }


def _figure(figure: FigureValue, document: Document) -> dict[str, str]:
    language = document.language
    return {
        "id": figure.id,
        "section": figure.section,
        "label": figure.label[language],
        "value": figure.with_unit(language),
        "kind": say(figure.kind, language),
        "definition": figure.definition[language],
        "source": provenance(figure, document),
    }


def provenance(figure: FigureValue, document: Document) -> str:
    """Where the value comes from, in a line: records counted, the sum written out, or the source named."""
    language = document.language
    if figure.kind == "computed" and figure.evidence_count is not None:
        key = "evidence_row" if figure.evidence_count == 1 else "evidence_rows"
        return say(key, language, count=f"{figure.evidence_count:,}")
    if figure.kind == "derived" and figure.value is not None:
        return equation(written_out(figure, document.numbers()), figure)
    return figure.source


def equation(right: str, figure: FigureValue) -> str:
    """The sum with its result, in signs that read in both languages: 363 × 565 × 5 = 1,025,475; ⌈x⌉ rounds up."""
    sign = "="
    if right.startswith("ceiling(") and right.endswith(")"):
        right = f"⌈{right[8:-1]}⌉"
    if right.startswith("rounded(") and right.endswith(")"):
        right, sign = right[8:-1].rpartition(", ")[0], "≈"
    return f"{right} {sign} {grouped(figure.value or Decimal(0), figure.rule.decimals)}"
