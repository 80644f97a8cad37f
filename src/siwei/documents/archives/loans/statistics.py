"""Loans of a year by the unit of the borrower; every number of loans opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as said
from django.views.decorators.http import require_GET

from siwei.documents.archives.loans.screens import LOANS
from siwei.documents.archives.models import Lent, Loan
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Unit
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.years import year_asked

LATE_BACK = Q(state=Loan.State.RETURNED, returned_on__gt=F("due_on"))


@dataclass(frozen=True)
class OfUnit:
    """What the people of a unit borrowed in a year: loans lent in it, their items, and what came of them."""

    unit: Unit | None
    loans: int
    items: int
    prolonged: int
    late_back: int
    overdue: int


def by_unit(actor: Actor, period: Period) -> list[OfUnit]:
    """Units whose people were lent something in the period, most loans first."""
    rows = Loan.objects.visible_to(actor).filter(out_on__gte=period.start, out_on__lt=period.end).order_by()
    items = dict(Lent.objects.filter(loan__in=rows).order_by().values_list("loan__unit").annotate(number=Count("pk")))
    found = rows.values("unit").annotate(
        loans=Count("pk"),
        prolonged=Count("pk", filter=Q(extended__gt=0)),
        late_back=Count("pk", filter=LATE_BACK),
        overdue=Count("pk", filter=Q(state=Loan.State.OUT, due_on__lt=timezone.localdate())),
    )
    units = Unit.objects.select_related("agency").in_bulk([one["unit"] for one in found if one["unit"]])
    made = [
        OfUnit(units.get(one.pop("unit")), items=items[unit], **one)
        for one, unit in ((dict(row), row["unit"]) for row in found)
    ]
    return sorted(made, key=lambda one: (-one.loans, one.unit.code if one.unit else ""))


def _row(one: OfUnit, days: str) -> dict[str, Any]:
    """A line with the addresses of the loans behind its numbers."""
    unit = f"&unit={one.unit.pk}" if one.unit else ""
    address = f"{LOANS.url}?{days}{unit}&view="
    return {"one": one, "all": f"{address}all", "late_back": f"{address}late_back", "overdue": f"{address}late"}


@login_required
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """The table of the year that was asked for, or of the last in which something was lent."""
    actor = actor_of(request)
    year = year_asked(request.GET.get("year", ""), Loan.objects.visible_to(actor), "out_on")
    period = Period.year(year)
    days = f"out_on_from={period.start}&out_on_to={period.last}"
    context = {
        "page_title": said("Loans of a year, by unit"),
        "page_subtitle": said("Lent in %(year)s") % {"year": period.label(get_language() or "")},
        "crumbs": [(said("Archives"), ""), (LOANS.title, LOANS.url)],
        "rows": [_row(one, days) for one in by_unit(actor, period)],
        "year_before": year - 1,
        "year_after": year + 1,
    }
    return render(request, "archives/loans_by_unit.html", context)
