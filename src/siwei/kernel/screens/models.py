"""Which columns of a list somebody wants, and in which order."""

from __future__ import annotations

from django.db import models

from siwei.kernel.directory.models import Person


class Layout(models.Model):
    """One person's columns of one list. A preference and no record: it changes nothing that others see."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    screen = models.CharField(max_length=80)
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "screen"], name="screens_one_layout")]

    def __str__(self) -> str:
        return f"{self.person} {self.screen}"
