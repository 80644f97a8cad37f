"""Tables of delivery: what is sent to whom and how it stands, what arrived, the envelopes, the signed answers.

Sending and Arrival are records of the office. The others are the exchange's own books: a dispatch is moved by signed
answers, which are kept beside it, and by the acts on its sending; an act for each of 614 receipts would say nothing
that the signed receipts do not prove.
"""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.exchange.models.choices import REGISTRY
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.records.models import Case, Guarded, GuardedQuerySet, Part, Record, RecordQuerySet

COPIES = [("正本", _("Original")), ("副本", _("Duplicate")), ("抄本", _("Transcript"))]


class Parcel(models.Model):
    """A packed envelope, kept once however many get it. `digest` is that of its manifest, which is what is signed."""

    digest = models.CharField(_("Checksum"), max_length=64, unique=True)
    sender = models.CharField(max_length=10)
    manifest = models.BinaryField()
    body = models.BinaryField()
    #: what delivery has to know of it (`wrapping.Opened`), so that an envelope is read once
    facts = models.JSONField(default=dict)
    #: empty until the worker signed it
    signature = models.BinaryField(default=b"")
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest


class SendingQuerySet(RecordQuerySet):
    """Documents sent by exchange."""

    def visible_to(self, actor: Actor) -> Self:
        """The registry of the sending agency, whoever sent it, auditors; what is classified not the auditors."""
        if actor.is_system:
            return self.all()
        if actor.place is None:
            return self.none()
        mine = models.Q(sent_by=actor.place.pk) | of_agencies(actor)
        return self.filter(mine | models.Q(secret=False) if actor.holds(AUDITOR) else mine)

    def exported(self) -> Self:
        """No classified document leaves in a sheet (RULES 8.3)."""
        return self.filter(secret=False)

    def with_counts(self) -> Self:
        """With the number of recipients, of those who have it, and of those about whom somebody has to do something."""
        count = models.Count
        return self.annotate(
            recipients=count("dispatches"),
            receipts=count("dispatches", filter=models.Q(dispatches__state=Dispatch.State.RECEIVED)),
            troubles=count("dispatches", filter=models.Q(dispatches__state__in=Dispatch.TROUBLE)),
        )


class Sending(Case):
    """One document to its recipients by exchange. It is settled when each has it, or got it another way."""

    class State(models.TextChoices):
        UNDER_WAY = "under_way", pgettext_lazy("exchange", "Under way")
        ATTENTION = "attention", pgettext_lazy("exchange", "Needs attention")
        SETTLED = "settled", pgettext_lazy("exchange", "Result complete")

    code: ClassVar[str] = "EX"
    searched = ("number", "issue_number")

    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.UNDER_WAY, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("Sending agency"), related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("Unit"), null=True, related_name="+")
    sent_by = models.ForeignKey(
        "directory.Person", models.PROTECT, verbose_name=_("Sent by"), null=True, related_name="+"
    )
    sender_code = models.CharField(_("Code of the sender"), max_length=10)
    kind = models.CharField(_("Type of document"), max_length=40)
    issue_number = models.CharField(_("Issue number"), max_length=80, blank=True)
    subject = models.TextField(_("Subject"), blank=True)
    secret = models.BooleanField(_("Classified"), default=False)
    about_type = models.ForeignKey(
        ContentType, models.PROTECT, verbose_name=_("Kind of the issued record"), null=True, related_name="+",
        editable=False,
    )  # fmt: skip
    about_id = models.BigIntegerField(_("The issued record"), null=True, editable=False)
    #: the record of another module that was issued, where one stands behind it
    about = GenericForeignKey("about_type", "about_id")
    settled_at = models.DateTimeField(_("Result complete at"), null=True, editable=False)

    objects = SendingQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "opened_on"]), models.Index(fields=["about_type", "about_id"])]
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")

    def title(self) -> str:
        """Issue number; the subject of a classified document stands nowhere."""
        return f"{self.number} {self.issue_number}".strip()

    def tallied(self) -> dict[str, int]:
        """How many recipients stand in which state."""
        rows = self.dispatches.order_by().values_list("state").annotate(models.Count("pk"))
        return dict(rows)


