"""Applying for a venue: by staff, by outside bodies without an account, and from a sheet."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.actions.next_steps import expect_decision, lines, tell
from siwei.general.venues.fees import price
from siwei.general.venues.forms import CorrectionForm, PublicApplicationForm, StaffApplicationForm
from siwei.general.venues.models import (
    APPROVER,
    CLERK,
    SLOTS,
    Booking,
    Occupation,
    Session,
    Venue,
    listed,
    overlap,
)
from siwei.general.venues.rules import Applicant, Rhythm, Skip, Slot, application_fault, is_open, occurrences, split
from siwei.general.venues.terms import terms
from siwei.kernel.access.actor import ANYBODY, STAFF, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.directory.models import Agency
from siwei.kernel.files.models import attach
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Booking.State
#: kinds of papers; codes, so that each reader sees them in the language of the page
PLAN, PAPERS = "plan", "papers"
PAPER_KINDS = {PLAN: _("Activity and safety plan"), PAPERS: _("Registration papers of the organisation")}


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
    left_out = lazy(lambda: _told({d: Skip(why) for d, why in booking.skipped.items()}), str)()
    skipped = said("Left out: %(days)s.") % {"days": left_out} if booking.skipped else ""
    notify(booking, to=[booking.mail], subject=booking.title(), body=lines(body % values, skipped))
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
    extras: Sequence[str] = (),
    plan: File[bytes] | None = None,
    papers: File[bytes] | None = None,
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
    cost = price(venue.rates(), kind, slots, extras, asked_on, law)
    sessions = [(d, slot.value, cost.fee_of(slot)) for d in days for slot in Slot if slot.value in slots]
    booking = Booking(
        venue=venue, applicant=applicant, agency=agency, opened_on=asked_on, first_day=days[0], requester=by.person,
        extras=list(extras), prices=[line.as_json() for line in cost.lines], deposit=cost.deposit,
        fee=sum(fee for _day, _slot, fee in sessions),
        skipped={d.isoformat(): why.value for d, why in skipped.items()}, **fields,
    )  # fmt: skip
    booking.save()
    Session.objects.bulk_create(Session.at(booking, d, slot, fee=fee) for d, slot, fee in sessions)
    _hand_in(booking, by, plan, papers)
    expect_decision(booking)
    return booking


def _hand_in(booking: Booking, by: Actor, plan: File[bytes] | None, papers: File[bytes] | None) -> None:
    """Keep the papers that outside bodies hand in (KH-VENUE art. 3): activity and safety plan, registration."""
    for kind, file in ((PLAN, plan), (PAPERS, papers)):
        if file:
            attach(booking, file, by=by, kind=kind)


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
    faults = {d: fault for d in days if (fault := closed(venue, d, slots))}
    if len(faults) == len(days):
        raise ValidationError(faults[first])
    open_days = [d for d in days if d not in faults]
    taken = _taken(venue, days, slots)
    free = [d for d in days if d not in taken]
    return split(days, working, open_days, free)


def closed(venue: Venue, day: datetime.date, slots: Collection[str], field: str = "slots") -> dict[str, str] | None:
    """Why a venue cannot be used in one of the sessions of a day, by the field to change; None when it is open."""
    opening = venue.opening_hours()
    for slot, label in SLOTS:
        hours = venue.session_hours(slot)
        if slot in slots and hours is None:
            return {field: said("%(venue)s is not let in this session: %(slot)s.") % {"venue": venue, "slot": label}}
        if slot not in slots or hours is None or is_open(opening, day, *hours):
            continue
        if day.isoweekday() not in opening:
            return {"day": said("%(venue)s is closed on this weekday: %(day)s.") % {"venue": venue, "day": day}}
        told = {"venue": venue, "slot": label, "session": in_figures(*hours)}
        told["opening"] = in_figures(*opening[day.isoweekday()])
        text = said("%(venue)s is open %(opening)s on this day; %(slot)s (%(session)s) lies outside.")
        return {field: text % told}
    return None


def in_figures(begins: datetime.time, ends: datetime.time) -> str:
    """From when to when."""
    return f"{begins:%H:%M}–{ends:%H:%M}"


def _taken(venue: Venue, days: Sequence[datetime.date], slots: Collection[str]) -> set[datetime.date]:
    """Days on which one of the sessions is occupied; one query for all of them."""
    spans = {d: [venue.span(d, slot) for slot in slots] for d in days}
    whole = DateTimeTZRange(min(span.lower for span in spans[days[0]]), max(span.upper for span in spans[days[-1]]))
    there = list(Occupation.objects.filter(venue=venue, span__overlap=whole).values_list("span", flat=True))
    return {d for d, wanted in spans.items() if any(overlap(t, w) for w in wanted for t in there)}


SKIPS = {Skip.DAY_OFF: _("day off"), Skip.CLOSED: _("not open"), Skip.TAKEN: _("taken")}


def _told(skipped: Mapping[Any, Skip]) -> str:
    return listed(f"{day} {SKIPS[why]}" for day, why in skipped.items())


@action(Booking, when=[State.ASKED], to=State.RETURNED, role=(CLERK, APPROVER), label=_("Return for correction"))
def send_back(booking: Booking, *, by: Actor, note: str = "", on: datetime.date | None = None) -> None:
    """Something is missing; the applicant has the term of venue.supplement to mend it."""
    close_duty(booking, "decide")
    label = said("Wait for the correction")
    duty = start_clock(booking, "correct", label, "venue.supplement", on or timezone.localdate(), role=CLERK)
    term = said("Without the correction by %(day)s the application is refused.")
    day = timezone.localdate(duty.due) if duty.due else ""
    tell(booking, said("Please correct: %(booking)s"), lines(note, term % {"day": day}))


def own(booking: Booking, actor: Actor) -> str | None:
    """`allowed`: the applicant (or a clerk) only."""
    if actor.is_system or actor.holds(CLERK) or (actor.place and actor.place == booking.requester):
        return None
    if actor.kind == "citizen" and actor.mail and actor.mail == booking.mail and booking.requester is None:
        return None
    return said("Only the applicant or a venue clerk can do this.")


@action(
    Booking, when=[State.RETURNED], to=State.ASKED, role=ANYBODY, allowed=own,
    label=pgettext_lazy("application", "Correct"), form=CorrectionForm, style="primary",
)  # fmt: skip
def correct(
    booking: Booking, /, *, by: Actor, plan: File[bytes] | None = None, papers: File[bytes] | None = None, **fields: Any
) -> None:
    """The applicant mends the application and hands in what was missing."""
    for name, value in fields.items():
        setattr(booking, name, value)
    _hand_in(booking, by, plan, papers)
    close_duty(booking, "correct")
    expect_decision(booking)
