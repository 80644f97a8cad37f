"""Handing over: papers that are done and wait for the archive, checked, taken over or returned (點收; RULES 2.4)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.choices import SECRECY
from siwei.documents.archives.models.holdings import RETENTIONS, Item
from siwei.documents.archives.models.visibility import home_of, sees_all
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.records.models import Case, RecordQuerySet


class Fault(models.TextChoices):
    """Why a paper goes back to its handler (RULES 2.4)."""

    PAGES = "pages", _("Pages or attachments are missing")
    CLASS = "class", _("No class number or retention")
    NUMBER = "number", _("No document number")
    DECISION = "decision", _("No mark of the decision")
    NOT_CLOSED = "not_closed", _("The case is not closed")
    ENVELOPE = "envelope", _("Classified without its envelope")
    NOT_FILED = "not_filed", _("Not to be filed: money, valuables, evidence, perishables")
    OTHER = "other", _("Another fault")


class HandoverQuerySet(RecordQuerySet):
    """Papers handed over."""

    def visible_to(self, actor: Actor) -> Self:
        """The keepers of the agency; others see those of their own unit and their own."""
        if sees_all(actor):
            return self.all()
        if not actor.is_staff or actor.place is None:
            return self.none()
        unit = actor.place.post.unit_id if actor.place.post else None
        own = Q(handler=actor.place) | (Q(unit=unit) if unit is not None else Q())
        kept = Q(agency__in=agencies_of(actor, ARCHIVIST))
        return self.filter(kept | (own & Q(agency__in=home_of(actor))))

    def waiting(self) -> Self:
        """Not yet taken over."""
        return self.filter(state__in=Handover.WAITING)


class Handover(Case):
    """A paper on its way from its handler into the archive. `opened_on` is the day on which its case was done."""

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("handover", "To be handed over")
        SENT = "sent", pgettext_lazy("handover", "Handed over, to be checked")
        RETURNED = "returned", pgettext_lazy("handover", "Returned for correction")
        TAKEN = "taken", pgettext_lazy("handover", "Taken over")
        DROPPED = "dropped", pgettext_lazy("handover", "Not for the archive")

    WAITING: ClassVar[tuple[str, ...]] = (State.DUE, State.SENT, State.RETURNED)
    #: the paper lies with its handler
    WITH_HANDLER: ClassVar[tuple[str, ...]] = (State.DUE, State.RETURNED)

    code: ClassVar[str] = "AF"
    searched = ("number", "document_number", "file_number", "searched_words")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.DUE, editable=False)
    opened_on = models.DateField(_("Case done on"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit in charge")
    )
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Handler")
    )
    #: the record it comes from, of whatever type: `site/flows.py` knows which
    origin_type = models.ForeignKey(
        ContentType,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("Kind of its origin"),
    )
    origin_id = models.BigIntegerField(_("Its origin"), null=True, editable=False)
    document_number = models.CharField(_("Document number"), max_length=40)
    issue_number = models.CharField(_("Issue number of the item"), max_length=80, blank=True)
    subject = models.CharField(_("Gist of the item"), max_length=1000)
    party = models.CharField(_("Sender or recipient of the item"), max_length=200, blank=True)
    dated_on = models.DateField(_("Date of the paper"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("Number of pages"), null=True, blank=True)
    attachments = models.CharField(_("Attachments of the item"), max_length=200, blank=True)
    medium = models.CharField(_("Medium"), max_length=8, choices=Item.Medium.choices, default=Item.Medium.PAPER)
    secrecy = models.CharField(_("Secrecy"), max_length=4, choices=SECRECY, default="", blank=True)
    secret_until = models.CharField(_("Term or condition of secrecy"), max_length=120, blank=True)
    file_number = models.CharField(
        _("File number of the item"), max_length=60, blank=True, help_text=_("Year/class/file/volume/item.")
    )
    years = models.PositiveSmallIntegerField(_("Retention given"), choices=RETENTIONS, null=True, blank=True)
    sent_on = models.DateField(_("Handed to the archive on"), null=True, editable=False)
    taken_on = models.DateField(_("Taken over on"), null=True, editable=False)
    in_time = models.BooleanField(_("Handed over in time"), null=True, editable=False)
    fault = models.CharField(_("Why it was returned"), max_length=12, choices=Fault.choices, blank=True, editable=False)
    times_returned = models.PositiveSmallIntegerField(_("Times returned"), default=0, editable=False)
    item = models.OneToOneField(
        Item, models.PROTECT, null=True, editable=False, related_name="handover", verbose_name=_("archive item")
    )

    objects = HandoverQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin_type", "origin_id"], condition=~Q(state="dropped"), name="archives_one_handover"
            )
        ]
        indexes = [models.Index(fields=["agency", "state"]), models.Index(fields=["unit", "state"])]
        verbose_name = _("handover to the archive")
        verbose_name_plural = _("handovers to the archive")

    def title(self) -> str:
        """Document number and gist; of a classified one the gist says no more than that."""
        return f"{self.document_number} {self.subject}"[:300]

    def searched_words(self) -> str:
        """Words by which it is found: none of a classified one."""
        return "" if self.secrecy else self.subject
