"""The page for a phone or a handheld: open a box, scan what lies in it, finish it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.documents.archives.actions import items, keeping
from siwei.documents.archives.models import Box, Campaign, Item
from siwei.documents.archives.roles import ROLES
from siwei.documents.archives.screens.stocktakings import CAMPAIGNS
from siwei.documents.archives.stocktaking.cells import folded
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.events.models import Event
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import said
from siwei.kernel.screens.context import actor_of

State = Item.State
#: items shown of a box; the count is of all
SHOWN = 200


def _counter(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.holds_any(ROLES):
        raise PermissionDenied
    return actor


@login_required
def choose_box(request: HttpRequest, pk: int) -> HttpResponse:
    """Scan the barcode of a box, or tap one of those that are left."""
    actor = _counter(request)
    campaign = get_object_or_404(Campaign.objects.visible_to(actor).select_related("fonds"), pk=pk)
    boxes = Box.objects.filter(campaign=campaign)
    if request.method == "POST":
        code = folded(request.POST.get("code", ""))
        box = boxes.filter(barcode__iexact=code).first() or boxes.filter(label=code).first()
        if box is not None:
            return redirect("archives.scan_box", pk=box.pk)
        messages.error(request, _("No box of this stocktaking is called “%(code)s”.") % {"code": code})
        return redirect("archives.scan", pk=campaign.pk)
    context = {
        "campaign": campaign,
        "page_title": _("Check boxes"),
        "crumbs": [
            (_("Archives"), ""),
            (CAMPAIGNS.title, CAMPAIGNS.url),
            (campaign.number, CAMPAIGNS.url_of(campaign)),
        ],
        "left": boxes.filter(checked_on=None).order_by("barcode")[:60],
        "all": boxes.count(),
        "done": boxes.exclude(checked_on=None).count(),
    }
    return render(request, "archives/scan.html", context)


@login_required
def box_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Scan what lies in the box; each scan is an act of its own, so two people do not overwrite each other."""
    actor = _counter(request)
    box = get_object_or_404(
        Box.objects.visible_to(actor).exclude(campaign=None).select_related("campaign__fonds"), pk=pk
    )
    if request.method == "POST":
        item = _tried(request, box, actor)
        if request.headers.get("Accept") == "application/json":
            return _answer(request, box, actor, item)
        if "finish" in request.POST:
            return redirect("archives.scan", pk=box.campaign_id)
        return redirect("archives.scan_box", pk=box.pk)
    mine = Item.objects.filter(box=box)
    left = mine.filter(state=State.LISTED).order_by("number", "pk")
    context = {
        "box": box,
        "page_title": _("Box %(box)s") % {"box": box.barcode},
        "crumbs": [(_("Archives"), ""), (box.campaign.number, CAMPAIGNS.url_of(box.campaign))],
        "left": left[:SHOWN],
        "left_count": left.count(),
        "all": mine.exclude(state=State.WITHDRAWN).count(),
        "troubled": mine.filter(state__in=[State.MISSING, State.DAMAGED, State.SURPLUS]).order_by("number", "pk"),
        "last": _last(box, actor),
    }
    return render(request, "archives/scan_box.html", context)


def _tried(request: HttpRequest, box: Box, actor: Actor) -> Item | None:
    """What was scanned; a refusal is told and nothing is written."""
    try:
        return _scanned(request, box, actor)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return None


def _answer(request: HttpRequest, box: Box, actor: Actor, item: Item | None) -> JsonResponse:
    """What the script of the page shows after a scan: the words, what is left, and what can be taken back."""
    last = _last(box, actor)
    return JsonResponse(
        {
            "said": [{"tone": one.level_tag, "text": str(one)} for one in messages.get_messages(request)],
            "left": Item.objects.filter(box=box, state=State.LISTED).count(),
            "checked": item.pk if item else None,
            "last": {"pk": last.pk, "number": last.number} if last else None,
        }
    )


