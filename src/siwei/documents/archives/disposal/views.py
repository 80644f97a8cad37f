"""Papers of disposal: catalogues in print."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_GET

from siwei.documents.archives.disposal import transfer_papers
from siwei.documents.archives.disposal.certificate import catalogue_part, parts
from siwei.documents.archives.disposal.screens import OPEN_TO
from siwei.documents.archives.models import Destruction, NationalTransfer
from siwei.kernel.screens.context import actor_of


@login_required
@require_GET
def destruction_catalogue(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """A part of the catalogue of a plan."""
    actor = actor_of(request)
    if not actor.holds_any(OPEN_TO):
        raise PermissionDenied
    plan = get_object_or_404(Destruction.objects.visible_to(actor), pk=pk)
    if part >= parts(plan):
        raise Http404
    with override("zh-hant"):  # a paper of the office
        made = catalogue_part(plan, part)
    return as_pdf(made, f"{plan.number}-catalogue-{part + 1}")


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """An answer that the browser shows."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _transfer(request: HttpRequest, pk: int) -> NationalTransfer:
    actor = actor_of(request)
    if not actor.holds_any(OPEN_TO):
        raise PermissionDenied
    found: NationalTransfer = get_object_or_404(NationalTransfer.objects.visible_to(actor), pk=pk)
    return found


@login_required
@require_GET
def transfer_list(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """A part of the list of a transfer to the national archives."""
    transfer = _transfer(request, pk)
    if part >= transfer_papers.parts(transfer):
        raise Http404
    with override("zh-hant"):
        made = transfer_papers.list_part(transfer, part)
    return as_pdf(made, f"{transfer.number}-list-{part + 1}")


@login_required
@require_GET
def transfer_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of handing over, to be signed by both sides."""
    transfer = _transfer(request, pk)
    with override("zh-hant"):
        made = transfer_papers.record_of(transfer)
    return as_pdf(made, f"{transfer.number}-record")
