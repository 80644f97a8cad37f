"""Passages: the text of one piece of work, written in a small part of Markdown, with {figure.id} references.

    1. **Heading**            an item of the right column; the document numbers the items, the digit written is always 1
    1. A sentence with {venues.siwei.meeting_room_sessions} sessions.
    (1) A point under the item.
    A paragraph of its own.

A passage stands in the module that does the work (`passage.md`, or `passage-<topic>.md` where a module has several),
and until that module exists in the office's folder under the same id. English stands beside it as `….en.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from siwei.report.bilingual import LANGUAGES, Language

REFERENCE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\}")


class PassageError(ValueError):
    """A passage that is missing or cannot be read; says which file and why."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The place of a figure."""

    figure: str


Run = Words | Reference


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`level` 0 is plain, 1 an item (1.), 2 a point ((1)); a heading is an item that only names what follows."""

    level: int
    heading: bool
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The source again, references in braces."""
        return "".join(run.text if isinstance(run, Words) else f"{{{run.figure}}}" for run in self.runs)


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one piece of work in one language."""

    id: str
    language: Language
    paragraphs: tuple[Paragraph, ...]

    def figures(self) -> tuple[str, ...]:
        """Ids referred to, in order, each once."""
        runs = (run for paragraph in self.paragraphs for run in paragraph.runs)
        return tuple(dict.fromkeys(run.figure for run in runs if isinstance(run, Reference)))


def parse(text: str, passage: str, language: Language) -> Passage:
    """Read a passage; PassageError names what is not understood."""
    chunks = [" ".join(part.split("\n")).strip() for part in re.split(r"\n\s*\n", text.strip())]
    return Passage(passage, language, tuple(_paragraph(chunk, passage) for chunk in chunks if chunk))


def _paragraph(chunk: str, passage: str) -> Paragraph:
    level, body = 0, chunk
    for marker, deep in (("1. ", 1), ("(1) ", 2)):
        if chunk.startswith(marker):
            level, body = deep, chunk.removeprefix(marker).strip()
    heading = body.startswith("**") and body.endswith("**") and len(body) > 4
    if heading:
        body = body[2:-2]
    if re.match(r"(?:#|\d+[.)、]\s|\(\d+\)|[-*] )", body) or "**" in body:
        raise PassageError(f"{passage}: {body[:20]!r} is no mark of a passage (only '1. ', '(1) ' and '**heading**')")
    if re.search(r"[{}]", REFERENCE.sub("", body)):
        raise PassageError(f"{passage}: a brace in {body[:20]!r} holds no figure")
    return Paragraph(level, heading, tuple(_runs(body)))


def _runs(body: str) -> Iterable[Run]:
    for index, part in enumerate(REFERENCE.split(body)):
        if index % 2:
            yield Reference(part)
        elif part:
            yield Words(part)


def file_name(language: Language, topic: str = "") -> str:
    """`passage.md`, `passage-wall.en.md`: the file of a passage in its module."""
    return f"passage{'-' + topic if topic else ''}{'.en' if language == 'en' else ''}.md"


Texts = Mapping[tuple[str, Language], Passage]


def load(ids: Iterable[str], packages: Mapping[str, str], office: Traversable) -> Texts:
    """Every passage named that has a text in both languages; the checks name those that have none.

    `packages` maps modules to their Python packages. PassageError for a text that cannot be read.
    """
    found: dict[tuple[str, Language], Passage] = {}
    for passage in ids:
        both = {language: _load(passage, language, packages, office) for language in LANGUAGES}
        if all(both.values()):
            found |= {(passage, language): text for language, text in both.items() if text}
    return found


def _load(passage: str, language: Language, packages: Mapping[str, str], office: Traversable) -> Passage | None:
    module, _, topic = passage.partition("-")
    places = [resources.files(packages[module]) / file_name(language, topic)] if module in packages else []
    places.append(office / "passages" / f"{passage}{'.en' if language == 'en' else ''}.md")
    for place in places:
        if place.is_file():
            return parse(place.read_text(encoding="utf-8"), passage, language)
    return None
