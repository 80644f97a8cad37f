"""Tables of safety: the exercise, its roster, and what it left to be done."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.rules import DRILL_HOURS, Squad
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
        return rows.filter(hours__gte=DRILL_HOURS) if kind == Exercise.Kind.FIRE_DRILL else rows


class Exercise(Case):
    """A civil-defence training or a fire drill of one centre."""

    class Kind(models.TextChoices):
        CIVIL_DEFENCE = "civil_defence", _("Civil-defence training")
        FIRE_DRILL = "fire_drill", _("Fire drill")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        NOTIFIED = "notified", _("Notice given")
        HELD = "held", _("Held")
        REPORTED = "reported", _("Filed for reference")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    HELD: ClassVar[tuple[str, ...]] = (State.HELD, State.REPORTED, State.CLOSED)

    code: ClassVar[str] = "DR"
    parts = ("roster", "follow_ups")
    searched = ("number", "title_text", "centre__name_zh", "centre__name_en", "report_number")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PLANNED, editable=False)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("Centre"), related_name="exercises")
    title_text = models.CharField(_("Subject"), max_length=120)
    planned_on = models.DateField(_("Planned for"))
    script = models.TextField(_("Plan and script"), blank=True)
    notice_number = models.CharField(_("Receipt number of the notice"), max_length=40, blank=True)
    notified_on = models.DateField(_("Notice given on"), null=True, blank=True)
    held_on = models.DateField(_("Held on"), null=True, blank=True)
    hours = models.DecimalField(
        _("Hours"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(24)],
    )
    result = models.TextField(_("Result"), blank=True)
    report_number = models.CharField(_("Receipt number of the report"), max_length=40, blank=True)
    reported_on = models.DateField(_("Filed on"), null=True, blank=True)

    objects = ExerciseQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-planned_on", "-pk"]
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")

    def title(self) -> str:
        """Number and subject."""
        return f"{self.number} {self.title_text}"

    def business_date(self) -> datetime.date | None:
        """An exercise counts for the day it was held; before that for the day it is planned for."""
        return self.held_on or self.planned_on


class AttendeeQuerySet(GuardedQuerySet):
    """People on rosters."""

    def trained_in(self, period: Period) -> Self:
        """People who attended a civil-defence training held in the period."""
        held = Exercise.objects.held_in(period, Exercise.Kind.CIVIL_DEFENCE)
        return self.filter(exercise__in=held, attended=True)


class Attendee(Part):
    """A person on the roster. `attended` is unknown until the exercise was held."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="roster")
    name = models.CharField(_("Name"), max_length=60)
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
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["exercise", "name", "unit"], name="safety_once_on_the_roster")]

    def __str__(self) -> str:
        return self.name


class FollowUp(Part):
    """Something the exercise showed that has to be mended."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="follow_ups")
    what = models.CharField(_("What"), max_length=200)
    due = models.DateField(_("Until"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.what
