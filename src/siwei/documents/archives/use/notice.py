"""The notice of the decision (檔案法 art. 19, 細則 art. 20) as PDF: what is granted, how, where, what is refused."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as said
from django.utils.translation import override
from django.views.decorators.http import require_GET

from siwei.documents.archives.disposal.paper import day_words, printed
from siwei.documents.archives.disposal.views import as_pdf
from siwei.documents.archives.models import UsePiece, UseRequest
from siwei.documents.archives.use.rules import outcome
from siwei.kernel.screens.context import actor_of


def notice(request: UseRequest) -> bytes:
    """The same decision gives the same bytes. Always in Chinese: a paper of the office."""
    with override("zh-hant"):
        return printed("record", _content(request))


def _content(request: UseRequest) -> dict[str, Any]:
    ways = [said("Read or view")] * request.reading + [said("Copy by hand")] * request.by_hand
    ways += [said("Have copies made")] * request.copies
    facts = [
        (said("Number"), request.number), (said("Applicant"), request.applicant()),
        (said("Received on"), day_words(request.opened_on)), (said("Decided on"), day_words(request.decided_on)),
        (said("Decision on your application"), _decision(request)),
        (said("Ways of use"), "、".join(ways)),
        (said("Purpose of use"), f"{request.get_purpose_display()} {request.study or request.purpose_words}".strip()),
        *((said("Visits to the reading room"), f"{day_words(one.day)} {one.get_session_display()}")
          for one in request.visits.filter(given_up=False)),
    ]  # fmt: skip
    return {
        "agency": request.agency.name_zh, "title": said("Notice of the decision on the use of files"),
        "facts": facts, "tables": [_pieces(request)], "foot": request.number, "sign": "", "signatures": [],
        "statement": "\n".join(filter(None, (request.fault, request.cautions, _remedy()))),
    }  # fmt: skip


def _decision(request: UseRequest) -> str:
    """As it was decided, whatever became of it; what was not corrected is refused as a whole."""
    decisions = list(request.pieces.values_list("decision", flat=True))
    return str(UseRequest.State(outcome(decisions) if "" not in decisions else "refused").label)


def _pieces(request: UseRequest) -> dict[str, Any]:
    rows = [[piece.described, piece.get_decision_display(), _why(piece)] for piece in request.pieces.all()]
    headings = [said("Number, title or gist"), said("Decision on the piece"), said("Reason of the decision")]
    return {"title": said("Pieces asked for"), "widths": [5, 2, 4], "headings": headings, "rows": rows}


def _why(piece: UsePiece) -> str:
    return f"{piece.get_ground_display()}：{piece.reason}" if piece.ground else ""


def _remedy() -> str:
    """訴願法 art. 14: an appeal within 30 days from the day after the notice came."""
    return said("Whoever disagrees may appeal within thirty days from the day after this notice came (訴願法 art. 14).")


@login_required
@require_GET
def staff_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for the archive."""
    found: UseRequest = get_object_or_404(UseRequest.objects.visible_to(actor_of(request)), pk=pk)
    if found.decided_on is None:
        raise Http404
    return as_pdf(notice(found), f"{found.number}-notice")
