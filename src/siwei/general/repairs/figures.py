"""Figures of a year of repairs by class, centre, agency and hand, reckoned by the database."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression
from django.utils.functional import Promise
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import LABOUR, MATERIAL, Contract, PartUsed, Request, Trade, Visit
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency, Centre
from siwei.kernel.sheets.column import Column, Kind

DAY = datetime.timedelta(days=1)


class Percentile(Aggregate):
    """A continuous percentile of the values of a group; PostgreSQL's own."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=repr(float(share)), output_field=DurationField(), **extra)


@dataclass(frozen=True)
class Axis:
    """One way to divide the requests of a year: the field, its names, and the filter that opens a group's list."""

    name: str
    title: str | Promise
    field: str
    names: Callable[[], Mapping[Any, str | Promise]]
    others: str | Promise
    #: the filter of the list that finds the group without a value
    without: str = ""


AXES = (
    Axis("trade", _("By class of work"), "trade", lambda: dict(Trade.choices), ""),
    Axis("centre", _("By centre"), "place__centre", lambda: _named(Centre), ""),
    Axis("agency", _("By agency"), "agency", lambda: _named(Agency), _("Citizens and others"), "with_agency"),
    Axis(
        "contract",
        _("By who repaired it"),
        "contract",
        lambda: {one.pk: str(one) for one in Contract.objects.all()},
        _("Own technicians, or nobody yet"),
        "by_contractor",
    ),
)


@dataclass(frozen=True)
class Line:
    """What one group (or the whole year) came to. Days and shares are None when there is nothing to reckon from.

    `query` is what the list of requests is asked for, to show the rows of `count`.
    """

    label: str | Promise
    count: int
    finished: int
    median: float | None
    p90: float | None
    timed: int
    in_time: int
    rating: float | None
    labour: Decimal
    material: Decimal
    query: Mapping[str, Any]

    def share_in_time(self) -> float | None:
        """Percent of the finished ones with a known term that were finished by its last day."""
        return round(100 * self.in_time / self.timed, 1) if self.timed else None

    def cost(self) -> Decimal:
        """Labour and parts (NT$)."""
        return self.labour + self.material


COLUMNS = (
    Column("label", _("Group")),
    Column("count", _("Accepted requests"), kind=Kind.NUMBER),
    Column("finished", _("Finished requests"), kind=Kind.NUMBER),
    Column("median", _("Days to finish, median"), kind=Kind.NUMBER),
    Column("p90", _("Days to finish, nine of ten"), kind=Kind.NUMBER),
    Column("timed", _("Finished, term known"), kind=Kind.NUMBER),
    Column("in_time", _("Repaired in time"), kind=Kind.NUMBER),
    Column("share", _("Share in time (%)"), "share_in_time", kind=Kind.NUMBER),
    Column("labour", _("Cost of labour"), kind=Kind.MONEY),
    Column("material", _("Cost of parts"), kind=Kind.MONEY),
    Column("cost", _("Cost in all"), kind=Kind.MONEY),
    Column("rating", _("Satisfaction"), kind=Kind.NUMBER),
)


def lines(actor: Actor, period: Period, axis: Axis) -> list[Line]:
    """The groups of an axis, the largest first (classes in their own order), then the whole."""
    rows = Request.objects.visible_to(actor).accepted_in(period).order_by()
    if not rows.exists():
        return []
    names = axis.names()
    money = _money(rows, axis.field)
    found = {row["_key"]: row for row in _reckoned(rows.values(_key=F(axis.field)))}
    order = list(names) if axis.name == "trade" else sorted(found, key=lambda key: -found[key]["_count"])
    asked = _asked(period)
    groups = [
        _line(names.get(key, axis.others), found[key], money.get(key, NOTHING), asked | _only(axis, key))
        for key in order
        if key in found
    ]
    whole = _reckoned(rows.values(_key=F("preventive"))).get()
    sums = tuple(sum((one[part] for one in money.values()), Decimal(0)) for part in (0, 1))
    return [*groups, _line(said("All requests"), whole, (sums[0], sums[1]), asked)]


NOTHING = (Decimal(0), Decimal(0))


def _asked(period: Period) -> dict[str, Any]:
    return {
        "view": "all",
        "counted": "1",
        "accepted_on_from": period.start.isoformat(),
        "accepted_on_to": (period.end - DAY).isoformat(),
    }


def _only(axis: Axis, key: Any) -> dict[str, Any]:
    return {axis.without: "0"} if key is None else {axis.name: key}


def _money(rows: QuerySet[Any], field: str) -> dict[Any, tuple[Decimal, Decimal]]:
    """Labour and parts by group; asked of the visits and parts themselves, so that no join counts one twice."""
    found: dict[Any, tuple[Decimal, Decimal]] = {}
    kinds: tuple[tuple[QuerySet[Any], CombinedExpression], ...] = (
        (Visit.objects.all(), LABOUR),
        (PartUsed.objects.all(), MATERIAL),
    )
    for place, (parts, amount) in enumerate(kinds):
        sums = parts.filter(request__in=rows).order_by().values(_key=F(f"request__{field}"))
        for row in sums.annotate(_sum=Sum(amount)):
            labour, material = found.get(row["_key"], NOTHING)
            found[row["_key"]] = (row["_sum"], material) if place == 0 else (labour, row["_sum"])
    return found


def _named(model: type[Agency] | type[Centre]) -> dict[Any, str | Promise]:
    return {one.pk: one.name for one in model.objects.all()}


def _reckoned(groups: QuerySet[Any]) -> QuerySet[Any]:
    length = ExpressionWrapper(F("finished_on") - F("accepted_on"), output_field=DurationField())
    timed = Q(finished_on__isnull=False, due_on__isnull=False)
    rows: QuerySet[Any] = groups.annotate(
        _count=Count("pk"),
        _finished=Count("finished_on"),
        _median=Percentile(length, 0.5),
        _p90=Percentile(length, 0.9),
        _timed=Count("pk", filter=timed),
        _in_time=Count("pk", filter=timed & Q(finished_on__lte=F("due_on"))),
        _rating=Avg("rating"),
    )
    return rows


def _line(
    label: str | Promise, row: Mapping[str, Any], money: tuple[Decimal, Decimal], query: Mapping[str, Any]
) -> Line:
    days = (_days(row["_median"]), _days(row["_p90"]))
    return Line(
        label, row["_count"], row["_finished"], *days, row["_timed"], row["_in_time"], row["_rating"], *money, query
    )


def _days(length: datetime.timedelta | None) -> float | None:
    return None if length is None else round(length / DAY, 1)
