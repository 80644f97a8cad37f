"""Labels for boxes: which to print, and the sheet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as said
from django.views.decorators.http import require_GET

from siwei.documents.archives.models import Box, Campaign, Room
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.screens.holdings import BOXES
from siwei.kernel.access.actor import Actor
from siwei.kernel.labels.sheet import Label, sheet
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.screen import Rows

#: labels of one sheet; more are printed in parts
MOST = 240


def _archivist(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.holds(ARCHIVIST):
        raise PermissionDenied
    return actor


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Stocktakings and rooms whose boxes can be labelled, each in parts of a sheet."""
    actor = _archivist(request)
    campaigns = Campaign.objects.visible_to(actor).filter(boxes__isnull=False).distinct().select_related("fonds")
    rooms = Room.objects.visible_to(actor).filter(boxes__isnull=False).distinct()
    groups = [
        *((one.title(), "campaign", one.pk, _parts(Box.objects.filter(campaign=one))) for one in campaigns[:50]),
        *((one.name, "room", one.pk, _parts(Box.objects.filter(room=one))) for one in rooms),
    ]
    context = {
        "page_title": said("Print barcode labels"),
        "crumbs": [(said("Archives"), ""), (BOXES.title, BOXES.url)],
        "groups": groups,
        "most": MOST,
    }
    return render(request, "archives/labels.html", context)


def _parts(boxes: Rows) -> list[tuple[int, int, int]]:
    """Part, its first and its last label."""
    count = boxes.count()
    return [(part, part * MOST + 1, min((part + 1) * MOST, count)) for part in range(-(-count // MOST))]


@login_required
@require_GET
def labels(request: HttpRequest, by: str, pk: int, part: int) -> HttpResponse:
    """A sheet of labels as PDF."""
    actor = _archivist(request)
    if by not in ("campaign", "room"):
        raise Http404
    boxes = Box.objects.visible_to(actor).filter(**{by: pk}).select_related("campaign__fonds", "room")
    found = list(boxes.order_by("barcode")[part * MOST : (part + 1) * MOST])
    if not found:
        raise Http404
    pdf = sheet(said("Barcode labels of boxes"), map(label_of, found))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="boxes-{by}-{pk}-{part + 1}.pdf"'
    return response


def label_of(box: Box) -> Label:
    """The code says the bare barcode, which is what a handheld types into the page."""
    owner = box.campaign.fonds.name_zh if box.campaign else box.label
    place = " ".join(part for part in (box.room.name if box.room else "", box.shelf) if part)
    return Label(name=owner or box.barcode, serial=box.barcode, place=place or box.label, address=box.barcode)
