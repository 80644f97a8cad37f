"""What the page of a figure shows below its value: the rows that count, why, and the figures it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Derived, Measure, by_reason
from siwei.kernel.module import measures
from siwei.kernel.sheets.column import Column, Kind
from siwei.report.counting import record_path, visible, with_months
from siwei.report.figures import FigureValue
from siwei.report.roles import EDITOR, SIGNATURES

ROWS = 50  # evidence rows of a page
COUNTED = 10_000  # rows are counted one by one up to here: whether somebody may see a row is asked row by row


class KnownPaginator(Paginator[Any]):
    """Pages over rows whose number is known, so that nobody counts them again; beyond COUNTED the sheet has them."""

    def __init__(self, rows: models.QuerySet[Any], number: int) -> None:
        super().__init__(rows, ROWS)
        self.number = number

    @cached_property
    def count(self) -> int:
        """Rows that pages show."""
        return min(self.number, COUNTED)


def looked_into(found: FigureValue, year: int) -> FigureValue:
    """The figure with its months and the year before; only this one is asked for, not the whole report."""
    return with_months({found.id: found}, [m for m in measures() if m.id == found.id], year)[found.id]


def made_of(found: FigureValue, figures: Mapping[str, FigureValue]) -> list[tuple[str, list[FigureValue]]]:
    """What a derived figure is made of, under headings: of a rate, the line and what is in neither part."""
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    derived = next((m for m in measures() if isinstance(m, Derived) and m.id == found.id), None)
    if derived is None or not derived.above:
        parts = ((_("Made of"), found.inputs),)
    else:
        below = tuple(name for name in found.inputs if name not in derived.above)
        parts = ((_("Numerator"), derived.above), (_("Denominator"), below), (_("In neither"), derived.left_out))
    groups = ((label, [figures[name] for name in names if name in figures]) for label, names in parts)
    return [(label, found) for label, found in groups if found]


def rows_for(measure: Measure, year: int, actor: Actor) -> models.QuerySet[Any]:
    """The rows that the actor may read, in order of their day. Who answers for the report reads the public columns of
    all of them; everybody else finds only rows whose record is open to him.
    """
    rows = measure.evidence(Period.roc_year(year))
    shown = rows if _answers(actor) else visible(rows, actor)
    path = record_path(rows.model)
    return (shown.select_related(path) if path else shown).order_by(measure.on, "pk")


def _answers(actor: Actor) -> bool:
    return actor.holds_any((EDITOR, *SIGNATURES))


def columns_of(measure: Measure) -> list[Column]:
    """The public columns, and before them the day a row counts for where they do not show it."""
    if any(measure.on in (column.name, column.value) for column in measure.public_columns):
        return list(measure.public_columns)
    return [Column("business_day", _("Business date"), measure.on, Kind.DATE), *measure.public_columns]


def evidence(measure: Measure, year: int, actor: Actor, page: str | None, total: int) -> dict[str, Any]:
    """A page of the rows that count; `total` of them there are, as the figure itself says."""
    rows = rows_for(measure, year, actor)
    path = record_path(rows.model)
    open_rows = visible(measure.evidence(Period.roc_year(year)), actor).order_by()
    number = open_rows[: COUNTED + 1].count()
    readable = total if _answers(actor) else number
    shown = KnownPaginator(rows, readable).get_page(page)
    opened = set(open_rows.filter(pk__in=[row.pk for row in shown.object_list]).values_list("pk", flat=True))
    many = number > COUNTED
    return {
        "columns": columns_of(measure),
        "evidence": [
            (place, (getattr(row, path) if path else row) if row.pk in opened else None, row)
            for place, row in enumerate(shown.object_list, start=shown.start_index())
        ],
        "page": shown,
        "total": total,
        "reasons": by_reason(measure, Period.roc_year(year)),
        "more": readable > COUNTED,
        "hidden": 0 if many else total - readable,
        "closed": 0 if many else readable - number,
    }
