"""Tables of repairs: equipment, maintenance contract, preventive plan, request with visits, parts and messages."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.kernel.access.actor import AUDITOR
from siwei.kernel.calendar.period import DAY
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.models import Agency, Centre, Named, Person, Place
from siwei.kernel.records.models import Case, Part, Record, RecordQuerySet, type_of

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor

WORKERS = (CLERK, TECHNICIAN, AUDITOR)


class Kind(models.TextChoices):
    """The eight classes of public equipment that the report names (壹一(二)4), and everything else."""

    BUILDING = "building", _("Building")
    PLUMBING = "plumbing", _("Water and electricity")
    AIR = "air", _("Air conditioning")
    FIRE = "fire", _("Fire protection")
    LIFT = "lift", _("Lift")
    TELEPHONE = "telephone", _("Telecommunication")
    BROADCAST = "broadcast", _("Public address")
    CAMERA = "camera", _("Surveillance")
    OTHER = "other", _("Other equipment")


class Priority(models.TextChoices):
    """How fast somebody has to come; the clocks stand in the office's settings, part repairs."""

    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Ordinary")


class EquipmentQuerySet(RecordQuerySet):
    """Equipment; staff see all of it, everybody else what is in use (its QR code hangs on the wall)."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_staff or actor.is_system else self.active()

    def active(self) -> Self:
        """Equipment that is in use."""
        return self.filter(active=True)


class Equipment(Named, Record):
    """A piece of public equipment at a place. Its `token` stands in the QR code that hangs beside it."""

    searched = ("code", "name_zh", "name_en", "serial", "place__name_zh")

    code = models.CharField(_("Equipment no."), max_length=30, unique=True)
    kind = models.CharField(_("Class"), max_length=12, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("Place"))
    where = models.CharField(_("Where exactly"), max_length=120, blank=True)
    maker = models.CharField(_("Maker and model"), max_length=80, blank=True)
    serial = models.CharField(_("Serial number"), max_length=60, blank=True)
    installed_on = models.DateField(_("Installed on"), null=True, blank=True)
    token = models.CharField(_("Code in the QR code"), max_length=24, unique=True, editable=False)
    active = models.BooleanField(_("In use"), default=True, editable=False)

    objects = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of equipment")
        verbose_name_plural = _("equipment")

    def title(self) -> str:
        return f"{self.code} {self.name}"


class WorkersQuerySet(RecordQuerySet):
    """Records that only those who work on repairs see."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_system or actor.holds_any(WORKERS) else self.none()


class Contract(Record):
    """A maintenance contract (維護合約): which classes a contractor serves, from when to when, how fast."""

    searched = ("number", "contractor", "contact")

    number = models.CharField(_("Contract no."), max_length=40, unique=True)
    contractor = models.CharField(_("Contractor"), max_length=100)
    kinds = ArrayField(models.CharField(max_length=12, choices=Kind.choices), verbose_name=_("Classes served"))
    since = models.DateField(_("First day"))
    until = models.DateField(_("First day after it"))
    emergency_hours = models.PositiveSmallIntegerField(_("Hours to come in an emergency"), null=True, blank=True)
    urgent_hours = models.PositiveSmallIntegerField(_("Hours to come when urgent"), null=True, blank=True)
    normal_hours = models.PositiveSmallIntegerField(_("Hours to come otherwise"), null=True, blank=True)
    contact = models.CharField(_("Contact"), max_length=60, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    mail = models.EmailField(_("Mail for orders"), blank=True)

    objects = WorkersQuerySet.as_manager()

    class Meta:
        verbose_name = _("maintenance contract")
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="repairs_contract_period")
        ]

    def __str__(self) -> str:
        return f"{self.contractor} ({self.number})"

    @property
    def last_day(self) -> datetime.date:
        """The last day it holds, as contracts are written."""
        return self.until - DAY

    def hours(self, priority: str) -> int | None:
        """Hours within which the contractor must come; None where the contract leaves it to the office's rule."""
        found: int | None = getattr(self, f"{priority}_hours")
        return found

    def kind_labels(self) -> list[str]:
        """Names of the classes served."""
        return [str(Kind(kind).label) for kind in self.kinds]


