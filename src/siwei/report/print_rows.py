"""What printed editions share: chapters as rows of two columns, and the line that says where a figure comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from siwei.report.bilingual import Language
from siwei.report.document import Block, Document, Entry
from siwei.report.figures import FigureValue, written_out
from siwei.report.printing import grouped
from siwei.report.wording import say


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of the left column; `depth` is 2 or 3 and never skips one, which tagged documents demand."""

    id: str
    depth: int
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: titles on the left, paragraphs on the right. An item without text prints above the next one."""

    left: tuple[Heading, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """壹、 with its rows."""

    id: str
    title: str
    rows: tuple[Row, ...]


def titled(entry: Entry) -> str:
    """Number and title; Chinese writes no space between them."""
    gap = "" if entry.number.endswith(("、", ")")) and not entry.title.isascii() else " "
    return f"{entry.number}{gap}{entry.title}"


def chapters(entries: tuple[Entry, ...]) -> Iterator[Chapter]:
    """The chapters in print order."""
    starts = [index for index, entry in enumerate(entries) if entry.level == 1]
    for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
        head = entries[start]
        yield Chapter(head.id, titled(head), tuple(_rows(entries[start + 1 : end])))


def _rows(entries: tuple[Entry, ...]) -> Iterator[Row]:
    waiting: list[Heading] = []
    second = False
    for entry in entries:
        depth = 3 if entry.level == 3 and second else 2
        second = second or entry.level == 2
        waiting.append(Heading(entry.id, depth, titled(entry)))
        if entry.blocks:
            yield Row(tuple(waiting), entry.blocks)
            waiting = []


def placed(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, bool]]:
    """Each paragraph, and whether it is plain text that stands under a numbered item."""
    numbered = False
    for block in blocks:
        numbered = numbered or block.level == 1
        yield block, numbered and block.level == 0


def kind_said(figure: FigureValue, language: Language) -> str:
    """How a figure came to be, and whether Siwei put it beside those of the office's report."""
    kind = say(figure.kind, language)
    if not figure.added:
        return kind
    mark = say("added", language)
    return f"{kind}（{mark}）" if language == "zh" else f"{kind} ({mark})"


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
    return f"{right} {sign} {grouped(figure.value or Decimal(0), figure.decimals)}"