def _last(box: Box, actor: Actor) -> Item | None:
    """What this person checked last in this box, so that a slip can be taken back."""
    acts = [items.found.name, items.found_damaged.name, items.found_missing.name]
    about = Event.objects.filter(
        content_type=type_of(Item), object_id__in=Item.objects.filter(box=box).values("pk"), person=actor.person,
        act__in=acts,
    )  # fmt: skip
    event = about.order_by("-pk").first()
    item = Item.objects.filter(pk=event.object_id).first() if event else None
    return item if item is not None and item.state in (State.PRESENT, State.DAMAGED, State.MISSING) else None


def _scanned(request: HttpRequest, box: Box, actor: Actor) -> Item | None:
    asked: dict[str, Any] = dict(request.POST.items())
    campaign = box.campaign
    assert campaign is not None  # the page opens for boxes of stocktakings only
    if campaign.state != Campaign.State.COUNTING:  # a phone that was out of reach sends late; the list may be signed
        text = said("Not written: boxes of %(campaign)s are no longer checked (%(state)s).")
        raise ActionRefused(text % {"campaign": campaign.number, "state": campaign.get_state_display()})
    if "undo" in asked:
        key = str(asked["undo"])
        item = get_object_or_404(Item, pk=key if key.isascii() and key.isdigit() else None, box=box)
        items.uncheck(item, by=actor)
        messages.success(request, _("Taken back: %(item)s") % {"item": item})
        return item
    if "finish" in asked:
        _finish(request, box, actor, all_there="all_there" in asked)
        return None
    with transaction.atomic():
        Box.objects.select_for_update().get(pk=box.pk)  # a scan sent twice is taken one after the other
        return _one(request, box, actor, folded(asked.get("code", "")), asked)


def _finish(request: HttpRequest, box: Box, actor: Actor, *, all_there: bool) -> None:
    """What was not scanned is there, all of it, or missing: the person says which."""
    rest = Item.objects.filter(box=box, state=State.LISTED)
    with transaction.atomic():
        note = _("box %(box)s") % {"box": box.barcode}
        moved = sets.move(items.found if all_there else items.found_missing, rest, {}, by=actor, note=note)
        missing = Item.objects.filter(box=box, state=State.MISSING).count()
        keeping.finish(box, by=actor, checked_on=timezone.localdate(), missing=missing)
    words = _("Box %(box)s is finished: %(rest)s counted together, %(missing)s missing.")
    messages.success(request, words % {"box": box.barcode, "rest": moved, "missing": missing})


def _one(request: HttpRequest, box: Box, actor: Actor, code: str, asked: dict[str, Any]) -> Item | None:
    """One scan: it is there, damaged, lies in the wrong box, or stands on no list. Sent again, it changes nothing."""
    known = Item.objects.filter(campaign=box.campaign_id, number=code).exclude(state=State.WITHDRAWN)
    item = known.filter(box=box).first() or known.first()
    if not code:
        messages.error(request, _("Nothing was scanned."))
    elif item is None and "surplus" in asked:
        subject = asked.get("subject", "").strip() or _("(no subject)")
        assert box.campaign is not None
        item = items.enter(
            by=actor, fonds=box.campaign.fonds, campaign=box.campaign, number=code[:60], subject=subject[:1000],
            box=box, state=State.SURPLUS, note=_("not on the list"),
        )  # fmt: skip
        messages.success(request, _("Entered as not on the list: %(code)s") % {"code": code})
    elif item is None:
        messages.warning(request, _("“%(code)s” is not on the list.") % {"code": code})
    else:
        _check(request, item, box, actor, damaged=asked.get("how") == "damaged", note=asked.get("note", ""))
    return item


def _check(request: HttpRequest, item: Item, box: Box, actor: Actor, *, damaged: bool, note: str) -> None:
    with transaction.atomic():
        if item.box_id != box.pk:
            items.put_into(item, by=actor, box=box)
            messages.warning(
                request, _("%(item)s was in another box of the list; it is in this one now.") % {"item": item}
            )
        if item.state == (State.DAMAGED if damaged else State.PRESENT) or item.state == State.SURPLUS:
            messages.warning(request, _("%(item)s was scanned before.") % {"item": item})
            return
        if damaged:
            items.found_damaged(item, by=actor, note=note or _("damaged"))
        else:
            items.found(item, by=actor)
    messages.success(request, f"{item.number} {item.subject[:60]}")
