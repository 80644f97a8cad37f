"""Venues and the times in which they cannot be booked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.forms import BlockingForm, VenueForm
from siwei.general.venues.models import CLERK, Blocking, Layout, Occupation, Session, Venue, occupied
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.records.batch import open_batch


@creates(Venue, role=CLERK, label=_("New venue"), form=VenueForm)
def add_venue(*, by: Actor, layouts: Iterable[tuple[str, int]] = (), **fields: Any) -> Venue:
    """Enter a venue; `layouts` are kinds with the people they hold."""
    venue = Venue(**fields)
    venue.save()
    for kind, capacity in layouts:
        Layout(venue=venue, kind=kind, capacity=capacity).save()
    return venue


@action(Venue, role=CLERK, label=_("Change"), form=VenueForm)
def change_venue(venue: Venue, /, *, by: Actor, **fields: Any) -> None:
    """Change the entry. Bookings already made keep their fee."""
    for name, value in fields.items():
        setattr(venue, name, value)


@creates(Blocking, role=CLERK, label=_("Block a venue"), form=BlockingForm)
def block(*, by: Actor, venue: Venue, since: datetime.datetime, until: datetime.datetime, reason: str) -> Blocking:
    """Take a venue out of use for a time; ActionRefused names the booking that stands in the way."""
    blocking = Blocking(venue=venue, since=since, until=until, reason=reason)
    blocking.save()
    occupy([Occupation(venue=venue, span=DateTimeTZRange(since, until), blocking=blocking)])
    return blocking


def _not_lifted(blocking: Blocking, actor: Actor) -> str | None:
    return said("This blocking was lifted already.") if blocking.lifted else None


@action(Blocking, role=CLERK, label=_("Lift"), form=ReasonForm, allowed=_not_lifted, style="danger")
def lift(blocking: Blocking, *, by: Actor, note: str) -> None:
    """Open the venue again."""
    blocking.lifted = True
    Occupation.objects.filter(blocking=blocking).delete()


def occupy(wanted: list[Occupation]) -> None:
    """Take the times, or refuse with what stands there. The database decides, so of two at once one wins.

    One at a time takes times of a venue: two that insert overlapping ones at once would wait for each other.
    """
    if open_batch() is None:
        Venue.objects.select_for_update(no_key=True).values_list("pk").get(pk=wanted[0].venue_id)
        in_the_way = occupied(wanted[0].venue, [one.span for one in wanted]).first()
        if in_the_way is not None:
            raise ActionRefused(_said_of(in_the_way))
    try:
        Occupation.objects.bulk_create(wanted)
    except IntegrityError as error:  # an import, which does not wait for the venue, came in between
        raise ActionRefused(said("The venue was taken at this moment. Look again, then decide.")) from error


def _said_of(taken: Occupation) -> str:
    if taken.session:
        when, by = str(taken.session), taken.session.booking.number
    else:
        when, by = str(taken.blocking), taken.blocking.reason if taken.blocking else ""
    return said("%(venue)s is taken: %(when)s, %(by)s.") % {"venue": taken.venue, "when": when, "by": by}


def occupy_sessions(sessions: Iterable[Session]) -> None:
    """Take the times of sessions of one booking; those that follow each other need no set-up in between."""
    rows: list[Any] = [Occupation(venue=one.venue, span=one.span, session=one) for one in sessions]
    rows.sort(key=lambda row: row.span.lower)
    for one, following in pairwise(rows):
        if following.span.lower < one.span.upper < following.span.upper:
            following.span = DateTimeTZRange(one.span.upper, following.span.upper)
    if rows:
        occupy(rows)
