"""Staff pages of venue hire that no screen draws: the statistics of a year, and the address of one's calendar."""

from __future__ import annotations

import dataclasses

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from siwei.general.venues.actions.feeds import renew_feed
from siwei.general.venues.feeds import address_of
from siwei.general.venues.figures import Use, by_applicant, by_centre, by_month, by_venue
from siwei.general.venues.logs import OFFICE, PAYMENTS, SESSIONS
from siwei.general.venues.models import Booking, Session, feed_key
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Person
from siwei.kernel.module import screen_of
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.plot import Plot, Series
from siwei.kernel.screens.years import year_asked
from siwei.kernel.sheets.column import Column, Kind
from siwei.kernel.sheets.export import FORMATS, export

#: the numbers of a line, and what its list of sessions has to be narrowed by besides
NUMBERS = (
    ("asked", pgettext_lazy("sessions", "Applied for"), ""),
    ("accepted", pgettext_lazy("sessions", "Accepted"), "accepted=1"),
    ("held", pgettext_lazy("session", "Held"), "state=held"),
    ("missed", pgettext_lazy("session", "Not held"), "state=not_held"),
    ("cancelled", pgettext_lazy("sessions", "Cancelled"), "state=cancelled"),
    ("people", pgettext_lazy("how many", "People"), "state=held"),
)
INCOME = _("Income (NT$)")
USED = _("Use rate (%)")


def _tables(actor: Actor, period: Period) -> list[tuple[str, list[Use]]]:
    return [
        (said("Centre"), by_centre(actor, period)),
        (said("Venue"), by_venue(actor, period)),
        (said("Kind of applicant"), by_applicant(actor, period)),
        (said("Month"), by_month(actor, period, lambda month: str(month.start.month))),
    ]


def _office(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.holds_any(OFFICE):
        raise PermissionDenied
    return actor


@login_required
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Sessions, people, income and use of a year, by centre, venue, applicant and month; numbers open their rows."""
    actor = _office(request)
    year = _year(request, actor)
    period = Period.year(year)
    tables = _tables(actor, period)
    months = tables[-1][1]
    screen = screen_of(Booking)
    series = [
        Series(said("Accepted"), [one.accepted for one in months]),
        Series(said("Held sessions"), [one.held for one in months]),
    ]
    labels = [one.label for one in months]
    context = {
        "page_title": said("Statistics of venue hire"),
        "page_subtitle": said("Sessions on the days of %(year)s") % {"year": period.label(get_language() or "")},
        "crumbs": [(said("Venues"), ""), (screen.title, screen.url)],
        "tables": [(label, [_row(one) for one in rows]) for label, rows in tables],
        "heads": [label for _name, label, _narrow in NUMBERS],
        "income": INCOME,
        "used": USED,
        "plot": Plot(said("Sessions by month"), labels, series, unit=said("sessions"), x_label=said("Month")),
        "formats": list(FORMATS),
        "year": year,
        "year_before": year - 1,
        "year_after": year + 1,
    }
    return render(request, "venues/statistics.html", context)


def _row(one: Use) -> dict[str, object]:
    """A line with the address of the rows behind every number."""
    cells = [
        (getattr(one, name), f"{SESSIONS.url}?{one.query}{'&' if narrow else ''}{narrow}")
        for name, _label, narrow in NUMBERS
    ]
    return {"label": one.label, "cells": cells, "income": one.income, "percent": one.percent,
            "payments": f"{PAYMENTS.url}?{one.query}"}  # fmt: skip


@login_required
@require_GET
def statistics_sheet(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """The same numbers as a sheet, one line for each part of each division."""
    if fmt not in FORMATS:
        raise Http404
    actor = _office(request)
    year = _year(request, actor)
    rows = [
        {"by": by, **dataclasses.asdict(one), "percent": None if one.percent is None else round(one.percent, 1)}
        for by, lines in _tables(actor, Period.year(year))
        for one in lines
    ]
    columns = (
        _column("by", _("Divided by"), Kind.TEXT),
        _column("label", _("Part"), Kind.TEXT),
        *(_column(name, label, Kind.NUMBER) for name, label, _narrow in NUMBERS),
        _column("income", INCOME, Kind.NUMBER),
        _column("open_sessions", _("Open sessions"), Kind.NUMBER),
        _column("percent", USED, Kind.NUMBER),
    )
    response = StreamingHttpResponse(export(columns, rows, fmt), content_type=FORMATS[fmt])
    response["Content-Disposition"] = f'attachment; filename="venues-statistics-{year}.{fmt}"'
    return response


def _column(name: str, label: object, kind: Kind) -> Column:
    return Column(name, str(label), lambda row: row[name], kind=kind)


def _year(request: HttpRequest, actor: Actor) -> int:
    sessions = Session.objects.filter(booking__in=Booking.objects.visible_to(actor))
    return year_asked(request.GET.get("year", ""), sessions, "day")


@login_required
@require_http_methods(["GET", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of one's own bookings for a calendar program; a POST makes a new one."""
    actor = actor_of(request)
    if actor.person is None:
        raise PermissionDenied
    if request.method == "POST":
        renew_feed(Person.objects.get(pk=actor.person.pk), by=actor, key=feed_key())
        return redirect("venues_my_calendar")
    path = address_of(actor.person)
    screen = screen_of(Booking)
    context = {
        "page_title": said("My venue calendar"),
        "crumbs": [(said("Venues"), ""), (screen.title, screen.url)],
        "address": request.build_absolute_uri(path) if path else "",
    }
    return render(request, "venues/my_calendar.html", context)
