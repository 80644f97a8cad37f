"""Where files lie: rooms with their climate and the agencies that share them, and boxes with a barcode (RULES 2.10)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models.visibility import works_with
from siwei.documents.archives.roles import ROLES
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.directory.models import Agency, Centre
from siwei.kernel.records.models import Part, Record, RecordQuerySet


class RoomQuerySet(RecordQuerySet):
    """Rooms are seen by whoever works with archives, and by the staff of agencies that share one."""

    def visible_to(self, actor: Actor) -> Self:
        if actor.holds_any((*ROLES, AUDITOR)):
            return self
        agency = actor.place.agency if actor.place else None
        return self.filter(shares__agency=agency).distinct() if agency else self.none()


class Room(Record):
    """A room in which archives are kept, with the limits of its climate."""

    parts = ("shares", "readings")
    searched: ClassVar[tuple[str, ...]] = ("name", "where")

    name = models.CharField(_("Archive room"), max_length=80)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", verbose_name=_("Centre"))
    where = models.CharField(_("Building and floor"), max_length=80)
    in_use_since = models.DateField(_("In use since"))
    coldest = models.DecimalField(_("Lowest temperature (°C)"), max_digits=4, decimal_places=1, default=18)
    warmest = models.DecimalField(_("Highest temperature (°C)"), max_digits=4, decimal_places=1, default=27)
    driest = models.DecimalField(_("Lowest humidity (%)"), max_digits=4, decimal_places=1, default=35)
    dampest = models.DecimalField(_("Highest humidity (%)"), max_digits=4, decimal_places=1, default=60)
    shelf_metres = models.DecimalField(_("Shelves (m)"), max_digits=7, decimal_places=1, null=True, blank=True)

    objects = RoomQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["name"]
        verbose_name = _("archive room")
        verbose_name_plural = _("archive rooms")
        constraints = [models.UniqueConstraint(fields=["name"], name="archives_one_room")]

    def __str__(self) -> str:
        return self.name


class Share(Part):
    """An agency that keeps files in a room, from a day on and perhaps until another."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="shares", verbose_name=_("Archive room"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        ordering = ["agency__code", "since"]
        verbose_name_plural = _("Agencies that share it")

    def __str__(self) -> str:
        return str(self.agency)


class Reading(Part):
    """Temperature and humidity of a room at a moment."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="readings", verbose_name=_("Archive room"))
    at = models.DateTimeField(_("Read at"))
    temperature = models.DecimalField(_("Temperature (°C)"), max_digits=4, decimal_places=1)
    humidity = models.DecimalField(_("Humidity (%)"), max_digits=4, decimal_places=1)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = _("Climate, last readings")
        constraints = [models.UniqueConstraint(fields=["room", "at"], name="archives_one_reading")]

    def __str__(self) -> str:
        return f"{self.temperature} °C {self.humidity} %"


class BoxQuerySet(RecordQuerySet):
    """Boxes are seen by whoever works with the files in them."""

    def visible_to(self, actor: Actor) -> Self:
        own = works_with(actor, "campaign__fonds__agency")
        if own is None or actor.holds(AUDITOR):
            return self
        # A box of no stocktaking belongs to its room, which agencies share (RULES 2.3).
        return self.filter(own | models.Q(campaign=None)) if actor.holds_any(ROLES) else self.filter(own)


class Box(Record):
    """A box of files; its barcode is its name."""

    searched: ClassVar[tuple[str, ...]] = ("barcode", "label")

    campaign = models.ForeignKey(
        "archives.Campaign", models.PROTECT, null=True, blank=True, related_name="boxes", verbose_name=_("Stocktaking")
    )
    barcode = models.CharField(_("Barcode"), max_length=30, unique=True)
    label = models.CharField(_("Box number in the list"), max_length=40, blank=True)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="boxes", verbose_name=_("Archive room")
    )
    shelf = models.CharField(_("Shelf"), max_length=40, blank=True)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True, editable=False)
    checked_by = models.CharField(_("Checked by"), max_length=120, blank=True, editable=False)

    objects = BoxQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["campaign", "barcode"]
        verbose_name = _("archive box")
        verbose_name_plural = _("archive boxes")
        indexes = [models.Index(fields=["campaign", "label"])]

    def __str__(self) -> str:
        return self.barcode
