"""The request with its visits and parts, and which requests count."""

from __future__ import annotations

import datetime
import hmac
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models.upkeep import Contract, Equipment, Plan, Trade, Urgency
from siwei.general.repairs.roles import CREW
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.access.codes import code_digest
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.models import Agency, Person, Place
from siwei.kernel.records.models import Case, Part, RecordQuerySet

#: what the digest of a look-up code begins with
CODE_OF = "repairs"


class RequestQuerySet(RecordQuerySet):
    """Requests, and which of them count."""

    def visible_to(self, actor: Actor) -> Self:
        """The crew and auditors see all; others their own, those of their agency, and what theirs was merged into."""
        if actor.holds_any((*CREW, AUDITOR)):
            return self
        if actor.place is None:
            return self.none()
        own = models.Q(requester=actor.place)
        if actor.place.agency is not None:
            own |= models.Q(agency=actor.place.agency)
        followed = Request.objects.filter(own).exclude(duplicate_of=None).values("duplicate_of")
        return self.filter(own | models.Q(pk__in=followed))

    def running(self) -> Self:
        """Requests about which something has still to be done."""
        return self.filter(state__in=Request.RUNNING)

    def overdue(self) -> Self:
        """Requests with a duty whose time is over."""
        late = Duty.objects.about_type(Request).filter(state=Duty.State.OPEN, due__lt=timezone.now())
        return self.filter(pk__in=late.values("object_id"))

    def accepted_in(self, period: Period) -> Self:
        """Requests that count: accepted on a day of the period."""
        return self.counted().filter(accepted_on__gte=period.start, accepted_on__lt=period.end)

    def counted(self) -> Self:
        """Requests that were accepted, are still their own case, and that somebody asked for."""
        return self.filter(accepted_on__isnull=False, preventive=False).exclude(state=Request.State.MERGED)

    def found_by(self, number: str, code: str) -> Request | None:
        """The request of a number, for somebody who knows its code."""
        found = self.filter(number=number.strip().upper()).exclude(code_digest="").first()
        if found is None or not hmac.compare_digest(found.code_digest, code_digest(code, CODE_OF)):
            return None
        return found  # type: ignore[no-any-return]  # querysets of records are untyped


class RequestManager(models.Manager.from_queryset(RequestQuerySet)):  # type: ignore[misc]  # django-stubs: dynamic base
    """Brings place and equipment along: the search entry of every act reads them."""

    def get_queryset(self) -> RequestQuerySet:
        """Requests with their place and equipment."""
        rows: RequestQuerySet = super().get_queryset().select_related("place", "equipment")
        return rows


