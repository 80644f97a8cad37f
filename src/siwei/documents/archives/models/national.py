"""Files that leave: transfers to the national archives, and successions of agencies (RULES 2.7)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.disposal import SAID, WHOLE, CatalogueLine, OfAgencyQuerySet
from siwei.documents.archives.models.holdings import Fonds
from siwei.documents.archives.models.scheme import CLASS_NUMBER
from siwei.documents.archives.models.visibility import sees_all
from siwei.documents.archives.roles import REVIEWER
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.models import Case, RecordQuerySet


class NationalTransfer(Case):
    """國家檔案移轉: files kept for ever that go to the archives authority 25 years after their youngest paper."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("national transfer", "List being drafted")
        APPRAISED = "appraised", pgettext_lazy("national transfer", "Appraised")
        SENT = "sent", pgettext_lazy("national transfer", "List sent to the authority")
        AGREED = "agreed", pgettext_lazy("national transfer", "Transfer agreed")
        HANDED = "handed", pgettext_lazy("national transfer", "Transferred, signed by both")
        DROPPED = "dropped", pgettext_lazy("national transfer", "Transfer given up")

    OPEN: ClassVar[tuple[str, ...]] = (State.DRAFT, State.APPRAISED, State.SENT, State.AGREED)

    code: ClassVar[str] = "AT"
    searched = ("number", "agreed_number", "agency__name_zh")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    opened_on = models.DateField(_("Drafted on"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    as_of = models.DateField(_("To be transferred by"))
    appraisal = models.TextField(_("Result of the appraisal"), blank=True, editable=False)
    sent_on = models.DateField(_("List sent on"), null=True, editable=False)
    sent_number = models.CharField(_("Letter to the authority"), max_length=60, blank=True, editable=False)
    agreed_on = models.DateField(_("Transfer agreed on"), null=True, editable=False)
    agreed_number = models.CharField(_("Letter of the authority"), max_length=60, blank=True, editable=False)
    handed_on = models.DateField(_("Transferred on"), null=True, editable=False)
    given_by = models.CharField(_("Handed over by"), max_length=120, blank=True, editable=False)
    received_by = models.CharField(_("Received by"), max_length=120, blank=True, editable=False)
    supervised_by = models.CharField(_("Transfer supervised by"), max_length=120, blank=True, editable=False)

    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [models.Index(fields=["agency", "state"])]
        verbose_name = _("transfer to the national archives")
        verbose_name_plural = _("transfers to the national archives")

    def title(self) -> str:
        """Number and agency."""
        return f"{self.number} {self.agency.name_zh}"


class TransferLineQuerySet(RecordQuerySet):
    """Lines of the lists of transfer."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever has a part in the transfer."""
        if sees_all(actor):
            return self.all()
        return self.filter(transfer__agency__in=agencies_of(actor, *WHOLE, REVIEWER))


class TransferLine(CatalogueLine):
    """A file in the list of a transfer to the national archives; with its secrecy and medium (移轉辦法 art. 3)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("line of a transfer", "Proposed")
        LEFT_OUT = "left_out", pgettext_lazy("line of a transfer", "Left out")
        HANDED = "handed", pgettext_lazy("line of a transfer", "Transferred")

    searched: ClassVar[tuple[str, ...]] = ("number", "name", "gist")
    as_sql = SAID

    transfer = models.ForeignKey(
        NationalTransfer, models.PROTECT, related_name="lines", db_index=False,
        verbose_name=_("transfer to the national archives"),
    )  # fmt: skip
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.PROPOSED)
    secrecy = models.CharField(_("Secrecy"), max_length=40, blank=True)
    medium = models.CharField(_("Medium"), max_length=120, blank=True)
    reason = models.CharField(_("Reason for the line"), max_length=200, blank=True)
    handed_on = models.DateField(_("Transferred on"), null=True)

    objects = TransferLineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["transfer", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=Q(state="proposed"), name="archives_in_one_transfer")
        ]
        indexes = [
            models.Index(fields=["transfer", "state", "id"], name="archives_lines_of_transfer"),
            models.Index(fields=["file"], name="archives_transfers_of_file"),
        ]
        verbose_name = _("line of a transfer")
        verbose_name_plural = _("lines of transfers")


class Succession(Case):
    """組織調整: the files of tasks go to the agency that takes the tasks over (檔案法施行細則 art. 15)."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("succession", "Planned")
        DONE = "done", pgettext_lazy("succession", "Files gone to the successor")
        DROPPED = "dropped", pgettext_lazy("succession", "Succession given up")

    code: ClassVar[str] = "AO"
    searched = ("number", "ground", "fonds__name_zh")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.PLANNED, editable=False)
    opened_on = models.DateField(_("Drafted on"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"), editable=False)
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="+", verbose_name=_("fonds"))
    class_number = models.CharField(
        _("Class that goes"), max_length=20, blank=True, validators=[CLASS_NUMBER],
        help_text=_("With the classes under it; empty means the whole fonds."),
    )  # fmt: skip
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Successor"))
    ground = models.CharField(_("Ground: organisation rule or order"), max_length=300)
    on = models.DateField(_("Day of the succession"))
    files = models.PositiveIntegerField(_("Files that went"), default=0, editable=False)
    items = models.PositiveIntegerField(_("Items that went"), default=0, editable=False)
    received = models.ForeignKey(
        Fonds, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Fonds with the successor")
    )

    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("succession of files")
        verbose_name_plural = _("successions of files")

    def title(self) -> str:
        """Number, from whom, to whom."""
        return f"{self.number} {self.fonds.name_zh} → {self.successor.name_zh}"[:300]
