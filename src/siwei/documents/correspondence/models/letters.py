"""Letters and memoranda of an agency: their versions, what they answer, to whom they went, and the log of the seal."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Content
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.correspondence.models.choices import COPIES, LEVEL_CHOICES, METHODS, NO_EXCHANGE, WAYS
from siwei.documents.correspondence.models.documents import Document
from siwei.documents.correspondence.models.incoming import Incoming
from siwei.documents.correspondence.models.tables import Delegation, Word
from siwei.kernel.directory.models import Agency, Person
from siwei.kernel.records.models import Guarded, GuardedQuerySet, Part


class Letter(Document):
    """A document that an agency makes (創號): a letter that leaves it, or a memorandum that goes up."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        CONSULTING = "consulting", _("Out for opinions")
        SUBMITTED = "submitted", _("Submitted for decision")
        APPROVED = "approved", _("Decided")
        PROOFED = "proofed", _("Proof-read")
        SEALED = "sealed", _("Sealed, to be sent")
        ISSUED = "issued", _("Issued")
        NOTED = "noted", _("Concluded inside the agency")
        TO_FILE = "to_file", _("Waits for the archive")
        FILED = "filed", _("Filed")
        CANCELLED = "cancelled", _("Number cancelled")

    ON_THE_WAY: ClassVar[tuple[str, ...]] = (State.CONSULTING, State.SUBMITTED)
    OPEN: ClassVar[tuple[str, ...]] = (
        State.DRAFT, State.CONSULTING, State.SUBMITTED, State.APPROVED, State.PROOFED, State.SEALED,
    )  # fmt: skip
    #: an issue number was given out
    SENT: ClassVar[tuple[str, ...]] = (State.ISSUED, State.TO_FILE, State.FILED)

    code: ClassVar[str] = "OUT"
    parts = ("answers",)
    searched = ("searched_words", "searched_issue", "searched_text")

    number = models.CharField(_("Creation number"), max_length=20, editable=False)
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    method = models.CharField(_("Way of drafting"), max_length=1, choices=METHODS, default="", blank=True)
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Item of delegation")
    )
    level = models.PositiveSmallIntegerField(_("Level that decides"), choices=LEVEL_CHOICES, default=1)
    word = models.ForeignKey(
        Word, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Word of issue numbers")
    )
    upward = models.BooleanField(_("Stays inside the agency"), default=False, editable=False)
    split = models.BooleanField(_("A letter of its own for each recipient"), default=False)

    #: digests: of the newest version, of the decided one
    digest = models.CharField(_("Checksum of the newest version"), max_length=64, blank=True, editable=False)
    decided_digest = models.CharField(_("Checksum of the decided version"), max_length=64, blank=True, editable=False)
    decided_at = models.DateTimeField(_("Decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Decided by")
    )
    proofed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Proof-read by")
    )

    issue_number = models.CharField(_("Issue number"), max_length=60, blank=True, editable=False, db_index=True)
    issued_on = models.DateField(_("Issued on"), null=True, editable=False)
    letters = models.PositiveIntegerField(_("Letters"), default=0, editable=False)
    exchanged = models.BooleanField(_("Sent electronically"), default=False, editable=False)
    no_exchange = models.CharField(
        _("Why not by exchange"), max_length=20, choices=NO_EXCHANGE, default="", blank=True, editable=False
    )
    self_created = models.BooleanField(_("Answers nothing that came in"), default=True, editable=False)

    #: its words while it is made, before they stand in their table
    words_made: str | None = None

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="correspondence_creation_number"),
            models.UniqueConstraint(
                fields=["issue_number"], condition=~models.Q(issue_number=""), name="correspondence_issue_number"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "opened_on"]),
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["agency", "issued_on"]),
            models.Index(fields=["agency", "closed_on"]),
        ]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def newest(self) -> Version:
        """The version last written."""
        found: Version = self.versions.order_by("-nth")[0]
        return found

    def content(self) -> Content:
        """What it says now. Of a classified document only after `opened` wrote down who reads it."""
        return self.newest().read()

    def searched_issue(self) -> str:
        """Its issue number; nothing of a classified document."""
        return "" if self.is_secret else self.issue_number

    def searched_text(self) -> str:
        """Its words; nothing of a classified document."""
        if self.words_made is not None and not self.is_secret:
            return self.words_made
        newest = None if self.is_secret else Version.objects.filter(letter=self.pk).order_by("-nth").first()
        return newest.read().words() if newest else ""


