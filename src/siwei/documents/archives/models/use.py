"""Use of archives (檔案應用; RULES 2.8): applications, the pieces they ask for, visits to the reading room, fees."""

from __future__ import annotations

import hmac
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.choices import Limit
from siwei.documents.archives.models.disposal import Hold
from siwei.documents.archives.models.holdings import Item
from siwei.documents.archives.models.visibility import sees_all
from siwei.documents.archives.roles import ARCHIVIST, HEAD
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.codes import code_digest
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.models import Case, Part, RecordQuerySet

#: what the digest of a look-up code begins with
CODE_OF = "archives use"


class UseRequestQuerySet(RecordQuerySet):
    """Applications; they hold personal data and are seen by the archive that decides, and by auditors."""

    def visible_to(self, actor: Actor) -> Self:
        if sees_all(actor):
            return self.all()
        return self.filter(agency__in=agencies_of(actor, ARCHIVIST, HEAD))

    def found_by(self, number: str, code: str) -> UseRequest | None:
        """The application of a number, for somebody who knows its code."""
        found = self.filter(number=number.strip().upper()).exclude(code_digest="").first()
        if found is None or not hmac.compare_digest(found.code_digest, code_digest(code, CODE_OF)):
            return None
        return found  # type: ignore[no-any-return]  # querysets of records are untyped

    def studies_helped_in(self, period: Period) -> Self:
        """Studies whose application was granted, wholly or in part, on a day of the period (貳(七))."""
        days = {"decided_on__gte": period.start, "decided_on__lt": period.end}
        return self.filter(state__in=UseRequest.GRANTED, **days).exclude(study="")


class UseRequest(Case):
    """檔案應用申請書 (檔案法施行細則 art. 18)."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("use of archives", "Received")
        CORRECTING = "correcting", pgettext_lazy("use of archives", "To be corrected")
        ACCEPTED = "accepted", pgettext_lazy("use of archives", "Accepted")
        EXAMINED = "examined", pgettext_lazy("use of archives", "Examined")
        APPROVED = "approved", pgettext_lazy("use of archives", "Approved")
        PARTLY = "partly", pgettext_lazy("use of archives", "Approved in part")
        REFUSED = "refused", pgettext_lazy("use of archives", "Refused")
        READING = "reading", pgettext_lazy("use of archives", "In use")
        CLOSED = "closed", pgettext_lazy("use of archives", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("use of archives", "Withdrawn")
        REFERRED = "referred", pgettext_lazy("use of archives", "Referred to another law")

    class Purpose(models.TextChoices):
        HISTORY = "history", _("Evidence of history")
        RESEARCH = "research", _("Academic research")
        PROOF = "proof", _("Proof of a matter")
        BUSINESS = "business", _("Reference for work")
        RIGHTS = "rights", _("Protection of rights")
        OTHER = "other", pgettext_lazy("purpose of use", "Other purpose")

    class Law(models.TextChoices):
        ARCHIVES = "archives", _("Archives Act")
        INFORMATION = "information", _("Freedom of Government Information Law")
        PROCEDURE = "procedure", _("Administrative Procedure Act (art. 46)")

    #: a decision granted something; what came after it does not take that back
    GRANTED: ClassVar[tuple[str, ...]] = (State.APPROVED, State.PARTLY, State.READING, State.CLOSED)
    #: before a decision
    UNDECIDED: ClassVar[tuple[str, ...]] = (State.RECEIVED, State.CORRECTING, State.ACCEPTED, State.EXAMINED)
    #: fields that tell who the applicant is; they are forgotten after a term and never stand in the history
    PERSONAL: ClassVar[tuple[str, ...]] = (
        "name", "birth_on", "id_number", "phone", "address", "mail", "body_name", "body_seat", "representative",
        "agent_name", "agent_id", "agent_phone", "agent_relation",
    )  # fmt: skip

    code: ClassVar[str] = "AU"
    parts = ("pieces", "visits", "fees")
    searched = ("number", "purpose_words", "study")
    unkept = (*PERSONAL, "code_digest")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency that keeps the files"))
    law = models.CharField(_("Law on which the application rests"), max_length=12, choices=Law.choices,
                           default=Law.ARCHIVES)  # fmt: skip
    name = models.CharField(_("Name of the applicant"), max_length=80, blank=True)
    birth_on = models.DateField(_("Date of birth"), null=True, blank=True)
    id_number = models.CharField(_("Number of identity card or passport"), max_length=20, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    address = models.CharField(_("Postal address"), max_length=200, blank=True)
    mail = models.EmailField(_("E-mail"), blank=True)
    body_name = models.CharField(_("Name of the body, when a body applies"), max_length=120, blank=True)
    body_seat = models.CharField(_("Office or seat of the body"), max_length=200, blank=True)
    representative = models.CharField(_("Representative of the body"), max_length=80, blank=True)
    agent_name = models.CharField(_("Name of the agent, when one applies for another"), max_length=80, blank=True)
    agent_id = models.CharField(_("Identity number of the agent"), max_length=20, blank=True)
    agent_phone = models.CharField(_("Telephone of the agent"), max_length=40, blank=True)
    agent_relation = models.CharField(_("Relation of the agent to the applicant"), max_length=80, blank=True)
    purpose = models.CharField(_("Purpose of use"), max_length=10, choices=Purpose.choices)
    purpose_words = models.CharField(_("The purpose in words"), max_length=300, blank=True)
    study = models.CharField(
        _("Title of the study"), max_length=200, blank=True, help_text=_("When the files serve a study or a paper.")
    )
    reading = models.BooleanField(_("Read or view"), default=True)
    by_hand = models.BooleanField(_("Copy by hand"), default=False)
    copies = models.BooleanField(_("Have copies made"), default=False)
    originals = models.BooleanField(
        _("Use the originals"), default=False, help_text=_("Copies are given as a rule (細則 art. 17).")
    )
    originals_why = models.CharField(_("Why the originals are needed"), max_length=300, blank=True)
    corrected_on = models.DateField(_("Corrected on"), null=True, editable=False)
    fault = models.CharField(_("What is to be corrected"), max_length=500, blank=True, editable=False)
    decided_on = models.DateField(_("Decided on"), null=True, editable=False)
    cautions = models.CharField(_("Place, cautions and papers to bring"), max_length=500, blank=True, editable=False)
    closed_on = models.DateField(_("Use ended on"), null=True, editable=False)
    forgotten_on = models.DateField(_("Personal data removed on"), null=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)

    #: the look-up code, known only to the object that was just made
    plain_code: str = ""

    objects = UseRequestQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state"], name="archives_use_of_agency"),
            models.Index(fields=["decided_on"], name="archives_use_decided"),
        ]
        verbose_name = _("application for use")
        verbose_name_plural = _("applications for use")

    def title(self) -> str:
        """Number, and the study or the purpose; never the applicant."""
        return f"{self.number} {self.study or self.purpose_words or self.get_purpose_display()}"[:300].strip()

    def applicant(self) -> str:
        """Who applies, as the archive's own pages write it."""
        if self.forgotten_on is not None:
            return str(_("removed"))
        return f"{self.body_name} {self.name}".strip()

    def mails(self) -> list[str]:
        """Where the applicant is told."""
        return [self.mail] if self.mail else []


