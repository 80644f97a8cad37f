"""The address book of one installation followed by another: changes after a number, and taking them over."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from siwei.documents.exchange.actions.book import add_member, certify
from siwei.documents.exchange.models import BOOK, Change, Member
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.directory.models import Agency
from siwei.kernel.screens.context import actor_of

MOST = 1000


def changes_after(number: int) -> dict[str, Any]:
    """Changes above a number, oldest first, at most a thousand; `next` is what to ask for next time."""
    rows = list(Change.objects.filter(pk__gt=number).select_related("member")[:MOST])
    lines = [{"number": row.pk, "kind": row.kind, "day": row.day.isoformat(), "entry": row.entry} for row in rows]
    return {"changes": lines, "next": rows[-1].pk if rows else number}


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """The changes as JSON, for whoever may see the book."""
    actor = actor_of(request)
    if not Member.objects.visible_to(actor).exists():
        return JsonResponse({"changes": [], "next": 0}, status=403)
    after = request.GET.get("after", "0")
    return JsonResponse(changes_after(int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0))


@action(Member, role=BOOK, label=_("Take over the entry of another installation"))
def take_over(member: Member, *, by: Actor, entry: Mapping[str, Any], kind: str, day: datetime.date) -> None:
    """Make an entry what another installation says it is; the change goes on to whoever follows this one."""
    for name in ("name", "short_name", "kind", "state", "address"):
        setattr(member, name, entry[name])
    member.until = datetime.date.fromisoformat(entry["until"]) if entry["until"] else None
    member.successor = Member.objects.filter(code=entry["successor"]).first() if entry["successor"] else None
    certify(member, entry["certificate"])
    Change(member=member, kind=kind, day=day, entry=member.entry()).save()


def follow(lines: Iterable[Mapping[str, Any]], *, by: Actor) -> int:
    """Take over lines of another installation's changes in their order; gives how many. Twice changes nothing."""
    taken = 0
    for line in lines:
        entry, day = line["entry"], datetime.date.fromisoformat(line["day"])
        member = Member.objects.filter(code=entry["code"]).first()
        if member is None:
            member = add_member(
                by=by, code=entry["code"], name=entry["name"], short_name=entry["short_name"], kind=entry["kind"],
                since=datetime.date.fromisoformat(entry["since"]), address=entry["address"],
                certificate=entry["certificate"], agency=Agency.objects.filter(code=entry["code"]).first(),
            )  # fmt: skip
        if member.entry() != entry:
            take_over(member, by=by, entry=entry, kind=line["kind"], day=day)
        taken += 1
    return taken
