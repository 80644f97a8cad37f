"""A page that no screen draws: papers not handed over in time, by unit (逾期未歸檔)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, F, Min, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as said
from django.views.decorators.http import require_GET

from siwei.documents.archives.models import Handover
from siwei.documents.archives.takeover.screens import HANDOVERS, overdue
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Unit
from siwei.kernel.screens.context import actor_of


def by_unit(actor: Actor) -> list[dict[str, Any]]:
    """Units with papers that are with their handlers: how many, how many late, returned, and since when the oldest."""
    rows = Handover.objects.visible_to(actor).filter(state__in=Handover.WITH_HANDLER)
    late = overdue(Handover.objects.all()).values("pk")
    flag = Case(When(pk__in=late, then=Value(1)), default=Value(0))
    found = (
        rows.annotate(late=flag)
        .order_by()
        .values("unit")
        .annotate(
            waiting=Count("pk"),
            overdue=Count("pk", filter=Q(late=1)),
            returned=Count("pk", filter=Q(state=Handover.State.RETURNED)),
            oldest=Min("opened_on", filter=Q(late=1)),
        )
        .order_by(F("oldest").asc(nulls_last=True), "unit")
    )
    units = Unit.objects.select_related("agency").in_bulk([one["unit"] for one in found if one["unit"]])
    return [{**one, "unit": units.get(one["unit"])} for one in found]


@login_required
@require_GET
def late_by_unit(request: HttpRequest) -> HttpResponse:
    """The table; each unit leads into its papers."""
    rows = by_unit(actor_of(request))
    context = {
        "page_title": said("Not handed over in time, by unit"),
        "crumbs": [(said("Archives"), ""), (HANDOVERS.title, HANDOVERS.url)],
        "rows": rows,
        "list": HANDOVERS.url,
        "today": timezone.localdate(),
    }
    return render(request, "archives/late_by_unit.html", context)
