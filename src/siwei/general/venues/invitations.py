"""iCalendar: invitations that a calendar program accepts, and feeds of a venue or a person (RFC 5545, 5546)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from siwei.general.venues.models import Booking, Session
from siwei.general.venues.rules import HOURS, Slot

MIME = "text/calendar; method={method}; charset=utf-8"


def invitation(booking: Booking, sessions: Iterable[Session]) -> tuple[str, str, str]:
    """The mail attachment that asks a calendar program to enter the sessions."""
    return "invite.ics", _message("REQUEST", booking, sessions), MIME.format(method="REQUEST")


def cancellation(booking: Booking, sessions: Iterable[Session]) -> tuple[str, str, str]:
    """The mail attachment that takes them out again."""
    return "cancel.ics", _message("CANCEL", booking, sessions), MIME.format(method="CANCEL")


def feed(name: str, sessions: Iterable[Session], *, private: bool) -> bytes:
    """A calendar to subscribe to; a public one (`private=False`) tells only that the venue is taken."""
    calendar = _calendar(None)
    calendar.add("x-wr-calname", name)
    for session in sessions:
        calendar.add_component(_event(session, session.booking, private=private))
    return bytes(calendar.to_ical())


def _calendar(method: str | None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Siwei//Venues//ZH")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


def _message(method: str, booking: Booking, sessions: Iterable[Session]) -> str:
    calendar = _calendar(method)
    for session in sessions:
        event = _event(session, booking, private=True)
        event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
        guest = vCalAddress(f"mailto:{booking.mail}")
        guest.params["cn"] = vText(booking.contact)
        guest.params["rsvp"] = vText("TRUE")
        event.add("attendee", guest, encode=False)
        event["status"] = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _event(session: Session, booking: Booking, *, private: bool) -> Event:
    """One session; set-up and tear-down are not part of what the guests see."""
    begin, end = HOURS[Slot(session.slot)]
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"venue-session-{session.pk}@siwei")
    event.add("sequence", booking.version)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", datetime.datetime.combine(session.day, begin, zone))
    event.add("dtend", datetime.datetime.combine(session.day, end, zone))
    event.add("summary", booking.purpose if private else _("Taken"))
    event.add("location", f"{session.venue.centre.name_zh} {session.venue.name_zh}")
    return event
