"""Tables of the toy business."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models

from siwei.kernel.access.actor import Actor
from siwei.kernel.records.models import AsSql, Case, Part, Record, RecordQuerySet


class ErrandQuerySet(RecordQuerySet):
    """Errands; secret ones are seen by the system alone."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_system else self.filter(secret=False)


class Errand(Case):
    """Something fetched from somewhere."""

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        GOING = "going", "on the way"
        DONE = "done", "done"

    code: ClassVar[str] = "ER"
    parts = ("stops",)
    searched = ("number", "what")

    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    what = models.CharField(max_length=80)
    secret = models.BooleanField(default=False)
    objects = ErrandQuerySet.as_manager()

    def title(self) -> str:
        return f"{self.number} {self.what}"


class Stop(Part):
    """A stop of an errand."""

    errand = models.ForeignKey(Errand, models.CASCADE, related_name="stops")
    place = models.CharField(max_length=40)


class ThingQuerySet(RecordQuerySet):
    """Things; everybody knows of them."""

    def visible_to(self, actor: Actor) -> Self:
        return self


class Thing(Record):
    """Something that is fetched, with a column of every kind that the history keeps."""

    searched = ("name", "place")
    as_sql = AsSql(title="name || ' ' || place", business_date="bought_on", searched="name || E'\\n' || place")

    name = models.CharField(max_length=200)
    place = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, default="here")
    weight = models.PositiveIntegerField(null=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    fragile = models.BooleanField(default=False)
    bought_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    mark = models.UUIDField(null=True)
    errand = models.ForeignKey(Errand, models.PROTECT, null=True)
    objects = ThingQuerySet.as_manager()

    def title(self) -> str:
        return f"{self.name} {self.place}"

    def business_date(self) -> datetime.date | None:
        return self.bought_on
