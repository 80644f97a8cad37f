"""What is asked of everybody who is signed in: the right network, and a password that is one's own and not too old."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.kernel.access.networks import may_enter
from siwei.kernel.directory.passwords import must_change
from siwei.kernel.screens.context import actor_of

Answer = Callable[[HttpRequest], HttpResponse]
ALWAYS_OPEN = ("account_logout", "set_language")


def _open(request: HttpRequest, *more: str) -> bool:
    return request.path in {reverse(name) for name in (*ALWAYS_OPEN, *more)}


def network_door(get_response: Answer) -> Answer:
    """Middleware: an administrator acts from the office's networks only (setting SIWEI_ADMIN_NETWORKS)."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not may_enter(request, actor_of(request)) and not _open(request):
            raise PermissionDenied(_("Administrators work from the networks of the office only."))
        return get_response(request)

    return respond


def password_door(get_response: Answer) -> Answer:
    """Middleware: a temporary or old password is changed before anything else."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or _open(request, "account_change_password", "account_reauthenticate"):
            return get_response(request)
        reason = must_change(request.user, timezone.localdate())
        if reason is None:
            return get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": reason}, status=403)
        messages.warning(request, reason)
        return redirect("account_change_password")

    return respond
