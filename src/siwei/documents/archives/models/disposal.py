"""What becomes of files when their period ends: holds, plans of destruction, their catalogues (RULES 2.7)."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.choices import retention_words
from siwei.documents.archives.models.files import File
from siwei.documents.archives.models.holdings import RETENTIONS
from siwei.documents.archives.models.scheme import CLASS_NUMBER
from siwei.documents.archives.models.visibility import home_of, sees_all
from siwei.documents.archives.roles import ARCHIVIST, HEAD, REVIEWER, WITNESS
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.records.models import AsSql, Case, Record, RecordQuerySet

#: who sees the whole of a plan of his agency
WHOLE = (ARCHIVIST, HEAD, WITNESS)


class OfAgencyQuerySet(RecordQuerySet):
    """Cases of disposal."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever has a part in it, within his agency."""
        if sees_all(actor):
            return self.all()
        return self.filter(agency__in=agencies_of(actor, *WHOLE, REVIEWER))


class Hold(Case):
    """保留: what keeps a file, or all files of a class, from being destroyed or given away, and until when."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("hold", "In force")
        ENDED = "ended", pgettext_lazy("hold", "Hold ended")

    class Kind(models.TextChoices):
        LITIGATION = "litigation", _("Litigation")
        AUDIT = "audit", _("Audit or investigation")
        USE = "use", _("Being used or applied for")
        OTHER = "other", _("Another reason to keep it")

    code: ClassVar[str] = "AK"
    searched = ("number", "reason", "file__number", "class_number")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.ACTIVE, editable=False)
    opened_on = models.DateField(_("Held since"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    kind = models.CharField(_("Kind of hold"), max_length=12, choices=Kind.choices)
    file = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="holds", verbose_name=_("archive file")
    )
    class_number = models.CharField(
        _("Or all files of the class"), max_length=20, blank=True, validators=[CLASS_NUMBER],
        help_text=_("Its number; classes under it are held as well."),
    )  # fmt: skip
    reason = models.CharField(_("Reason of the hold"), max_length=300)
    until = models.DateField(_("Held until (the first free day)"), null=True, blank=True)
    ended_on = models.DateField(_("Hold ended on"), null=True, editable=False)

    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) & ~Q(class_number="") | Q(file__isnull=False, class_number=""),
                name="archives_hold_of_one",
            )
        ]
        indexes = [models.Index(fields=["agency", "state"])]
        verbose_name = _("hold on disposal")
        verbose_name_plural = _("holds on disposal")

    def title(self) -> str:
        """Number, kind, and what it holds."""
        what = self.file.number if self.file is not None else self.class_number
        return f"{self.number} {self.get_kind_display()} {what}"


class Destruction(Case):
    """檔案銷毀計畫: the files of an agency whose period is over, from the list to the certificate."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("destruction", "Being drafted")
        UNITS = "units", pgettext_lazy("destruction", "With the units")
        ANSWERED = "answered", pgettext_lazy("destruction", "Answered by the units")
        HEAD = "head", pgettext_lazy("destruction", "With the head")
        READY = "ready", pgettext_lazy("destruction", "Approved within the agency")
        SENT = "sent", pgettext_lazy("destruction", "Sent to the city")
        AUTHORITY = "authority", pgettext_lazy("destruction", "With the archives authority")
        APPROVED = "approved", pgettext_lazy("destruction", "Approved in full")
        PARTLY = "partly", pgettext_lazy("destruction", "Approved in part")
        EXECUTING = "executing", pgettext_lazy("destruction", "Being carried out")
        MARKING = "marking", pgettext_lazy("destruction", "Catalogue being marked")
        DONE = "done", pgettext_lazy("destruction", "Destroyed, certified")
        RESENT = "resent", pgettext_lazy("destruction", "Catalogue sent again")
        DROPPED = "dropped", pgettext_lazy("destruction", "Plan given up")

    #: a hold that is placed now still stops its lines
    STOPPABLE: ClassVar[tuple[str, ...]] = (
        State.DRAFT, State.UNITS, State.ANSWERED, State.HEAD, State.READY, State.SENT, State.AUTHORITY,
        State.APPROVED, State.PARTLY, State.EXECUTING,
    )  # fmt: skip
    #: not before the authority yet: a line whose hold ends goes on with the plan
    INSIDE: ClassVar[tuple[str, ...]] = (State.DRAFT, State.UNITS, State.ANSWERED)
    GRANTED: ClassVar[tuple[str, ...]] = (State.APPROVED, State.PARTLY)

    code: ClassVar[str] = "AD"
    searched = ("number", "approval_number", "agency__name_zh")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    opened_on = models.DateField(_("Drafted on"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    as_of = models.DateField(_("Period over by"), help_text=_("Files whose period is over on this day are listed."))
    plan = models.TextField(_("Plan: time, place, method, measures for copies"), blank=True)
    sent_on = models.DateField(_("Sent to the city on"), null=True, editable=False)
    sent_number = models.CharField(_("Letter to the city"), max_length=60, blank=True, editable=False)
    passed_on = models.DateField(_("Passed on by the city on"), null=True, editable=False)
    passed_number = models.CharField(_("Letter of the city"), max_length=60, blank=True, editable=False)
    approval_number = models.CharField(_("Number of the approval"), max_length=60, blank=True, editable=False)
    approval_on = models.DateField(_("Approved by the authority on"), null=True, editable=False)
    executed_on = models.DateField(_("Destroyed on"), null=True, editable=False)
    place = models.CharField(_("Place of destruction"), max_length=120, blank=True, editable=False)
    method = models.CharField(_("Method of destruction"), max_length=120, blank=True, editable=False)
    copies = models.CharField(_("What was done with copies"), max_length=200, blank=True, editable=False)
    executed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Carried out by")
    )
    witness = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Supervised by")
    )
    destroyed = models.PositiveIntegerField(_("Files destroyed"), default=0, editable=False)
    catalogue_digest = models.CharField(_("Checksum of the catalogue"), max_length=64, blank=True, editable=False)
    resent_on = models.DateField(_("Catalogue sent again on"), null=True, editable=False)
    resent_in = models.ForeignKey(
        "archives.Submission", models.PROTECT, null=True, editable=False, related_name="resent",
        verbose_name=_("Sent again with"),
    )  # fmt: skip

    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            # nothing is carried out without the number of its approval, nor by one person alone (檔案法 art. 24)
            models.CheckConstraint(
                condition=~Q(state__in=["executing", "marking", "done", "resent"])
                | ~Q(approval_number="") & Q(executed_by__isnull=False, executed_on__isnull=False),
                name="archives_carried_out_by_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["marking", "done", "resent"])
                | Q(witness__isnull=False) & ~Q(witness=models.F("executed_by")),
                name="archives_carried_out_by_two",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"])]
        verbose_name = _("plan of destruction")
        verbose_name_plural = _("plans of destruction")

    def title(self) -> str:
        """Number and agency."""
        return f"{self.number} {self.agency.name_zh}"


class LineQuerySet(RecordQuerySet):
    """Lines of the catalogues of destruction."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever has a part in the plan; a unit its own lines."""
        if sees_all(actor):
            return self.all()
        units = [unit for unit in actor.units(REVIEWER) if unit is not None]
        whole = agencies_of(actor, *WHOLE)
        if None in actor.units(REVIEWER):
            whole |= home_of(actor)
        return self.filter(Q(plan__agency__in=whole) | Q(unit__in=units))


class CatalogueLine(Record):
    """What a catalogue of disposal says of a file; kept for ever, whatever becomes of it (銷毀辦法 art. 8)."""

    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("archive file"), db_index=False)
    number = models.CharField(_("Number of the file"), max_length=40)
    class_number = models.CharField(_("Class number"), max_length=20)
    name = models.CharField(_("File title"), max_length=300)
    producer = models.CharField(_("Body that made the files"), max_length=120)
    volumes = models.PositiveIntegerField(_("Number of volumes"), default=0)
    items = models.PositiveIntegerField(_("Number of items"), default=0)
    oldest_on = models.DateField(_("Oldest paper of"), null=True)
    youngest_on = models.DateField(_("Youngest paper of"), null=True)
    years = models.PositiveSmallIntegerField(_("Retention of the file"), choices=RETENTIONS)
    years_before = models.PositiveSmallIntegerField(_("Retention before the change"), choices=RETENTIONS, null=True)
    years_reason = models.CharField(_("Reason of the change of retention"), max_length=200, blank=True)
    gist = models.TextField(_("Gist of the matter"), blank=True)
    due_on = models.DateField(_("Disposable from"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.name}"[:300]

    def business_date(self) -> datetime.date:
        """The first day on which it may be disposed of."""
        return self.due_on

    @property
    def retention(self) -> str:
        """As it stands on the cover, with the former one where it was changed."""
        before = f"（原{retention_words(self.years_before)}）" if self.years_before is not None else ""
        return retention_words(self.years) + before


SAID = AsSql(
    title="left(number || ' ' || name, 300)",
    business_date="due_on",
    searched="number || E'\\n' || name || E'\\n' || gist",
)


class DestructionLine(CatalogueLine):
    """A file in the catalogue of a plan of destruction."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("line of destruction", "Proposed")
        HELD = "held", pgettext_lazy("line of destruction", "Stopped by a hold")
        PROLONGED = "prolonged", pgettext_lazy("line of destruction", "Prolonged by the unit")
        LEFT_OUT = "left_out", pgettext_lazy("line of destruction", "Left out")
        GRANTED = "granted", pgettext_lazy("line of destruction", "Destruction approved")
        REFUSED = "refused", pgettext_lazy("line of destruction", "Destruction not approved")
        DESTROYED = "destroyed", pgettext_lazy("line of destruction", "Destroyed")

    #: the file can stand on no other list meanwhile
    OPEN: ClassVar[tuple[str, ...]] = (State.PROPOSED, State.HELD, State.GRANTED)

    searched: ClassVar[tuple[str, ...]] = ("number", "name", "gist")
    as_sql = SAID

    plan = models.ForeignKey(
        Destruction, models.PROTECT, related_name="lines", verbose_name=_("plan of destruction"), db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Unit in charge"), db_index=False
    )
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.PROPOSED)
    original_years = models.PositiveSmallIntegerField(_("Shortened retention of the originals"), null=True)
    originals_only = models.BooleanField(_("Originals only; the copy stays"), default=False)
    hold = models.ForeignKey(
        Hold, models.PROTECT, null=True, related_name="lines", verbose_name=_("hold on disposal"), db_index=False
    )
    prolonged = models.PositiveSmallIntegerField(_("Prolonged by (years)"), default=0)
    reason = models.CharField(_("Reason for the line"), max_length=200, blank=True)
    approval_number = models.CharField(_("Number of the approval"), max_length=60, blank=True)
    approval_on = models.DateField(_("Approved by the authority on"), null=True)
    destroyed_on = models.DateField(_("Destroyed on"), null=True)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(state__in=["proposed", "held", "granted"]),
                name="archives_on_one_list",
            ),
            models.CheckConstraint(
                condition=~Q(state="destroyed") | ~Q(approval_number="") & Q(destroyed_on__isnull=False),
                name="archives_destroyed_by_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "state", "id"], name="archives_lines_of_plan"),
            models.Index(fields=["plan", "unit"], name="archives_lines_of_unit"),
            models.Index(fields=["file"], name="archives_lines_of_file"),
            models.Index(fields=["hold"], condition=Q(hold__isnull=False), name="archives_lines_held"),
        ]
        verbose_name = _("line of a destruction")
        verbose_name_plural = _("lines of destructions")
