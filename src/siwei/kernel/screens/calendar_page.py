"""The calendar of a screen: reading the address, and the four views drawn as tables."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.forms import FIRST_DAY, LAST_DAY
from siwei.kernel.calendar.period import Period
from siwei.kernel.module import Module
from siwei.kernel.screens import cells
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.grids import day_grid, month_grid, timeline, week_grid, whole_weeks
from siwei.kernel.screens.screen import CalendarView, Entry, Resource, Screen

VIEWS = ("day", "week", "month", "timeline")
ONE_DAY = datetime.timedelta(days=1)


def _day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return min(max(day, FIRST_DAY), LAST_DAY)


def _period(view: str, day: datetime.date) -> Period:
    if view == "week":
        monday = day - ONE_DAY * day.weekday()
        return Period(monday, monday + ONE_DAY * 7)
    if view == "month":
        return Period.month(day.year, day.month)
    return Period(day, day + ONE_DAY)


def _drawn(view: str, period: Period) -> Period:
    """The days of which entries are asked: a month is drawn in whole weeks."""
    return whole_weeks(period) if view == "month" else period


def _heading(view: str, period: Period) -> str:
    first, last = period.start, period.end - ONE_DAY
    if view == "month":
        return f"{first.year - 1911}年{first.month}月" if cells.in_chinese() else f"{first:%B %Y}"
    if view == "week":
        return f"{cells.day(first)} – {cells.day(last)}"
    return cells.day(first, weekday=True)


def _neighbour(view: str, period: Period, *, back: bool) -> datetime.date:
    if not back:
        return period.end
    before = period.start - ONE_DAY
    return before.replace(day=1) if view == "month" else before


def agenda(entries: Sequence[Entry]) -> list[tuple[datetime.date, list[Entry]]]:
    """Entries by the day they begin, for phones and paper."""
    days: dict[datetime.date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.start, entry.title)):
        days.setdefault(timezone.localtime(entry.start).date(), []).append(entry)
    return list(days.items())


def _table(view: str, shown: CalendarView, period: Period, entries: list[Entry], rooms: Sequence[Resource]) -> Any:
    if view == "month":
        return month_grid(period, entries)
    if view == "week":
        return week_grid(period, entries, shown)
    if view == "timeline":
        return timeline(period.start, entries, rooms, shown)
    return day_grid(period.start, entries, rooms, shown)


def calendar_page(request: HttpRequest, module: Module, screen: Screen) -> HttpResponse:
    """Entries of a day, week or month; with resources also a timeline of one day."""
    shown = screen.calendar
    assert shown is not None  # the address exists only for screens with a calendar
    actor: Actor = actor_of(request)
    rooms = list(shown.resources(actor)) if shown.resources else []
    view = request.GET.get("view", shown.start)
    if view not in VIEWS or (view == "timeline" and not rooms):
        view = "week"
    room = next((room for room in rooms if room.key == request.GET.get("resource", "")), None)
    day = _day(request.GET.get("day", ""))
    period = _period(view, day)
    entries = list(shown.entries(_drawn(view, period), actor, room.key if room else ""))
    kept = f"&resource={room.key}" if room else ""
    context = {
        "page_title": _("%s: calendar") % screen.title,
        "crumbs": [(module.label, ""), (screen.title, screen.url)],
        "screen": screen,
        "view": view,
        "views": [
            (name, label, f"?view={name}&day={day}{kept}")
            for name, label in zip(VIEWS, (_("Day"), _("Week"), _("Month"), _("Timeline")), strict=True)
            if rooms or name != "timeline"
        ],
        "heading": _heading(view, period),
        "day": day,
        "previous": f"?view={view}&day={_neighbour(view, period, back=True)}{kept}",
        "next": f"?view={view}&day={_neighbour(view, period, back=False)}{kept}",
        "today": f"?view={view}&day={timezone.localdate()}{kept}",
        "rooms": rooms,
        "room": room,
        "resource_label": shown.resource_label,
        "resource_names": {room.key: room.label for room in rooms},
        "table": _table(view, shown, period, entries, [room] if room else rooms),
        "agenda": agenda([entry for entry in entries if timezone.localtime(entry.start).date() in period]),
        "legend": sorted({(entry.state, entry.tone) for entry in entries if entry.state}),
        "template": f"screens/calendar_{'grid' if view in ('day', 'week') else view}.html",
        "create": [(a, screen.url_of_action(a)) for a in screen.create if a.refusal(None, actor) is None],
        "feed": shown.feed(actor, room.key if room else "") if shown.feed else "",
    }
    return render(request, "screens/calendar.html", context)
