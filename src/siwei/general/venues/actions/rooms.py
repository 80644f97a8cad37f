"""Venues and the times in which they cannot be booked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.models import (
    CLERK,
    Blocking,
    Fee,
    Layout,
    Occupation,
    Opening,
    Photo,
    Session,
    Venue,
    occupied,
)
from siwei.general.venues.room_forms import (
    BlockingForm,
    FeeForm,
    FeesOffForm,
    PhotoForm,
    PhotoOffForm,
    VenueForm,
)
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.files.models import attach
from siwei.kernel.records.batch import open_batch

#: a weekday (1 = Monday), from when, to when
Opened = tuple[int, datetime.time, datetime.time]


@creates(Venue, role=CLERK, label=_("New venue"), form=VenueForm)
def add_venue(
    *, by: Actor, layouts: Iterable[tuple[str, int]] = (), openings: Iterable[Opened] = (),
    fees: Iterable[Mapping[str, Any]] = (), **fields: Any,
) -> Venue:  # fmt: skip
    """Enter a venue; `layouts` are kinds with the people they hold, `openings` weekdays with their hours."""
    venue = Venue(**fields)
    venue.save()
    _set_parts(venue, layouts, openings)
    Fee.objects.bulk_create(Fee(venue=venue, **row) for row in fees)
    return venue


@action(Venue, role=CLERK, label=_("Change"), form=VenueForm)
def change_venue(
    venue: Venue, /, *, by: Actor, layouts: Iterable[tuple[str, int]] = (), openings: Iterable[Opened] = (),
    **fields: Any,
) -> None:  # fmt: skip
    """Change the entry, layouts and opening hours with it. Bookings already made keep their fee and their time."""
    for name, value in fields.items():
        setattr(venue, name, value)
    venue.layouts.all().delete()
    venue.openings.all().delete()
    _set_parts(venue, layouts, openings)


def _set_parts(venue: Venue, layouts: Iterable[tuple[str, int]], openings: Iterable[Opened]) -> None:
    Layout.objects.bulk_create(Layout(venue=venue, kind=kind, capacity=holds) for kind, holds in layouts)
    Opening.objects.bulk_create(
        Opening(venue=venue, weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in openings
    )


@action(Venue, role=CLERK, label=_("Add a row to the fee table"), form=FeeForm, icon="cash")
def set_fee(
    venue: Venue, *, by: Actor, item: str, amount: int, since: datetime.date, deposit: int = 0, applicant: str = "",
    slot: str = "",
) -> None:  # fmt: skip
    """What a kind of applicant pays for a session from a day on; earlier applications keep the earlier row."""
    row = Fee.objects.filter(venue=venue, item=item, applicant=applicant, slot=slot, since=since).first()
    row = row or Fee(venue=venue, item=item, applicant=applicant, slot=slot, since=since)
    row.amount, row.deposit = amount, deposit
    row.save()


def _has_fees(venue: Venue, actor: Actor) -> str | None:
    return None if venue.fees.exists() else said("The fee table has no rows.")


@action(Venue, role=CLERK, label=_("Take rows off the fee table"), form=FeesOffForm, allowed=_has_fees)
def take_fees_off(venue: Venue, *, by: Actor, rows: Iterable[Fee], note: str) -> None:
    """Rows entered in error; applications already made keep what they were told."""
    for row in rows:
        row.delete()


@action(Venue, role=CLERK, label=_("Add a photo"), form=PhotoForm, icon="photo")
def add_photo(
    venue: Venue, *, by: Actor, photo: File[bytes], alt_zh: str, alt_en: str = "", sketch: bool = False
) -> None:
    """A picture for catalogue, page and brochure, with the words for those who do not see it."""
    kept = attach(venue, photo, by=by, kind="photo", public=True)
    Photo(venue=venue, file=kept, alt_zh=alt_zh, alt_en=alt_en, sketch=sketch).save()


def _has_photos(venue: Venue, actor: Actor) -> str | None:
    return None if venue.photos.exists() else said("The venue has no photo.")


@action(Venue, role=CLERK, label=_("Take a photo off"), form=PhotoOffForm, allowed=_has_photos)
def take_photo_off(venue: Venue, *, by: Actor, photo: Photo) -> None:
    """No longer shown to the public; the file stays among those of the venue."""
    photo.file.public = False
    photo.file.save()
    photo.delete()


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
