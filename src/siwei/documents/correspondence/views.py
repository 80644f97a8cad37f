"""Staff pages that no screen draws: the monthly statement of an agency, as page and sheet, and the two ratios."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as said
from django.views.decorators.http import require_GET

from siwei.documents.correspondence.figures import AXES, COLUMNS, lines, ratios
from siwei.documents.correspondence.models import Incoming, agencies_of
from siwei.documents.correspondence.roles import DESK, LEVELS, REGISTRY
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.kernel.module import screen_of
from siwei.kernel.screens.context import actor_of
from siwei.kernel.sheets.export import FORMATS, export

#: years of which a statement can be asked: from the first of the Republic
FIRST_YEAR, LAST_YEAR = 1912, 2910


def _agencies(actor: Actor) -> list[Agency]:
    """Agencies whose statement the actor may read: his own by his role, all as an auditor."""
    if actor.holds(AUDITOR):
        return list(Agency.objects.filter(pk__in=Incoming.objects.values("agency").distinct()))
    return list(Agency.objects.filter(pk__in=agencies_of(actor, REGISTRY, DESK, *LEVELS)))


def _asked(request: HttpRequest) -> tuple[Agency, list[Agency], datetime.date, str]:
    """Agency, those to choose from, first day of the month, axis. 403 for who may read none, 404 for nonsense."""
    actor = actor_of(request)
    known = _agencies(actor)
    if not known:
        raise PermissionDenied
    code = request.GET.get("agency", "")
    own = actor.place.agency if actor.place else None
    chosen = next((one for one in known if one.code == code), None) or (own if own in known else known[0])
    axis = request.GET.get("by", "category")
    if axis not in AXES or chosen is None or (code and chosen.code != code):
        raise Http404
    return chosen, known, _month(request.GET.get("month", "")), axis


def _month(text: str) -> datetime.date:
    """The month that was asked for; else that of the newest document."""
    if text:
        try:
            day = datetime.datetime.strptime(text, "%Y-%m").replace(tzinfo=datetime.UTC).date()
        except ValueError as nonsense:
            raise Http404 from nonsense
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Http404
        return day
    newest = Incoming.objects.filter(opened_on__lte=timezone.localdate()).order_by("-opened_on").first()
    day = newest.opened_on if newest else timezone.localdate()
    return day.replace(day=1)


def _period(first: datetime.date) -> Period:
    last = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return Period(first, last)


@login_required
@require_GET
def statement(request: HttpRequest) -> HttpResponse:
    """What came, was made, left and was closed in a month, in time and late, with average days used."""
    agency, known, first, axis = _asked(request)
    period = _period(first)
    year = Period.year(first.year)
    screen = screen_of(Incoming)
    context = {
        "page_title": said("Monthly statement of documents"),
        "page_subtitle": f"{agency} · {period.label(get_language() or '')}",
        "crumbs": [(said("Correspondence"), ""), (screen.title, screen.url)],
        "agency": agency,
        "agencies": known,
        "month": f"{first:%Y-%m}",
        "before": f"{first - datetime.timedelta(days=1):%Y-%m}",
        "after": f"{period.end:%Y-%m}",
        "axis": axis,
        "axes": [(name, label) for name, (label, _field) in AXES.items()],
        "heads": COLUMNS,
        "lines": [[(column.label, column.of(line)) for column in COLUMNS] for line in lines(agency, period, axis)],
        "ratios": ratios(year, office().setting("documents.targets")),
        "year": year.label(get_language() or ""),
        "formats": FORMATS,
    }
    return render(request, "correspondence/statement.html", context)


@login_required
@require_GET
def statement_sheet(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """The same as a sheet."""
    if fmt not in FORMATS:
        raise Http404
    agency, _known, first, axis = _asked(request)
    content = export(COLUMNS, lines(agency, _period(first), axis), fmt)
    response = StreamingHttpResponse(content, content_type=FORMATS[fmt])
    response["Content-Disposition"] = f'attachment; filename="documents-{agency.code}-{first:%Y-%m}.{fmt}"'
    return response
