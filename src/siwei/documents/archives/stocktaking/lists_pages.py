"""The pages of a list on its way in: how far the reading is, what was found, and a line to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as marked

from siwei.documents.archives.actions import campaigns
from siwei.documents.archives.models import Campaign, Finding, ListRow
from siwei.documents.archives.roles import ROLES
from siwei.documents.archives.screens.stocktakings import CAMPAIGNS
from siwei.documents.archives.stocktaking.reasons import fields, reasons
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.screens.context import actor_of
from siwei.kernel.sheets.column import Column
from siwei.kernel.sheets.export import FORMATS, export

State = Campaign.State
PAGE = 50


def _campaign(request: HttpRequest, pk: int) -> tuple[Campaign, Actor]:
    actor = actor_of(request)
    if not actor.holds_any((*ROLES, AUDITOR)):
        raise PermissionDenied
    return get_object_or_404(Campaign.objects.visible_to(actor).select_related("fonds"), pk=pk), actor


def _context(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "working": campaign.state in (State.READING, State.ENTERING),
        "waiting": ListRow.objects.filter(campaign=campaign).count(),
        "crumbs": [
            (_("Archives"), ""),
            (CAMPAIGNS.title, CAMPAIGNS.url),
            (campaign.number, CAMPAIGNS.url_of(campaign)),
        ],
        "page_title": _("List of %(campaign)s") % {"campaign": campaign.title()},
    }


@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a worker is; the page asks every few seconds, and is loaded anew at the end."""
    campaign, _actor = _campaign(request, pk)
    response = render(request, "archives/list_progress.html", _context(campaign))
    if campaign.state not in (State.READING, State.ENTERING):
        response["HX-Refresh"] = "true"
    return response


@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Findings by kind with their number, and the lines of the kind that was asked for."""
    campaign, actor = _campaign(request, pk)
    if request.method == "POST":
        return _settled(request, campaign, actor)
    kinds = _kinds(campaign)
    asked = request.GET.get("why", "") or next((one["code"] for one in kinds if one["open"]), "")
    rows = Finding.objects.filter(campaign=campaign, code=asked).order_by("settled", "line", "pk")
    kept = any(one["open"] for one in kinds if one["code"] == asked)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    named, said = fields(), reasons()
    context = _context(campaign) | {
        "kinds": kinds,
        "asked": asked,
        "asked_label": said.get(asked, asked),
        "shown": shown,
        "lines": [(one, named.get(one.field, "")) for one in shown],
        "open": sum(one["open"] for one in kinds),
        "may_mend": campaigns.excuse.possible(campaign, actor),
        "may_settle": kept,
        "may_pass": kept and asked not in campaigns.NEVER_EXCUSED,
        "formats": FORMATS,
    }
    return render(request, "archives/list.html", context)


def _kinds(campaign: Campaign) -> list[dict[str, Any]]:
    """Each kind of finding: how many there are, and how many keep a line out; those first."""
    said = reasons()
    rows = Finding.objects.filter(campaign=campaign).order_by().values("code", "grave", "settled")
    kinds: dict[str, dict[str, Any]] = {}
    for row in rows.annotate(many=Count("pk")):
        one = kinds.setdefault(
            row["code"], {"code": row["code"], "label": said.get(row["code"], ""), "all": 0, "open": 0}
        )
        one["all"] += row["many"]
        one["open"] += row["many"] if row["grave"] and not row["settled"] else 0
    return sorted(kinds.values(), key=lambda one: (-one["open"], -one["all"]))


def _settled(request: HttpRequest, campaign: Campaign, actor: Actor) -> HttpResponse:
    code = request.POST.get("code", "")
    try:
        if "leave_out" in request.POST:
            campaigns.leave_out_kind.submit(request.POST, by=actor, record=campaign)
            messages.success(request, _("The lines were left out, with your reason."))
        else:
            campaigns.excuse.submit(request.POST, by=actor, record=campaign)
            messages.success(request, _("Let pass, with your reason."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('archives.list', args=[campaign.pk])}?why={code}")


COLUMNS = (
    Column("line", marked("Line of the list")),
    Column("column", marked("Column"), lambda one: fields().get(one.field, "")),
    Column("value", marked("As it stands")),
    Column("why", marked("Why"), lambda one: reasons().get(one.code, one.code)),
    Column("grave", marked("Keeps it out"), lambda one: _("Yes") if one.grave and not one.settled else _("No")),
    Column("settled", marked("How it was settled")),
)


@login_required
def sheet(request: HttpRequest, pk: int, fmt: str) -> StreamingHttpResponse:
    """Every finding of the list as a sheet, for the agency that made it."""
    if fmt not in FORMATS:
        raise Http404
    campaign, _actor = _campaign(request, pk)
    rows: Iterator[Finding] = Finding.objects.filter(campaign=campaign).order_by("line", "pk").iterator(2000)
    response = StreamingHttpResponse(export(COLUMNS, rows, fmt), content_type=FORMATS[fmt])
    response["Content-Disposition"] = f'attachment; filename="{campaign.number}-findings.{fmt}"'
    return response


@login_required
def line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """One line: what stood in each column, what was found, and a field for each to type it right."""
    campaign, actor = _campaign(request, pk)
    row = get_object_or_404(ListRow, campaign=campaign, line=line)
    if request.method == "POST":
        return _mended(request, campaign, row, actor)
    found: dict[str, list[Finding]] = {}
    for one in Finding.objects.filter(campaign=campaign, line=line):
        found.setdefault(one.field, []).append(one)
    mapped = set(campaign.layout().places.values())
    said = reasons()
    context = _context(campaign) | {
        "row": row,
        "page_title": _("Line %(line)s") % {"line": line},
        "cells": [
            (name, label, row.texts.get(name, ""), [(one, said.get(one.code, one.code)) for one in found.get(name, [])])
            for name, label in fields().items() if name in mapped or name in row.texts or name in found
        ],
        "may_mend": campaigns.mend.possible(campaign, actor),
        "next": ListRow.objects.filter(campaign=campaign, open__gt=0).exclude(pk=row.pk).order_by("line").first(),
    }  # fmt: skip
    return render(request, "archives/line.html", context)


def _mended(request: HttpRequest, campaign: Campaign, row: ListRow, actor: Actor) -> HttpResponse:
    texts = {name: request.POST[name] for name in fields() if request.POST.get(name, "").strip()}
    here = reverse("archives.line", args=[campaign.pk, row.line])
    try:
        if "leave_out" in request.POST:
            note = request.POST.get("note", "").strip() or _("no entry")
            campaigns.leave_out(campaign, by=actor, row=row, note=note)
            messages.success(request, _("The line was left out."))
            return redirect("archives.list", pk=campaign.pk)
        campaigns.mend(campaign, by=actor, row=row, texts=texts)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    after = ListRow.objects.filter(campaign=campaign, open__gt=0).order_by("line").first()
    row.refresh_from_db()
    if row.open:
        messages.error(request, _("Something in this line is still to be mended."))
        return redirect(here)
    messages.success(request, _("Line %(line)s is mended.") % {"line": row.line})
    return redirect("archives.line", campaign.pk, after.line) if after else redirect("archives.list", pk=campaign.pk)
