"""Table of what was refused: the bytes kept by checksum and never opened, why, from whom, when."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.exchange.models.choices import REGISTRY
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.records.models import Record, RecordQuerySet


class QuarantineQuerySet(RecordQuerySet):
    """Refused envelopes."""

    def visible_to(self, actor: Actor) -> Self:
        """The registry and auditors."""
        return self if actor.holds_any((REGISTRY, AUDITOR)) else self.none()


class Quarantine(Record):
    """An envelope that was refused. Who claims to have sent it is not proven."""

    class State(models.TextChoices):
        KEPT = "kept", pgettext_lazy("quarantine", "To be looked at")
        SETTLED = "settled", pgettext_lazy("quarantine", "Settled")

    searched = ("sender", "sender_name", "sha256")

    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.KEPT, editable=False)
    received_at = models.DateTimeField(_("Envelope received at"), default=timezone.now)
    sender = models.CharField(_("Code of the sender, as claimed"), max_length=40, blank=True)
    sender_name = models.CharField(_("Sender, as claimed"), max_length=120, blank=True)
    reason = models.CharField(_("Code of the reason"), max_length=40)
    sentence = models.TextField(_("Why it was refused"))
    sha256 = models.CharField(_("Checksum"), max_length=64)
    size = models.PositiveBigIntegerField(_("Size in bytes"))
    stored = models.CharField(_("Kept under"), max_length=120, blank=True, editable=False)
    #: delivery sends the refusal back and says so here
    told_at = models.DateTimeField(_("Sender told at"), null=True, editable=False)
    settled_note = models.TextField(_("What was done"), blank=True, editable=False)

    objects = QuarantineQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["state", "-received_at"]), models.Index(fields=["sha256"])]
        verbose_name = _("refused envelope")
        verbose_name_plural = _("refused envelopes")

    def __str__(self) -> str:
        return f"{self.sender_name or self.sender or '—'} {self.sha256[:8]}"

    def business_date(self) -> datetime.date | None:
        """The day on which it came."""
        return timezone.localdate(self.received_at)