class UsePiece(Part):
    """What is asked for: an item of the catalogue, or words for it; and what was decided of it, on which ground."""

    class Decision(models.TextChoices):
        FULL = "full", pgettext_lazy("use of archives", "Granted in full")
        PART = "part", pgettext_lazy("use of archives", "Granted in part")
        REFUSED = "refused", pgettext_lazy("use of archives", "Use refused")

    request = models.ForeignKey(UseRequest, models.CASCADE, related_name="pieces")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", verbose_name=_("archive item"))
    described = models.CharField(_("Number, title or gist"), max_length=300)
    decision = models.CharField(_("Decision on the piece"), max_length=8, choices=Decision.choices, blank=True)
    ground = models.CharField(_("Ground of the refusal (art. 18)"), max_length=12, choices=Limit.choices, blank=True)
    reason = models.CharField(_("Reason of the decision"), max_length=300, blank=True)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+", verbose_name=_("Hold for the use"))
    out_on = models.DateField(_("Handed out on"), null=True)
    back_on = models.DateField(_("Taken back on"), null=True)
    condition = models.CharField(_("State it came back in"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "item"], name="archives_once_in_a_request"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(out_on__isnull=False, back_on__isnull=True), name="archives_read_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "full"]) | ~Q(ground="") & ~Q(reason=""),
                name="archives_refusal_has_ground",
            ),
        ]  # fmt: skip
        verbose_name_plural = _("Pieces asked for")

    def __str__(self) -> str:
        return self.described


class UseVisit(Part):
    """A seat in the reading room for half a day."""

    class Session(models.TextChoices):
        MORNING = "morning", pgettext_lazy("reading room", "Morning")
        AFTERNOON = "afternoon", pgettext_lazy("reading room", "Afternoon")

    request = models.ForeignKey(UseRequest, models.CASCADE, related_name="visits")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    day = models.DateField(_("Day of the visit"))
    session = models.CharField(_("Session of the visit"), max_length=10, choices=Session.choices)
    seat = models.PositiveSmallIntegerField(_("Seat"))
    hours = models.DecimalField(_("Hours used"), max_digits=4, decimal_places=1, null=True)
    given_up = models.BooleanField(_("Given up"), default=False)

    class Meta:
        ordering = ["day", "session", "seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day", "session", "seat"], condition=Q(given_up=False), name="archives_seat_once"
            )
        ]
        verbose_name_plural = _("Visits to the reading room")

    def __str__(self) -> str:
        return f"{self.day} {self.get_session_display()} {self.seat}"


class UseFee(Part):
    """A line of what use costs, by the fee table of its day."""

    request = models.ForeignKey(UseRequest, models.CASCADE, related_name="fees")
    on = models.DateField(_("Date of the fee"))
    kind = models.CharField(_("Kind of fee"), max_length=20)
    count = models.PositiveIntegerField(_("Number of units"))
    amount = models.PositiveIntegerField(_("Amount (NT$)"))
    receipt = models.CharField(_("Number of the receipt"), max_length=30, blank=True)
    paid_on = models.DateField(_("Paid on"), null=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = _("Fees of the use")

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
