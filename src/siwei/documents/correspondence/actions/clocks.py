"""The clock of a document: started at receipt or creation, and what it says when the document is done."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.documents.content.types import GATHERINGS
from siwei.documents.correspondence import rules
from siwei.documents.correspondence.models import Category, Document
from siwei.documents.correspondence.roles import DESK, HANDLER, REGISTRY
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.working_days import CalendarRangeError
from siwei.kernel.deadlines.clocks import clock_of, start_clock, take_over_moves
from siwei.kernel.deadlines.models import Duty, close_duty, open_duties
from siwei.kernel.deadlines.rules import Length, deadline_rule
from siwei.kernel.directory.models import Person, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.records.said import said

#: kinds of duties
HANDLE, DECIDE, FILE, EXTENSION = "handle", "decide", "file", "extension"


def term_of(document: Document) -> rules.Term:
    """The clock's rule; ValidationError when the category needs a named day and has none.

    A notice of a meeting is due on the day of the meeting (HSC).
    """
    meeting = getattr(document, "meets_on", None) if document.kind in GATHERINGS else None
    found = rules.term(
        document.category,
        document.speed,
        document.named_due or meeting,
        document.opened_on,
        office().setting("documents.category_rules"),
        getattr(document, "within_days", None),
    )
    if found is None:
        label = Category(document.category).label
        text = said("%(category)s: it has no limit of its own, so name the day on which it is due.")
        raise ValidationError({"named_due": text % {"category": label}})
    return found


def start(document: Document, **whose: Any) -> Duty:
    """Start the clock of a new document, counted from the day after receipt or creation."""
    term = term_of(document)
    label = said("Handle the document: %(subject)s") % {"subject": document.subject[:120]}
    try:
        day = document.opened_on
        length = Length(term.days, deadline_rule(term.rule, day).unit) if term.days else None
        return start_clock(document, HANDLE, label, term.rule, day, named=term.named, length=length, **whose)
    except CalendarRangeError as beyond:
        raise ValidationError(str(beyond)) from beyond


def restart(document: Document) -> None:
    """Count anew by another speed, category or named day, from the same beginning; who has it keeps it, and what was
    granted and how long it stood still.
    """
    running = running_clock(document)
    if running is None:
        return
    close_duty(document, HANDLE, done=False)
    role = None if running.person else (DESK if document.unit else REGISTRY)
    take_over_moves(start(document, unit=running.unit, person=running.person, role=role), running)


def reopen(document: Document) -> None:
    """What was done is to be done again: its clock runs on from its beginning, in the hands of its handler."""
    ended = Duty.objects.about(document).filter(kind=HANDLE, state=Duty.State.DONE).order_by("-pk").first()
    document.closed_on = document.used_days = document.in_time = None
    document.online = False
    close_duty(document, FILE, done=False)
    anew = start(document, unit=document.unit, person=document.handler, role=None if document.handler else DESK)
    if ended is not None:
        take_over_moves(anew, ended)


def hand(document: Document, *, unit: Unit | None, person: Person | None = None) -> None:
    """The clock goes on in other hands: those of a person, else of the unit's desk."""
    open_duties(document, HANDLE).update(unit=unit, person=person, role="" if person else DESK.code)


def running_clock(document: Document) -> Duty | None:
    """The open clock of a document."""
    found: Duty | None = open_duties(document, HANDLE).first()  # its moves are read anew after each of them
    return found


def stop(document: Document, on: datetime.date, *, since: datetime.date | None = None) -> None:
    """The document is done: keep the day, the days used and whether it was in time, and close its duties.

    `since` is the beginning where it is not the document's own: an answer to several counts from one of them.
    """
    if on < document.opened_on:
        raise ValidationError(
            said("It came in on %(day)s and cannot be done before that.") % {"day": document.opened_on}
        )
    duty = running_clock(document)
    due = timezone.localdate(duty.due) if duty is not None and duty.due is not None else None
    stopped = clock_of(duty).suspensions if duty is not None and duty.rule else ()
    document.closed_on = on
    document.in_time = due is None or on <= due
    try:
        document.used_days = rules.used_days(
            document.category,
            min(since or document.opened_on, on),
            on,
            due=due,
            dated=duty is not None and (duty.named is not None or duty.rule == rules.WITHIN),
            calendar=office_calendar(),
            suspensions=stopped,
        )
    except CalendarRangeError as beyond:
        raise ValidationError(str(beyond)) from beyond
    close_duty(document, HANDLE)
    close_duty(document, EXTENSION, done=False)


def ask_for_file_number(document: Document) -> None:
    """What is closed waits for its file number; the archive's time limit runs from the day after it was done."""
    if document.closed_on is None or open_duties(document, FILE).exists():
        return
    label = said("Give it a file number: %(subject)s") % {"subject": document.subject[:120]}
    whose: dict[str, Any] = {"person": document.handler} if document.handler else {"role": HANDLER}
    try:
        start_clock(document, FILE, label, "archive.filing", document.closed_on, unit=document.unit, **whose)
    except CalendarRangeError as beyond:
        raise ValidationError(str(beyond)) from beyond
