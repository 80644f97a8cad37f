"""Figures of venue hire for the office itself: sessions, people, income and use, reckoned by the database."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from siwei.general.venues.models import APPLICANTS, SLOTS, Booking, Payment, Session, Venue
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre

DAY = datetime.timedelta(days=1)
ACCEPTED = Q(booking__state__in=Booking.ACCEPTED) & ~Q(state=Session.State.CANCELLED)
HELD = Q(state=Session.State.HELD)
COUNTS: dict[str, Any] = {
    "asked": Count("pk"),
    "accepted": Count("pk", filter=ACCEPTED),
    "held": Count("pk", filter=HELD),
    "missed": Count("pk", filter=Q(state=Session.State.NOT_HELD)),
    "cancelled": Count("pk", filter=Q(state=Session.State.CANCELLED)),
    "people": Sum("booking__people", filter=HELD, default=0),
}


@dataclass(frozen=True)
class Use:
    """One line of a table: sessions of something in a period, people at the held ones, money in and out of it.

    `open_sessions` is how many sessions its opening hours offered, None where that means nothing.
    `query` is what a list's filters need to show these rows.
    """

    label: str
    query: str
    asked: int = 0
    accepted: int = 0
    held: int = 0
    missed: int = 0
    cancelled: int = 0
    people: int = 0
    income: int = 0
    open_sessions: int | None = None

    @property
    def percent(self) -> float | None:
        """Accepted of the sessions that were open, in per cent."""
        return 100 * self.accepted / self.open_sessions if self.open_sessions else None


@dataclass(frozen=True)
class By:
    """A way to divide a year: what it is called in the filters, and where sessions and payments carry it."""

    name: str
    session: Any
    payment: Any


VENUE = By("venue", F("venue"), F("booking__venue"))
CENTRE = By("centre", F("venue__centre"), F("booking__venue__centre"))
APPLICANT = By("applicant", F("booking__applicant"), F("booking__applicant"))
MONTH = By("month", ExtractMonth("day"), ExtractMonth("on"))


def sessions_in(actor: Actor, period: Period) -> QuerySet[Any]:
    """Sessions on the days of a period, of bookings that the actor may see."""
    rows = Session.objects.filter(day__gte=period.start, day__lt=period.end)
    found: QuerySet[Any] = rows.filter(booking__in=Booking.objects.visible_to(actor)).order_by()
    return found


def payments_in(actor: Actor, period: Period) -> QuerySet[Any]:
    """Payments on the days of a period: what came in less what went back, deposits included."""
    rows = Payment.objects.filter(on__gte=period.start, on__lt=period.end)
    found: QuerySet[Any] = rows.filter(booking__in=Booking.objects.visible_to(actor)).order_by()
    return found


def counted(actor: Actor, period: Period, by: By) -> dict[Any, dict[str, int]]:
    """The numbers of every part of a division; two queries."""
    rows = sessions_in(actor, period).values(part=by.session).annotate(**COUNTS)
    found: dict[Any, dict[str, int]] = {row.pop("part"): row for row in rows}
    money = payments_in(actor, period).values(part=by.payment).annotate(income=Sum("amount"))
    for row in money:
        found.setdefault(row["part"], {})["income"] = row["income"]
    return found


def by_venue(actor: Actor, period: Period) -> list[Use]:
    """Every venue that was asked for or is in use, in the order of the catalogue."""
    found, offered = counted(actor, period, VENUE), open_sessions(actor, period)
    venues = Venue.objects.visible_to(actor).select_related("centre")
    return [
        _use(f"{venue.centre.name} {venue.name}", period, VENUE, venue.pk, found, offered.get(venue.pk))
        for venue in venues
        if venue.in_use or venue.pk in found
    ]


def by_centre(actor: Actor, period: Period) -> list[Use]:
    """Both centres."""
    found, offered = counted(actor, period, CENTRE), open_sessions(actor, period)
    places = Venue.objects.values_list("centre", "pk")
    return [
        _use(str(centre), period, CENTRE, centre.pk, found, _sum(offered, (v for c, v in places if c == centre.pk)))
        for centre in Centre.objects.filter(venues__isnull=False).distinct()
    ]


def _sum(offered: Mapping[int, int], venues: Iterable[int]) -> int:
    return sum(offered.get(venue, 0) for venue in venues)


def by_applicant(actor: Actor, period: Period) -> list[Use]:
    """The kinds of applicants."""
    found = counted(actor, period, APPLICANT)
    return [_use(str(label), period, APPLICANT, code, found) for code, label in APPLICANTS]


def by_month(actor: Actor, period: Period, label: Callable[[Period], str]) -> list[Use]:
    """The months of a year."""
    found = counted(actor, period, MONTH)
    return [_use(label(month), month, None, month.start.month, found) for month in period.months()]


def _use(
    label: str,
    period: Period,
    by: By | None,
    part: Any,
    found: Mapping[Any, dict[str, int]],
    offered: int | None = None,
) -> Use:
    query = {by.name: part} if by else {}
    days = {"day_from": period.start.isoformat(), "day_to": (period.end - DAY).isoformat()}
    return Use(label, urlencode({**query, **days}), open_sessions=offered, **found.get(part, {}))


def open_sessions(actor: Actor, period: Period) -> dict[int, int]:
    """How many sessions the present opening hours of each venue in use offer in a period."""
    weekdays = [0] * 8
    for day in period:
        weekdays[day.isoweekday()] += 1
    sample = {day.isoweekday(): day for day in (period.start + n * DAY for n in range(7))}
    venues = Venue.objects.visible_to(actor).filter(in_use=True).prefetch_related("openings")
    return {
        venue.pk: sum(
            weekdays[number] for number, day in sample.items() for slot, _label in SLOTS if venue.is_open(day, slot)
        )
        for venue in venues
    }
