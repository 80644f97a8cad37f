"""The receipt is drawn, signed by both sides over exactly its bytes, and a change of the items takes it away."""

from __future__ import annotations

import datetime
import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Campaign, Receipt, keeps_for
from siwei.documents.archives.roles import ARCHIVIST, LEADER
from siwei.documents.archives.transfer.listing import digest
from siwei.documents.archives.transfer.receipt import receipt as printed_receipt
from siwei.kernel.access.actor import STAFF, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.actions.signing import KeyForm, demand_signature
from siwei.kernel.files.models import attach, attachments_of
from siwei.kernel.records.said import Said, said

State = Campaign.State
PDF = "receipt"


def newest(campaign: Campaign) -> Receipt | None:
    """The receipt that counts; earlier ones are history."""
    found: Receipt | None = campaign.receipts.order_by("-pk").first()
    return found


def pdf_of(receipt: Receipt) -> bytes:
    """The bytes that were drawn and signed."""
    attachment = attachments_of(receipt.campaign).filter(kind=PDF, sha256=receipt.pdf_digest).latest("pk")
    with attachment.file.storage.open(attachment.file.name) as file:
        return bytes(file.read())


class DrawForm(ActionForm):
    """The day that stands on it."""

    drawn_on = forms.DateField(label=_("Drawn on"), initial=timezone.localdate)


@action(Campaign, when=[State.SETTLED], role=(ARCHIVIST, LEADER), label=_("Draw the receipt"), form=DrawForm,
        icon="file-text")  # fmt: skip
def draw_receipt(campaign: Campaign, *, by: Actor, drawn_on: datetime.date) -> Receipt:
    """From what is settled. An earlier receipt and its signatures no longer count."""
    if drawn_on < campaign.opened_on:
        raise ValidationError({"drawn_on": said("It began on %(day)s.") % {"day": campaign.opened_on}})
    checksum = digest(campaign)
    pdf = printed_receipt(campaign, drawn_on, checksum)
    attach(campaign, ContentFile(pdf, f"{campaign.number}-receipt.pdf"), by=by, kind=PDF)
    made = Receipt(
        campaign=campaign, drawn_on=drawn_on, list_digest=checksum, pdf_digest=hashlib.sha256(pdf).hexdigest()
    )
    made.save()
    return made


class SignForm(KeyForm):
    """The key with which the receipt is signed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a form's
        self.fields["key"].required = True

    def to_sign(self) -> bytes | None:
        """The PDF that was drawn last."""
        found = newest(self.record) if isinstance(self.record, Campaign) else None
        return pdf_of(found) if found else None


def _of_agency(campaign: Campaign, actor: Actor) -> Said | None:
    found = newest(campaign)
    if found is None:
        return said("Draw the receipt first.")
    if found.giver_id is not None:
        return said("It is signed for the agency.")
    place = actor.place.agency if actor.place else None
    if (place is not None and place.pk == campaign.fonds.agency_id) or keeps_for(actor, campaign.fonds.agency_id):
        return None
    return said("You do not sign for %(agency)s.") % {"agency": campaign.fonds.agency}


def _of_archives(campaign: Campaign, actor: Actor) -> Said | None:
    found = newest(campaign)
    if found is None:
        return said("Draw the receipt first.")
    return said("It is signed for the archives.") if found.receiver_id is not None else None


def _signed(campaign: Campaign, by: Actor, signature: bytes | None) -> Receipt:
    """The receipt, after the signature was verified. Nobody signs for both sides."""
    found = newest(campaign)
    assert found is not None  # the action is not offered without
    if signature is None or by.person is None:
        raise ValidationError({"key": said("A receipt is signed with a key. Choose your key file.")})
    if by.person.pk in (found.giver_id, found.receiver_id):
        raise ValidationError({"key": said("Nobody signs for both sides.")})
    demand_signature(pdf_of(found), by, signature)
    return found


@action(Campaign, when=[State.SETTLED], role=STAFF, label=_("Sign the receipt for the agency"), form=SignForm,
        allowed=_of_agency, icon="writing-sign")  # fmt: skip
def sign_for_agency(campaign: Campaign, *, by: Actor, signature: bytes | None = None) -> None:
    """Whoever hands over."""
    found = _signed(campaign, by, signature)
    found.giver, found.giver_at, found.giver_signature = by.person, timezone.now(), signature
    found.save()


@action(Campaign, when=[State.SETTLED], role=LEADER, label=_("Sign the receipt for the archives"), form=SignForm,
        allowed=_of_archives, icon="writing-sign")  # fmt: skip
def sign_for_archives(campaign: Campaign, *, by: Actor, signature: bytes | None = None) -> None:
    """Whoever receives."""
    found = _signed(campaign, by, signature)
    found.receiver, found.receiver_at, found.receiver_signature = by.person, timezone.now(), signature
    found.save()


def demand_sound(campaign: Campaign) -> None:
    """ValidationError when the receipt was drawn of other items, or lacks a side. None drawn: signed on paper."""
    found = newest(campaign)
    if found is None:
        return
    if found.list_digest != digest(campaign):
        raise ValidationError(said("Items changed since the receipt was drawn. Draw it again."))
    if found.giver_id is None or found.receiver_id is None:
        raise ValidationError(said("The receipt is not yet signed by both sides."))
