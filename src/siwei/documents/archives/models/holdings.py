"""What is kept: fonds, the files of one body that made them, and their items."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.choices import Access, Limit
from siwei.documents.archives.models.storage import Box
from siwei.documents.archives.models.visibility import WORKERS, works_with
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.models import AsSql, Record, RecordQuerySet

#: years of retention (機關檔案保存年限及銷毀辦法 art. 4)
PERMANENT = 0
RETENTIONS = [
    (PERMANENT, _("permanent")), (30, _("30 years")), (25, _("25 years")), (20, _("20 years")), (15, _("15 years")),
    (10, _("10 years")), (5, _("5 years")), (3, _("3 years")), (1, _("1 year")),
]  # fmt: skip


class FondsQuerySet(RecordQuerySet):
    """Fonds are seen by whoever works with archives, and by the agency that answers for them."""

    def visible_to(self, actor: Actor) -> Self:
        own = works_with(actor, "agency")
        if own is None or actor.holds(AUDITOR):
            return self
        agency = actor.place.agency if actor.place else None
        return self.filter(own | Q(agency=agency)) if agency else self.filter(own)


class Fonds(Record):
    """全宗: all files of one body; when it is no more, its successor answers for them (檔案法施行細則 art. 15)."""

    searched: ClassVar[tuple[str, ...]] = ("name_zh", "name_en")

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Body that made the files"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency that answers for them"))
    last_year = models.PositiveSmallIntegerField(_("Last ROC year of the body"), null=True, blank=True)

    objects = FondsQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["code"]
        verbose_name = _("fonds")
        verbose_name_plural = _("fonds (plural)")

    def __str__(self) -> str:
        return self.name_zh


class ItemQuerySet(RecordQuerySet):
    """Items; withdrawn ones are seen by archivists and auditors alone, classified ones by archivists."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whom the actor works with; auditors all but classified ones; others what stands in their agency."""
        if works_with(actor, "fonds__agency") is None:
            return self
        agencies = agencies_of(actor, *WORKERS)
        own = {actor.place.agency.pk} if actor.place and actor.place.agency else set()
        # fonds by their keys: behind a join the planner would not know which of them hold half of all items
        rows = Fonds.objects.filter(agency__in=agencies | own).values_list("pk", "agency_id")
        fonds = dict(rows) if agencies | own else {}
        worked = Q(fonds__in=[key for key, agency in fonds.items() if agency in agencies])
        if actor.holds(AUDITOR):
            return self.filter(Q(secrecy="") | worked)
        if own <= agencies:
            return self.filter(worked)
        others = Q(fonds__in=[key for key, agency in fonds.items() if agency not in agencies])
        return self.filter(worked | (others & Q(secrecy="") & ~Q(state=Item.State.WITHDRAWN)))

    def exported(self) -> Self:
        """No classified item leaves in a sheet (RULES 8.3)."""
        return self.filter(secrecy="")

    def public(self) -> Self:
        """What the public catalogue shows: catalogued, open, never classified; of each its number and gist alone."""
        return self.filter(secrecy="", access=Access.OPEN, state__in=Item.PUBLISHED)

    def standing(self) -> Self:
        """Items that are there or are looked for; not those whose entry was withdrawn."""
        return self.exclude(state=Item.State.WITHDRAWN)

    def handed_over_in(self, period: Period, fonds: str) -> Self:
        """Items of a fonds that were counted and handed over on a day of the period."""
        days = {"handed_over_on__gte": period.start, "handed_over_on__lt": period.end}
        return self.filter(state=Item.State.HANDED_OVER, fonds__code=fonds, **days)


