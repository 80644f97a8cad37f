"""The outline: the irregular tree of the report's left column, read from the office's outline.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from siwei.report.bilingual import Text


class OutlineError(ValueError):
    """An outline that cannot be printed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of 重要施政項目; `level` is stored because the tree skips levels (貳、 has (一) without 一、)."""

    id: str
    level: int
    number: Text
    title: Text
    passages: tuple[str, ...] = ()


def read_outline(folder: Traversable) -> tuple[Item, ...]:
    """The items in print order; OutlineError for a level that cannot be, or an id used twice."""
    rows = tomllib.loads((folder / "outline.toml").read_text(encoding="utf-8"))["item"]
    items = tuple(
        Item(
            id=row["id"],
            level=row["level"],
            number=Text(row["number"], row["number_en"]),
            title=Text(row["title"], row["title_en"]),
            passages=tuple(row.get("passages", ())),
        )
        for row in rows
    )
    for fault in _faults(items):
        raise OutlineError(fault)
    return items


def _faults(items: tuple[Item, ...]) -> Iterator[str]:
    if len({item.id for item in items}) != len(items):
        yield "an item id is used twice"
    if items and items[0].level != 1:
        yield "the first item must be a chapter"
    for item in items:
        if item.level not in (1, 2, 3):
            yield f"{item.id}: level {item.level} is not 1, 2 or 3"
    named = [passage for item in items for passage in item.passages]
    for passage in named:
        if named.count(passage) > 1:
            yield f"the passage {passage} stands twice"
