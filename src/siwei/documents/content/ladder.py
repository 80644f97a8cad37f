"""The ladder of items 一、 (一) 1、 (1): marks by place, and items read back from typed text (RULES 1.3)."""

from __future__ import annotations

import re

from siwei.documents.content.model import Item
from siwei.kernel.calendar.chinese_numerals import write_chinese

#: marks of the four rungs as they are typed; brackets and commas may be full-width on import
RUNGS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[(（][一二三四五六七八九十百]+[)）]"),
    re.compile(r"[0-9０-９]+[、.．]"),
    re.compile(r"[(（][0-9０-９]+[)）]"),
)


def mark(depth: int, place: int) -> str:
    """The mark of the `place`-th item (from 1) of rung `depth` (from 0); deeper rungs repeat the last."""
    chinese = write_chinese(place)
    return (f"{chinese}、", f"({chinese})", f"{place}、", f"({place})")[min(depth, 3)]


def marks(items: tuple[Item, ...], depth: int = 0) -> tuple[str, ...]:
    """Marks of the items of one rung; a section with a single item has none."""
    if depth == 0 and len(items) == 1:
        return ("",)
    return tuple(mark(depth, place) for place in range(1, len(items) + 1))


def typed(items: tuple[Item, ...], depth: int = 0) -> str:
    """Items as a person would type them: a line each, indented by two blanks a rung, with their marks."""
    lines: list[str] = []
    for sign, item in zip(marks(items, depth), items, strict=True):
        lines.append("  " * depth + sign + item.text)
        if item.items:
            lines.append(typed(item.items, depth + 1))
    return "\n".join(lines)


def read(text: str) -> tuple[Item, ...]:
    """Items out of typed text. A line without a mark goes on the item before it; marks tell the rung, not blanks."""
    found: list[tuple[int, list[str]]] = []
    for line in filter(None, (line.strip(" \t\u3000") for line in text.splitlines())):
        rung, rest = _rung(line)
        if rung is None and found:
            found[-1][1].append(rest)
        else:
            found.append((rung or 0, [rest]))
    return _nest([(rung, "".join(lines)) for rung, lines in found])


def _rung(line: str) -> tuple[int | None, str]:
    for depth, pattern in enumerate(RUNGS):
        match = pattern.match(line)
        if match:
            return depth, line[match.end() :].strip()
    return None, line


def _nest(rows: list[tuple[int, str]]) -> tuple[Item, ...]:
    items: list[Item] = []
    at = 0
    while at < len(rows):
        rung, text = rows[at]
        end = at + 1
        while end < len(rows) and rows[end][0] > rung:
            end += 1
        items.append(Item(text, _nest(rows[at + 1 : end])))
        at = end
    return tuple(items)
