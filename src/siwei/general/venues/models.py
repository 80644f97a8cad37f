"""Tables of venue hire: venues with layouts and fees, bookings with sessions, blockings, and who occupies what."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from siwei.general.venues.rules import HOURS, Applicant, Slot
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor, Role
from siwei.kernel.directory.models import Agency, Centre, Named, Person
from siwei.kernel.records.models import Case, GuardedQuerySet, Part, Record, RecordQuerySet

CLERK = Role("venues.clerk", _("Venue clerk"), _("Keeps venues and bookings, marks what was held."))
APPROVER = Role("venues.approver", _("Venue approver"), _("Approves and refuses applications."))
CASHIER = Role("venues.cashier", _("Venue cashier"), _("Takes payments, pays back refunds and deposits."))

SLOTS: list[tuple[str, str | Promise]] = [
    (Slot.MORNING.value, _("Morning")),
    (Slot.AFTERNOON.value, _("Afternoon")),
    (Slot.EVENING.value, _("Evening")),
]
APPLICANTS: list[tuple[str, str | Promise]] = [
    (Applicant.AGENCY.value, _("City agency or school")),
    (Applicant.CO_ORGANISED.value, _("Co-organised by a city agency")),
    (Applicant.PUBLIC_INTEREST.value, _("Association or foundation of public interest")),
    (Applicant.OTHER.value, _("Other")),
]
EQUIPMENT: list[tuple[str, str | Promise]] = [
    ("projector", _("Projector")),
    ("sound", _("Sound system")),
    ("video", _("Video conference")),
    ("whiteboard", _("Whiteboard")),
    ("screen", _("LED screen")),
    ("stage", _("Stage")),
    ("wifi", _("Wireless network")),
    ("access", _("Step-free access")),
    ("loop", _("Hearing loop")),
    ("piano", _("Piano")),
]


def listed(words: Iterable[object]) -> str:
    """Words one after the other, as the language divides them."""
    return pgettext("between words", ", ").join(str(word) for word in words)


class VenueQuerySet(RecordQuerySet):
    """Venues, and which of them suit."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody may know the venues in use; staff also those out of use."""
        return self if actor.is_staff or actor.is_system else self.filter(in_use=True)

    def suiting(self, people: int = 0, equipment: list[str] | None = None) -> Self:
        """Venues in use for so many people and with all of the equipment."""
        return self.filter(in_use=True, capacity__gte=people, equipment__contains=equipment or [])

    def free_on(self, day: datetime.date, slot: str = "") -> Self:
        """Venues that nobody occupies in a session of a day; without a session, in at least one of them."""
        slots = [slot] if slot else [code for code, _label in SLOTS]
        free = models.Q()
        for one in slots:
            taken = Occupation.objects.filter(span__overlap=span_of(day, one))
            free |= ~models.Q(pk__in=taken.values("venue"))
        return self.filter(free).filter(models.Q(weekdays=[]) | models.Q(weekdays__contains=[day.isoweekday()]))


