"""Report (the case of a year), the figures entered for it, excuses of findings, and the frozen seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.models import Case, GuardedQuerySet, Part, Record, RecordQuerySet

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor


class OpenToStaff(RecordQuerySet):
    """Everybody with an account reads the draft; the public reads what is published."""

    def visible_to(self, actor: Actor) -> Self:
        """All rows for staff and system."""
        return self if actor.is_staff or actor.is_system else self.none()


class ReportQuerySet(OpenToStaff):
    """Reports; a published one is everybody's."""

    def visible_to(self, actor: Actor) -> Self:
        """All rows for staff and system, published ones for anybody."""
        if actor.is_staff or actor.is_system:
            return self
        return self.filter(state=Report.State.PUBLISHED)


class Report(Case):
    """The annual report of one ROC year on its way from draft to print."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Checked")
        IN_APPROVAL = "in_approval", _("In approval")
        APPROVED = "approved", _("Approved")
        SEALED = "sealed", _("Sealed")
        PUBLISHED = "published", _("Published")

    code: ClassVar[str] = "AR"
    parts: ClassVar[tuple[str, ...]] = ("excuses",)

    year = models.PositiveSmallIntegerField(
        _("ROC year"), unique=True, validators=[MinValueValidator(90), MaxValueValidator(999)]
    )
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    #: SHA-256 of the seal; stands in the chained history too, so that a forged seal does not fit it
    seal_hash = models.CharField(_("Seal code"), max_length=64, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        verbose_name = _("annual report")
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """106年度施政績效成果報告 / Annual Performance Report 2017."""
        if (get_language() or "").startswith("en"):
            return f"Annual Performance Report {self.year + 1911}"
        return f"{self.year}年度施政績效成果報告"

    @property
    def is_sealed(self) -> bool:
        """Whether its figures are frozen."""
        return self.state in (self.State.SEALED, self.State.PUBLISHED)

    @property
    def tone(self) -> str:
        """The colour of its state."""
        tones = {"draft": "waiting", "approved": "good", "sealed": "good", "published": "good"}
        return tones.get(self.state, "active")

    def draft_url(self) -> str:
        """The web edition of the draft."""
        return reverse("report.draft", args=[self.year])


class Excuse(Part):
    """Why a finding may stand. Holds only while its fingerprint fits: other numbers need another excuse."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="excuses")
    finding = models.CharField(_("Finding"), max_length=200)
    fingerprint = models.CharField(_("Fingerprint of the numbers"), max_length=16)
    sentence_zh = models.TextField(_("In Chinese"))
    sentence_en = models.TextField(_("In English"))
    reason = models.TextField(_("Reason"))
    person = models.CharField(_("Who"), max_length=120)

    class Meta:
        verbose_name_plural = _("Excuses")
        constraints = [models.UniqueConstraint(fields=["report", "finding"], name="report_one_excuse")]

    def __str__(self) -> str:
        return f"{self.finding}: {self.reason}"

    @property
    def sentence(self) -> str:
        """The finding as it was excused, in the language of the page."""
        return self.sentence_en if (get_language() or "").startswith("en") else self.sentence_zh


class EnteredFigure(Record):
    """A figure that no module counts yet: typed value with source and person; files hang on it as attachments."""

    year = models.PositiveSmallIntegerField(_("ROC year"), validators=[MinValueValidator(90), MaxValueValidator(999)])
    figure = models.CharField(_("Figure"), max_length=100)
    value = models.DecimalField(_("Value"), max_digits=20, decimal_places=4)
    source = models.CharField(_("Source"), max_length=300)
    entered_by = models.CharField(_("Entered by"), max_length=120)

    searched: ClassVar[tuple[str, ...]] = ("figure", "source")

    objects = OpenToStaff.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        verbose_name = _("entered figure")
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["year", "figure"], name="report_one_entry")]

    def __str__(self) -> str:
        return f"{self.year} {self.figure}"


class Frozen(Part):
    """A row that is written once. The database itself refuses to change or remove it."""

    objects = GuardedQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        abstract = True


class Seal(Frozen):
    """What the report was when it was sealed. `hash` binds the manifest, and the manifest every other part."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="seal")
    made_at = models.DateTimeField(_("Sealed at"))
    made_by = models.CharField(_("Sealed by"), max_length=120)
    hash = models.CharField(max_length=64)
    manifest: models.JSONField[Any, Any] = models.JSONField()
    documents: models.JSONField[Any, Any] = models.JSONField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.hash[:12]}"


class SealedFigure(Frozen):
    """One figure as sealed; `content` is all of it as plain values (see sealing.figure_json)."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    figure = models.CharField(max_length=100)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    content: models.JSONField[Any, Any] = models.JSONField()
    #: names of the public columns of its evidence, in order
    columns: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering = ["seal", "position"]
        constraints = [models.UniqueConstraint(fields=["seal", "figure"], name="report_one_sealed_figure")]

    def __str__(self) -> str:
        return self.figure


class SealedRow(Frozen):
    """One evidence row as sealed: which record, in which version, on which day, counting for how much."""

    figure = models.ForeignKey(SealedFigure, models.PROTECT, related_name="rows")
    row = models.BigIntegerField()
    record = models.BigIntegerField()
    version = models.PositiveIntegerField()
    day = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    public: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["figure", "row"])]

    def __str__(self) -> str:
        return f"{self.figure_id} row {self.row}"
