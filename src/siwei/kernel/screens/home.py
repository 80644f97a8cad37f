"""Pages that belong to no module: start, inbox, notices, help, and the door of the public site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from siwei.kernel.access.actor import Actor
from siwei.kernel.approvals.models import SlipStep, waiting_for
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.module import modules, roles, screens
from siwei.kernel.notices.models import Notice
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.screen import Panel


def duties_of(actor: Actor) -> list[Duty]:
    """The actor's open duties whose record still stands, the most urgent first, suspended ones last."""
    rows = Duty.objects.open().of(actor).select_related("unit", "person").prefetch_related("record")
    known = [duty for duty in rows if duty.record is not None]
    return sorted(known, key=lambda duty: duty.state == Duty.State.SUSPENDED)


def _panels(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    declared: list[Panel] = sorted((p for module in modules() for p in module.panels), key=lambda p: p.order)
    shown = [(panel, panel.context(actor)) for panel in declared]
    return [
        {"panel": panel, "html": render_to_string(panel.template, {**context, "actor": actor}, request)}
        for panel, context in shown
        if context is not None
    ]


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """The start page: my duties, what waits for my signature, and the panels of the modules."""
    actor = actor_of(request)
    duties = duties_of(actor)
    context = {
        "page_title": _("Good day, %(name)s") % {"name": request.user},
        "today": timezone.localdate(),
        "duties": duties[:8],
        "all_duties": len(duties),
        "overdue": sum(duty.is_overdue for duty in duties),
        "signatures": waiting_for(actor)[:8],
        "panels": _panels(request, actor),
        "create": [
            (action, screen.url_of_action(action))
            for _module, screen in screens()
            if screen.in_menu and screen.open_to(actor)
            for action in screen.create
            if action.refusal(None, actor) is None
        ],
    }
    return render(request, "screens/start.html", context)


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """All duties and signatures of a person, overdue first."""
    actor = actor_of(request)
    duties = duties_of(actor)
    page = Paginator(duties, 100).get_page(request.GET.get("page"))
    signatures: list[SlipStep] = waiting_for(actor)
    labels = {code: role.label for code, role in roles().items()}
    context = {
        "page_title": _("Inbox"), "page": page, "duties": page.object_list, "signatures": signatures,
        "overdue": sum(duty.is_overdue for duty in duties), "role_labels": labels,
    }  # fmt: skip
    return render(request, "screens/inbox.html", context)


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Messages written to a person."""
    rows = Notice.objects.filter(person=actor_of(request).person).prefetch_related("record")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "screens/notices.html", {"page_title": _("Notices"), "page": page})


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark one's messages as read: the one named, or all."""
    rows = Notice.objects.filter(person=actor_of(request).person, read_at=None)
    one = request.POST.get("notice", "")
    if one:
        rows = rows.filter(pk=int(one)) if one.isascii() and one.isdigit() else rows.none()
    rows.update(read_at=timezone.now())
    return redirect("notices")


@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; opening it is a reading, which the button beside it records."""
    found = get_object_or_404(Notice.objects.filter(person=actor_of(request).person), pk=pk)
    return render(request, "screens/notice.html", {
        "page_title": found.subject, "notice": found, "crumbs": [(_("Notices"), reverse("notices"))],
    })  # fmt: skip


def help_page(request: HttpRequest) -> HttpResponse:
    """Keys, and how the pages of the house work."""
    return render(request, "screens/help.html", {"page_title": _("Help and shortcuts")})


def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own view, which sets the cookie; of people the house remembers it, for the mail it writes to them."""
    person = actor_of(request).person
    code = request.POST.get("language", "")
    if person is not None and code in dict(settings.LANGUAGES) and code != person.language:
        person.language = code
        person.save(update_fields=["language"])
    return set_language(request)


def public(request: HttpRequest) -> HttpResponse:
    """The door of the public site: what a citizen can do here, one card for each module that has public pages."""
    doors = [module for module in modules() if module.public_urls]
    return render(request, "screens/public.html", {"page_title": _("Services of the Secretariat"), "doors": doors})
