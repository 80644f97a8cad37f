"""Tables of what is asked for: bookings with their sessions and payments, and whose calendar is subscribed to."""

from __future__ import annotations

import datetime
import secrets
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.fees import Line
from siwei.general.venues.models.choices import APPLICANTS, APPROVER, CASHIER, CLERK, EXTRAS, SLOTS, in_words
from siwei.general.venues.models.venues import Layout, Venue
from siwei.general.venues.rules import HOURS, Slot
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.directory.models import Agency, Person
from siwei.kernel.records.models import Case, Guarded, GuardedQuerySet, Part, RecordQuerySet


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
        if actor.place is None:
            return self.none()
        own = models.Q(requester=actor.place)
        agency = actor.place.agency
        return self.filter(own | models.Q(agency=agency) if agency else own)


class Booking(Case):
    """An application to use a venue in one or more sessions."""

    class State(models.TextChoices):
        ASKED = "asked", _("Applied for")
        RETURNED = "returned", _("Returned for correction")
        APPROVED = "approved", _("Approved, to be paid")
        READY = "ready", _("Ready for use")
        USED = "used", _("Used")
        CLAIMED = "claimed", _("Damages claimed")
        INSPECTED = "inspected", _("Inspected")
        CLOSED = "closed", _("Closed")
        REFUSED = "refused", _("Refused")
        LOST = "lost", _("Taken by another")
        CANCELLED = "cancelled", _("Cancelled")

    #: states in which the request counts as accepted
    ACCEPTED: ClassVar[tuple[str, ...]] = (
        State.APPROVED, State.READY, State.USED, State.CLAIMED, State.INSPECTED, State.CLOSED,
    )  # fmt: skip
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
    requester = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("Applied for by"), null=True, editable=False, related_name="+"
    )
    purpose = models.CharField(_("Purpose"), max_length=200)
    people = models.PositiveSmallIntegerField(pgettext_lazy("how many", "People"))
    layout = models.CharField(_("Layout"), max_length=20, choices=Layout.Kind.choices, blank=True)
    extras = ArrayField(
        models.CharField(max_length=20, choices=EXTRAS), verbose_name=_("Equipment and air conditioning"), default=list,
        blank=True,
    )  # fmt: skip
    wishes = models.TextField(_("Other wishes"), blank=True)
    skipped = models.JSONField(_("Dates left out"), default=dict, blank=True, editable=False)
    fee = models.PositiveIntegerField(_("Fee (NT$)"), default=0, editable=False)
    deposit = models.PositiveIntegerField(_("Deposit (NT$)"), default=0, editable=False)
    prices = models.JSONField(_("Price of a session"), default=list, blank=True, editable=False)
    claim = models.PositiveIntegerField(_("Claimed beyond the deposit (NT$)"), default=0, editable=False)
    claim_reason = models.TextField(_("Reason of the claim"), blank=True, editable=False)
    reminded_on = models.DateField(_("Reminded of the payment on"), null=True, editable=False)
    refund_due = models.PositiveIntegerField(_("To be paid back (NT$)"), default=0, editable=False)
    #: a session was given up too late to be cancelled without loss: the deposit is not saved by cancelling the rest
    given_up_late = models.BooleanField(_("Given up late"), default=False, editable=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("Approved by"), null=True, editable=False, related_name="+"
    )
    approved_for = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("Approved in the place of"), null=True, editable=False, related_name="+"
    )
    first_day = models.DateField(_("First day"), editable=False)
    sample = models.BooleanField(_("Sample data"), default=False, editable=False)

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

    def extras_names(self) -> str:
        """What was asked for beside the venue, in words."""
        return in_words(self.extras)

    def lines(self) -> list[Line]:
        """What one session of each kind costs, as it was when the application came in."""
        return [Line.of(kept) for kept in self.prices]

    def planned(self) -> models.QuerySet[Any]:
        """Its sessions that are still to come."""
        return self.sessions.filter(state=Session.State.PLANNED).select_related("venue__centre")


class Session(Part):
    """One session of one booking: the thing that the report counts."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", pgettext_lazy("session", "Held")
        NOT_HELD = "not_held", pgettext_lazy("session", "Not held")
        CANCELLED = "cancelled", _("Cancelled")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="sessions")
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("Venue"), related_name="sessions")
    day = models.DateField(pgettext_lazy("date", "Day"))
    slot = models.CharField(_("Session"), max_length=20, choices=SLOTS)
    begins = models.TimeField(pgettext_lazy("time", "From"))
    ends = models.TimeField(pgettext_lazy("time", "To"))
    fee = models.PositiveIntegerField(_("Fee (NT$)"), default=0)
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PLANNED)

    objects = GuardedQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        verbose_name_plural = _("Sessions")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "day", "slot"], name="venues_one_session_of_a_booking")
        ]
        indexes = [models.Index(fields=["day", "venue"])]

    def __str__(self) -> str:
        return f"{self.day} {self.get_slot_display()}"

    @classmethod
    def at(cls, booking: Booking, day: datetime.date, slot: str, **fields: Any) -> Session:
        """A session of a booking at the hours that its venue has now; later changes of the hours leave it alone."""
        begins, ends = booking.venue.session_hours(slot) or HOURS[Slot(slot)]
        return cls(booking=booking, venue=booking.venue, day=day, slot=slot, begins=begins, ends=ends, **fields)

    @property
    def span(self) -> DateTimeTZRange:
        """The time it takes, set-up and tear-down included."""
        return self.venue.span_between(self.day, self.begins, self.ends)

    @property
    def times(self) -> tuple[datetime.datetime, datetime.datetime]:
        """Begin and end for those who come, in office time."""
        zone = timezone.get_default_timezone()
        return (
            datetime.datetime.combine(self.day, self.begins, zone), datetime.datetime.combine(self.day, self.ends, zone)
        )  # fmt: skip

    def hours(self) -> str:
        """From when to when, in figures."""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


class Payment(Part):
    """Money that came in (positive) or went back (negative)."""

    class Kind(models.TextChoices):
        PAID = "paid", _("Paid")
        REFUND = "refund", _("Paid back")
        DEPOSIT = "deposit", _("Deposit returned")
        DAMAGES = "damages", _("Damages paid")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="payments")
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    amount = models.IntegerField(_("Amount (NT$)"))
    on = models.DateField(_("Date"))
    receipt = models.CharField(_("Receipt number"), max_length=40, blank=True)

    class Meta:
        verbose_name_plural = _("Payments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.amount}"


def feed_key() -> str:
    """The secret part of the address of somebody's calendar: 128 random bits."""
    return secrets.token_urlsafe(16)


class FeedKey(Guarded):
    """The secret address of a person's calendar of bookings. A new key ends the old address."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="venue_feed")
    key = models.CharField(max_length=40, unique=True, default=feed_key)

    def __str__(self) -> str:
        return f"{self.person}"