class Item(Record):
    """件: one document in a file. There are millions: every index answers a question that is named."""

    class State(models.TextChoices):
        LISTED = "listed", _("On the list")
        PRESENT = "present", _("Present")
        DAMAGED = "damaged", _("Damaged")
        MISSING = "missing", _("Missing")
        SURPLUS = "surplus", _("Not on the list")
        HANDED_OVER = "handed_over", _("Item handed over")
        WITHDRAWN = "withdrawn", _("Entry withdrawn")
        TAKEN = "taken", pgettext_lazy("archive item", "Taken over")
        FILED = "filed", pgettext_lazy("archive item", "Put into its file")
        CATALOGUED = "catalogued", pgettext_lazy("archive item", "Catalogued")
        SHELVED = "shelved", pgettext_lazy("archive item", "On the shelf")
        COPY = "copy", pgettext_lazy("archive item", "Original destroyed, copy kept")
        DESTROYED = "destroyed", pgettext_lazy("archive item", "Destroyed")
        TRANSFERRED = "transferred", pgettext_lazy("archive item", "Gone to the national archives")

    class Medium(models.TextChoices):
        PAPER = "paper", _("Paper")
        DIGITAL = "digital", _("Digital")
        FILM = "film", _("Film")
        PHOTO = "photo", _("Photograph")
        MAP = "map", _("Map or plan")
        SOUND = "sound", _("Sound recording")
        VIDEO = "video", _("Moving images")
        OTHER = "other", _("Other medium")

    #: states of items that were found when the boxes were opened
    FOUND: ClassVar[tuple[str, ...]] = (State.PRESENT, State.DAMAGED, State.SURPLUS)
    #: states of items of a living agency in which the archivist has still work with them
    IN_WORK: ClassVar[tuple[str, ...]] = (State.TAKEN, State.FILED, State.CATALOGUED)
    #: states in which the public catalogue names an item: its stocktaking or its cataloguing is done, and it is there
    PUBLISHED: ClassVar[tuple[str, ...]] = (State.HANDED_OVER, State.SHELVED, State.COPY)
    #: states in which a paper can be lent
    LENDABLE: ClassVar[tuple[str, ...]] = (
        State.PRESENT, State.DAMAGED, State.SURPLUS, State.HANDED_OVER, State.CATALOGUED, State.SHELVED,
    )  # fmt: skip

    searched: ClassVar[tuple[str, ...]] = ("number", "file_title", "subject", "document_number", "party")
    as_sql = AsSql(
        title="trim(number || ' ' || left(subject, 200))",
        business_date="handed_over_on",
        searched="CASE WHEN secrecy = '' THEN number || E'\\n' || file_title || E'\\n' || subject || E'\\n' || "
        "document_number || E'\\n' || party ELSE '' END",
        day="make_date(coalesce(document_year, year) + 1911, coalesce(document_month, 1), 1)",
        agency="(SELECT f.agency_id FROM archives_fonds f WHERE f.id = fonds_id)",
    )

    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="items", db_index=False, verbose_name=_("fonds"))
    campaign = models.ForeignKey(
        "archives.Campaign", models.PROTECT, null=True, related_name="items", db_index=False,
        verbose_name=_("Stocktaking"),
    )  # fmt: skip
    line = models.PositiveIntegerField(_("Line of the list"), null=True, blank=True)
    number = models.CharField(_("File number"), max_length=60, blank=True)
    year = models.SmallIntegerField(_("ROC year"), null=True, blank=True)
    class_number = models.CharField(_("Class number"), max_length=20, blank=True)
    file_title = models.CharField(_("File title"), max_length=300, blank=True)
    subject = models.CharField(_("Subject"), max_length=1000)
    document_number = models.CharField(_("Document number"), max_length=120, blank=True)
    party = models.CharField(_("Sender or recipient"), max_length=200, blank=True)
    document_year = models.SmallIntegerField(_("ROC year of the document"), null=True, blank=True)
    document_month = models.PositiveSmallIntegerField(_("Month of the document"), null=True, blank=True)
    document_day = models.PositiveSmallIntegerField(_("Day of the document"), null=True, blank=True)
    retention = models.PositiveSmallIntegerField(_("Retention"), choices=RETENTIONS, null=True, blank=True)
    pages = models.PositiveIntegerField(_("Number of pages"), null=True, blank=True)
    medium = models.CharField(_("Medium"), max_length=8, choices=Medium.choices, default=Medium.PAPER)
    secrecy = models.CharField(_("Secrecy"), max_length=10, blank=True)
    note = models.CharField(_("Note"), max_length=500, blank=True)
    box = models.ForeignKey(
        Box, models.PROTECT, null=True, related_name="items", db_index=False, verbose_name=_("archive box")
    )
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.LISTED)
    handed_over_on = models.DateField(_("Handed over on"), null=True, blank=True)
    file = models.ForeignKey(
        "archives.File", models.PROTECT, null=True, related_name="items", db_index=False, verbose_name=_("archive file")
    )
    volume_number = models.PositiveSmallIntegerField(_("Number of the volume"), null=True)
    access = models.CharField(_("Access to the item"), max_length=8, choices=Access.choices, default=Access.OPEN)
    access_reason = models.CharField(_("Reason of the restriction"), max_length=12, choices=Limit.choices, blank=True)
    access_until = models.DateField(_("Restricted until (the first open day)"), null=True, blank=True)

    objects = ItemQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("archive item")
        verbose_name_plural = _("archive items")
        indexes = [
            models.Index(fields=["fonds", "handed_over_on"], name="archives_handed_over",
                         condition=Q(state="handed_over")),  # figures, by the index alone, and their rows
            models.Index(fields=["campaign", "state"], name="archives_by_state"),  # how a stocktaking stands
            models.Index(fields=["box"], name="archives_in_box"),  # the scanning page
            models.Index(fields=["number"], name="archives_number"),  # a scanned or typed number
            models.Index(fields=["year", "id"], name="archives_of_a_year"),  # lists of a year
            models.Index(fields=["fonds", "year", "id"], name="archives_year_of_fonds"),  # the same for an archivist
            models.Index(fields=["fonds", "state"], name="archives_wanting",
                         condition=Q(state__in=["missing", "damaged"])),  # what is missing or damaged
            models.Index(fields=["file", "volume_number"], name="archives_in_file",
                         condition=Q(file__isnull=False)),  # the page of a file
            models.Index(fields=["fonds", "state"], name="archives_in_work",
                         condition=Q(state__in=["taken", "filed", "catalogued"])),  # the archivist's work
            models.Index(fields=["access_until"], name="archives_restricted",
                         condition=Q(access_until__isnull=False)),  # restrictions that end
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(access="open", access_reason="", access_until=None)
                | (~Q(access="open") & ~Q(access_reason="")),
                name="archives_limit_has_reason",
            )
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    def title(self) -> str:
        """Number and subject."""
        return f"{self.number} {self.subject[:200]}".strip()

    @property
    def is_public(self) -> bool:
        """Whether the public catalogue shows it; the same as `public()`."""
        return not self.secrecy and self.access == Access.OPEN and self.state in Item.PUBLISHED

    def business_date(self):  # type: ignore[no-untyped-def]
        """The day it was handed over."""
        return self.handed_over_on

    def found_under(self) -> tuple[datetime.date | None, int | None, str]:
        """The month of the document, or the year of the file, and the agency that answers for it."""
        year = self.document_year if self.document_year is not None else self.year
        month = self.document_month or 1
        return datetime.date(year + 1911, month, 1) if year is not None else None, self.fonds.agency_id, ""
