"""Table of applications: organisations and groups that ask to exchange documents with the city (RULES 1.10)."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.exchange.models.choices import APPROVER, BOOK, access_code
from siwei.documents.exchange.models.members import Member
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.records.models import Case, RecordQuerySet


class EnrolmentQuerySet(RecordQuerySet):
    """Applications."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever keeps the book, decides or audits; applicants reach their own by number and code, not through here.

        What nobody confirmed by mail may come from anybody and does not show.
        """
        if not actor.holds_any((BOOK, APPROVER, AUDITOR)):
            return self.none()
        return self if actor.is_system else self.exclude(state=Enrolment.State.UNCONFIRMED)

    def accepted_in(self, period: Period) -> Self:
        """Applications accepted on a day of the period; what became of the member later does not matter."""
        rows = self.filter(state__in=Enrolment.ACCEPTED)
        return rows.filter(accepted_on__gte=period.start, accepted_on__lt=period.end)


class Enrolment(Case):
    """An application to use the city's document exchange."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", pgettext_lazy("enrolment", "Mail not confirmed")
        ASKED = "asked", _("Applied for")
        RETURNED = "returned", _("Returned for correction")
        CHECKED = "checked", pgettext_lazy("enrolment", "Checked, to be decided")
        APPROVED = "approved", pgettext_lazy("enrolment", "Accepted, to be opened")
        OPENED = "opened", pgettext_lazy("enrolment", "Opened")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Withdrawn by the applicant")

    class CertificateKind(models.TextChoices):
        MOEACA = "moeaca", _("Business certificate (MOEACA)")
        XCA = "xca", _("Certificate of organisations and groups (XCA)")

    ACCEPTED: ClassVar[tuple[str, ...]] = (State.APPROVED, State.OPENED)
    #: states in which the applicant can still call it off
    PENDING: ClassVar[tuple[str, ...]] = (State.UNCONFIRMED, State.ASKED, State.RETURNED, State.CHECKED)

    code: ClassVar[str] = "EG"
    unkept = ("access_code", "certificate")
    searched = ("number", "organisation", "tax_number", "registration")

    state = models.CharField(
        _("State"), max_length=12, choices=State.choices, default=State.UNCONFIRMED, editable=False
    )
    organisation = models.CharField(_("Name of the organisation"), max_length=120)
    tax_number = models.CharField(
        _("Unified business number"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}\Z", _("A unified business number is eight digits."))],
    )
    registration = models.CharField(_("Registration number"), max_length=60, blank=True)
    authority = models.CharField(_("Registered with"), max_length=80, blank=True)
    address = models.CharField(_("Address of the organisation"), max_length=160)
    responsible = models.CharField(_("Responsible person"), max_length=60)
    contact = models.CharField(pgettext_lazy("person", "Contact"), max_length=60)
    phone = models.CharField(_("Phone"), max_length=40)
    mail = models.EmailField(_("Mail"))
    certificate_kind = models.CharField(
        _("Kind of certificate"), max_length=10, choices=CertificateKind.choices, default=CertificateKind.XCA
    )
    certificate = models.TextField(_("Certificate (PEM)"), blank=True)
    certificate_until = models.DateField(_("Certificate valid until"), null=True, editable=False)
    purpose = models.CharField(_("What for"), max_length=300)
    access_code = models.CharField(max_length=12, default=access_code, editable=False)
    checked_by = models.CharField(_("Checked by"), max_length=120, blank=True, editable=False)
    accepted_on = models.DateField(_("Accepted on"), null=True, editable=False)
    member = models.OneToOneField(
        Member, models.PROTECT, verbose_name=_("Entry of the book"), null=True, editable=False,
        related_name="enrolment",
    )  # fmt: skip
    sample = models.BooleanField(_("Sample data"), default=False, editable=False)

    objects = EnrolmentQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "accepted_on"])]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")

    def title(self) -> str:
        """Number and name."""
        return f"{self.number} {self.organisation}"

    def business_date(self) -> datetime.date | None:
        """It counts for the day it was accepted, before that for the day it came in."""
        return self.accepted_on or self.opened_on
