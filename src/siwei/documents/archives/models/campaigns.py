"""A stocktaking of one fonds: the case, the lines of the agency's list as they came, and what was found about them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models.holdings import Fonds
from siwei.documents.archives.models.storage import Room
from siwei.documents.archives.models.visibility import works_with
from siwei.documents.archives.stocktaking.lists import Columns
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.records.models import Case, Guarded, GuardedQuerySet, RecordQuerySet


class CampaignQuerySet(RecordQuerySet):
    """Stocktakings are seen by whoever works with archives and by the agency that hands over."""

    def visible_to(self, actor: Actor) -> Self:
        own = works_with(actor, "fonds__agency")
        if own is None or actor.holds(AUDITOR):
            return self
        agency = actor.place.agency if actor.place else None
        return self.filter(own | Q(fonds__agency=agency)) if agency else self.filter(own)

    def under_way(self) -> Self:
        """Stocktakings that are neither stopped nor at their end."""
        return self.exclude(state__in=[Campaign.State.HANDED_OVER, Campaign.State.STOPPED])


class Campaign(Case):
    """檔案清點暨移交: a fonds is counted against the agency's list and handed over."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Stocktaking planned")
        READING = "reading", _("List is being read")
        MENDING = "mending", _("List to be mended")
        ENTERING = "entering", _("Entries are being made")
        COUNTING = "counting", _("Boxes are being checked")
        SETTLED = "settled", _("Differences settled")
        HANDED_OVER = "handed_over", _("Files handed over")
        STOPPED = "stopped", _("Stocktaking stopped")

    code: ClassVar[str] = "AH"
    parts = ("receipts",)
    searched: ClassVar[tuple[str, ...]] = ("number", "fonds__name_zh")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PLANNED, editable=False)
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="campaigns", verbose_name=_("fonds"))
    plan = models.TextField(_("Plan: people, days, place"), blank=True)
    until = models.DateField(_("To be finished by"), null=True, blank=True)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Goes to the archive room")
    )
    list_name = models.CharField(_("Name of the list"), max_length=200, blank=True, editable=False)
    list_digest = models.CharField(_("Checksum of the list"), max_length=64, blank=True, editable=False)
    #: columns of the list by number, those carried down, and the line of the headings
    columns = models.JSONField(_("Columns of the list"), default=dict, editable=False)
    lines_read = models.PositiveIntegerField(_("Lines read"), default=0, editable=False)
    entries = models.PositiveIntegerField(_("Entries"), default=0, editable=False)
    skipped = models.PositiveIntegerField(_("Lines that are no entries"), default=0, editable=False)
    handed_over_on = models.DateField(_("Handed over on"), null=True, editable=False)

    objects = CampaignQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("stocktaking")
        verbose_name_plural = _("stocktakings")

    def title(self) -> str:
        """Number and fonds."""
        return f"{self.number} {self.fonds.name_zh}"

    def layout(self) -> Columns:
        """The mapping of columns that the clerk confirmed."""
        given: dict[str, Any] = self.columns
        places = {int(at): name for at, name in given.get("places", {}).items()}
        return Columns(places, frozenset(given.get("carried", ())), self.fonds.last_year or given["last_year"])


class ListRow(Guarded):
    """A line of the list as it came. It goes when its item is made; the file itself stays with the stocktaking."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("Line of the list"))
    texts = models.JSONField()
    values = models.JSONField()
    #: by which two lines are the same entry; empty where that cannot be said
    key = models.CharField(max_length=80, blank=True)
    #: findings that still keep it out
    open = models.PositiveSmallIntegerField(default=0)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "line"], name="archives_one_line")]
        indexes = [
            models.Index(fields=["campaign", "key"], condition=~Q(key=""), name="archives_same_key"),
            models.Index(fields=["campaign", "line"], condition=Q(open__gt=0), name="archives_open_lines"),
        ]

    def __str__(self) -> str:
        return str(self.line)


class Finding(Guarded):
    """What was found about a cell of a list. A grave one keeps its line out until it is mended or excused."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="findings", db_index=False)
    line = models.PositiveIntegerField(_("Line of the list"))
    field = models.CharField(_("Column"), max_length=20)
    value = models.CharField(_("As it stands"), max_length=200, blank=True)
    code = models.CharField(_("Why"), max_length=30)
    grave = models.BooleanField(default=False)
    #: why a grave one is let pass, or "mended"
    settled = models.CharField(_("How it was settled"), max_length=200, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        indexes = [
            models.Index(fields=["campaign", "code", "line"], name="archives_findings"),
            models.Index(fields=["campaign", "line"], name="archives_findings_of_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.field} {self.code}"
