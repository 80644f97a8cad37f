"""Tables of the toy business."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from siwei.kernel.access.actor import Actor
from siwei.kernel.records.models import Case, Part, RecordQuerySet


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
