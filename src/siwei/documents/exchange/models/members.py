"""Tables of the address book: its members, and every change of it in one sequence that others can follow."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.kernel.access.actor import STAFF, Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.batch import open_batch
from siwei.kernel.records.models import Guarded, GuardedQuerySet, Record, RecordQuerySet
from siwei.kernel.records.writing import demand_writing

#: ten characters, capitals and digits (exchange-format 5); prefixes are data, not a rule
CODE = RegexValidator(r"^[0-9A-Z]{10}\Z", _("A code is ten digits and capital letters."))


class MemberQuerySet(RecordQuerySet):
    """Members of the address book."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever writes documents looks addresses up; the public does not see the book."""
        return self if actor.holds_any((STAFF,)) else self.none()

    def exchanging(self, day: datetime.date) -> Self:
        """Members that can be sent to on a day."""
        return self.filter(state=Member.State.OPEN, since__lte=day).exclude(certificate_until__lt=day)

    def of_the_city(self, period: Period) -> Self:
        """Agencies and schools of the city that were members on the last day of a period."""
        kinds = (Member.Kind.AGENCY, Member.Kind.SCHOOL)
        rows = self.filter(kind__in=kinds, agency__isnull=False, since__lt=period.end)
        return rows.filter(models.Q(until=None) | models.Q(until__gte=period.end))


class Member(Record):
    """A body that documents can be exchanged with: one entry of the address book."""

    class Kind(models.TextChoices):
        AGENCY = "agency", _("Agency")
        SCHOOL = "school", _("School")
        PRIVATE = "private", _("Private organisation")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("exchange", "Exchanging")
        SUSPENDED = "suspended", pgettext_lazy("exchange", "Exchange suspended")
        STRUCK = "struck", pgettext_lazy("exchange", "Struck from the book")
        REPLACED = "replaced", pgettext_lazy("exchange", "Replaced by another entry")

    #: states in which nothing more is sent to this entry itself
    GONE: ClassVar[tuple[str, ...]] = (State.STRUCK, State.REPLACED)

    searched = ("code", "name", "short_name")
    unkept = ("certificate",)  # long and public; its number and last day stand in the history

    code = models.CharField(_("Exchange code"), max_length=10, unique=True, validators=[CODE])
    name = models.CharField(_("Full name of the body"), max_length=120)
    short_name = models.CharField(_("Short name"), max_length=60, blank=True)
    kind = models.CharField(_("Kind of member"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name=_("Agency of the directory"), null=True, blank=True, related_name="+"
    )
    certificate = models.TextField(_("Certificate (PEM)"), blank=True)
    certificate_serial = models.CharField(_("Serial number of the certificate"), max_length=60, blank=True)
    certificate_until = models.DateField(_("Certificate valid until"), null=True, blank=True)
    address = models.CharField(
        _("Queue or installation"),
        max_length=200,
        blank=True,
        help_text=_("Where envelopes are handed in; empty where the member lives on this installation."),
    )
    mail = models.EmailField(_("Mail for change notices"), blank=True)
    since = models.DateField(_("Exchanging since"))
    until = models.DateField(_("Exchanging until"), null=True, blank=True, editable=False)
    suspended_on = models.DateField(_("Exchange suspended on"), null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("Replaced by the entry"), null=True, blank=True, editable=False,
        related_name="predecessors",
    )  # fmt: skip
    sample = models.BooleanField(_("Sample data"), default=False, editable=False)

    objects = MemberQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["kind", "state"]), models.Index(fields=["name"])]
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

    def title(self) -> str:
        """Name and code."""
        return str(self)

    def business_date(self) -> datetime.date | None:
        """The day from which it exchanges."""
        return self.since

    def current(self) -> Member:
        """Who gets what is sent to this code: itself, or the entry that took its place, through every renaming."""
        found, seen = self, {self.pk}
        while found.successor is not None and found.successor.pk not in seen:
            found = found.successor
            seen.add(found.pk)
        return found

    def entry(self) -> dict[str, Any]:
        """The entry as other installations take it over."""
        return {
            "code": self.code,
            "name": self.name,
            "short_name": self.short_name,
            "kind": self.kind,
            "state": self.state,
            "address": self.address,
            "certificate": self.certificate,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "successor": self.successor.code if self.successor else None,
        }


class Change(Guarded):
    """A change of the book. Ids grow in the order in which changes became visible: who read to n misses nothing below.

    That holds because whoever changes the book waits for the one before (`save`).
    """

    class Kind(models.TextChoices):
        ADDED = "added", pgettext_lazy("address book", "Added")
        CHANGED = "changed", pgettext_lazy("address book", "Changed")
        SUSPENDED = "suspended", pgettext_lazy("address book", "Suspended")
        REOPENED = "reopened", pgettext_lazy("address book", "Opened again")
        STRUCK = "struck", pgettext_lazy("address book", "Struck")
        REPLACED = "replaced", pgettext_lazy("address book", "Replaced")

    member = models.ForeignKey(Member, models.PROTECT, related_name="changes")
    kind = models.CharField(_("What changed"), max_length=10, choices=Kind.choices)
    day = models.DateField(_("With effect from"))
    at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entry = models.JSONField(default=dict)
    told = models.BooleanField(default=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of the address book")
        verbose_name_plural = _("changes of the address book")

    def __str__(self) -> str:
        return f"{self.pk} {self.member.code} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save after everybody who changed the book before has committed."""
        if self.pk is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('siwei address book'))")
        batch = open_batch()
        if batch is None:
            super().save(*args, **kwargs)
        else:  # its id must not be fetched before the lock
            demand_writing(type(self).__name__)
            batch.append(self)
