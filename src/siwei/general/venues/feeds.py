"""Which sessions stand in a calendar that somebody subscribes to, and the secret address of a person's own."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from siwei.general.venues.models import Booking, FeedKey, Session
from siwei.kernel.directory.models import Person

MOST = 2000
KEPT = datetime.timedelta(days=400)


def accepted_sessions() -> QuerySet[Session]:
    """Sessions of accepted bookings of the last 400 days and all to come, the latest first."""
    rows = Session.objects.filter(booking__state__in=Booking.ACCEPTED, day__gte=timezone.localdate() - KEPT)
    rows = rows.exclude(state=Session.State.CANCELLED)
    found: QuerySet[Session] = rows.select_related("booking", "venue__centre").order_by("-day", "pk")
    return found


def address_of(person: Person) -> str:
    """The path of a person's calendar; empty as long as the person asked for none."""
    kept = FeedKey.objects.filter(person=person).first()
    return reverse("venues_person_feed", args=[kept.key]) if kept else ""


def person_of(key: str) -> Person | None:
    """Whose calendar it is; None for a key that was replaced or an account that was closed."""
    found: Person | None = Person.objects.active().filter(venue_feed__key=key).first()
    return found
