"""The table of grants: who holds which role, in which unit, from when to when."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, and those that hold on a day."""

    def on(self, day: datetime.date | None = None) -> GrantQuerySet:
        """Grants in force on `day` (today when not given); `until` is the first day they no longer hold."""
        day = day or timezone.localdate()
        return self.filter(since__lte=day).filter(models.Q(until=None) | models.Q(until__gt=day))


class Grant(models.Model):
    """A person holds a role, everywhere (`unit` empty) or in one unit."""

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="grants")
    role = models.CharField(_("Role"), max_length=60)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, blank=True, related_name="grants")
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["role", "person"])]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")

    def __str__(self) -> str:
        return f"{self.person} {self.role}"
