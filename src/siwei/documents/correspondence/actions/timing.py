"""More time and standing still: extensions by level, suspension and resumption (展期; RULES 1.6)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.actions.levels import deciders, level_of
from siwei.documents.correspondence.models import Document, Incoming
from siwei.documents.correspondence.roles import HANDLER, LEVELS
from siwei.documents.correspondence.rules import ExtensionTable, may_decide
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.deadlines.clock import Extension
from siwei.kernel.deadlines.clocks import demand_extensible, extend, resume, suspend
from siwei.kernel.deadlines.models import Duty, DutyMove, close_duty, open_duty
from siwei.kernel.deadlines.rules import Length, Unit
from siwei.kernel.directory.models import Person
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Incoming.State
RUNNING = [State.ASSIGNED, State.HANDLING, State.SUBMITTED]


def table() -> ExtensionTable:
    """The office's table of extensions."""
    return ExtensionTable.read(office().setting("extension"))


def granted(duty: Duty) -> tuple[int, int]:
    """How often and by how many days in all it was extended so far."""
    moves = [move for move in duty.moves.all() if move.kind == DutyMove.Kind.EXTEND]
    return len(moves), sum(move.amount or 0 for move in moves)


def _clock(document: Document) -> Duty:
    duty = clocks.running_clock(document)
    if duty is None or not duty.rule:
        raise ActionRefused(said("No clock runs for it."))
    return duty


def demand_within(duty: Duty, days: int) -> int:
    """The level that approves so many more days; ValidationError with the bound that they break."""
    bounds, (times, before) = table(), granted(duty)
    refusal = bounds.refusal(times, before, days)
    texts = {
        "times": said("It was extended %(times)d times already; more is a project case.") % {"times": times},
        "at_once": said("At most %(days)d days at once.") % {"days": bounds.most_days_at_once},
        "in_all": said("At most %(days)d days in all; more is a project case.") % {"days": bounds.most_days},
    }
    level = bounds.level(before + days)
    if refusal or level is None:
        raise ValidationError({"days": texts[refusal or "in_all"]})
    return level


class ExtensionForm(ActionForm):
    """How many working days more, and why."""

    days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=366)
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=280)


class AskForm(ExtensionForm):
    """And who is asked."""

    approver = forms.ModelChoiceField(Person.objects.none(), label=_("Asked"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Document):
            above = [one.pk for _level, one in deciders(self.record)]
            self.fields["approver"].queryset = Person.objects.filter(pk__in=above)  # type: ignore[attr-defined]


@action(
    Incoming, when=RUNNING, role=HANDLER, label=_("Ask for more time"), form=AskForm, allowed=of_handler,
    icon="clock-plus",
)  # fmt: skip
def ask_for_time(incoming: Incoming, *, by: Actor, days: int, note: str, approver: Person) -> None:
    """Before the due day, with a reason, of somebody whose level suffices for so many days."""
    duty = _clock(incoming)
    demand_extensible(duty, Extension(Length(days, Unit.WORKING_DAY), reason=note))
    level = demand_within(duty, days)
    held = level_of(incoming, approver)
    if held is None or not may_decide(held, level):
        text = said("So many days are for this level or above: %(level)s.")
        raise ValidationError({"approver": text % {"level": LEVELS[level - 1].label}})
    close_duty(incoming, clocks.EXTENSION, done=False)
    label = said("Asked for %(days)d more working days: %(document)s") % {"days": days, "document": incoming.title()}
    open_duty(incoming, clocks.EXTENSION, label, person=approver, unit=approver.unit)
    notify(incoming, to=[approver], subject=label, body=label if incoming.is_secret else note)


def _of_level(incoming: Incoming, actor: Actor) -> str | None:
    if incoming.handler is not None and actor.speaks_for(incoming.handler):
        return said("Who asks does not approve.")
    if actor.is_system or level_of(incoming, actor.place) is not None:
        return None
    return said("This is for who stands above the handler.")


@action(
    Incoming, when=RUNNING, role=LEVELS, label=_("Grant more time"), form=ExtensionForm, allowed=_of_level,
    icon="clock-check",
)  # fmt: skip
def grant_time(incoming: Incoming, *, by: Actor, days: int, note: str) -> None:
    """By whoever's level suffices. What is overdue is not extended: its delay stays (NCHU)."""
    duty = _clock(incoming)
    level = demand_within(duty, days)
    held = level_of(incoming, by.place)
    if not by.is_system and (held is None or not may_decide(held, level)):
        text = said("So many days are for this level or above: %(level)s.")
        raise NotAllowed(text % {"level": LEVELS[level - 1].label})
    extend(duty, by=by, reason=note, length=Length(days, Unit.WORKING_DAY))
    close_duty(incoming, clocks.EXTENSION)


class OnForm(ReasonForm):
    """From which day, and why."""

    on = forms.DateField(label=_("Day"), initial=timezone.localdate)


def _runs(incoming: Incoming, actor: Actor) -> str | None:
    duty = clocks.running_clock(incoming)
    return None if duty and duty.state == Duty.State.OPEN else said("The clock does not run.")


def _stands(incoming: Incoming, actor: Actor) -> str | None:
    duty = clocks.running_clock(incoming)
    return None if duty and duty.state == Duty.State.SUSPENDED else said("The clock does not stand still.")


@action(
    Incoming, when=RUNNING, role=LEVELS, label=_("Stop the clock"), form=OnForm, icon="player-pause",
    allowed=lambda incoming, actor: _of_level(incoming, actor) or _runs(incoming, actor),
)  # fmt: skip
def stop_clock(incoming: Incoming, *, by: Actor, note: str, on: datetime.date) -> None:
    """Force majeure, or somebody else must act first (行政程序法 art. 51 para. 5)."""
    if on < incoming.opened_on:
        raise ValidationError({"on": said("It came in on %(day)s.") % {"day": incoming.opened_on}})
    suspend(_clock(incoming), by=by, reason=note[:300], on=on)


@action(
    Incoming, when=RUNNING, role=(HANDLER, *LEVELS), label=_("Let the clock run again"), form=OnForm,
    icon="player-play", allowed=_stands,
)  # fmt: skip
def let_run(incoming: Incoming, *, by: Actor, note: str, on: datetime.date) -> None:
    """What was in the way is gone; the days between count for nothing."""
    duty = _clock(incoming)
    stopped = [move.on for move in duty.moves.all() if move.kind == DutyMove.Kind.SUSPEND]
    if stopped and on < stopped[-1]:
        raise ValidationError({"on": said("The clock stands since %(day)s.") % {"day": stopped[-1]}})
    resume(duty, by=by, reason=note[:300], on=on)
