"""Counts the declared measures of a year: their values, months and the year before, and the versions behind them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Derived, Measure, monthly, value
from siwei.kernel.measures.numerals import UNITS_EN
from siwei.kernel.records.models import Record, type_of
from siwei.report.bilingual import Text
from siwei.report.figures import FigureValue, numbers_of
from siwei.report.formula import Formula, FormulaError


def count(measures: Iterable[Measure | Derived], year: int) -> dict[str, FigureValue]:
    """Every measure of a ROC year, one query each; derived ones from those, as the module's formula says."""
    period = Period.roc_year(year)
    measures = tuple(measures)
    found = {m.id: _counted(m, period) for m in measures if isinstance(m, Measure)}
    for derived in (m for m in measures if isinstance(m, Derived)):
        numbers = numbers_of(found.values())
        if all(name in numbers for name in derived.inputs):
            found |= {figure.id: figure for figure in _derived(derived, numbers)}
    return found


def _derived(derived: Derived, numbers: Mapping[str, Decimal]) -> Iterator[FigureValue]:
    """The figure; nothing where the sum cannot be made, such as a rate of nothing: the report says it is missing."""
    try:
        amount = Formula(derived.written).value(numbers) if derived.written else derived.formula(numbers)
    except FormulaError:
        return
    made = _declared(derived, amount)
    yield replace(made, kind="derived", inputs=derived.inputs, formula=derived.written)


def with_months(
    figures: Mapping[str, FigureValue], measures: Iterable[Measure | Derived], year: int
) -> dict[str, FigureValue]:
    """The same figures with their twelve months and the value of the year before, for people who look closer."""
    period, before = Period.roc_year(year), Period.roc_year(year - 1)
    looked = dict(figures)
    for measure in measures:
        if isinstance(measure, Measure) and measure.id in looked:
            months = tuple(amount for _month, amount in monthly(measure, period))
            earlier, _count = value(measure, before)
            looked[measure.id] = replace(looked[measure.id], monthly=months, previous=earlier)
    return looked


def _counted(measure: Measure, period: Period) -> FigureValue:
    amount, rows = value(measure, period)
    return replace(_declared(measure, amount), evidence_count=rows)


def _declared(measure: Measure | Derived, amount: Decimal) -> FigureValue:
    return FigureValue(
        id=measure.id,
        section=measure.section,
        kind="computed",
        value=amount,
        label=Text.of(measure.label),
        unit=_unit(measure),
        definition=Text.of(measure.definition),
        style=measure.style,
        decimals=measure.decimals,
        owner=Text.of(measure.owner),
    )


def _unit(measure: Measure | Derived) -> Text:
    """Units are the report's own words (場次); English has one for each."""
    unit = Text.of(measure.unit)
    return Text(unit.zh, UNITS_EN[unit.zh][1]) if unit.zh == unit.en and unit.zh in UNITS_EN else unit


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row that counts: its record with version, the business day, and what it adds to the figure."""

    row: int
    record: int
    version: int
    day: datetime.date
    amount: Decimal


def record_path(model: type[models.Model]) -> str:
    """The path from an evidence row to its record: empty when the row is one, else the key of the part.

    TypeError when a measure counts rows that have no history: such a figure could not be sealed.
    """
    if issubclass(model, Record):
        return ""
    for key in model._meta.get_fields():
        if isinstance(key, models.ForeignKey) and _is_part(key):
            return key.name
    raise TypeError(f"{model.__name__} is neither a record nor a part of one")


def _is_part(key: models.ForeignKey[Any, Any]) -> bool:
    owner = key.related_model
    return isinstance(owner, type) and issubclass(owner, Record) and key.remote_field.get_accessor_name() in owner.parts


def record_type(model: type[models.Model]) -> type[Record]:
    """The record type whose history explains an evidence row."""
    path = record_path(model)
    found = model._meta.get_field(path).related_model if path else model
    assert isinstance(found, type)
    assert issubclass(found, Record)
    return found


def evidence_query(measure: Measure, period: Period) -> tuple[str, tuple[Any, ...]]:
    """SQL of the evidence rows in EvidenceRow's column order; the caller's SQL stands around it."""
    rows = measure.evidence(period).order_by()
    path = record_path(rows.model)
    record, version = (f"{path}__pk", f"{path}__version") if path else ("pk", "version")
    amount: Any = models.Value(1) if measure.reduce.kind == "count" else models.F(measure.reduce.column)
    chosen = rows.annotate(_day=_as_day(rows.model, measure.on), _amount=amount)
    chosen = chosen.values_list("pk", record, version, "_day", "_amount")
    sql, parameters = chosen.query.sql_with_params()
    return sql, parameters


def _as_day(model: type[models.Model], path: str) -> Any:
    """The business day: moments become the local date."""
    from django.db.models.functions import TruncDate

    field: Any = model
    for name in path.split("__"):
        meta = field._meta if hasattr(field, "_meta") else field.related_model._meta
        try:
            field = meta.get_field(name)
        except FieldDoesNotExist:
            return models.F(path)
    return TruncDate(path) if isinstance(field, models.DateTimeField) else models.F(path)


def evidence_rows(measure: Measure, period: Period) -> list[EvidenceRow]:
    """The evidence as rows, in order of their keys."""
    sql, parameters = evidence_query(measure, period)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({sql}) AS e(row, record, version, day, amount) ORDER BY row", parameters)  # noqa: S608  # no text of ours or theirs: Django made it
        return [EvidenceRow(r, rec, v, day, Decimal(amount or 0)) for r, rec, v, day, amount in cursor]


def visible(rows: models.QuerySet[Any], actor: Actor) -> models.QuerySet[Any]:
    """Evidence rows whose records the actor may see; the others count without being seen."""
    path = record_path(rows.model)
    records = record_type(rows.model)._default_manager.get_queryset()
    allowed = records.visible_to(actor).values("pk")  # type: ignore[attr-defined]  # every record's queryset has it
    return rows.filter(**{f"{path}__in" if path else "pk__in": allowed})


def record_kind(measure: Measure, period: Period) -> int:
    """The content type of the records behind a measure."""
    return type_of(record_type(measure.evidence(period).model)).pk