class Venue(Named, Record):
    """A public space or meeting room of a centre."""

    class Group(models.TextChoices):
        """The group under which the report counts it; the multimedia room of Fengshan is a public space."""

        PUBLIC = "public_space", _("Public space")
        ROOM = "meeting_room", _("Meeting room")

    parts = ("layouts",)
    searched = ("name_zh", "name_en", "description_zh", "description_en", "code")

    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("Centre"), related_name="venues")
    code = models.SlugField(_("Code"), max_length=40, unique=True)
    group = models.CharField(_("Group in the report"), max_length=20, choices=Group.choices)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    building = models.CharField(_("Building"), max_length=40, blank=True)
    floor = models.CharField(_("Floor"), max_length=10)
    area = models.DecimalField(_("Area (m²)"), max_digits=7, decimal_places=1)
    capacity = models.PositiveSmallIntegerField(_("Capacity"))
    equipment = ArrayField(
        models.CharField(max_length=20, choices=EQUIPMENT), verbose_name=_("Equipment"), default=list, blank=True
    )
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("Open on (1 = Monday)"), default=list)
    setup_minutes = models.PositiveSmallIntegerField(_("Set-up time (minutes)"), default=0)
    teardown_minutes = models.PositiveSmallIntegerField(_("Tear-down time (minutes)"), default=0)
    open_to_public = models.BooleanField(_("Open to outside bodies"), default=True)
    fee = models.PositiveIntegerField(_("Fee per session (NT$)"), default=0)
    deposit = models.PositiveIntegerField(_("Deposit (NT$)"), default=0)
    approver = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("Approver"), related_name="+",
        help_text=_("Empty: whoever holds the role."),
    )  # fmt: skip
    description_zh = models.TextField(_("Description"), blank=True)
    description_en = models.TextField(_("Description in English"), blank=True)
    in_use = models.BooleanField(_("In use"), default=True)

    objects = VenueQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["centre__order", "order"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def title(self) -> str:
        """Its name."""
        return self.name

    def equipment_names(self) -> str:
        """The equipment in words."""
        labels = dict(EQUIPMENT)
        return listed(labels[code] for code in self.equipment if code in labels)


class Layout(Part):
    """A way to set the seats, and how many it holds."""

    class Kind(models.TextChoices):
        THEATRE = "theatre", _("Theatre")
        CLASSROOM = "classroom", _("Classroom")
        U_SHAPE = "u_shape", _("U shape")
        BANQUET = "banquet", _("Round tables")

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="layouts")
    kind = models.CharField(_("Layout"), max_length=20, choices=Kind.choices)
    capacity = models.PositiveSmallIntegerField(_("Capacity"))

    class Meta:
        ordering = ["venue", "pk"]
        constraints = [models.UniqueConstraint(fields=["venue", "kind"], name="venues_one_layout_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.capacity}"


def access_code() -> str:
    """What somebody without an account shows, with the number, to see a case: 60 random bits."""
    return "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[byte & 31] for byte in secrets.token_bytes(12))


class BookingQuerySet(RecordQuerySet):
    """Bookings, and whose they are."""

    def visible_to(self, actor: Actor) -> Self:
        """Clerks, approvers, cashiers and auditors see all; staff those of their agency; others none.

        People without an account reach their own case by number and code, which does not go through here.
        """
        if actor.holds_any((CLERK, APPROVER, CASHIER, AUDITOR)):
            return self
        if actor.person is None:
            return self.none()
        own = models.Q(requester=actor.person)
        agency = actor.person.agency
        return self.filter(own | models.Q(agency=agency) if agency else own)


class Booking(Case):
    """An application to use a venue in one or more sessions."""

    class State(models.TextChoices):
        ASKED = "asked", _("Applied for")
        RETURNED = "returned", _("Returned for correction")
        APPROVED = "approved", _("Approved, to be paid")
        READY = "ready", _("Ready for use")
        USED = "used", _("Used")
        INSPECTED = "inspected", _("Inspected")
        CLOSED = "closed", _("Closed")
        REFUSED = "refused", _("Refused")
        LOST = "lost", _("Taken by another")
        CANCELLED = "cancelled", _("Cancelled")

    #: states in which the request counts as accepted
    ACCEPTED: ClassVar[tuple[str, ...]] = (State.APPROVED, State.READY, State.USED, State.INSPECTED, State.CLOSED)
    #: states in which it can still be changed or cancelled
    BEFORE_USE: ClassVar[tuple[str, ...]] = (State.ASKED, State.RETURNED, State.APPROVED, State.READY)

    code: ClassVar[str] = "VN"
    parts = ("sessions", "payments")
    unkept = ("access_code",)
    searched = ("number", "purpose", "organisation", "agency__name_zh", "venue__name_zh", "venue__name_en")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.ASKED, editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("Venue"), related_name="bookings")
    applicant = models.CharField(_("Kind of applicant"), max_length=20, choices=APPLICANTS)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name=_("Agency"), related_name="+"
    )
    organisation = models.CharField(_("Organisation"), max_length=120, blank=True)
    contact = models.CharField(pgettext_lazy("person", "Contact"), max_length=80)
    mail = models.EmailField(_("Mail"))
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    access_code = models.CharField(max_length=12, default=access_code, editable=False)
    requester = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    purpose = models.CharField(_("Purpose"), max_length=200)
    people = models.PositiveSmallIntegerField(pgettext_lazy("how many", "People"))
    layout = models.CharField(_("Layout"), max_length=20, choices=Layout.Kind.choices, blank=True)
    wishes = models.TextField(_("Equipment and other wishes"), blank=True)
    skipped = models.JSONField(_("Dates left out"), default=dict, blank=True, editable=False)
    fee = models.PositiveIntegerField(_("Fee (NT$)"), default=0, editable=False)
    deposit = models.PositiveIntegerField(_("Deposit (NT$)"), default=0, editable=False)
    refund_due = models.PositiveIntegerField(_("To be paid back (NT$)"), default=0, editable=False)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    first_day = models.DateField(_("First day"), editable=False)
    sample = models.BooleanField(default=False, editable=False)

    objects = BookingQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "first_day"]), models.Index(fields=["agency", "-id"])]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")

    def title(self) -> str:
        """Number and purpose."""
        return f"{self.number} {self.purpose}"

    def who(self) -> str:
        """The applying body."""
        return self.agency.name if self.agency else self.organisation

    def business_date(self) -> datetime.date | None:
        """The first day of use."""
        return self.first_day

    @property
    def paid(self) -> int:
        """What was paid in and not paid back, in NT$."""
        return int(self.payments.aggregate(sum=models.Sum("amount"))["sum"] or 0)


