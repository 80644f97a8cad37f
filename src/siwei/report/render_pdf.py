"""The printed edition: a tagged, archivable PDF (PDF/UA-1 and PDF/A-2a) set by typst."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from siwei.report.bilingual import TAGS, Text
from siwei.report.coverage import coverage
from siwei.report.document import Block, Document, Printed
from siwei.report.figures import FigureValue
from siwei.report.print_rows import chapters, kind_said, placed, provenance
from siwei.report.wording import WORDING, coverage_sentences, say

FONTS = ("Noto Sans TC",)
STANDARDS: list[Any] = ["a-2a", "ua-1"]
SUBJECT = Text("{year}年度施政績效成果報告", "Annual Performance Report {western}")


class FontsMissingError(RuntimeError):
    """The folder of fonts is not there; without it Chinese cannot be set."""


def render_pdf(
    document: Document, fonts: Path, made: datetime.datetime, cover: tuple[tuple[str, str], ...] = ()
) -> bytes:
    """The PDF as bytes, the same for the same document and moment; `cover` adds lines such as the seal's hash."""
    if not fonts.is_dir():
        raise FontsMissingError(f"no fonts in {fonts}")
    source = (resources.files("siwei.report") / "typst" / "report.typ").read_bytes()
    pdf = typst.compile(  # type: ignore[call-overload]  # stubs lag: bytes in, bytes out
        source,
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(for_print(document, cover), ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=made,
        format="pdf",
    )
    return bytes(pdf)


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
        "coverage": coverage_sentences(found, language),
        "keywords": [edition.office[language], str(edition.year)],
        "wording": {key: text[language] for key, text in WORDING.items()},
        "fonts": list(FONTS),
        "chapters": [
            {
                "title": chapter.title,
                "rows": [
                    {"left": [asdict(h) for h in row.left], "blocks": list(_paragraphs(row.blocks))}
                    for row in chapter.rows
                ],
            }
            for chapter in chapters(document.entries)
        ],
        "figures": [_figure(figure, document) for figure in document.figures],
    }


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    for block, under in placed(blocks):
        runs = [
            {"figure": run.figure, "text": run.text} if isinstance(run, Printed) else {"text": run.text}
            for run in block.runs
        ]
        yield {
            "level": block.level,
            "number": block.number,
            "heading": block.heading,
            "under": under,
            "runs": runs,
        }


def _figure(figure: FigureValue, document: Document) -> dict[str, str]:
    language = document.language
    return {
        "id": figure.id,
        "section": figure.section,
        "label": figure.label[language],
        "value": figure.with_unit(language),
        "kind": kind_said(figure, language),
        "definition": figure.definition[language],
        "source": provenance(figure, document),
    }
