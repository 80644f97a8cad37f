"""The catalogue: every figure of the annual report in print order, read from the office's figures.toml."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any, Literal

from siwei.kernel.measures.numerals import Style
from siwei.report.bilingual import Text
from siwei.report.formula import Formula

Kind = Literal["computed", "derived", "entered"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as the office defines it; of a computed one only id and section, the rest is its module's.

    `added`: the printed report of the office did not have it; Siwei puts it beside what it did have.
    """

    id: str
    section: str
    kind: Kind
    label: Text = field(default_factory=Text)
    unit: Text = field(default_factory=Text)
    definition: Text = field(default_factory=Text)
    style: Style = Style.PLAIN
    decimals: int = 0
    owner: Text = field(default_factory=Text)
    formula: Formula | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """A unit cost or quantity that formulas use, from a ROC year on."""

    id: str
    since: int
    value: Decimal
    label: Text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The figures in print order and the prices of the formulas."""

    rows: tuple[Row, ...]
    prices: tuple[Price, ...]

    def row(self, figure: str) -> Row:
        """KeyError when the office has no such figure."""
        return {row.id: row for row in self.rows}[figure]

    def prices_of(self, year: int) -> dict[str, Price]:
        """The prices that hold in a ROC year: of each the newest that is not later."""
        held = sorted((price for price in self.prices if price.since <= year), key=lambda price: price.since)
        return {price.id: price for price in held}


@dataclass(frozen=True, slots=True)
class Entry:
    """A value typed in: the figure, its value and where it was read."""

    id: str
    value: Decimal
    source: str


def read_catalogue(folder: Traversable, owners: Mapping[str, str]) -> Catalogue:
    """The catalogue; `owners` gives the English name of each unit.

    ValueError, or KeyError naming the key, when a row is not as the head of the file says.
    """
    tables = tomllib.loads((folder / "figures.toml").read_text(encoding="utf-8"))
    rows = tuple(_row(row, owners) for row in tables["figure"])
    prices = tuple(
        Price(row["id"], row["since"], Decimal(row["value"]), Text.read(row["label"])) for row in tables["price"]
    )
    twice = {row.id for row in rows if [other.id for other in rows].count(row.id) > 1}
    if twice:
        raise ValueError(f"figures.toml defines twice: {', '.join(sorted(twice))}")
    return Catalogue(rows, prices)


def _price(row: Mapping[str, Any]) -> Price:
    return Price(row["id"], row["since"], Decimal(row["value"]), Text.read(row["label"]))


def _row(row: Mapping[str, Any], owners: Mapping[str, str]) -> Row:
    if row["kind"] == "computed":
        return Row(row["id"], row["section"], "computed", added=row.get("added", False))
    if (row["kind"] == "derived") != ("formula" in row):
        raise ValueError(f"{row['id']}: a derived figure has a formula, another has none")
    return Row(
        id=row["id"],
        section=row["section"],
        kind=row["kind"],
        label=Text.read(row["label"]),
        unit=Text.read(row["unit"]),
        definition=Text.read(row["definition"]),
        style=Style(row.get("style", "plain")),
        decimals=row.get("decimals", 0),
        owner=Text(row["owner"], owners[row["owner"]]),
        formula=Formula(row["formula"]) if "formula" in row else None,
        added=row.get("added", False),
    )


def read_entries(folder: Traversable, year: int) -> tuple[Entry, ...]:
    """The values the office keeps on file for a ROC year (entered-106.csv); none when there is no file."""
    file = folder / f"entered-{year}.csv"
    if not file.is_file():
        return ()
    return tuple(entries(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))))


def entries(rows: Iterable[Mapping[str, str]]) -> Iterable[Entry]:
    """Entries from rows of text that stand in the office's own files; uploads go through a form instead."""
    return (Entry(row["id"], Decimal(row["value"]), row["source"]) for row in rows)
