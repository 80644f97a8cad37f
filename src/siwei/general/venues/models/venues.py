"""Tables of what can be had: venues with layouts, sessions and opening hours, fee table and photos."""

from __future__ import annotations

import datetime
from typing import Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.fees import HALL, Rate
from siwei.general.venues.models.choices import APPLICANTS, EQUIPMENT, ITEMS, SLOTS, WEEKDAYS, in_words, listed
from siwei.general.venues.rules import HOURS, Applicant, Hours, Slot, is_open
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Centre, Named, Person
from siwei.kernel.files.models import Attachment
from siwei.kernel.records.models import Part, Record, RecordQuerySet


class VenueQuerySet(RecordQuerySet):
    """Venues, and which of them suit."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody may know the venues in use; staff also those out of use."""
        return self if actor.is_staff or actor.is_system else self.filter(in_use=True)

    def suiting(self, people: int = 0, equipment: list[str] | None = None) -> Self:
        """Venues in use for so many people and with all of the equipment."""
        return self.filter(in_use=True, capacity__gte=people, equipment__contains=equipment or [])

    def free_slots(self, day: datetime.date) -> dict[int, list[str]]:
        """By venue the sessions of a day in which it is open and nobody has it; venues without any are left out."""
        rows = list(self.prefetch_related("openings"))
        begin = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        around = DateTimeTZRange(begin - datetime.timedelta(days=1), begin + datetime.timedelta(days=2))
        taken: dict[int, list[DateTimeTZRange]] = {}
        kept = apps.get_model("venues", "Occupation").objects.filter(venue__in=rows, span__overlap=around)
        for venue, span in kept.values_list("venue", "span"):
            taken.setdefault(venue, []).append(span)
        found = {venue.pk: venue.free_slots(day, taken.get(venue.pk, [])) for venue in rows}
        return {pk: slots for pk, slots in found.items() if slots}


