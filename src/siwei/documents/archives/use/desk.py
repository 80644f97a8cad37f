"""The receipt of an application that came on paper, with the look-up code, which is shown this once (use/public.py)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as said
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from siwei.documents.archives.models import UseRequest
from siwei.documents.archives.use.applying import give_code
from siwei.documents.archives.use.screens import USE
from siwei.kernel.access.codes import new_code
from siwei.kernel.screens.context import actor_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for, it says what it will do; sent, it gives out a code and is the paper itself: no session keeps the code.

    Sent again, as by a reload, it gives out another, and the one before opens nothing any more.
    """
    actor = actor_of(request)
    found: UseRequest = get_object_or_404(UseRequest.objects.visible_to(actor).select_related("agency"), pk=pk)
    if not give_code.possible(found, actor):
        raise PermissionDenied
    code = ""
    if request.method == "POST":
        code = new_code()
        give_code(found, by=actor, code=code)
    context = {
        "page_title": said("Receipt of the application for use"),
        "crumbs": [(said("Archives"), ""), (USE.title, USE.url), (found.number, USE.url_of(found))],
        "found": found,
        "code": code,
        "pieces": found.pieces.order_by("pk"),
        "look_up": request.build_absolute_uri(reverse("archives.public_look_up")),
        "back": USE.url_of(found),
    }
    return render(request, "archives/use_receipt.html", context)
