"""Measure and Derived: a figure as evidence rows, a business date and a reduction.

A measure never holds a number. `evaluate` counts the rows that `evidence` gives for a period, so whoever
doubts a figure opens the same rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise

from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.numerals import Style
from siwei.kernel.sheets.column import Column

Text = str | Promise


@dataclass(frozen=True)
class Reduction:
    """How rows become one number: their count, or the sum of one column."""

    kind: Literal["count", "sum"]
    column: str = "pk"


COUNT = Reduction("count")


def SUM(column: str) -> Reduction:  # noqa: N802  # reads as SQL does
    """The sum of a column (0 when there are no rows)."""
    return Reduction("sum", column)


@dataclass(frozen=True)
class Reasons:
    """Why rows count, where a measure has several grounds: the column that holds a code, and what each code says."""

    column: str
    said: Mapping[str, Text]


@dataclass(frozen=True)
class Measure:
    """A figure computed from records.

    `evidence(period)` gives the rows that count, already limited to the half-open period by the business
    date `on`. `public_columns` are the only columns that ever leave the house as evidence.
    """

    id: str
    label: Text
    unit: Text
    definition: Text
    evidence: Callable[[Period], QuerySet[Any]]
    on: str
    reduce: Reduction = COUNT
    style: Style = Style.PLAIN
    decimals: int = 0
    public_columns: tuple[Column, ...] = ()
    reasons: Reasons | None = None
    owner: Text = ""
    section: str = ""


@dataclass(frozen=True)
class Derived:
    """A figure computed from other figures by a formula; `inputs` name them.

    `written` is the same formula as text, which prints beside the figure and is recomputed from a sealed package.
    Of a rate `above` names the inputs that stand above the line, the others stand below it; `left_out` names the
    figures of what is in neither.
    """

    id: str
    label: Text
    unit: Text
    definition: Text
    inputs: tuple[str, ...]
    formula: Callable[[Mapping[str, Decimal]], Decimal]
    written: str = ""
    above: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    style: Style = Style.PLAIN
    decimals: int = 0
    owner: Text = ""
    section: str = ""


def value(measure: Measure, period: Period) -> tuple[Decimal, int]:
    """The figure and the number of its evidence rows, by one query."""
    try:
        statement, params = _statement(measure.evidence, measure.reduce, period)
    except EmptyResultSet:
        return Decimal(0), 0
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        total, count = cursor.fetchone()
    return Decimal(total or 0), int(count)


Statement = tuple[str, tuple[Any, ...]]
_statements: dict[tuple[object, Reduction, Period], Statement] = {}
MOST_STATEMENTS = 5000


def _statement(evidence: Callable[[Period], QuerySet[Any]], reduce: Reduction, period: Period) -> Statement:
    """The query of a figure; kept, because writing it takes longer than running it.

    Evidence that itself reads the database could be another one tomorrow, so its query is written anew each time.
    Raises EmptyResultSet for evidence that can have no rows.
    """
    key = (evidence, reduce, period)
    known = _statements.get(key)
    if known is not None:
        return known
    asked: list[str] = []

    def noted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        rows = evidence(period).order_by()
    if reduce.kind == "count":
        inner, total = rows.values(_pk=F("pk")), "count(*)"
    else:
        inner, total = rows.values(_pk=F("pk"), _value=F(reduce.column)), "sum(_value)"
    sql, params = inner.query.sql_with_params()
    made = f"SELECT {total}, count(*) FROM ({sql}) AS counted", tuple(params)  # noqa: S608  # Django's own words
    if not asked:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        _statements[key] = made
    return made


def monthly(measure: Measure, period: Period) -> list[tuple[datetime.date, Decimal]]:
    """The figure by month of the period; months without rows are 0."""
    rows = measure.evidence(period).order_by().annotate(_month=TruncMonth(measure.on)).values("_month")
    reduced = Count("pk") if measure.reduce.kind == "count" else Sum(measure.reduce.column)
    found = {_day(row["_month"]): Decimal(row["_value"] or 0) for row in rows.annotate(_value=reduced)}
    return [(month.start, found.get(month.start, Decimal(0))) for month in period.months()]


def by_reason(measure: Measure, period: Period) -> list[tuple[Text, Decimal]]:
    """The figure by the grounds on which its rows count, the most frequent first; nothing where it has one ground."""
    if measure.reasons is None:
        return []
    reduced = Count("pk") if measure.reduce.kind == "count" else Sum(measure.reduce.column)
    rows = measure.evidence(period).order_by().values(_reason=F(measure.reasons.column)).annotate(_value=reduced)
    said = measure.reasons.said
    found = [(said.get(row["_reason"], row["_reason"]), Decimal(row["_value"] or 0)) for row in rows]
    return sorted(found, key=lambda pair: -pair[1])


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def by_id(measures: Iterable[Measure | Derived]) -> dict[str, Measure | Derived]:
    """Measures by id."""
    return {measure.id: measure for measure in measures}