class Plan(Named, Record):
    """A preventive plan: what is looked after every so many months, of one piece of equipment or of a class."""

    searched = ("name_zh", "name_en", "what")

    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("Equipment")
    )
    kind = models.CharField(_("Class"), max_length=12, choices=Kind.choices)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", verbose_name=_("Centre"))
    every_months = models.PositiveSmallIntegerField(
        _("Every … months"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    first_on = models.DateField(_("Counted from"), editable=False)
    next_on = models.DateField(_("Next on"))
    what = models.TextField(_("What is to be done"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("Contract")
    )
    active = models.BooleanField(_("In force"), default=True, editable=False)

    objects = WorkersQuerySet.as_manager()

    class Meta:
        verbose_name = _("preventive plan")
        constraints = [
            models.CheckConstraint(condition=models.Q(every_months__range=(1, 120)), name="repairs_plan_months")
        ]

    def title(self) -> str:
        return self.name


class RequestQuerySet(RecordQuerySet):
    """Requests: those who work on repairs see all, other staff their own and their agency's, nobody else any.

    A citizen comes to a case by its number and look-up code (`lookup`), never by a list.
    """

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_system or actor.holds_any(WORKERS):
            return self
        if actor.person is None:
            return self.none()
        own = models.Q(requester=actor.person)
        return self.filter(own | models.Q(agency=actor.person.agency) if actor.person.agency else own)

    def open(self) -> Self:
        """Requests on which something is still to be done."""
        return self.filter(state__in=Request.OPEN)

    def overdue(self, at: datetime.datetime | None = None) -> Self:
        """Requests with a duty whose time is over."""
        late = Duty.objects.about_type(Request).filter(state=Duty.State.OPEN, due__lt=at or timezone.now())
        return self.filter(pk__in=late.values("object_id"))


class Request(Case):
    """A request for repair (RULES 6.8): 申請 → 受理 → 派工 → 施工 → 驗收 → 結案.

    The `asked_` fields hold what was asked for. No act changes them; the database refuses it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Requested")
        ACCEPTED = "accepted", _("Accepted")
        ASSIGNED = "assigned", _("Assigned")
        WORKING = "working", _("Under repair")
        INSPECTION = "inspection", _("To be confirmed")
        CLOSED = "closed", _("Repaired and closed")
        DECLINED = "declined", _("Declined")
        MERGED = "merged", _("Merged into another")
        CANCELLED = "cancelled", _("Cancelled")

    class Origin(models.TextChoices):
        AGENCY = "agency", _("Staff")
        PUBLIC = "public", _("Public")
        PREVENTIVE = "preventive", _("Preventive plan")

    OPEN: ClassVar[tuple[str, ...]] = ("asked", "accepted", "assigned", "working", "inspection")
    code: ClassVar[str] = "RP"
    parts = ("visits", "parts_used", "messages")
    searched = ("number", "description", "asked_description", "where", "place__name_zh", "equipment__name_zh")

    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.ASKED, editable=False)
    origin = models.CharField(_("Asked by"), max_length=12, choices=Origin.choices, default=Origin.AGENCY)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", verbose_name=_("Centre"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Place"))
    where = models.CharField(_("Where exactly"), max_length=120, blank=True)
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("Equipment")
    )
    kind = models.CharField(_("Class"), max_length=12, choices=Kind.choices)
    description = models.TextField(_("What is wrong"), max_length=2000)
    priority = models.CharField(_("Priority"), max_length=12, choices=Priority.choices, blank=True)

    asked_description = models.TextField(_("What is wrong, as asked"), editable=False)
    asked_kind = models.CharField(_("Class, as asked"), max_length=12, choices=Kind.choices, editable=False)
    asked_place = models.ForeignKey(
        Place, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Place, as asked")
    )
    asked_urgency = models.CharField(_("Urgency, as asked"), max_length=12, choices=Priority.choices, editable=False)

    requester = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Requester")
    )
    requester_name = models.CharField(_("Name"), max_length=60, blank=True)
    requester_phone = models.CharField(_("Phone"), max_length=40, blank=True)
    requester_mail = models.EmailField(_("Mail"), blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Agency")
    )

    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    responded_on = models.DateField(_("First visit on"), null=True, blank=True)
    finished_on = models.DateField(_("Finished on"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    technician = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Technician")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("Contract")
    )
    work_cost = models.PositiveIntegerField(_("Cost of work"), default=0)
    cost = models.PositiveIntegerField(_("Cost in all"), default=0)
    rating = models.PositiveSmallIntegerField(_("Satisfaction (1 to 5)"), null=True, blank=True)
    rating_note = models.CharField(_("Comment"), max_length=500, blank=True)
    reopened = models.PositiveSmallIntegerField(_("Times reopened"), default=0)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("Merged into")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("Plan")
    )
    planned_for = models.DateField(_("Planned for"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("repair request")
        indexes = [models.Index(fields=["accepted_on"]), models.Index(fields=["state", "opened_on"])]
        constraints = [
            models.UniqueConstraint(fields=["plan", "planned_for"], name="repairs_one_case_of_a_plan_and_day"),
            models.CheckConstraint(
                condition=models.Q(technician=None) | models.Q(contract=None), name="repairs_technician_or_contract"
            ),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)), name="repairs_rating_1_to_5"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_on=None) | models.Q(accepted_on__gte=models.F("opened_on")),
                name="repairs_accepted_after_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "declined", "merged", "cancelled"])
                | models.Q(accepted_on__isnull=False),
                name="repairs_worked_on_is_accepted",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged", duplicate_of__isnull=False)
                | (~models.Q(state="merged") & models.Q(duplicate_of=None)),
                name="repairs_merged_into_something",
            ),
        ]

    def title(self) -> str:
        text = " ".join(self.description.split())
        return f"{self.number} {text[:29]}…" if len(text) > 30 else f"{self.number} {text}"

    @property
    def main(self) -> Request:
        """The case that is worked on: itself, or the one it was merged into."""
        found = self
        while found.duplicate_of is not None:
            found = found.duplicate_of
        return found

    @property
    def handler(self) -> str:
        """Who repairs it: the technician's name or the contractor's."""
        if self.technician is not None:
            return self.technician.name
        return self.contract.contractor if self.contract is not None else ""

    @property
    def days_to_finish(self) -> int | None:
        """Days from acceptance to the end of the work; 0 when on the same day."""
        if self.accepted_on is None or self.finished_on is None:
            return None
        return (self.finished_on - self.accepted_on).days

    def duties(self) -> models.QuerySet[Duty]:
        """Every duty there was about it."""
        return Duty.objects.filter(content_type=type_of(self), object_id=self.pk)


class Visit(Part):
    """Somebody was there: who, when, what was found, what was done."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="visits")
    on = models.DateField(_("Day"))
    who = models.CharField(_("Who"), max_length=80)
    findings = models.TextField(_("Findings"), blank=True)
    work = models.TextField(_("Work done"), blank=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = _("visits")


class PartUsed(Part):
    """A part or material that was used."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="parts_used")
    name = models.CharField(_("Part or material"), max_length=100)
    quantity = models.DecimalField(_("Quantity"), max_digits=8, decimal_places=2)
    unit_price = models.PositiveIntegerField(_("Unit price"))

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("parts used")
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="repairs_part_quantity")]

    @property
    def price(self) -> int:
        """Quantity times price, rounded to the dollar."""
        return round(self.quantity * self.unit_price)


class Message(Part):
    """A line of the conversation between the requester and the office."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="messages")
    at = models.DateTimeField(_("When"), default=timezone.now)
    author = models.CharField(_("Who"), max_length=120)
    office = models.BooleanField(_("From the office"), default=False)
    text = models.TextField(_("Message"), max_length=2000)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("messages")
