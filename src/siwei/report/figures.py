"""FigureValue: a figure of one year with everything a reader may ask of it; `assemble` puts all in print order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from siwei.kernel.measures.numerals import Style
from siwei.report.bilingual import Language, Text
from siwei.report.catalogue import Catalogue, Entry, Row
from siwei.report.formula import Formula, FormulaError
from siwei.report.printing import printed

Kind = Literal["computed", "derived", "entered", "missing"]
KINDS: tuple[Kind, ...] = ("computed", "derived", "entered", "missing")


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One figure of one year. `value` is None only when the kind is missing.

    `source` is where an entered value was read; `evidence_count` and `evidence_digest` (over record ids and
    versions) belong to computed figures; `monthly` are its twelve parts by business date,
    None where a part is withheld from the public. `added` figures are Siwei's, not the office's printed report's.
    """

    id: str
    section: str
    kind: Kind
    value: Decimal | None
    label: Text
    unit: Text
    definition: Text
    style: Style = Style.PLAIN
    decimals: int = 0
    owner: Text = field(default_factory=Text)
    source: str = ""
    formula: str = ""
    inputs: tuple[str, ...] = ()
    evidence_count: int | None = None
    evidence_digest: str = ""
    previous: Decimal | None = None
    monthly: tuple[Decimal | None, ...] = ()
    added: bool = False

    def printed(self, language: Language) -> str:
        """The digits as the sentence shows them; an em dash pair when there is no value."""
        if self.value is None:
            return "——"
        return printed(self.value, self.style, self.decimals, self.unit.zh, language)

    def with_unit(self, language: Language) -> str:
        """Digits and unit, for tables: 1,003場次, 128 sessions, about NT$770,000."""
        if self.value is None:
            return "——"
        unit = self.unit[language]
        if language == "zh" or unit == "%":
            return f"{self.printed(language)}{unit}"
        return f"{self.printed(language)} {unit.removeprefix('NT$').strip()}".strip()


def assemble(
    catalogue: Catalogue, computed: Mapping[str, FigureValue], entered: Mapping[str, Entry], year: int
) -> tuple[FigureValue, ...]:
    """Every figure of the catalogue for a ROC year, in print order.

    A module's own figure (computed, or derived by the module) stands before what the catalogue says of it. A
    figure with neither record nor entry is missing, and so is one derived from it: the report prints a dash
    and the check says so.
    """
    found: dict[str, FigureValue] = {}
    for row in catalogue.rows:
        if row.id in computed:
            found[row.id] = replace(computed[row.id], section=row.section, added=row.added)
        elif row.kind != "derived":
            found[row.id] = _entered(row, entered.get(row.id))
    prices = {price.id: price.value for price in catalogue.prices_of(year).values()}
    for row in _in_order_of_need(row for row in catalogue.rows if row.id not in found):
        found[row.id] = _derived(row, found, prices)
    return tuple(found[row.id] for row in catalogue.rows)


def _bare(row: Row, kind: Kind, value: Decimal | None) -> FigureValue:
    label = row.label if row.label.zh else Text(row.id, row.id)
    return FigureValue(
        id=row.id,
        section=row.section,
        kind=kind,
        value=value,
        label=label,
        unit=row.unit,
        definition=row.definition,
        style=row.style,
        decimals=row.decimals,
        owner=row.owner,
        added=row.added,
    )


def _entered(row: Row, entry: Entry | None) -> FigureValue:
    if entry is None:
        return _bare(row, "missing", None)
    return replace(_bare(row, "entered", entry.value), source=entry.source)


def _derived(row: Row, found: Mapping[str, FigureValue], prices: dict[str, Decimal]) -> FigureValue:
    if row.formula is None:
        raise ValueError(f"{row.id} is derived and has no formula")
    numbers = numbers_of(found.values()) | prices
    try:
        figure = _bare(row, "derived", row.formula.value(numbers))
    except FormulaError:
        figure = _bare(row, "missing", None)
    return replace(figure, formula=row.formula.text, inputs=row.formula.names())


def numbers_of(figures: Iterable[FigureValue]) -> dict[str, Decimal]:
    """Values by id, those that exist."""
    return {figure.id: figure.value for figure in figures if figure.value is not None}


def written_out(figure: FigureValue, numbers: Mapping[str, Decimal]) -> str:
    """The sum of a derived figure with its numbers; empty for others."""
    return Formula(figure.formula).written_out(numbers) if figure.formula else ""


def _in_order_of_need(rows: Iterable[Row]) -> list[Row]:
    """Derived rows so that each comes after those it is made of; ValueError when they turn in a circle."""
    waiting, ordered = list(rows), list[Row]()
    while waiting:
        names = {row.id for row in waiting}
        ready = [row for row in waiting if row.formula and not names & set(row.formula.names())]
        if not ready:
            raise ValueError(f"these figures are made of each other: {', '.join(sorted(names))}")
        ordered += ready
        waiting = [row for row in waiting if row not in ready]
    return ordered
