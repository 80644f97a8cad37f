"""Papers of disposal: catalogues in print."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_GET

from siwei.documents.archives.disposal.certificate import catalogue_part, parts
from siwei.documents.archives.disposal.screens import OPEN_TO
from siwei.documents.archives.models import Destruction
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
