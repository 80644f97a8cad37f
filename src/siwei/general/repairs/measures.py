"""The figures of repairs: requests accepted in the year, by class, and what became of them.

The printed figure (壹一(二)4, 維修案件) says "受理案件": so the business date is the day of acceptance.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Kind, Request
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import SUM, Derived, Measure
from siwei.kernel.sheets.column import Column
from siwei.kernel.sheets.column import Kind as Shown

SECTION = "壹一(二)4"
OWNER = _("General Affairs Division")
PUBLIC = (
    Column("number", _("Number")),
    Column("accepted_on", _("Accepted on"), kind=Shown.DATE),
    Column("centre", _("Centre"), "centre__name"),
    Column("kind", _("Class")),
    Column("state", _("State"), kind=Shown.STATE),
)


def asked_for() -> QuerySet[Request]:
    """Requests that somebody made and that were not merged into another: what the office counts as a case.

    Preventive cases open by themselves, so nobody asked for them. A merged request is the same damage told
    twice, and its main case is counted.
    """
    made = Request.objects.exclude(origin=Request.Origin.PREVENTIVE)
    rows: QuerySet[Request] = made.exclude(state=Request.State.MERGED)
    return rows


def accepted(period: Period) -> QuerySet[Request]:
    """Requests accepted in the period. A later cancellation does not undo the acceptance."""
    return asked_for().filter(accepted_on__gte=period.start, accepted_on__lt=period.end)


def accepted_of(kind: str) -> Callable[[Period], QuerySet[Request]]:
    """Accepted requests of one class of equipment."""
    return lambda period: accepted(period).filter(kind=kind)


def finished(period: Period) -> QuerySet[Request]:
    """Requests whose work ended in the period, whenever they were accepted."""
    return asked_for().filter(finished_on__gte=period.start, finished_on__lt=period.end)


def rated(period: Period) -> QuerySet[Request]:
    """Closed requests of the period that the requester rated."""
    return asked_for().filter(closed_on__gte=period.start, closed_on__lt=period.end, rating__isnull=False)


def preventive(period: Period) -> QuerySet[Request]:
    """Cases that plans opened for a day of the period."""
    rows: QuerySet[Request] = Request.objects.filter(origin=Request.Origin.PREVENTIVE)
    return rows.filter(accepted_on__gte=period.start, accepted_on__lt=period.end)


def _measure(id_: str, label: Any, definition: Any, evidence: Any, **more: Any) -> Measure:
    return Measure(
        id=f"repairs.{id_}",
        label=label,
        definition=definition,
        evidence=evidence,
        **{"unit": "件", "on": "accepted_on", "public_columns": PUBLIC, "owner": OWNER, "section": SECTION, **more},
    )


REQUESTS = _measure(
    "requests",
    _("Repair requests accepted"),
    _(
        "Repair requests of both centres that were accepted in the year, by the day of acceptance. Counted: requests of "
        "agencies, staff and the public, also when they were cancelled after acceptance. Not counted: declined or never "
        "accepted requests, requests merged into another, and cases opened by a preventive plan."
    ),
    accepted,
)
BY_KIND = tuple(
    _measure(
        f"requests_{kind.value}",
        format_lazy("{}: {}", _("Repair requests accepted"), kind.label),
        format_lazy("{} {}", _("As the repair requests accepted, of one class:"), kind.label),
        accepted_of(kind.value),
    )
    for kind in Kind
)
FINISHED = _measure(
    "finished",
    _("Repairs finished"),
    _("Requests (preventive and merged ones left out) whose work ended in the year, whenever they were accepted."),
    finished,
    on="finished_on",
)
PREVENTIVE = _measure(
    "preventive",
    _("Preventive maintenance cases"),
    _("Cases that preventive plans opened for a day of the year, beside the requests."),
    preventive,
)
COST = _measure(
    "cost",
    _("Cost of repairs"),
    _("Work and parts of the requests whose work ended in the year, in NT$; work under a yearly contract costs 0."),
    finished,
    on="finished_on",
    unit="元",
    reduce=SUM("cost"),
)
RATED = _measure(
    "rated", _("Repairs rated"), _("Requests closed in the year that the requester rated."), rated, on="closed_on"
)
POINTS = _measure(
    "rating_points",
    _("Points of the ratings"),
    _("Sum of the ratings, 1 to 5 each, of requests closed in the year."),
    rated,
    on="closed_on",
    unit="分",
    reduce=SUM("rating"),
)
RATING = Derived(
    id="repairs.rating",
    label=_("Mean rating of repairs"),
    unit="分",
    definition=_("Points of the ratings divided by the repairs rated; 5 is best. 0 when nobody rated."),
    inputs=("repairs.rating_points", "repairs.rated"),
    formula=lambda x: x["repairs.rating_points"] / x["repairs.rated"] if x["repairs.rated"] else Decimal(0),
    decimals=1,
    owner=OWNER,
    section=SECTION,
)

MEASURES: tuple[Measure | Derived, ...] = (
    REQUESTS, *BY_KIND, FINISHED, PREVENTIVE, COST, RATED, POINTS, RATING,
)  # fmt: skip
