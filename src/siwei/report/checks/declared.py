"""The rules that the office declares for its entered figures, read from checks.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any

from siwei.report.bilingual import Text
from siwei.report.checks.rules import AtLeast, Growth, PartOf, Product, Rule, SamePopulation, Share, SumOfParts

READERS: Mapping[str, Callable[[Mapping[str, Any]], Rule]] = {
    "sum": lambda row: SumOfParts(row["total"], tuple(row["parts"])),
    "product": lambda row: Product(
        row["result"],
        tuple(row["factors"]),
        Decimal(row.get("times", "1")),
        Decimal(row.get("step", "1")),
    ),
    "growth": lambda row: Growth(row["growth"], row["new"], row["total"]),
    "share": lambda row: Share(row["share"], row["part"], row["whole"]),
    "part": lambda row: PartOf(row["whole"], tuple(row["parts"])),
    "target": lambda row: AtLeast(row["rate"], row["figure"] if "figure" in row else Decimal(row["target"])),
    "population": lambda row: SamePopulation(row["first"], row["second"], Text.read(row["population"])),
}


def read_rules(folder: Traversable) -> tuple[Rule, ...]:
    """The office's rules; none when it has no checks.toml. KeyError names an unknown rule or a missing part."""
    file = folder / "checks.toml"
    if not file.is_file():
        return ()
    return tuple(_rules(tomllib.loads(file.read_text(encoding="utf-8"))))


def _rules(tables: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[Rule]:
    for name, rows in tables.items():
        for row in rows:
            yield READERS[name](row)
