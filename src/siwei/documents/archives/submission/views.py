"""The file of a run, to be sent."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from siwei.documents.archives.models import Submission
from siwei.documents.archives.submission.collecting import lines
from siwei.documents.archives.submission.screens import OPEN_TO
from siwei.kernel.screens.context import actor_of


@login_required
@require_GET
def submission_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Made from what was collected, the same every time."""
    actor = actor_of(request)
    if not actor.holds_any(OPEN_TO):
        raise PermissionDenied
    run: Submission = get_object_or_404(Submission.objects.visible_to(actor), pk=pk)
    if not run.sha256:
        raise Http404
    response = StreamingHttpResponse((line.encode() for line in lines(run)), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{run.number}.xml"'
    return response
