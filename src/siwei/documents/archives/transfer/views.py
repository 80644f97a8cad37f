"""Papers of a transfer: the receipt, its signatures verified anew, and the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from siwei.documents.archives.disposal.views import as_pdf
from siwei.documents.archives.models import Campaign, Receipt
from siwei.documents.archives.transfer.actions import newest, pdf_of
from siwei.documents.archives.transfer.package import bag
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.signing import trust
from siwei.kernel.directory.models import Person
from siwei.kernel.records.said import said
from siwei.kernel.screens.context import actor_of
from siwei.kernel.signing import SignatureRefused, verify

PACKED = (Campaign.State.SETTLED, Campaign.State.HANDED_OVER)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    rows = Campaign.objects.visible_to(actor_of(request)).select_related("fonds__agency", "room")
    found: Campaign = get_object_or_404(rows, pk=pk)
    return found


@login_required
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt that was drawn last."""
    campaign = _campaign(request, pk)
    found = newest(campaign)
    if found is None:
        raise Http404
    return as_pdf(pdf_of(found), f"{campaign.number}-receipt")


@login_required
@require_GET
def package(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The bag, as it is written."""
    campaign = _campaign(request, pk)
    if campaign.state not in PACKED:
        raise Http404
    response = StreamingHttpResponse(bag(campaign), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{campaign.number}.zip"'
    return response


@dataclass(frozen=True)
class Side:
    """One side's signature, verified anew for the moment at which it was given."""

    label: Any
    who: Person | None
    at: Any
    holds: bool
    words: Any


def sides(receipt: Receipt) -> list[Side]:
    """Both sides; one that has not signed yet has nobody."""
    data = pdf_of(receipt)
    return [
        _side(data, said("For the agency"), receipt.giver, receipt.giver_at, receipt.giver_signature),
        _side(data, said("For the archives"), receipt.receiver, receipt.receiver_at, receipt.receiver_signature),
    ]


def _side(data: bytes, label: Any, who: Person | None, at: Any, signature: Any) -> Side:
    if who is None or signature is None:
        return Side(label, None, None, holds=False, words=said("not yet signed"))
    try:
        verify(data, bytes(signature), trust(), at, code=who.username)
    except SignatureRefused as refused:
        return Side(label, who, at, holds=False, words=str(refused))
    return Side(label, who, at, holds=True, words=said("Valid: nothing was changed since."))


def standing(campaign: Campaign, _actor: Actor) -> Mapping[str, Any]:
    """What the page of a stocktaking shows of its papers."""
    found = newest(campaign)
    return {"receipt": found, "sides": sides(found) if found else [], "packed": campaign.state in PACKED}
