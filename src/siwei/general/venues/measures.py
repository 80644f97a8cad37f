"""The figures of venue hire (report line 壹一(一)2): sessions, not bookings."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.models import Booking, Session, Venue
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.sheets.column import Column, Kind

PUBLIC = (
    Column("venue", _("Venue"), "venue__name"),
    Column("day", pgettext_lazy("date", "Day"), kind=Kind.DATE),
    Column("slot", _("Session")),
)
OPENED = _(
    "Sessions held in the public spaces, one per session of one space; "
    "planned, cancelled and not held ones do not count."
)
ACCEPTED = _(
    "Sessions (morning, afternoon, evening) of accepted requests for meeting rooms; refused, cancelled, lost and "
    "undecided ones do not count."
)


def opened(period: Period, centre: str) -> QuerySet[Any]:
    """Sessions held in the public spaces of a centre."""
    return _sessions(period, centre, Venue.Group.PUBLIC).filter(state=Session.State.HELD)


def accepted(period: Period, centre: str) -> QuerySet[Any]:
    """Sessions of accepted requests for the meeting rooms of a centre."""
    rows = _sessions(period, centre, Venue.Group.ROOM).exclude(state=Session.State.CANCELLED)
    used = Q(state__in=[Session.State.HELD, Session.State.NOT_HELD])  # also when the rest was cancelled afterwards
    return rows.filter(used | Q(booking__state__in=Booking.ACCEPTED))


def _sessions(period: Period, centre: str, group: Venue.Group) -> QuerySet[Any]:
    rows = Session.objects.filter(day__gte=period.start, day__lt=period.end)
    return rows.filter(venue__centre__code=centre, venue__group=group).select_related("venue", "booking")


def _measure(centre: str, group: str, label: Any) -> Measure:
    rows = opened if group == "public_space" else accepted
    return Measure(
        id=f"venues.{centre}.{group}_sessions",
        label=label,
        unit="場次",
        definition=OPENED if group == "public_space" else ACCEPTED,
        evidence=lambda period: rows(period, centre),
        on="day",
        public_columns=PUBLIC,
        owner=_("General Affairs Division"),
        section="壹一(一)2",
    )


MEASURES = (
    _measure("siwei", "public_space", _("Sessions opened in the public spaces, Siwei")),
    _measure("siwei", "meeting_room", _("Sessions of meeting rooms, Siwei")),
    _measure("fengshan", "public_space", _("Sessions opened in the public spaces, Fengshan")),
    _measure("fengshan", "meeting_room", _("Sessions of meeting rooms, Fengshan")),
)
