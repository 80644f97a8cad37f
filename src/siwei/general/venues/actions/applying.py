"""Applying for a venue: by staff, by outside bodies without an account, and from a sheet."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.forms import CorrectionForm, PublicApplicationForm, StaffApplicationForm
from siwei.general.venues.models import APPROVER, CLERK, Booking, Occupation, Session, Venue, listed, span_of
from siwei.general.venues.rules import Applicant, Rhythm, Skip, application_fault, charge, occurrences, split
from siwei.general.venues.terms import terms
from siwei.kernel.access.actor import ANYBODY, STAFF, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.directory.models import Agency
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Booking.State


@creates(Booking, role=STAFF, label=_("Apply for a venue"), form=StaffApplicationForm)
def ask(*, by: Actor, asked_on: datetime.date | None = None, **given: Any) -> Booking:
    """An application by staff; as clerk also for an outside body."""
    return _apply(by, asked_on or timezone.localdate(), **given)


@creates(Booking, role=ANYBODY, label=_("Apply as an outside body"), form=PublicApplicationForm)
def ask_public(*, by: Actor, asked_on: datetime.date | None = None, website: str = "", **given: Any) -> Booking:
    """An application without an account; number and code go by mail."""
    booking = _apply(by, asked_on or timezone.localdate(), **given)
    body = said("Number %(number)s, code %(code)s. With both you can follow and change your application.")
    values = {"number": booking.number, "code": booking.access_code}
    notify(booking, to=[booking.mail], subject=booking.title(), body=body % values)
    return booking


def _apply(
    by: Actor,
    asked_on: datetime.date,
    *,
    venue: Venue,
    day: datetime.date,
    slots: Sequence[str],
    applicant: str,
    rhythm: str = Rhythm.ONCE.value,
    until: datetime.date | None = None,
    agency: Agency | None = None,
    checked: bool = True,
    **fields: Any,
) -> Booking:
    """Enter an application with the sessions that can be had; overlapping ones of others may be asked for too."""
    law = terms(asked_on)
    kind = Applicant(applicant)
    if checked:
        _check_term(application_fault(asked_on, day, kind, law))
    days, skipped = _days(venue, day, slots, Rhythm(rhythm), until or day)
    if not days:
        raise ValidationError({"day": said("None of these days can be had: %(why)s.") % {"why": _told(skipped)}})
    cost = charge(kind, venue.fee, venue.deposit, len(days) * len(slots), law)
    booking = Booking(
        venue=venue, applicant=applicant, agency=agency, opened_on=asked_on, first_day=days[0], requester=by.person,
        fee=cost.fee, deposit=cost.deposit, skipped={d.isoformat(): why.value for d, why in skipped.items()}, **fields,
    )  # fmt: skip
    booking.save()
    ordered = sorted(slots, key=["morning", "afternoon", "evening"].index)
    Session.objects.bulk_create(
        Session(booking=booking, venue=venue, day=d, slot=slot) for d in days for slot in ordered
    )
    open_duty(booking, "decide", said("Decide on the application"), role=APPROVER, person=venue.approver)
    return booking


def _check_term(fault: str | None) -> None:
    if fault == "too_late":
        raise ValidationError({"day": said("The application comes too late for this day.")})
    if fault == "too_early":
        raise ValidationError({"day": said("It is too early to apply for this day.")})


def _days(
    venue: Venue, first: datetime.date, slots: Collection[str], rhythm: Rhythm, until: datetime.date
) -> tuple[list[datetime.date], dict[datetime.date, Skip]]:
    """Days that can be had and why others cannot; a single day may be a day off, a repetition skips those."""
    days = list(occurrences(first, rhythm, until))
    calendar = office_calendar()
    working = days if rhythm is Rhythm.ONCE else [d for d in days if calendar.is_working_day(d)]
    open_days = [d for d in days if not venue.weekdays or d.isoweekday() in venue.weekdays]
    taken = _taken(venue, days, slots)
    free = [d for d in days if d not in taken]
    return split(days, working, open_days, free)


def _taken(venue: Venue, days: Sequence[datetime.date], slots: Collection[str]) -> set[datetime.date]:
    """Days on which one of the sessions is occupied; one query for all of them."""
    spans = {d: [span_of(d, slot, venue.setup_minutes, venue.teardown_minutes) for slot in slots] for d in days}
    whole = DateTimeTZRange(min(span.lower for span in spans[days[0]]), max(span.upper for span in spans[days[-1]]))
    there = list(Occupation.objects.filter(venue=venue, span__overlap=whole).values_list("span", flat=True))
    return {
        d for d, wanted in spans.items() if any(t.lower < w.upper and w.lower < t.upper for w in wanted for t in there)
    }


SKIPS = {Skip.DAY_OFF: _("day off"), Skip.CLOSED: _("not open"), Skip.TAKEN: _("taken")}


def _told(skipped: dict[datetime.date, Skip]) -> str:
    return listed(f"{day} {SKIPS[why]}" for day, why in skipped.items())


@action(Booking, when=[State.ASKED], to=State.RETURNED, role=(CLERK, APPROVER), label=_("Return for correction"))
def send_back(booking: Booking, *, by: Actor, note: str = "") -> None:
    """Something is missing; the applicant has the term of venue.supplement to mend it."""
    close_duty(booking, "decide")
    label = said("Wait for the correction")
    start_clock(booking, "correct", label, "venue.supplement", timezone.localdate(), role=CLERK)
    subject = said("Please correct: %(booking)s") % {"booking": booking.title()}
    notify(booking, to=[booking.requester or booking.mail], subject=subject, body=note)


def own(booking: Booking, actor: Actor) -> str | None:
    """`allowed`: the applicant (or a clerk) only."""
    if actor.is_system or actor.holds(CLERK) or (actor.person and actor.person == booking.requester):
        return None
    if actor.kind == "citizen" and actor.mail and actor.mail == booking.mail and booking.requester is None:
        return None
    return said("Only the applicant or a venue clerk can do this.")


@action(
    Booking, when=[State.RETURNED], to=State.ASKED, role=ANYBODY, allowed=own,
    label=pgettext_lazy("application", "Correct"), form=CorrectionForm, style="primary",
)  # fmt: skip
def correct(booking: Booking, /, *, by: Actor, **fields: Any) -> None:
    """The applicant mends the application."""
    for name, value in fields.items():
        setattr(booking, name, value)
    close_duty(booking, "correct")
    open_duty(booking, "decide", said("Decide on the application"), role=APPROVER, person=booking.venue.approver)
