"""Two versions side by side: which lines differ, and within a line which characters. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from siwei.documents.content.model import Content
from siwei.documents.layout import sheet

Change = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters; `differs` where the other version has others in its place."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each version beside the other; empty where one has none."""

    change: Change
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


def compare(before: Content, after: Content) -> list[Row]:
    """All lines of both as they would print, head and recipients too."""
    return list(_rows(lines(before), lines(after)))


def lines(content: Content) -> list[str]:
    """What stands on the page, a line each."""
    page = sheet(content)
    said = [f"{page.sender}　{page.kind}"]
    said += page.contacts
    said += [f"{one.label}：{one.value}" for one in page.head]
    said += [f"{one.mark}：{one.text}" if not one.depth and one.mark else one.mark + one.text for one in page.body]
    said += [f"敬陳　{one}" for one in page.respectfully]
    said += [f"{one.label}：{one.value}" for one in page.foot]
    return [*said, *page.signature]


def _rows(before: list[str], after: list[str]) -> Iterator[Row]:
    for op, left, left_end, right, right_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[left:left_end], after[right:right_end]
        if op == "equal":
            yield from (Row("same", (Piece(line),), (Piece(line),)) for line in old)
            continue
        both = min(len(old), len(new))
        yield from (_changed(*pair) for pair in zip(old[:both], new[:both], strict=True))
        yield from (Row("removed", before=(Piece(line, differs=True),)) for line in old[both:])
        yield from (Row("added", after=(Piece(line, differs=True),)) for line in new[both:])


def _changed(old: str, new: str) -> Row:
    left: list[Piece] = []
    right: list[Piece] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            left.append(Piece(old[a:b], differs=op != "equal"))
        if d > c:
            right.append(Piece(new[c:d], differs=op != "equal"))
    return Row("changed", tuple(left), tuple(right))
