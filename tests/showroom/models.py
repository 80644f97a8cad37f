"""Tables of the showroom: halls, and tours through them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Named
from siwei.kernel.records.models import Case, Part, Record, RecordQuerySet


class HallQuerySet(RecordQuerySet):
    """Halls; everybody sees them."""

    def visible_to(self, actor: Actor) -> Self:
        return self


class Hall(Named, Record):
    """A hall."""

    seats = models.PositiveIntegerField("Seats", default=0)
    open_to_public = models.BooleanField("Open to the public", default=True)
    objects = HallQuerySet.as_manager()

    class Meta:
        verbose_name = "hall"

    def title(self) -> str:
        return self.name


class TourQuerySet(RecordQuerySet):
    """Tours; secret ones are seen by the system alone, and none by people without an account."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system:
            return self
        return self.filter(secret=False) if actor.is_staff else self.none()


class Tour(Case):
    """A guided tour."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        CONFIRMED = "confirmed", "Confirmed"
        HELD = "held", "Held"
        REFUSED = "refused", "Refused"

    code: ClassVar[str] = "SR"
    parts = ("stops",)
    searched = ("number", "purpose", "hall__name_zh")

    state = models.CharField("State", max_length=20, choices=State.choices, default=State.ASKED, editable=False)
    hall = models.ForeignKey(Hall, models.PROTECT, verbose_name="Hall", related_name="tours")
    purpose = models.CharField("Purpose", max_length=120)
    people = models.PositiveIntegerField("People", default=1)
    fee = models.PositiveIntegerField("Fee", default=0)
    start = models.DateTimeField("Begins")
    end = models.DateTimeField("Ends")
    paid_on = models.DateField("Paid on", null=True, blank=True)
    remark = models.TextField("Remark", blank=True)
    secret = models.BooleanField("Secret", default=False)
    objects = TourQuerySet.as_manager()

    class Meta:
        verbose_name = "tour"

    def title(self) -> str:
        return f"{self.number} {self.purpose}"


class Stop(Part):
    """A stop of a tour."""

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="stops")
    place = models.CharField("Place", max_length=40)
    minutes = models.PositiveIntegerField("Minutes", default=10)

    class Meta:
        verbose_name_plural = "stops"
