"""Staff pages of repairs that no screen draws: statistics of a year, and the sheets of codes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as said

from siwei.general.repairs.figures import AXES, COLUMNS, Axis, Line, lines
from siwei.general.repairs.models import Equipment, Request
from siwei.general.repairs.roles import CLERK, CREW
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre
from siwei.kernel.labels.sheet import Label, sheet
from siwei.kernel.module import screen_of
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.plot import Plot, Series
from siwei.kernel.screens.years import year_asked
from siwei.kernel.sheets.export import FORMATS, export

DRAWN = ("trade", "centre")  # the names of agencies and contractors are too long for bars


@login_required
def statistics(request: HttpRequest) -> HttpResponse:
    """Counts, days to finish, share in time and cost of one year, each number opening its list."""
    actor = _statistician(request)
    year, axis = _year(request, actor), _axis(request.GET.get("by", "trade"))
    found = lines(actor, Period.year(year), axis)
    screen = screen_of(Request)
    context = {
        "page_title": said("Statistics of repairs"),
        "page_subtitle": said("Requests accepted in %(year)s")
        % {"year": Period.year(year).label(get_language() or "")},
        "crumbs": [(said("Repairs"), ""), (screen.title, screen.url)],
        "axis": axis,
        "axes": AXES,
        "lines": [(one, list_addresses(screen.url, one)) for one in found],
        "plot": _plot(axis, found) if axis.name in DRAWN else None,
        "formats": FORMATS,
        "year": year,
        "year_before": year - 1,
        "year_after": year + 1,
    }
    return render(request, "repairs/statistics.html", context)


@login_required
def statistics_sheet(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """The same numbers as a sheet."""
    if fmt not in FORMATS:
        raise Http404
    actor = _statistician(request)
    year, axis = _year(request, actor), _axis(request.GET.get("by", "trade"))
    rows = lines(actor, Period.year(year), axis)
    response = StreamingHttpResponse(export(COLUMNS, rows, fmt), content_type=FORMATS[fmt])
    response["Content-Disposition"] = f'attachment; filename="repairs-{axis.name}-{year}.{fmt}"'
    return response


def _statistician(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.holds_any((*CREW, AUDITOR)):
        raise PermissionDenied
    return actor


def _axis(name: str) -> Axis:
    found = next((axis for axis in AXES if axis.name == name), None)
    if found is None:
        raise Http404
    return found


def list_addresses(address: str, line: Line) -> dict[str, str]:
    """The list of requests behind each number of a line."""
    more = {"count": {}, "finished": {"finished": "1"}, "in_time": {"finished": "1", "in_time": "1"}}
    return {name: f"{address}?{urlencode({**line.query, **extra})}" for name, extra in more.items()}


def _year(request: HttpRequest, actor: Actor) -> int:
    return year_asked(request.GET.get("year", ""), Request.objects.visible_to(actor), "accepted_on")


def _plot(axis: Axis, found: list[Line]) -> Plot:
    groups = found[:-1]
    return Plot(
        said("Repair requests accepted"),
        [one.label for one in groups],
        [Series(said("Requests"), [one.count for one in groups])],
        unit=said("cases"),
        x_label=str(axis.title),
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
        Label(
            one.name,
            one.serial,
            one.place.name,
            request.build_absolute_uri(reverse("repairs.at_code", args=[one.token])),
        )
        for one in rows.select_related("place").order_by("place__code", "serial")
    ]
    title = said("Codes of equipment, %(centre)s") % {"centre": found.name}
    response = HttpResponse(sheet(title, labels, said("Broken? Scan to report it.")), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="codes-{found.code}.pdf"'
    return response
