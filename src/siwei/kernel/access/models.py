"""Grants (who holds which role, in which unit, from when to when) and tokens (what programs sign in with)."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.models import Record, RecordQuerySet

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.directory.models import Person


def oversees(actor: Actor) -> bool:
    """Whether the actor sees the accounts of others: administrators, auditors, the system."""
    from siwei.kernel.access.actor import ADMINISTRATOR, AUDITOR

    return actor.is_system or actor.holds_any((ADMINISTRATOR, AUDITOR))


class GrantQuerySet(RecordQuerySet):
    """Grants, and those that hold on a day."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; administrators and auditors see all."""
        return self.all() if oversees(actor) else self.filter(person=actor.person, person__isnull=False)

    def on(self, day: datetime.date | None = None) -> Self:
        """Grants in force on `day` (today when not given); `until` is the first day they no longer hold."""
        day = day or timezone.localdate()
        return self.filter(since__lte=day).filter(models.Q(until=None) | models.Q(until__gt=day))


class Grant(Record):
    """A person holds a role, everywhere (`unit` empty) or in one unit, from `since` until before `until`."""

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="grants", verbose_name=_("Person"))
    role = models.CharField(_("Role"), max_length=60)
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("Unit")
    )
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until (the first day without)"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        indexes = [models.Index(fields=["role", "person"])]
        constraints = [
            # an empty period is a grant that was ended before it began
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="access_grant_period"
            )
        ]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")

    def __str__(self) -> str:
        return f"{self.person} · {self.role_label()}"

    def role_label(self) -> str:
        """What people call the role; its code when no module declares it any more."""
        from siwei.kernel.module import roles

        known = roles().get(self.role)
        return str(known.label) if known else self.role

    def business_date(self) -> datetime.date:
        """The day from which it holds."""
        return self.since


class TokenQuerySet(RecordQuerySet):
    """Tokens, and the one that a text stands for."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; administrators and auditors see all (the texts nobody sees)."""
        return self.all() if oversees(actor) else self.filter(person=actor.person, person__isnull=False)

    def valid(self, text: str, day: datetime.date | None = None) -> Token | None:
        """The token of that text if it is in force and its person's account open; None otherwise."""
        rows = self.filter(sha256=digest(text), until__gt=day or timezone.localdate(), person__is_active=True)
        found: Token | None = rows.select_related("person__post__unit").first()
        return found


class Token(Record):
    """Lets a program act as a person. Only its hash is kept; the text is shown once, when it is made."""

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="tokens", verbose_name=_("Person"))
    label = models.CharField(_("What it is for"), max_length=80)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    until = models.DateField(_("Until (the first day without)"))

    unkept = ("sha256",)
    #: what a program signs in with; known only to the object that was just made
    text: str = ""

    objects = TokenQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.label

    @classmethod
    def make(cls, person: Person, label: str, until: datetime.date) -> str:
        """Make a token for oneself and give its text, which cannot be read again."""
        from siwei.kernel.access.actions import make
        from siwei.kernel.access.actor import Actor

        return make(by=Actor.of(person), label=label, until=until).text


def digest(text: str) -> str:
    """What is kept of a token's text; it is long and random, so a plain hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()