class Dispatch(Part):
    """One recipient of a sending. `mark` is computed from envelope and recipient, so the same is never two."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("exchange", "To be sent")
        DELIVERED = "delivered", pgettext_lazy("exchange", "Delivered")
        RECEIVED = "received", pgettext_lazy("exchange", "Received")
        REFUSED = "refused", pgettext_lazy("exchange", "Sent back")
        DEAD = "dead", pgettext_lazy("exchange", "Not deliverable")
        PAPER = "paper", pgettext_lazy("exchange", "On paper instead")
        RECALLED = "recalled", pgettext_lazy("exchange", "Recalled")

    #: on their way
    OPEN: ClassVar[tuple[str, ...]] = (State.WAITING, State.DELIVERED)
    #: a person has to look at it
    TROUBLE: ClassVar[tuple[str, ...]] = (State.REFUSED, State.DEAD)

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="dispatches")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    mark = models.UUIDField(unique=True)
    code = models.CharField(_("Recipient's code"), max_length=10)
    name = models.CharField(_("Recipient"), max_length=120)
    copy = models.CharField(_("Kind of copy"), max_length=4, choices=COPIES)
    with_attachments = models.BooleanField(_("With attachments"), default=True)
    #: where it really goes: the one that took the recipient's place, when there is one
    to_code = models.CharField(_("Delivered to"), max_length=10)
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("Tries"), default=0)
    next_at = models.DateTimeField(_("Next try"), null=True)
    again = models.BooleanField(_("Sent again"), default=False)
    handed_at = models.DateTimeField(_("Delivered at"), null=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True)
    answer = models.ForeignKey("exchange.Answer", models.PROTECT, null=True, related_name="dispatches")
    reason = models.CharField(_("Reason"), max_length=40, blank=True)
    said = models.TextField(_("What was said"), blank=True)
    recall_at = models.DateTimeField(_("Recall asked for"), null=True)
    recall_reason = models.CharField(_("Reason of the recall"), max_length=300, blank=True)
    recall_due = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_at"], name="exchange_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["recall_due"], name="exchange_recalls", condition=models.Q(recall_due__isnull=False)),
        ]
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

    @property
    def went_elsewhere(self) -> bool:
        """Whether another body takes the place of the one it was addressed to."""
        return self.to_code != self.code


class Answer(models.Model):
    """A signed statement about documents received: receipt, refusal, consent to a recall. Proof, kept as it came."""

    sender = models.CharField(max_length=10)
    body = models.BinaryField()
    signature = models.BinaryField()
    came_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.sender} {self.came_at:%F %T}"


class ArrivalQuerySet(RecordQuerySet):
    """Documents received by exchange."""

    def visible_to(self, actor: Actor) -> Self:
        """The registry of the agency that got it, auditors; what is classified only who held the registry when it came:
        no name is put on a list by taking office.
        """
        if actor.is_system:
            return self.all()
        if actor.place is None:
            return self.none()
        mine = models.Q() if actor.holds(AUDITOR) else of_agencies(actor)
        named = models.Exists(FirstReader.objects.filter(arrival=models.OuterRef("pk"), person=actor.person))
        return self.filter(mine & models.Q(secret=False) | of_agencies(actor) & models.Q(secret=True) & named)

    def exported(self) -> Self:
        """No classified document leaves in a sheet (RULES 8.3)."""
        return self.filter(secret=False)


class Arrival(Record):
    """A document that came by exchange, for one of the agencies of this installation."""

    class State(models.TextChoices):
        ARRIVED = "arrived", pgettext_lazy("exchange", "Arrived")
        ASKED_BACK = "asked_back", pgettext_lazy("exchange", "Asked back")
        RETURNED = "returned", pgettext_lazy("exchange", "Sent back")
        GIVEN_BACK = "given_back", pgettext_lazy("exchange", "Given back")

    searched = ("issue_number",)

    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.ARRIVED, editable=False)
    mark = models.UUIDField(_("Mark of the delivery"), unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("Receiving agency"), related_name="+")
    receiver_code = models.CharField(_("Recipient's code"), max_length=10)
    addressed_to = models.CharField(_("Addressed to"), max_length=10)
    sender_code = models.CharField(_("Code of the sender"), max_length=10)
    sender_name = models.CharField(_("Sender"), max_length=120)
    origin = models.CharField(_("Installation of the sender"), max_length=200, editable=False)
    kind = models.CharField(_("Type of document"), max_length=40)
    issue_number = models.CharField(_("Issue number"), max_length=80, blank=True)
    subject = models.TextField(_("Subject"), blank=True)
    secret = models.BooleanField(_("Classified"), default=False)
    copy = models.CharField(_("Kind of copy"), max_length=4, choices=COPIES)
    parcel = models.ForeignKey(Parcel, models.PROTECT, verbose_name=_("Envelope"), related_name="+", editable=False)
    arrived_at = models.DateTimeField(_("Arrived at"))
    asked_reason = models.CharField(_("Why it is asked back"), max_length=300, blank=True)

    objects = ArrivalQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        indexes = [models.Index(fields=["agency", "-arrived_at"])]
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")

    def __str__(self) -> str:
        return f"{self.sender_name} {self.issue_number}".strip()

    def title(self) -> str:
        """Sender and issue number; the subject of a classified document stands nowhere."""
        return str(self)

    def business_date(self) -> datetime.date | None:
        """The day on which it came."""
        return _day(self.arrived_at)


class FirstReader(Guarded):
    """Somebody who opened the mail of an agency when a classified document came."""

    arrival = models.ForeignKey(Arrival, models.CASCADE, related_name="first_readers")
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arrival", "person"], name="exchange_reader_once")]

    def __str__(self) -> str:
        return f"{self.arrival_id} {self.person_id}"


@lru_cache(maxsize=16)
def _day(moment: datetime.datetime) -> datetime.date:
    """The local day; what arrives together has one moment."""
    return timezone.localdate(moment)


class Owed(models.Model):
    """What a person decided about an arrival and its sender is owed; the worker signs it and sends it.

    What a worker answers on taking a letter in is not kept here: it is sent before the letter is acknowledged.
    """

    queue = models.CharField(max_length=200)
    receiver = models.CharField(max_length=10)
    sender = models.CharField(max_length=10)
    mark = models.UUIDField()
    verdict = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    said = models.TextField(blank=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.verdict} {self.mark}"


class TakenOut(models.Model):
    """A document recalled before it arrived: when it comes from that sender it is not let in. Whoever got a copy knows
    the marks of all; what others say of a mark takes nothing out.
    """

    mark = models.UUIDField()
    sender = models.CharField(max_length=10)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "sender"], name="exchange_taken_out_once")]

    def __str__(self) -> str:
        return str(self.mark)


def of_agencies(actor: Actor) -> models.Q:
    """Rows of the agencies whose registry the actor is; held everywhere it reaches as far as his own agency."""
    return models.Q(agency__in=agencies_of(actor, REGISTRY))