class Venue(Named, Record):
    """A public space or meeting room of a centre."""

    class Group(models.TextChoices):
        """The group under which the report counts it; the multimedia room of Fengshan is a public space."""

        PUBLIC = "public_space", _("Public space")
        ROOM = "meeting_room", _("Meeting room")

    parts = ("layouts", "openings", "fees", "photos")
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
    morning_begins = models.TimeField(_("Morning session from"), null=True, blank=True, default=HOURS[Slot.MORNING][0])
    morning_ends = models.TimeField(_("Morning session to"), null=True, blank=True, default=HOURS[Slot.MORNING][1])
    afternoon_begins = models.TimeField(
        _("Afternoon session from"), null=True, blank=True, default=HOURS[Slot.AFTERNOON][0]
    )
    afternoon_ends = models.TimeField(
        _("Afternoon session to"), null=True, blank=True, default=HOURS[Slot.AFTERNOON][1]
    )
    evening_begins = models.TimeField(_("Evening session from"), null=True, blank=True, default=HOURS[Slot.EVENING][0])
    evening_ends = models.TimeField(_("Evening session to"), null=True, blank=True, default=HOURS[Slot.EVENING][1])
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

    @property
    def description(self) -> str:
        """What the catalogue says of it, in the reader's language where there is such a text."""
        english = (get_language() or "").startswith("en")
        return self.description_en if english and self.description_en else self.description_zh

    def equipment_names(self) -> str:
        """The equipment in words."""
        return in_words(self.equipment)

    def session_hours(self, slot: str) -> tuple[datetime.time, datetime.time] | None:
        """From when to when a session lasts here; None when the venue is not let in that session."""
        begins, ends = getattr(self, f"{slot}_begins"), getattr(self, f"{slot}_ends")
        return (begins, ends) if begins and ends else None

    def sessions_offered(self) -> list[tuple[str, str, datetime.time, datetime.time]]:
        """Code, name, begin and end of each session in which it is let."""
        return [(code, str(label), *hours) for code, label in SLOTS if (hours := self.session_hours(code))]

    def sessions_told(self) -> str:
        """Its sessions with their hours, in words."""
        offered = self.sessions_offered()
        return listed(f"{label} {begins:%H:%M}–{ends:%H:%M}" for _code, label, begins, ends in offered)

    def opening_hours(self) -> Hours:
        """Opening hours by weekday; a venue without any is open every day for all of its sessions."""
        return {one.weekday: (one.opens, one.closes) for one in self.openings.all()}

    def is_open(self, day: datetime.date, slot: str) -> bool:
        """Whether it is let in that session and open for all of it."""
        hours = self.session_hours(slot)
        return hours is not None and is_open(self.opening_hours(), day, *hours)

    def span(self, day: datetime.date, slot: str) -> DateTimeTZRange:
        """The time a session takes, with set-up and tear-down; by the usual hours where it is not let then."""
        begins, ends = self.session_hours(slot) or HOURS[Slot(slot)]
        return self.span_between(day, begins, ends)

    def span_between(self, day: datetime.date, begins: datetime.time, ends: datetime.time) -> DateTimeTZRange:
        """The half-open time between two moments of a day, with set-up before and tear-down after."""
        zone, minute = timezone.get_default_timezone(), datetime.timedelta(minutes=1)
        begin = datetime.datetime.combine(day, begins, zone) - self.setup_minutes * minute
        return DateTimeTZRange(begin, datetime.datetime.combine(day, ends, zone) + self.teardown_minutes * minute)

    def free_slots(self, day: datetime.date, taken: list[DateTimeTZRange]) -> list[str]:
        """Sessions of a day in which it is open and that none of the taken times touches."""
        spans = {code: self.span(day, code) for code, _label in SLOTS if self.is_open(day, code)}
        return [
            code
            for code, span in spans.items()
            if not any(one.lower < span.upper and span.lower < one.upper for one in taken)
        ]

    def rates(self) -> list[Rate]:
        """Its fee table, from the price of a session for everybody to the rows that say otherwise."""
        return [Rate(HALL, self.fee, self.deposit), *(row.rate() for row in self.fees.all())]


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
        verbose_name_plural = _("Layouts")
        ordering = ["venue", "pk"]
        constraints = [models.UniqueConstraint(fields=["venue", "kind"], name="venues_one_layout_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.capacity}"


class Opening(Part):
    """From when to when a venue is open on a weekday (1 = Monday)."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField(_("Weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("Opens"))
    closes = models.TimeField(_("Closes"))

    class Meta:
        verbose_name_plural = _("Opening hours")
        ordering = ["venue", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "weekday"], name="venues_one_opening_a_day"),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="venues_opening_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Fee(Part):
    """A row of a venue's fee table: what one session costs one kind of applicant from a day on."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="fees")
    item = models.CharField(_("For what"), max_length=20, choices=ITEMS, default=HALL)
    applicant = models.CharField(_("Kind of applicant"), max_length=20, choices=APPLICANTS, blank=True)
    slot = models.CharField(_("Session"), max_length=20, choices=SLOTS, blank=True)
    amount = models.PositiveIntegerField(_("Fee per session (NT$)"))
    deposit = models.PositiveIntegerField(_("Deposit (NT$)"), default=0)
    since = models.DateField(_("Applied for on or after"))

    class Meta:
        verbose_name_plural = _("Fee table")
        ordering = ["venue", "item", "applicant", "slot", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "item", "applicant", "slot", "since"], name="venues_one_fee_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.amount}"

    def rate(self) -> Rate:
        """The row as the rules take it."""
        applicant = Applicant(self.applicant) if self.applicant else None
        slot = Slot(self.slot) if self.slot else None
        return Rate(self.item, self.amount, self.deposit, applicant, slot, self.since)


class Photo(Part):
    """A picture of a venue, with the words for those who do not see it."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="photos")
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name=_("File"), related_name="+")
    alt_zh = models.CharField(_("What the picture shows"), max_length=200)
    alt_en = models.CharField(_("What the picture shows, in English"), max_length=200, blank=True)
    sketch = models.BooleanField(_("A drawn sketch, no photograph"), default=False)

    class Meta:
        verbose_name_plural = _("Photos")
        ordering = ["venue", "pk"]

    def __str__(self) -> str:
        return self.alt

    @property
    def alt(self) -> str:
        """The words in the reader's language where there are such."""
        english = (get_language() or "").startswith("en")
        return self.alt_en if english and self.alt_en else self.alt_zh
