"""Incoming documents, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Content
from siwei.documents.correspondence.models.choices import MOST_DAYS, SPEEDS, WAYS
from siwei.documents.correspondence.models.documents import Document
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.models import Guarded, GuardedQuerySet


class Incoming(Document):
    """A document that came to an agency (收文)."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received and numbered")
        ASSIGNED = "assigned", _("Assigned to a unit")
        HANDLING = "handling", _("In hand")
        SUBMITTED = "submitted", _("Submitted for decision")
        CLOSED = "closed", _("Closed, file number wanted")
        TO_FILE = "to_file", _("Waits for the archive")
        FILED = "filed", _("Filed")
        RETURNED = "returned", _("Returned to the sender")
        CANCELLED = "cancelled", _("Number cancelled")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered by a letter")
        NOTED = "noted", _("Kept for reference")
        JOINED = "joined", _("Joined to another document")

    OPEN: ClassVar[tuple[str, ...]] = (State.RECEIVED, State.ASSIGNED, State.HANDLING, State.SUBMITTED)
    DONE: ClassVar[tuple[str, ...]] = (State.CLOSED, State.TO_FILE, State.FILED)

    code: ClassVar[str] = "IN"
    searched = ("searched_words", "searched_sender", "searched_text")

    number = models.CharField(_("Receiving number"), max_length=20, editable=False)
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False)
    received_at = models.DateTimeField(_("Received at"), default=timezone.now)
    way = models.CharField(_("Way it came"), max_length=10, choices=WAYS, default="paper")
    converted = models.BooleanField(
        _("Converted for approval on-line"), default=False, help_text=_("Paper that was scanned and goes on as a file.")
    )
    sender_name = models.CharField(_("Sender"), max_length=200)
    sender_code = models.CharField(_("Sender's code"), max_length=12, blank=True)
    sent_on = models.DateField(_("Sender's date"), null=True, blank=True)
    sender_number = models.CharField(_("Sender's number"), max_length=80, blank=True)
    speed_given = models.CharField(_("Speed given by the sender"), max_length=10, choices=SPEEDS, blank=True)
    attachments_note = models.CharField(_("Attachments that came with it"), max_length=300, blank=True)
    digest = models.CharField(_("Checksum of what came"), max_length=64, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="duplicates", verbose_name=_("Came before as")
    )
    outcome = models.CharField(_("How it ended"), max_length=10, choices=Outcome.choices, blank=True, editable=False)
    meets_on = models.DateField(_("Day of the meeting"), null=True, blank=True)
    within_days = models.PositiveSmallIntegerField(
        _("Days that the sender gives"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("“Within so many days of receipt”, as the document says; counted from the day after receipt."),
    )

    #: its words while it is made, before they stand in their table
    words_made: str | None = None

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="correspondence_receiving_number")]
        indexes = [
            models.Index(fields=["agency", "opened_on"]),
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["agency", "sender_code", "sender_number"]),
            models.Index(fields=["agency", "digest"], condition=~Q(digest=""), name="correspondence_same_digest"),
            models.Index(fields=["agency", "closed_on"]),
        ]
        verbose_name = _("incoming document")
        verbose_name_plural = _("incoming documents")

    def searched_sender(self) -> str:
        """Sender and number; nothing of a classified document."""
        return "" if self.is_secret else f"{self.sender_name}\n{self.sender_number}"

    def searched_text(self) -> str:
        """What it says and what was read from its scan; nothing of a classified document."""
        if self.is_secret:
            return ""
        if self.words_made is not None:
            return self.words_made
        text = IncomingText.objects.filter(incoming=self.pk).first()
        return text.words() if text else ""


class IncomingText(Guarded):
    """What an incoming document says: its real subject, its content where it came as DI, what was read from the scan.

    It stands apart so that the words of a classified document are in no column that lists, exports or histories show.
    """

    incoming = models.OneToOneField(Incoming, models.CASCADE, related_name="text")
    subject = models.CharField(max_length=1000)
    content = models.JSONField(null=True)
    scanned = models.TextField(blank=True)
    unread = models.BooleanField(default=False, help_text="its files wait for somebody to read their words")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(unread=True), name="correspondence_unread")]

    def __str__(self) -> str:
        return str(self.incoming_id)

    def read(self) -> Content | None:
        """The content, where it came as a DI file."""
        return Content.from_json(self.content) if self.content else None

    def words(self) -> str:
        """All its words."""
        content = self.read()
        return "\n".join(filter(None, (content.words() if content else "", self.scanned)))


def duplicate(
    agency: Agency, sender_code: str, sender_number: str, digest: str = "", sender_name: str = ""
) -> Incoming | None:
    """The document that came before with the same bytes, or from the same sender under the same number; a sender
    without a code is known by his name.
    """
    return duplicates([agency.pk], sender_code, sender_number, digest, sender_name).get(agency.pk)


def duplicates(
    agencies: Iterable[int], sender_code: str, sender_number: str, digest: str, sender_name: str
) -> dict[int, Incoming]:
    """The same for one document that comes to many agencies, by agency."""
    same = Q(digest=digest) if digest else Q(pk=None)
    if sender_number and (sender_code or sender_name):
        sender = {"sender_code": sender_code} if sender_code else {"sender_name": sender_name}
        same |= Q(sender_number=sender_number, **sender)
    rows = Incoming.objects.filter(same, agency__in=set(agencies)).exclude(state=Incoming.State.CANCELLED)
    return {one.agency_id: one for one in rows.order_by("agency_id", "pk").distinct("agency_id")}
