"""iCalendar: invitations that a calendar program accepts, and feeds of a venue or a person (RFC 5545, 5546)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from siwei.general.venues.models import Booking, Session

MIME = "text/calendar; method={method}; charset=utf-8"


Mailed = tuple[str, str, str]  # file name, text, type


def invitations(booking: Booking, sessions: Iterable[Session]) -> list[Mailed]:
    """Mail attachments that ask a calendar program to enter the sessions or to move them: a message for each.

    A REQUEST speaks of one UID only (RFC 5546, 3.2.2), and programs take but the first of several.
    """
    return [_mailed("REQUEST", "invite", booking, one) for one in sessions]


def cancellations(booking: Booking, sessions: Iterable[Session]) -> list[Mailed]:
    """Mail attachments that take the sessions out again."""
    return [_mailed("CANCEL", "cancel", booking, one) for one in sessions]


def _mailed(method: str, stem: str, booking: Booking, session: Session) -> Mailed:
    name = f"{stem}-{session.day:%Y%m%d}-{session.slot}.ics"
    return name, _message(method, booking, session), MIME.format(method=method)


def feed(name: str, sessions: Iterable[Session], *, private: bool) -> bytes:
    """A calendar to subscribe to; a public one (`private=False`) tells only that the venue is taken."""
    calendar = _calendar(None)
    calendar.add("x-wr-calname", name)
    for session in sessions:
        calendar.add_component(_event(session, session.booking, private=private))
    calendar.add_missing_timezones()  # RFC 5545 3.2.19
    return bytes(calendar.to_ical())


def _calendar(method: str | None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Siwei//Venues//ZH")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


def _message(method: str, booking: Booking, session: Session) -> str:
    calendar = _calendar(method)
    event = _event(session, booking, private=True)
    event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
    guest = vCalAddress(f"mailto:{booking.mail}")
    guest.params["cn"] = vText(booking.contact)
    guest.params["rsvp"] = vText("TRUE")
    event.add("attendee", guest, encode=False)
    event["status"] = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()


def _event(session: Session, booking: Booking, *, private: bool) -> Event:
    """One session; set-up and tear-down are not part of what the guests see. Each act on the case is a new sequence."""
    begin, end = session.times
    event = Event()
    event.add("uid", f"venue-session-{session.pk}@siwei")
    event.add("sequence", booking.version)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("summary", booking.purpose if private else _("Taken"))
    event.add("location", f"{session.venue.centre.name_zh} {session.venue.name_zh}")
    return event
