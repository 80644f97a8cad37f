"""Refused envelopes are kept, looked at from outside, and settled; their bytes are never opened again."""

from __future__ import annotations

import datetime
import hashlib

from django import forms
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.envelope import LIMITS, EnvelopeRefused, Reason
from siwei.documents.exchange.models import REGISTRY, Quarantine
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.records.said import said

State = Quarantine.State
#: reason of what a person set aside
BY_HAND = "by_hand"


class SettleForm(ActionForm):
    """What was done about it."""

    note = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}))


class SetAsideForm(ActionForm):
    """A file that looks bad, and why."""

    file = forms.FileField(label=_("Suspect file"))
    sentence = forms.CharField(label=_("Why it was refused"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    sender = forms.CharField(label=_("Code of the sender, as claimed"), max_length=40, required=False)
    sender_name = forms.CharField(label=_("Sender, as claimed"), max_length=120, required=False)


@creates(Quarantine, role=SYSTEM, label=_("Put into quarantine"), form=ActionForm)
def detain(
    *, by: Actor, data: bytes, refusal: EnvelopeRefused, sender: str = "", sender_name: str = "",
    received_at: datetime.datetime | None = None, told: bool = False,
) -> Quarantine:  # fmt: skip
    """Keep what was refused; of bytes beyond the limit, and of state secrets, only the checksum. Looking at it becomes
    the registry's duty. `told`: its sender is answered.
    """
    return _kept(data, refusal, sender, sender_name, received_at, told=told)


@creates(Quarantine, role=REGISTRY, label=_("Set a suspect file aside"), form=SetAsideForm)
def set_aside(*, by: Actor, file: File[bytes], sentence: str, sender: str = "", sender_name: str = "") -> Quarantine:
    """A file that came another way and that nobody should open."""
    return _kept(file.read(LIMITS.total + 1), EnvelopeRefused(BY_HAND, sentence), sender, sender_name, None)


def _kept(
    data: bytes,
    refusal: EnvelopeRefused,
    sender: str,
    sender_name: str,
    received_at: datetime.datetime | None,
    *,
    told: bool = False,
) -> Quarantine:
    digest = hashlib.sha256(data).hexdigest()
    kept = Quarantine(
        received_at=received_at or timezone.now(), sender=sender[:40], sender_name=sender_name[:120],
        reason=refusal.code, sentence=refusal.sentence, sha256=digest, size=len(data),
    )  # fmt: skip
    if told:
        kept.told_at = timezone.now()
    if len(data) <= LIMITS.total and refusal.code != Reason.STATE_SECRET:  # these never enter (RULES 8.3)
        kept.stored = path_of(digest)
        if not default_storage.exists(kept.stored):
            default_storage.save(kept.stored, ContentFile(data))
    kept.save()
    open_duty(kept, "settle", said("Look at a refused envelope"), role=REGISTRY)
    return kept


def path_of(digest: str) -> str:
    """Where bytes of a checksum lie; no name of a sender stands in it."""
    return f"quarantine/{digest[:2]}/{digest}"


@action(
    Quarantine, when=[State.KEPT], to=State.SETTLED, role=REGISTRY, label=_("Settle"), form=SettleForm, style="primary"
)
def settle(kept: Quarantine, *, by: Actor, note: str) -> None:
    """The registry looked at it: told the sender by phone, informed the security office …"""
    kept.settled_note = note
    close_duty(kept, "settle")


@action(Quarantine, when=[State.SETTLED], role=SYSTEM, label=_("Remove the bytes"))
def discard(kept: Quarantine, *, by: Actor) -> None:
    """Remove the bytes after their time; checksum, reason and history stay."""
    others = Quarantine.objects.filter(stored=kept.stored).exclude(pk=kept.pk)
    if kept.stored and not others.exists():
        default_storage.delete(kept.stored)
    kept.stored = ""