class Version(Guarded):
    """What a letter said at one time. Never changed: whoever decided, decided on this digest."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="versions")
    nth = models.PositiveSmallIntegerField(_("Version"))
    content = models.JSONField(_("Content"))
    sha256 = models.CharField(_("Checksum"), max_length=64)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("Author"))
    author_name = models.CharField(_("Written by"), max_length=120)
    at = models.DateTimeField(_("Written at"), default=timezone.now)
    note = models.CharField(_("Note on the version"), max_length=200, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["letter", "nth"]
        constraints = [models.UniqueConstraint(fields=["letter", "nth"], name="correspondence_one_version")]
        indexes = [models.Index(fields=["letter", "sha256"])]

    def __str__(self) -> str:
        return f"{self.letter_id}/{self.nth}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once."""
        if not self._state.adding:
            raise TypeError("a version is not changed; another is written")
        super().save(*args, **kwargs)

    def read(self) -> Content:
        """The content it keeps."""
        return Content.from_json(self.content)

    def is_sound(self) -> bool:
        """Whether the content is still the one whose digest was kept."""
        return self.read().digest() == self.sha256


class Answer(Part):
    """An incoming document that a letter answers, alone or with others (彙辦: the last counts; 併辦: the first)."""

    class How(models.TextChoices):
        SINGLE = "single", _("Alone")
        COLLECTED = "collected", _("Collected: days from the last")
        JOINED = "joined", _("Joined: days from the first")

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="answers")
    incoming = models.ForeignKey(
        Incoming, models.PROTECT, related_name="answered_by", verbose_name=_("Incoming document")
    )
    how = models.CharField(_("How it is answered"), max_length=10, choices=How.choices, default=How.SINGLE)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("Answers to")
        constraints = [models.UniqueConstraint(fields=["letter", "incoming"], name="correspondence_answers_once")]

    def __str__(self) -> str:
        return str(self.incoming)


class LetterRecipient(Guarded):
    """Who gets an issued letter, one row for each: members of a group singly. Derived from the decided version."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="recipients")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("Recipient"), max_length=200)
    group = models.CharField(_("Named in the document as"), max_length=200, blank=True)
    kind = models.CharField(max_length=10)
    code = models.CharField(_("Agency code"), max_length=12, blank=True)
    unit_code = models.CharField(_("Unit code"), max_length=20, blank=True)
    copy = models.CharField(_("Kind of copy"), max_length=2, choices=COPIES)
    way = models.CharField(_("Way it is sent"), max_length=10, choices=WAYS)
    with_attachments = models.BooleanField(_("With attachments"), default=True)
    sub = models.PositiveSmallIntegerField(_("Sub-number"), default=0)
    sent_on = models.DateField(_("Delivered on"), null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["letter", "order"]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.name


class SealUse(Guarded):
    """The log of the seal: on which letter and version, by whom, how many copies (印信製發…繳銷辦法 art. 7)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="seals")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    digest = models.CharField(_("Checksum of the sealed version"), max_length=64)
    copies = models.PositiveSmallIntegerField(_("Copies"), default=1)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("Seal affixed by"))
    by_name = models.CharField(_("Keeper of the seal"), max_length=120)
    at = models.DateTimeField(_("Seal affixed at"), default=timezone.now)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.at:%F}"


def number_of(letter: Letter) -> IssueNumber:
    """The issue number as its parts."""
    return IssueNumber.read(letter.issue_number)
