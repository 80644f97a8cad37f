"""Grants (who holds which role, in which unit, from when to when) and tokens (what programs sign in with)."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from siwei.kernel.directory.models import Person


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


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens, and the one that a text stands for."""

    def valid(self, text: str, day: datetime.date | None = None) -> Token | None:
        """The token of that text if it is in force and its person's account open; None otherwise."""
        rows = self.filter(sha256=digest(text), until__gt=day or timezone.localdate(), person__is_active=True)
        return rows.select_related("person__post__unit").first()


class Token(models.Model):
    """Lets a program act as a person. Only its hash is kept; the text is shown once, when it is made."""

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="tokens")
    label = models.CharField(_("What it is for"), max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    until = models.DateField(_("Until"))

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.label

    @classmethod
    def make(cls, person: Person, label: str, until: datetime.date) -> str:
        """Make a token and give its text, which cannot be read again."""
        text = secrets.token_urlsafe(32)
        cls.objects.create(person=person, label=label, sha256=digest(text), until=until)
        return text


def digest(text: str) -> str:
    """What is kept of a token's text; it is long and random, so a plain hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()
