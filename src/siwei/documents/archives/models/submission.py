"""Submissions of the catalogue (目錄彙送): runs, and what each of them says of an item (RULES 2.5)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.holdings import Item
from siwei.documents.archives.models.visibility import sees_all
from siwei.documents.archives.roles import LEADER
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.models import Case, Guarded, GuardedQuerySet, RecordQuerySet


class SubmissionQuerySet(RecordQuerySet):
    """Runs; the city sends for all its agencies, so whoever works with the archives of all sees them."""

    def visible_to(self, actor: Actor) -> Self:
        return self.all() if sees_all(actor) or actor.holds(LEADER) else self.none()


class Submission(Case):
    """目錄彙送: what changed in the catalogue since the last run, every half-year (檔案法施行細則 art. 10)."""

    class State(models.TextChoices):
        COLLECTING = "collecting", pgettext_lazy("catalogue submission", "Being collected")
        CHECKED = "checked", pgettext_lazy("catalogue submission", "Collected and checked")
        SENT = "sent", pgettext_lazy("catalogue submission", "Catalogue sent")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("catalogue submission", "Receipt acknowledged")

    code: ClassVar[str] = "AE"
    searched = ("number", "sent_number", "acknowledged_number")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.COLLECTING, editable=False)
    opened_on = models.DateField(_("Run begun on"))
    until = models.DateField(_("Half-year that ended on"))
    added = models.PositiveIntegerField(_("Entries added"), default=0, editable=False)
    changed = models.PositiveIntegerField(_("Entries changed"), default=0, editable=False)
    deleted = models.PositiveIntegerField(_("Entries deleted"), default=0, editable=False)
    left_out = models.PositiveIntegerField(_("Items left out with a fault"), default=0, editable=False)
    sha256 = models.CharField(_("Checksum of the file"), max_length=64, blank=True, editable=False)
    sent_on = models.DateField(_("Catalogue sent on"), null=True, editable=False)
    sent_number = models.CharField(_("Letter with the catalogue"), max_length=60, blank=True, editable=False)
    acknowledged_on = models.DateField(_("Receipt acknowledged on"), null=True, editable=False)
    acknowledged_number = models.CharField(
        _("Number of the acknowledgement"), max_length=60, blank=True, editable=False
    )

    objects = SubmissionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("submission of the catalogue")
        verbose_name_plural = _("submissions of the catalogue")

    def title(self) -> str:
        """Number and half-year."""
        return f"{self.number} {self.until:%Y-%m-%d}"


class SubmissionEntry(Guarded):
    """What a run says of an item, word for word, so that its file is made again the same; or why it was left out."""

    class Fault(models.TextChoices):
        NUMBER = "number", _("Its file number is not complete.")
        FORM = "form", _("It does not fit the form of the submission.")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="entries", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    function = models.CharField(_("What is done with the entry"), max_length=2, blank=True)
    number = models.CharField(_("File number"), max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    xml = models.TextField(blank=True)
    fault = models.CharField(_("Why it was left out"), max_length=8, choices=Fault.choices, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "item"], name="archives_said_once")]
        indexes = [
            models.Index(fields=["item", "-id"], name="archives_last_said", condition=Q(fault="")),
            models.Index(fields=["submission", "function", "id"], name="archives_said_by_function"),
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.number}"
