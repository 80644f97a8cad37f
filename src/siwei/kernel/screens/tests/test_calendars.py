"""Calendars: lanes and grids as pure functions, and the four views as pages."""

from __future__ import annotations

import datetime

import pytest
from django.utils.timezone import make_aware

from siwei.kernel.calendar.period import Period
from siwei.kernel.screens.grids import Span, day_grid, lanes, month_grid, span_of, timeline, week_grid, whole_weeks
from siwei.kernel.screens.screen import CalendarView, Entry, Resource

DAY = datetime.date(2017, 8, 15)
SHOWN = CalendarView(lambda period, actor, resource: (), first_hour=8, last_hour=12)


def entry(start: str, end: str, title: str = "x", resource: str = "", day: datetime.date = DAY) -> Entry:
    at = [make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(t))) for t in (start, end)]
    return Entry(at[0], at[1], title, resource=resource)


@pytest.mark.parametrize(
    ("start", "end", "slots"),
    [("08:00", "09:00", (0, 2)), ("08:10", "08:20", (0, 1)), ("07:00", "08:30", (0, 1)), ("11:45", "13:00", (7, 8))],
)
def test_an_entry_takes_the_slots_it_touches(start, end, slots):
    one = entry(start, end)
    assert span_of(one, DAY, SHOWN) == Span(slots[0], slots[1], one)


@pytest.mark.parametrize(("start", "end"), [("06:00", "08:00"), ("12:00", "13:00")])
def test_an_entry_outside_the_hours_is_not_drawn(start, end):
    assert span_of(entry(start, end), DAY, SHOWN) is None


def test_entries_that_only_touch_share_a_lane():
    one = entry("08:00", "09:00")
    spans = [Span(0, 2, one), Span(2, 4, one), Span(1, 3, one)]
    assert [len(lane) for lane in lanes(spans)] == [2, 1]


def test_every_row_of_a_grid_fills_the_same_width(db):
    entries = [
        entry("08:00", "10:00"),
        entry("09:00", "11:00"),
        entry("08:30", "09:00", day=DAY + datetime.timedelta(1)),
    ]
    grid = week_grid(Period(datetime.date(2017, 8, 14), datetime.date(2017, 8, 21)), entries, SHOWN)
    assert grid.width == 2
    width = grid.width * len(grid.columns)
    open_spans: list[tuple[int, int]] = []
    for _hour, cells in grid.rows:
        assert sum(cell.width for cell in cells) + sum(w for _left, w in open_spans) == width
        open_spans = [(left - 1, w) for left, w in open_spans if left > 1]
        open_spans += [(cell.span - 1, cell.width) for cell in cells if cell.span > 1]


def test_a_day_has_a_column_for_each_used_resource():
    rooms = [Resource("a", "Room A"), Resource("b", "Room B")]
    grid = day_grid(DAY, [entry("09:00", "10:00", resource="b")], rooms, SHOWN)
    assert [column.label for column in grid.columns] == ["Room B"]


def test_a_timeline_gives_overlapping_entries_lanes_of_their_own():
    rooms = [Resource("a", "Room A"), Resource("b", "Room B")]
    entries = [entry("09:00", "10:00", resource="a"), entry("09:30", "11:00", resource="a")]
    table = timeline(DAY, entries, rooms, SHOWN)
    assert [len(line.lanes) for line in table.lines] == [2, 1]
    assert all(sum(cell.span for cell in lane) == 8 for line in table.lines for lane in line.lanes)


def test_a_month_is_drawn_in_whole_weeks_with_official_days_of_rest(db):
    month = month_grid(Period.month(2017, 10), [entry("09:00", "10:00", day=datetime.date(2017, 10, 31))])
    days = {day.day: day for week in month.weeks for day in week}
    assert all(len(week) == 7 for week in month.weeks)
    assert days[datetime.date(2017, 10, 10)].rest
    assert not days[datetime.date(2017, 10, 11)].rest
    assert not days[datetime.date(2017, 9, 30)].rest  # a Saturday on which the office worked
    assert len(days[datetime.date(2017, 10, 31)].entries) == 1


def test_an_entry_over_midnight_stands_on_both_days(db):
    late = entry("22:00", "23:00")
    late = Entry(late.start, late.start + datetime.timedelta(hours=5), "night")
    days = [day for week in month_grid(Period.month(2017, 8), [late]).weeks for day in week if day.entries]
    assert [day.day.day for day in days] == [15, 16]


def test_whole_weeks_begin_and_end_on_mondays():
    drawn = whole_weeks(Period.month(2017, 8))
    assert (drawn.start.weekday(), drawn.end.weekday()) == (0, 0)


@pytest.mark.parametrize("view", ["day", "week", "month", "timeline"])
def test_each_view_shows_the_entry_once_for_wide_and_once_for_narrow(as_guide, tour, view):
    tour("Choir")
    tour("Unseen", secret=True)
    response = as_guide.get("/showroom/tours/calendar/", {"view": view, "day": "2017-08-15"})
    page = response.content.decode()
    assert page.count("Choir") == 2
    assert "Unseen" not in page


def test_bad_addresses_show_today(as_guide, db):
    assert as_guide.get("/showroom/tours/calendar/", {"view": "year", "day": "x", "resource": "9"}).status_code == 200
