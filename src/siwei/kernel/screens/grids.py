"""Calendars as tables: pure functions from entries to rows and cells, so that any reader and printer gets a table.

A grid has half-hour slots. Entries that overlap in one column get lanes side by side; an entry that begins
before the first hour or ends after the last one is cut at the edge and keeps its own times in its text.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.screens import cells
from siwei.kernel.screens.screen import CalendarView, Entry, Resource

SLOT = 30  # minutes
SATURDAY = 5
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """An entry on a run of slots: from `start` up to but not with `end`."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: taken by an entry over `span` slots, or free; `width` in columns of the table."""

    span: int = 1
    entry: Entry | None = None
    half: bool = False
    width: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a day or week grid."""

    label: str
    url: str = ""
    rest: bool = False
    today: bool = False
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of hours by columns; `rows` are (hour or empty, cells).

    Each column is `width` table columns wide, a number that all lane counts divide, so that days are equally
    wide however many lanes they have.
    """

    columns: tuple[Column, ...]
    width: int
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Line:
    """A resource's line of a timeline: one row of cells per lane."""

    resource: Resource
    lanes: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Timeline:
    """A table of resources by hours."""

    hours: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class MonthDay:
    """A day of a month's table."""

    day: datetime.date
    inside: bool
    rest: bool
    today: bool
    note: str
    entries: tuple[Entry, ...]

    @property
    def url(self) -> str:
        """The day's own view."""
        return f"?view=day&day={self.day}"


@dataclass(frozen=True)
class Month:
    """A table of weeks."""

    heads: tuple[str, ...]
    weeks: tuple[tuple[MonthDay, ...], ...]


def slots(shown: CalendarView) -> int:
    """Half-hours in the day shown."""
    return (shown.last_hour - shown.first_hour) * 60 // SLOT


def span_of(entry: Entry, day: datetime.date, shown: CalendarView) -> Span | None:
    """The slots that an entry takes on a day; None when it does not touch the hours shown."""
    begin = timezone.make_aware(datetime.datetime.combine(day, datetime.time(shown.first_hour)))
    start = (entry.start - begin).total_seconds() / 60 / SLOT
    end = (entry.end - begin).total_seconds() / 60 / SLOT
    first, last = max(0, int(start // 1)), min(slots(shown), -int(-end // 1))
    return Span(first, max(last, first + 1), entry) if end > 0 and start < slots(shown) else None


def lanes(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans put into as few lanes as are needed so that none overlap in a lane; at least one lane."""
    found: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        lane = next((lane for lane in found if lane[-1].end <= span.start), None)
        if lane is None:
            found.append([span])
        else:
            lane.append(span)
    return found or [[]]


def _lane_cells(lane: Sequence[Span], count: int, width: int = 1) -> dict[int, Cell]:
    """Cells of a lane by the slot they begin at; slots under a span have none."""
    taken = {slot for span in lane for slot in range(span.start, span.end)}
    found = {slot: Cell(half=slot % 2 == 0, width=width) for slot in range(count) if slot not in taken}
    for span in lane:
        found[span.start] = Cell(span.end - span.start, span.entry, width=width)
    return found


def clock(first_hour: int, slot: int) -> str:
    """The time at which a slot begins."""
    minutes = first_hour * 60 + slot * SLOT
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _grid(heads: Sequence[Column], columns: Sequence[Sequence[Sequence[Span]]], shown: CalendarView) -> Grid:
    count = slots(shown)
    width = math.lcm(*(len(column) for column in columns))
    cut = [_lane_cells(lane, count, width // len(column)) for column in columns for lane in column]
    rows = []
    for slot in range(count):
        hour = clock(shown.first_hour, slot) if slot % 2 == 0 else ""
        rows.append((hour, tuple(lane[slot] for lane in cut if slot in lane)))
    return Grid(tuple(heads), width, tuple(rows))


def _notes(period: Period) -> dict[datetime.date, tuple[bool, str]]:
    """Per day whether it is a day of rest, and its name; beyond the official calendar only weekends are known."""
    official = office_calendar()
    notes = {}
    for day in period:
        if day not in official.covered:
            notes[day] = (day.weekday() >= SATURDAY, "")
            continue
        name = official.name(day)
        notes[day] = (not official.is_working_day(day), name.zh if cells.in_chinese() else name.en or name.zh)
    return notes


def week_grid(period: Period, entries: Iterable[Entry], shown: CalendarView) -> Grid:
    """Days of a week by hours."""
    entries = list(entries)
    days = [period.start + ONE_DAY * i for i in range(len(period))]
    per_day = [lanes(s for e in entries if (s := span_of(e, day, shown))) for day in days]
    notes = _notes(period)
    today = timezone.localdate()
    heads = [
        Column(cells.day(day, weekday=True), f"?view=day&day={day}", notes[day][0], day == today, notes[day][1])
        for day in days
    ]
    return _grid(heads, per_day, shown)


def day_grid(day: datetime.date, entries: Iterable[Entry], rooms: Sequence[Resource], shown: CalendarView) -> Grid:
    """One day by hours: a column for each resource that has an entry, or one column for all."""
    spans = [s for e in entries if (s := span_of(e, day, shown))]
    used = [room for room in rooms if any(span.entry.resource == room.key for span in spans)]
    if not used:
        return _grid([Column(cells.day(day, weekday=True))], [lanes(spans)], shown)
    found = [lanes(span for span in spans if span.entry.resource == room.key) for room in used]
    return _grid([Column(room.label, room.url, note=room.note) for room in used], found, shown)


def timeline(day: datetime.date, entries: Iterable[Entry], rooms: Sequence[Resource], shown: CalendarView) -> Timeline:
    """One day: every resource a line, hours across."""
    spans = [s for e in entries if (s := span_of(e, day, shown))]
    count = slots(shown)
    lines = []
    for room in rooms:
        cut = [_lane_cells(lane, count) for lane in lanes(span for span in spans if span.entry.resource == room.key)]
        lines.append(Line(room, tuple(tuple(lane[slot] for slot in sorted(lane)) for lane in cut)))
    hours = tuple(f"{hour:02}:00" for hour in range(shown.first_hour, shown.last_hour))
    return Timeline(hours, tuple(lines))


def whole_weeks(period: Period) -> Period:
    """The period stretched to Mondays at both ends."""
    return Period(
        period.start - ONE_DAY * period.start.weekday(),
        period.end + ONE_DAY * (-period.end.weekday() % 7),
    )


def month_grid(period: Period, entries: Iterable[Entry]) -> Month:
    """Weeks of a month, Monday first; days of the neighbours complete the first and last week."""
    drawn = whole_weeks(period)
    by_day: dict[datetime.date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.start):
        day = timezone.localtime(entry.start).date()
        end = timezone.localtime(entry.end - datetime.timedelta(microseconds=1)).date()
        while day <= max(end, timezone.localtime(entry.start).date()):
            by_day.setdefault(day, []).append(entry)
            day += ONE_DAY
    notes = _notes(drawn)
    today = timezone.localdate()
    days = [
        MonthDay(day, day in period, notes[day][0], day == today, notes[day][1], tuple(by_day.get(day, ())))
        for day in drawn
    ]
    heads = tuple(cells.weekday(i) for i in range(7))
    return Month(heads, tuple(tuple(days[i : i + 7]) for i in range(0, len(days), 7)))