class Request(Case):
    """A fault that somebody reported, or a round of a preventive plan."""

    class State(models.TextChoices):
        ASKED = "asked", _("Reported")
        ACCEPTED = "accepted", _("Accepted for repair")
        ASSIGNED = "assigned", _("Assigned to somebody")
        WORKING = "working", _("Under repair")
        FINISHED = "finished", _("Awaiting confirmation")
        CLOSED = "closed", _("Repair closed")
        DECLINED = "declined", _("Not accepted")
        MERGED = "merged", _("Merged into another")
        CANCELLED = "cancelled", _("Called off")

    RUNNING: ClassVar[tuple[str, ...]] = (State.ASKED, State.ACCEPTED, State.ASSIGNED, State.WORKING, State.FINISHED)

    code: ClassVar[str] = "RP"
    parts = ("visits", "parts_used")
    unkept = ("code_digest",)
    searched = ("number", "asked", "description", "place__name_zh", "equipment__name_zh")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.ASKED, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("Place"), related_name="repairs")
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, verbose_name=_("Equipment"), related_name="requests", null=True, blank=True
    )
    trade = models.CharField(_("Class of work"), max_length=20, choices=Trade.choices, default=Trade.OTHER)
    asked = models.TextField(_("As reported"), max_length=2000, editable=False)
    asked_place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("Place reported"), related_name="+", editable=False
    )
    asked_trade = models.CharField(_("Class reported"), max_length=20, choices=Trade.choices, editable=False)
    description = models.TextField(_("Description"), max_length=2000)
    urgency = models.CharField(_("Urgency reported"), max_length=20, choices=Urgency.choices, default=Urgency.NORMAL)
    priority = models.CharField(_("Priority"), max_length=20, choices=Urgency.choices, blank=True)
    requester = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("Reported by"), related_name="repairs", null=True, blank=True
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name=_("Agency"), related_name="+", null=True, blank=True
    )
    citizen_name = models.CharField(_("Name of the citizen"), max_length=60, blank=True)
    citizen_mail = models.EmailField(_("Mail of the citizen"), blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    finished_on = models.DateField(_("Finished on"), null=True, blank=True)
    due_on = models.DateField(_("Was to be finished by"), null=True, blank=True, editable=False)
    waiting_for = models.CharField(_("Waiting for"), max_length=200, blank=True)
    waiting_since = models.DateField(_("Waiting since"), null=True, blank=True)
    result = models.TextField(_("Result of the repair"), blank=True)
    technician = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("Technician"), related_name="assigned_repairs", null=True, blank=True
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, verbose_name=_("Contractor"), related_name="requests", null=True, blank=True
    )
    rating = models.PositiveSmallIntegerField(
        _("Satisfaction (1 to 5)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("Merged into"), related_name="duplicates", null=True, blank=True
    )
    preventive = models.BooleanField(_("Preventive"), default=False)
    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name=_("Plan"), related_name="requests", null=True, blank=True, editable=False
    )

    objects = RequestManager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("repair request")
        verbose_name_plural = _("repair requests")
        indexes = [models.Index(fields=["accepted_on"]), models.Index(fields=["state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "equipment", "opened_on"],
                condition=models.Q(preventive=True),
                name="repairs_one_per_round",
            ),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__gte=1, rating__lte=5), name="repairs_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(technician=None) | models.Q(contract=None), name="repairs_one_hand"
            ),
        ]

    #: the plain code, only on the object that the reporting action gave back
    plain_code: str = ""

    def title(self) -> str:
        """Number and the beginning of what was reported."""
        return f"{self.number} {self.description[:40]}"

    def business_date(self) -> datetime.date | None:
        """A request counts for the day it was accepted; before that for the day it came."""
        return self.accepted_on or self.opened_on

    def public_text(self) -> str:
        """What the public page of the equipment may say: only what a clerk has read and passed."""
        return "" if self.state == self.State.ASKED else self.description

    def main(self) -> Request:
        """The request in which this one is handled: itself, or what it was merged into."""
        found = self
        while found.duplicate_of is not None:
            found = found.duplicate_of
        return found

    def labour(self) -> Decimal:
        """What the hours cost."""
        return sum((visit.amount() for visit in self.visits.all()), Decimal(0))

    def material(self) -> Decimal:
        """What the parts cost."""
        return sum((part.amount() for part in self.parts_used.all()), Decimal(0))

    def cost(self) -> Decimal:
        """Labour and parts."""
        return self.labour() + self.material()

    def asked_by(self) -> str:
        """Name of whoever reported it."""
        return self.requester.name if self.requester else self.citizen_name

    def hand(self) -> str:
        """Who repairs it."""
        if self.technician is not None:
            return self.technician.name
        return self.contract.contractor if self.contract is not None else ""


class Visit(Part):
    """Somebody was there and did something."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="visits")
    on = models.DateField(_("Day of the visit"))
    who = models.CharField(_("Who came"), max_length=120)
    hours = models.DecimalField(_("Hours"), max_digits=4, decimal_places=1, default=Decimal(1))
    rate = models.DecimalField(_("Price of an hour"), max_digits=8, decimal_places=2, default=Decimal(0))
    contract = models.ForeignKey(
        Contract, models.PROTECT, verbose_name=_("Contract"), related_name="visits", null=True, blank=True
    )
    what = models.CharField(_("Work done"), max_length=300)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = _("Visits")

    def __str__(self) -> str:
        return f"{self.on} {self.who}"

    def amount(self) -> Decimal:
        """Hours times price."""
        return self.hours * self.rate


class PartUsed(Part):
    """A part that went into the repair."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="parts_used")
    name = models.CharField(_("Part"), max_length=120)
    quantity = models.DecimalField(_("Quantity"), max_digits=8, decimal_places=2)
    unit_price = models.DecimalField(_("Unit price"), max_digits=10, decimal_places=2)
    contract = models.ForeignKey(
        Contract, models.PROTECT, verbose_name=_("Contract"), related_name="parts_used", null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("Parts used")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0, unit_price__gte=0), name="repairs_part_positive")
        ]

    def __str__(self) -> str:
        return self.name

    def amount(self) -> Decimal:
        """Quantity times price."""
        return self.quantity * self.unit_price
