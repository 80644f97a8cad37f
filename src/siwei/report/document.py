"""The annual report as one immutable document; every renderer reads only this.

Outline, passages and figures become rows of two columns: 重要施政項目 on the left, 執行成果與效益 on the right.
Numbering of the right column (1. then (1)) is given here, because a passage does not know where it stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from siwei.report.bilingual import Language, Text
from siwei.report.catalogue import Price
from siwei.report.figures import FigureValue, numbers_of
from siwei.report.outline import Item
from siwei.report.passages import Paragraph, Passage, Words


@dataclass(frozen=True, slots=True)
class Edition:
    """What stands on the cover: office, ROC year, status (draft, sealed …) and a notice for every page, or nothing."""

    office: Text
    year: int
    status: Text
    notice: Text


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure inside a sentence: its id and the digits that print."""

    figure: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the right column; `number` is printed before it, and `passage` says whose text it is."""

    passage: str
    level: int
    number: str
    heading: bool
    runs: tuple[Words | Printed, ...]

    @property
    def text(self) -> str:
        """The paragraph as it prints."""
        return "".join(run.text for run in self.runs)

    def figures(self) -> tuple[str, ...]:
        """Ids of its figures in order."""
        return tuple(run.figure for run in self.runs if isinstance(run, Printed))


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the left column with its right column, which may be empty."""

    id: str
    level: int
    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The report of a year in one language."""

    language: Language
    title: str
    edition: Edition
    entries: tuple[Entry, ...]
    figures: tuple[FigureValue, ...]
    prices: tuple[Price, ...]

    def figure(self, figure: str) -> FigureValue:
        """KeyError when the report has no such figure."""
        return {value.id: value for value in self.figures}[figure]

    def numbers(self) -> dict[str, Decimal]:
        """Everything a formula may name: figures and prices by id."""
        return numbers_of(self.figures) | {price.id: price.value for price in self.prices}

    def blocks(self) -> Iterator[tuple[Entry, Block]]:
        """Every paragraph with the item it stands under."""
        return ((entry, block) for entry in self.entries for block in entry.blocks)

    def digest(self) -> str:
        """SHA-256 of the whole text as JSON with sorted keys."""
        return hashlib.sha256(canonical(as_json(self)).encode()).hexdigest()


TITLE = Text("{office}{year}年度施政績效成果報告", "{office}: Annual Performance Report {western}")


def title_of(edition: Edition, language: Language) -> str:
    """The title on the cover; English counts years in the western way."""
    return TITLE[language].format(office=edition.office[language], year=edition.year, western=edition.year + 1911)


def build(
    outline: Iterable[Item],
    passages: Mapping[tuple[str, Language], Passage],
    figures: tuple[FigureValue, ...],
    prices: tuple[Price, ...],
    edition: Edition,
    language: Language,
) -> Document:
    """The document; KeyError when a passage refers to a figure that the catalogue does not have."""
    by_id = {figure.id: figure for figure in figures}
    entries = tuple(
        Entry(
            item.id,
            item.level,
            item.number[language],
            item.title[language],
            tuple(_blocks(_told(item, passages, language), by_id, language)),
        )
        for item in outline
    )
    return Document(language, title_of(edition, language), edition, entries, figures, prices)


def _told(item: Item, passages: Mapping[tuple[str, Language], Passage], language: Language) -> list[Passage]:
    return [passages[name, language] for name in item.passages if (name, language) in passages]


def _blocks(passages: Iterable[Passage], figures: Mapping[str, FigureValue], language: Language) -> Iterator[Block]:
    item = point = 0
    for passage in passages:
        for paragraph in passage.paragraphs:
            if paragraph.level == 1:
                item, point = item + 1, 0
            elif paragraph.level == 2:
                point += 1
            number = ("", f"{item}.", f"({point})")[paragraph.level]
            runs = tuple(_runs(paragraph, figures, language))
            yield Block(passage.id, paragraph.level, number, paragraph.heading, runs)


def _runs(paragraph: Paragraph, figures: Mapping[str, FigureValue], language: Language) -> Iterator[Words | Printed]:
    for run in paragraph.runs:
        yield run if isinstance(run, Words) else Printed(run.figure, figures[run.figure].printed(language))


def as_json(document: Document) -> dict[str, Any]:
    """The text of the document as plain JSON values; figures and prices are kept apart, once for both languages."""
    edition = document.edition
    return {
        "language": document.language,
        "title": document.title,
        "year": edition.year,
        "office": edition.office.as_pair(),
        "notice": edition.notice.as_pair(),
        "entries": [_entry_json(entry) for entry in document.entries],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    head = {"id": entry.id, "level": entry.level, "number": entry.number, "title": entry.title}
    return {**head, "blocks": [_block_json(block) for block in entry.blocks]}


def _block_json(block: Block) -> dict[str, Any]:
    runs = [
        {"figure": run.figure, "text": run.text} if isinstance(run, Printed) else {"text": run.text}
        for run in block.runs
    ]
    place = {"passage": block.passage, "level": block.level, "number": block.number, "heading": block.heading}
    return {**place, "runs": runs}


def from_json(
    text: Mapping[str, Any], figures: tuple[FigureValue, ...], prices: tuple[Price, ...], status: Text
) -> Document:
    """A document out of what `as_json` gave: how a sealed report is drawn again."""
    edition = Edition(Text.read(text["office"]), text["year"], status, Text.read(text["notice"]))
    entries = tuple(
        Entry(e["id"], e["level"], e["number"], e["title"], tuple(_block(b) for b in e["blocks"]))
        for e in text["entries"]
    )
    return Document(text["language"], text["title"], edition, entries, figures, prices)


def _block(text: Mapping[str, Any]) -> Block:
    runs = tuple(Printed(r["figure"], r["text"]) if "figure" in r else Words(r["text"]) for r in text["runs"])
    return Block(text["passage"], text["level"], text["number"], text["heading"], runs)


def canonical(value: Any) -> str:
    """JSON that is the same for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