def times_of(day: datetime.date, slot: str) -> tuple[datetime.datetime, datetime.datetime]:
    """Begin and end of a session, in office time."""
    begin, end = HOURS[Slot(slot)]
    zone = timezone.get_default_timezone()
    return datetime.datetime.combine(day, begin, zone), datetime.datetime.combine(day, end, zone)


def span_of(day: datetime.date, slot: str, before: int = 0, after: int = 0) -> DateTimeTZRange:
    """The time a session takes, with set-up and tear-down minutes; half-open."""
    begin, end = times_of(day, slot)
    return DateTimeTZRange(begin - datetime.timedelta(minutes=before), end + datetime.timedelta(minutes=after))


class Session(Part):
    """One session of one booking: the thing that the report counts."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", pgettext_lazy("session", "Held")
        NOT_HELD = "not_held", pgettext_lazy("session", "Not held")
        CANCELLED = "cancelled", _("Cancelled")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="sessions")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="sessions")
    day = models.DateField(pgettext_lazy("date", "Day"))
    slot = models.CharField(_("Session"), max_length=20, choices=SLOTS)
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PLANNED)

    objects = GuardedQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "day", "slot"], name="venues_one_session_of_a_booking")
        ]
        indexes = [models.Index(fields=["day", "venue"])]

    def __str__(self) -> str:
        return f"{self.day} {self.get_slot_display()}"

    @property
    def span(self) -> DateTimeTZRange:
        """The time it takes, set-up and tear-down included."""
        return span_of(self.day, self.slot, self.venue.setup_minutes, self.venue.teardown_minutes)


class Payment(Part):
    """Money that came in (positive) or went back (negative)."""

    class Kind(models.TextChoices):
        PAID = "paid", _("Paid")
        REFUND = "refund", _("Paid back")
        DEPOSIT = "deposit", _("Deposit returned")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="payments")
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    amount = models.IntegerField(_("Amount (NT$)"))
    on = models.DateField(_("Date"))
    receipt = models.CharField(_("Receipt number"), max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.amount}"


class BlockingQuerySet(RecordQuerySet):
    """Blockings."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff; the public sees only that a venue is not free."""
        return self if actor.holds_any((STAFF, AUDITOR)) else self.none()


class Blocking(Record):
    """A time in which a venue cannot be booked, with the reason."""

    searched = ("reason", "venue__name_zh")

    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("Venue"), related_name="blockings")
    since = models.DateTimeField(pgettext_lazy("time", "From"))
    until = models.DateTimeField(pgettext_lazy("time", "To"))
    reason = models.CharField(_("Reason"), max_length=200)
    lifted = models.BooleanField(_("Lifted"), default=False, editable=False)

    objects = BlockingQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="venues_blocking_period")
        ]
        verbose_name = _("blocking")
        verbose_name_plural = _("blockings")

    def __str__(self) -> str:
        return f"{self.venue} {timezone.localtime(self.since):%F %H:%M}"


class Occupation(Part):
    """Who occupies a venue when. The database itself refuses two that overlap."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="occupations")
    span = DateTimeRangeField()
    session = models.OneToOneField(Session, models.CASCADE, null=True, related_name="occupation")
    blocking = models.OneToOneField(Blocking, models.CASCADE, null=True, related_name="occupation")

    objects = GuardedQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="venues_no_double_booking",
                expressions=[("venue", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(session__isnull=False, blocking__isnull=True)
                | models.Q(session__isnull=True, blocking__isnull=False),
                name="venues_occupied_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.span}"


def occupied(venue: Venue, spans: list[DateTimeTZRange]) -> models.QuerySet[Any]:
    """Occupations of a venue that overlap one of the spans."""
    asked = models.Q()
    for span in spans:
        asked |= models.Q(span__overlap=span)
    return Occupation.objects.filter(asked, venue=venue).select_related("session__booking", "blocking")
