"""Duties: what somebody has to do about a record, until when, and why until then.

A due date is never edited. It is moved by acts (extend, suspend, resume), each with its reason; the
due date is computed anew from the start and all moves, and the explanation says how.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.directory.models import Person, Unit
from siwei.kernel.records.models import About, Guarded, GuardedAboutQuerySet, GuardedQuerySet, Record, type_of
from siwei.kernel.records.said import SaidField
from siwei.kernel.records.writing import writing

if TYPE_CHECKING:
    from siwei.kernel.deadlines.clock import DueDate


class DutyQuerySet(GuardedAboutQuerySet):  # type: ignore[override]  # stubs: as_manager per class
    """Duties, and those that are an actor's."""

    def open(self) -> DutyQuerySet:
        """Duties not yet done (suspended ones among them)."""
        return self.filter(state__in=[Duty.State.OPEN, Duty.State.SUSPENDED])

    def of(self, actor: Actor) -> DutyQuerySet:
        """Duties given by name to the one whose place the actor takes, or to a role held there in the duty's unit.

        A role held everywhere brings those of no unit and of all units of one's own agency: one installation serves
        many agencies, and the mail of another is nobody's inbox.
        """
        if actor.place is None:
            return self.none()
        mine = models.Q(person=actor.place)
        house = models.Q(unit=None) | models.Q(unit__agency=actor.place.agency)
        for code, unit in actor.grants:
            everywhere = models.Q(role=code, person=None)
            mine |= everywhere & (house if unit is None else models.Q(unit=unit))
        return self.filter(mine)

    def overdue(self, at: datetime.datetime | None = None) -> DutyQuerySet:
        """Open duties whose time is over."""
        return self.filter(state=Duty.State.OPEN, due__lt=at or timezone.now())


class Duty(About, Guarded):
    """Something to be done about a record by a role or a person."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUSPENDED = "suspended", _("Suspended")
        DONE = "done", _("Done")
        VOID = "void", _("No longer needed")

    kind = models.CharField(max_length=60)
    label = SaidField(_("To do"))
    role = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="duties")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    rule = models.CharField(_("Rule"), max_length=60, blank=True)
    amount = models.PositiveSmallIntegerField(_("Length of its own"), null=True)
    unit_of_time = models.CharField(max_length=20, blank=True)
    named = models.DateField(_("Day named"), null=True)
    started = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(_("Due"), null=True)
    explanation = models.JSONField(_("How the due date was computed"), default=list)
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "kind"],
                condition=models.Q(state__in=["open", "suspended"]),
                name="deadlines_one_open_duty",
            )
        ]
        indexes = [models.Index(fields=["role", "due"], condition=models.Q(state="open"), name="deadlines_inbox")]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def is_overdue(self) -> bool:
        """Whether the time is over and the duty still open."""
        return self.state == self.State.OPEN and self.due is not None and self.due < timezone.now()


class DutyMove(Guarded):
    """An act that moved a due date."""

    class Kind(models.TextChoices):
        EXTEND = "extend", _("Extended")
        SUSPEND = "suspend", _("Suspended")
        RESUME = "resume", _("Resumed")

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    amount = models.PositiveSmallIntegerField(null=True)
    unit_of_time = models.CharField(max_length=20, blank=True)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


def open_duty(
    record: Record,
    kind: str,
    label: str | Promise,
    *,
    due: DueDate | datetime.datetime | None = None,
    role: Role | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
) -> Duty:
    """Ask somebody to do something about a record, by a moment or without one.

    Only inside an action; a record has one open duty of a kind. Where a rule of law sets the term, use
    `clocks.start_clock` instead, so that the due date can be moved and explains itself.
    """
    duty = new_duty(record, kind, label, role=role, unit=unit, person=person)
    set_due(duty, due)
    duty.save()
    return duty


def new_duty(
    record: Record,
    kind: str,
    label: str | Promise,
    *,
    role: Role | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
) -> Duty:
    """A duty that is not yet saved and has no due date."""
    return Duty(
        content_type=type_of(record),
        object_id=record.pk,
        kind=kind,
        label=label,
        role=role.code if role else "",
        unit=unit,
        person=person,
    )


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last second of a day in office time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59)))


def set_due(duty: Duty, due: DueDate | datetime.datetime | None) -> None:
    """Put a due date, with its explanation where a clock gave it, on a duty; does not save."""
    if due is None or isinstance(due, datetime.datetime):
        duty.due, duty.explanation = due, []
    else:
        duty.due, duty.explanation = due.moment, [step.as_json() for step in due.steps]


def open_duties(record: Record, kind: str = "") -> DutyQuerySet:
    """Open duties of a record, of one kind or all."""
    found = Duty.objects.about(record)
    rows: DutyQuerySet = found.filter(state__in=[Duty.State.OPEN, Duty.State.SUSPENDED])
    return rows.filter(kind=kind) if kind else rows


def hand_over(record: Record, *, role: Role | None = None, person: Person | None = None) -> int:
    """Give the open duties of a record to a role or to a person; what is due stays due when it was."""
    return open_duties(record).update(role=role.code if role else "", person=person)


def note_reminded(duties: Iterable[Duty]) -> None:
    """Whoever has them was reminded now."""
    with writing():
        Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(reminded_at=timezone.now())


def close_duty(record: Record, kind: str = "", *, done: bool = True) -> int:
    """Close the open duties of a record; `done=False` when they are no longer needed."""
    state = Duty.State.DONE if done else Duty.State.VOID
    return open_duties(record, kind).update(state=state, done_at=timezone.now())
