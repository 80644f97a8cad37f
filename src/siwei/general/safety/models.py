"""Tables of safety: the exercise, its roster, and what it left to be mended."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.general.safety import rules
from siwei.general.safety.rules import Squad
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre
from siwei.kernel.records.models import Case, GuardedQuerySet, Part, RecordQuerySet


class ExerciseQuerySet(RecordQuerySet):
    """Exercises, and which of them count."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody with an account may know when the alarm will ring; the public may not."""
        return self if actor.holds_any((STAFF, AUDITOR)) else self.none()

    def held_in(self, period: Period, kind: str) -> Self:
        """Exercises of a kind that were held on a day of the period; a fire drill needs its four hours."""
        rows = self.filter(kind=kind, state__in=Exercise.HELD, held_on__gte=period.start, held_on__lt=period.end)
        return rows.filter(hours__gte=rules.DRILL_HOURS) if kind == Exercise.Kind.FIRE_DRILL else rows

    def to_come_in(self, period: Period, kind: str) -> Self:
        """Exercises of a kind that are planned for a day of the period and not yet held."""
        days = {"planned_on__gte": period.start, "planned_on__lt": period.end}
        return self.filter(kind=kind, state__in=Exercise.AHEAD, **days)


class Exercise(Case):
    """A civil-defence training or a fire drill of one centre."""

    class Kind(models.TextChoices):
        TRAINING = "civil_defence_training", _("Civil-defence training")
        FIRE_DRILL = "fire_drill", _("Fire drill")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        NOTIFIED = "notified", _("Notice given")
        HELD = "held", _("Held")
        REPORTED = "reported", _("Filed for reference")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")
        NOT_HELD = "not_held", _("Not held")

    AHEAD: ClassVar[tuple[str, ...]] = (State.PLANNED, State.NOTIFIED)
    HELD: ClassVar[tuple[str, ...]] = (State.HELD, State.REPORTED, State.CLOSED)

    code: ClassVar[str] = "DR"
    parts = ("roster", "follow_ups")
    searched = ("number", "subject", "centre__name_zh", "centre__name_en", "notice_number", "report_number")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PLANNED, editable=False)
    kind = models.CharField(_("Kind"), max_length=30, choices=Kind.choices)
    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("Centre"), related_name="exercises")
    subject = models.CharField(_("Subject"), max_length=120)
    planned_on = models.DateField(_("Planned for"))
    begins_at = models.TimeField(_("Begins at"), default=datetime.time(9))
    place = models.CharField(_("Place of assembly"), max_length=120, blank=True)
    strength = models.PositiveIntegerField(
        _("Strength"),
        null=True,
        blank=True,
        help_text=_("Of a drill the staff of the centre, of a training the members of the civil-defence corps."),
    )
    reorganised = models.BooleanField(
        _("Basic training"),
        default=False,
        help_text=_("The corps was re-organised in this year, so its members are trained for eight hours."),
    )
    script = models.TextField(_("Plan and script"), blank=True)
    notified_on = models.DateField(_("Notice given on"), null=True, blank=True)
    notice_number = models.CharField(_("Receipt number of the notice"), max_length=40, blank=True)
    held_on = models.DateField(_("Held on"), null=True, blank=True)
    hours = models.DecimalField(
        _("Hours"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(24)],
    )
    result = models.TextField(_("Outcome"), blank=True)
    reported_on = models.DateField(_("Filed on"), null=True, blank=True)
    report_number = models.CharField(_("Receipt number of the report"), max_length=40, blank=True)

    objects = ExerciseQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-planned_on", "-pk"]
        indexes = [models.Index(fields=["kind", "held_on"])]
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")

    def title(self) -> str:
        """Number and subject."""
        return f"{self.number} {self.subject}"

    def business_date(self) -> datetime.date | None:
        """An exercise counts for the day it was held; before that for the day it is planned for."""
        return self.held_on or self.planned_on

    def shortcomings(self) -> list[str]:
        """In what it falls short of the law so far, a sentence each."""
        people = list(self.roster.all())
        coming = [person for person in people if person.attended is not False]
        if self.kind == self.Kind.FIRE_DRILL:
            return list(rules.drill_shortcomings(self.strength, {person.squad for person in coming}, self.hours))
        found = rules.training_shortcomings(self.strength, len(coming), self.hours, reorganised=self.reorganised)
        return list(found)


class AttendeeQuerySet(GuardedQuerySet):
    """People on rosters."""

    def trained_in(self, period: Period) -> Self:
        """People who attended a civil-defence training held in the period."""
        held = Exercise.objects.held_in(period, Exercise.Kind.TRAINING)
        return self.filter(exercise__in=held, attended=True)


class Attendee(Part):
    """A person on the roster. `attended` is unknown until the exercise was held."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="roster")
    name = models.CharField(_("Full name"), max_length=60)
    unit = models.CharField(_("Unit"), max_length=60, blank=True)
    squad = models.CharField(
        _("Squad"),
        max_length=20,
        blank=True,
        choices=[
            (Squad.EXTINGUISHING.value, _("Extinguishing squad")),
            (Squad.REPORTING.value, _("Reporting squad")),
            (Squad.EVACUATION.value, _("Evacuation squad")),
            (Squad.SECURITY.value, _("Security squad")),
            (Squad.RESCUE.value, _("Rescue squad")),
        ],
    )
    attended = models.BooleanField(_("Attended"), null=True)

    objects = AttendeeQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        verbose_name_plural = _("Roster")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["exercise", "name", "unit"], name="safety_once_on_the_roster")]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}".strip()


class FollowUp(Part):
    """Something the exercise showed that has to be mended."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="follow_ups")
    what = models.CharField(_("What"), max_length=200)
    due = models.DateField(_("Until"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)

    class Meta:
        verbose_name_plural = _("Follow-ups")
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.what
