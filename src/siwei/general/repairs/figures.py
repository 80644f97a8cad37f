"""Figures of a year of repairs by class of work, reckoned by the database."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Avg, Count, DurationField, ExpressionWrapper, F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as said

from siwei.general.repairs.models import Request, Trade
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period

DAY = datetime.timedelta(days=1)


class Percentile(Aggregate):
    """A continuous percentile of the values of a group; PostgreSQL's own."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=repr(float(share)), output_field=DurationField(), **extra)


@dataclass(frozen=True)
class TradeFigures:
    """What one class of work (or, with an empty code, the whole year) came to. Days are None when none is finished."""

    code: str
    label: str | Promise
    count: int
    finished: int
    median: float | None
    p90: float | None
    rating: float | None


def by_trade(actor: Actor, period: Period) -> list[TradeFigures]:
    """Classes in the order of the model, then the whole."""
    rows = Request.objects.visible_to(actor).accepted_in(period).order_by()
    found = {row["trade"]: row for row in _reckoned(rows.values("trade"))}
    figures = [_figures(code, label, found[code]) for code, label in Trade.choices if code in found]
    whole = next(iter(_reckoned(rows.values("preventive"))), None)
    return [*figures, _figures("", said("All classes"), whole)] if whole else []


def _reckoned(groups: QuerySet[Any]) -> QuerySet[Any]:
    length = ExpressionWrapper(F("finished_on") - F("accepted_on"), output_field=DurationField())
    rows: QuerySet[Any] = groups.annotate(
        _count=Count("pk"),
        _finished=Count("finished_on"),
        _median=Percentile(length, 0.5),
        _p90=Percentile(length, 0.9),
        _rating=Avg("rating"),
    )
    return rows


def _figures(code: str, label: str | Promise, row: dict[str, Any]) -> TradeFigures:
    return TradeFigures(
        code, label, row["_count"], row["_finished"], _days(row["_median"]), _days(row["_p90"]), row["_rating"]
    )


def _days(length: datetime.timedelta | None) -> float | None:
    return None if length is None else round(length / DAY, 1)
