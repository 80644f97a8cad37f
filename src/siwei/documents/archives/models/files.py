"""Files (案) and their volumes (卷): opened under a class in a year, closed, kept, and one day disposed of."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.choices import Disposition, Ground, retention_words
from siwei.documents.archives.models.holdings import RETENTIONS, Fonds
from siwei.documents.archives.models.scheme import CLASS_NUMBER, SchemeClass
from siwei.documents.archives.models.visibility import works_with
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.directory.models import Unit
from siwei.kernel.records.models import AsSql, Part, Record, RecordQuerySet


class FileQuerySet(RecordQuerySet):
    """Files."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever works with archives, and the agency that answers for them."""
        own = works_with(actor, "fonds__agency")
        if own is None or actor.holds(AUDITOR):
            return self.all()
        agency = actor.place.agency if actor.place else None
        return self.filter(own | Q(fonds__agency=agency)) if agency else self.filter(own)


class File(Record):
    """案: the papers of one matter, 年度號/分類號/案次號. Retention is kept as it was when the file was made."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("archive file", "Open for papers")
        CLOSED = "closed", pgettext_lazy("archive file", "Closed")
        COPIED = "copied", pgettext_lazy("archive file", "Originals destroyed, copy kept")
        TRANSFERRED = "transferred", pgettext_lazy("archive file", "Handed over to another archive")
        DESTROYED = "destroyed", pgettext_lazy("archive file", "Destroyed")

    #: states in which the agency still holds the papers
    HELD: ClassVar[tuple[str, ...]] = (State.OPEN, State.CLOSED)

    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="files", verbose_name=_("fonds"), db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit in charge")
    )
    number = models.CharField(_("Number of the file"), max_length=40, editable=False)
    year = models.PositiveSmallIntegerField(_("ROC year"))
    class_number = models.CharField(_("Class number"), max_length=20, validators=[CLASS_NUMBER])
    serial = models.PositiveIntegerField(_("Serial of the file in its class"))
    scheme_class = models.ForeignKey(
        SchemeClass, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("class of the scheme")
    )
    name = models.CharField(_("File title"), max_length=300)
    gist = models.TextField(_("Gist of the matter"), blank=True)
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.OPEN, editable=False)
    begun_on = models.DateField(_("File opened on"), null=True, blank=True)
    closed_on = models.DateField(_("File closed on"), null=True, blank=True, editable=False)
    oldest_on = models.DateField(_("Oldest paper of"), null=True, blank=True, editable=False)
    youngest_on = models.DateField(_("Youngest paper of"), null=True, blank=True, editable=False)
    years = models.PositiveSmallIntegerField(_("Retention of the file"), choices=RETENTIONS)
    years_before = models.PositiveSmallIntegerField(
        _("Retention before the change"), choices=RETENTIONS, null=True, editable=False
    )
    years_reason = models.CharField(_("Reason of the change of retention"), max_length=200, blank=True, editable=False)
    ground = models.CharField(_("Ground for keeping for ever"), max_length=20, choices=Ground.choices, blank=True)
    disposition = models.CharField(_("Disposition"), max_length=10, choices=Disposition.choices)

    copied_on = models.DateField(_("Copied on"), null=True, blank=True, editable=False)
    copied_to = models.CharField(_("Copied to (medium)"), max_length=60, blank=True, editable=False)
    original_years = models.PositiveSmallIntegerField(
        _("Shortened retention of the originals"), null=True, editable=False
    )
    prolonged = models.PositiveSmallIntegerField(_("Prolonged by (years)"), default=0, editable=False)
    disposed_on = models.DateField(_("Disposed of on"), null=True, editable=False)
    disposal_number = models.CharField(_("Number of the approval"), max_length=60, blank=True, editable=False)

    parts = ("volumes",)
    as_sql = AsSql(
        title="left(number || ' ' || name, 300)",
        business_date="begun_on",
        searched="number || E'\\n' || name || E'\\n' || gist",
    )
    searched: ClassVar[tuple[str, ...]] = ("number", "name", "gist")
    objects = FileQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["fonds", "year", "class_number", "serial"]
        constraints = [
            # also the order of the list
            models.UniqueConstraint(fields=["fonds", "year", "class_number", "serial"], name="archives_file_number"),
            models.CheckConstraint(
                condition=~Q(state__in=["destroyed", "copied"]) | ~Q(disposal_number=""),
                name="archives_gone_by_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="archives_file_text"),  # a scanned or typed number
            models.Index(fields=["fonds", "state", "youngest_on"], name="archives_file_youngest"),  # due for disposal
        ]
        verbose_name = _("archive file")
        verbose_name_plural = _("archive files")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"[:300]

    def business_date(self) -> datetime.date | None:
        """The day it was opened."""
        return self.begun_on

    @property
    def retention(self) -> str:
        """As it stands on the cover: 10年 or 永久."""
        return retention_words(self.years)


class Volume(Part):
    """A volume (卷) of a file, numbered from one."""

    file = models.ForeignKey(
        File, models.CASCADE, related_name="volumes", verbose_name=_("archive file"), db_index=False
    )
    number = models.PositiveSmallIntegerField(_("Number of the volume"))
    name = models.CharField(_("Name of the volume"), max_length=120, blank=True)
    closed_on = models.DateField(_("Volume closed on"), null=True, blank=True)

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="archives_one_volume")]
        verbose_name_plural = _("Volumes")

    def __str__(self) -> str:
        return str(self.number)
