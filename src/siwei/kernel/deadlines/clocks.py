"""Duties that run by a rule of the deadline table: started, extended, suspended and resumed by acts.

The due date is never typed. Each move is kept with its reason, and the due date is computed anew from the
start, the rule in force on that day, and all moves; so a stop of work entered later moves it too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.clock import (
    Clock,
    DueDate,
    Extension,
    Practice,
    Suspension,
    due_date,
    refusal_to_extend,
)
from siwei.kernel.deadlines.models import Duty, DutyMove, new_duty, set_due
from siwei.kernel.deadlines.rules import Length, Start, Unit, deadline_rule
from siwei.kernel.directory.office import office
from siwei.kernel.records.models import Record
from siwei.kernel.records.writing import writing

RUNNING = (Duty.State.OPEN, Duty.State.SUSPENDED)
#: the state into which a move leads; more time changes none
STATES = {DutyMove.Kind.SUSPEND: Duty.State.SUSPENDED, DutyMove.Kind.RESUME: Duty.State.OPEN}


def start_clock(
    record: Record,
    kind: str,
    label: str | Promise,
    rule: str,
    start: datetime.date | datetime.datetime,
    *,
    length: Length | None = None,
    named: datetime.date | None = None,
    **whose: Any,
) -> Duty:
    """A duty whose term is the row `rule` of the deadline table, counted from `start`.

    `start` is a day, or an aware moment for terms in hours; `whose` is role, unit or person. Only inside an
    action. Raises LookupError for an unknown rule and ClockError when the inputs do not fit.
    """
    duty = new_duty(record, kind, label, **whose)
    duty.rule, duty.named = rule, named
    duty.started = start if isinstance(start, datetime.datetime) else _midnight(start)
    if length is not None:
        duty.amount, duty.unit_of_time = length.amount, length.unit.value
    set_due(duty, _due(clock_of(duty)))
    duty.save()
    return duty


def clock_of(duty: Duty) -> Clock:
    """The clock of a duty, with every move made so far."""
    day = timezone.localdate(duty.started)
    rule = deadline_rule(duty.rule, day)
    clock = Clock(
        rule,
        timezone.localtime(duty.started) if rule.start is Start.MOMENT else day,
        length=Length(duty.amount, Unit(duty.unit_of_time)) if duty.amount is not None else None,
        named=duty.named,
    )
    stopped: DutyMove | None = None
    for move in duty.moves.all() if duty.pk else ():
        if move.kind == DutyMove.Kind.SUSPEND:
            stopped = move
        elif move.kind == DutyMove.Kind.RESUME and stopped is not None:
            if stopped.on < move.on:
                clock = clock.suspended(Suspension(Period(stopped.on, move.on), stopped.reason))
            stopped = None
        elif move.kind == DutyMove.Kind.EXTEND:
            clock = clock.extended(_extension(move))
    return clock


def extend(
    duty: Duty, *, by: Actor, reason: str, length: Length | None = None, until: datetime.date | None = None
) -> None:
    """More time, asked for before the end; ActionRefused with the rule's reason when it forbids it.

    A clock that stands still goes on standing; one that is done runs no more.
    """
    move = DutyMove(duty=duty, kind=DutyMove.Kind.EXTEND, until=until)
    if length is not None:
        move.amount, move.unit_of_time = length.amount, length.unit.value
    move.reason = reason
    demand_extensible(duty, _extension(move))
    _move(duty, move, by)


def demand_extensible(duty: Duty, extension: Extension) -> None:
    """ActionRefused with the rule's reason when a clock cannot be given so much more time today."""
    if duty.state not in RUNNING:
        raise ActionRefused(_("The clock does not run."))
    refusal = refusal_to_extend(
        clock_of(duty), extension, timezone.localdate(), office_calendar(), Practice.of(office())
    )
    if refusal is not None:
        raise ActionRefused(refusal.text())


def suspend(duty: Duty, *, by: Actor, reason: str, on: datetime.date | None = None) -> None:
    """Let the clock stand still from a day on (today)."""
    if duty.state != Duty.State.OPEN:
        raise ActionRefused(_("The clock does not run."))
    _move(duty, DutyMove(duty=duty, kind=DutyMove.Kind.SUSPEND, reason=reason), by, on)


def resume(duty: Duty, *, by: Actor, reason: str, on: datetime.date | None = None) -> None:
    """Let it run again; the days between count for nothing."""
    if duty.state != Duty.State.SUSPENDED:
        raise ActionRefused(_("The clock does not stand still."))
    _move(duty, DutyMove(duty=duty, kind=DutyMove.Kind.RESUME, reason=reason), by, on)


def take_over_moves(duty: Duty, before: Duty, kinds: Iterable[str] = tuple(DutyMove.Kind)) -> None:
    """Let a clock that replaces another stand still where that one did, and keep the time that it was given."""
    for move in before.moves.filter(kind__in=list(kinds)):
        move.pk, move._state.adding, move.duty = None, True, duty
        move.save()
        duty.state = STATES.get(DutyMove.Kind(move.kind), Duty.State(duty.state))
    set_due(duty, _due(clock_of(duty)))
    duty.save()


def recompute_open() -> int:
    """Compute every running clock anew, after a stop of work was entered; gives how many moved."""
    moved = 0
    with writing():
        for pk in list(Duty.objects.filter(state=Duty.State.OPEN).exclude(rule="").values_list("pk", flat=True)):
            with transaction.atomic():
                duty = Duty.objects.select_for_update(of=("self",)).filter(pk=pk, state=Duty.State.OPEN).first()
                if duty is not None and _moved(duty):
                    duty.save()
                    moved += 1
    return moved


def _moved(duty: Duty) -> bool:
    before = duty.due
    set_due(duty, _due(clock_of(duty)))
    return duty.due != before


def _move(duty: Duty, move: DutyMove, by: Actor, on: datetime.date | None = None) -> None:
    move.on, move.by_name = on or timezone.localdate(), by.name
    move.save()
    duty.state = STATES.get(DutyMove.Kind(move.kind), Duty.State(duty.state))
    set_due(duty, _due(clock_of(duty)))
    duty.save()


def _extension(move: DutyMove) -> Extension:
    if move.until is not None:
        return Extension(until=move.until, reason=move.reason)
    return Extension(by=Length(move.amount or 0, Unit(move.unit_of_time)), reason=move.reason)


def _due(clock: Clock) -> DueDate:
    return due_date(clock, office_calendar(), Practice.of(office()))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
