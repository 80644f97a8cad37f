"""Staff pages of repairs that no screen draws: statistics by class of work, and the sheets of codes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as said

from siwei.general.repairs.codes import sheet
from siwei.general.repairs.figures import TradeFigures, by_trade
from siwei.general.repairs.models import Equipment, Request
from siwei.general.repairs.roles import CLERK, CREW
from siwei.kernel.access.actor import AUDITOR
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre
from siwei.kernel.module import screen_of
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.plot import Plot, Series

FIRST_YEAR, LAST_YEAR = 1990, 2200


@login_required
def statistics(request: HttpRequest) -> HttpResponse:
    """Counts and days to finish by class of work, of one year."""
    actor = actor_of(request)
    if not actor.holds_any((*CREW, AUDITOR)):
        raise PermissionDenied
    year = _year(request.GET.get("year", ""))
    figures = by_trade(actor, Period.year(year))
    screen = screen_of(Request)
    context = {
        "page_title": said("Statistics of repairs"),
        "page_subtitle": said("Requests accepted in %(year)s") % {"year": Period.year(year).label_roc},
        "crumbs": [(said("Repairs"), ""), (screen.title, screen.url)],
        "figures": figures,
        "plot": _plot(figures),
        "year_before": year - 1,
        "year_after": year + 1,
    }
    return render(request, "repairs/statistics.html", context)


def _year(text: str) -> int:
    if not text:
        return timezone.localdate().year
    if not (text.isascii() and text.isdigit()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise Http404
    return int(text)


def _plot(figures: list[TradeFigures]) -> Plot:
    classes = [one for one in figures if one.code]
    return Plot(
        said("Requests by class of work"),
        [one.label for one in classes],
        [Series(said("Requests"), [one.count for one in classes])],
        unit=said("cases"),
        x_label=said("Class of work"),
    )


@login_required
def codes(request: HttpRequest) -> HttpResponse:
    """Which centre's codes to print."""
    if not actor_of(request).holds(CLERK):
        raise PermissionDenied
    screen = screen_of(Equipment)
    context = {
        "page_title": said("Print codes"),
        "crumbs": [(said("Repairs"), ""), (screen.title, screen.url)],
        "centres": Centre.objects.all(),
    }
    return render(request, "repairs/codes.html", context)


@login_required
def code_sheet(request: HttpRequest, centre: str) -> HttpResponse:
    """The labels of a centre as PDF."""
    actor = actor_of(request)
    if not actor.holds(CLERK):
        raise PermissionDenied
    found = get_object_or_404(Centre, code=centre)
    rows = Equipment.objects.visible_to(actor).filter(place__centre=found, retired_on=None)
    labels = [
        (one, request.build_absolute_uri(reverse("repairs.at_code", args=[one.token])))
        for one in rows.select_related("place").order_by("place__code", "serial")
    ]
    title = said("Codes of equipment, %(centre)s") % {"centre": found.name}
    response = HttpResponse(sheet(title, labels), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="codes-{found.code}.pdf"'
    return response
