"""The official calendar of Kaohsiung: published totals, make-up Saturdays, stops of work, counting."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.calendar.office_calendar import Whose, official_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.working_days import CalendarRangeError, Closed, Closure, HalfDay

OFFICE = official_calendar("kaohsiung")
WORKERS = official_calendar("kaohsiung", Whose.WORKERS)
DAYS = st.dates(date(2016, 6, 1), date(2027, 6, 1))
FRIDAY = date(2017, 7, 28)
MONDAY = date(2017, 7, 31)


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2016, 116), (2017, 116), (2018, 115), (2019, 115), (2020, 115), (2021, 116),
        (2022, 115), (2023, 116), (2024, 115), (2025, 118), (2026, 120), (2027, 121),
    ],
)  # fmt: skip
def test_days_off_of_each_year_as_published(year, off):
    period = Period.year(year)
    assert len(period) - OFFICE.working_days(period) == off


def test_makeup_saturdays_of_106_are_worked():
    worked = [day for day in Period.roc_year(106) if OFFICE.is_makeup_saturday(day)]
    assert worked == [date(2017, 2, 18), date(2017, 6, 3), date(2017, 9, 30)]
    assert OFFICE.name(worked[0]).zh == "補行上班"


def test_weekdays_of_106_that_the_report_speaks_of():
    year = Period.roc_year(106)
    assert OFFICE.weekday_count(year, frozenset({0, 3})) == 104  # gazette: every Monday and Thursday
    assert OFFICE.weekday_count(year, frozenset({1})) == 52  # city meeting: every Tuesday
    assert OFFICE.weekday_count(year, frozenset({1}), working_only=True) == 47


def test_labour_day_is_off_for_workers_only():
    day = date(2017, 5, 1)
    assert OFFICE.is_working_day(day)
    assert not WORKERS.is_working_day(day)
    assert OFFICE.working_days(Period.roc_year(106)) - WORKERS.working_days(Period.roc_year(106)) == 1


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2028, 1, 1)])
def test_outside_the_file_nothing_is_guessed(day):
    with pytest.raises(CalendarRangeError) as caught:
        OFFICE.is_working_day(day)
    assert day.isoformat() in str(caught.value)
    assert "office-calendar.csv" in str(caught.value)
    with pytest.raises(CalendarRangeError):
        OFFICE.add_working_days(date(2027, 12, 28), 10)


def test_counting_over_the_dragon_boat_bridge():
    assert OFFICE.add_working_days(date(2017, 5, 25), 3) == date(2017, 6, 1)
    assert OFFICE.add_working_days(date(2017, 6, 1), -3) == date(2017, 5, 25)
    assert OFFICE.next_working_day(date(2017, 5, 26)) == date(2017, 5, 31)
    assert OFFICE.working_day_on_or_after(date(2017, 5, 29)) == date(2017, 5, 31)
    assert OFFICE.working_day_on_or_before(date(2017, 5, 29)) == date(2017, 5, 26)


def test_a_typhoon_day_is_not_counted():
    closed = OFFICE.with_closures((Closure(MONDAY, Closed.WHOLE, "尼莎颱風"),))
    assert OFFICE.add_working_days(FRIDAY, 1) == MONDAY
    assert closed.add_working_days(FRIDAY, 1) == date(2017, 8, 1)
    assert closed.is_closed(MONDAY, Closed.EVENING)


@pytest.mark.parametrize(
    ("rule", "share", "due"),
    [
        (HalfDay.COUNTS_WHOLE, 1, MONDAY),
        (HalfDay.COUNTS_HALF, Fraction(1, 2), date(2017, 8, 1)),
        (HalfDay.COUNTS_NOT, 0, date(2017, 8, 1)),
    ],
)
def test_a_half_day_stop_follows_the_setting(rule, share, due):
    from dataclasses import replace

    calendar = replace(OFFICE, half_day=rule, closures=(Closure(MONDAY, Closed.MORNING),))
    assert calendar.share(MONDAY) == share
    assert calendar.add_working_days(FRIDAY, 1) == due


def test_morning_and_afternoon_make_a_whole_day_and_an_evening_makes_none():
    both = OFFICE.with_closures((Closure(MONDAY, Closed.MORNING), Closure(MONDAY, Closed.AFTERNOON)))
    assert not both.is_working_day(MONDAY)
    evening = OFFICE.with_closures((Closure(MONDAY, Closed.EVENING),))
    assert evening.share(MONDAY) == 1
    assert evening.is_closed(MONDAY, Closed.EVENING)
    assert evening.closure_on(MONDAY) is None


def test_a_stop_in_one_district_reaches_only_that_district():
    closure = Closure(MONDAY, Closed.WHOLE, districts=frozenset({"那瑪夏區"}))
    assert closure.reaches("那瑪夏區")
    assert not closure.reaches("苓雅區")
    assert Closure(MONDAY, Closed.WHOLE).reaches("苓雅區")


@given(DAYS, st.integers(1, 60))
def test_the_day_reached_is_worked_and_as_many_lie_between(day, count):
    due = OFFICE.add_working_days(day, count)
    assert OFFICE.is_working_day(due)
    assert OFFICE.working_days(Period.days(day + timedelta(days=1), due)) == count


@given(DAYS, st.integers(-40, 60), st.integers(0, 5))
def test_later_or_longer_is_never_earlier(day, count, more):
    assert OFFICE.add_working_days(day, count) <= OFFICE.add_working_days(day, count + more)
    assert OFFICE.add_working_days(day, count) <= OFFICE.add_working_days(day + timedelta(days=more), count)


@given(DAYS, st.integers(1, 30), st.integers(0, 40))
def test_a_stop_of_work_never_brings_a_day_nearer(day, count, off):
    closed = OFFICE.with_closures((Closure(day + timedelta(days=off), Closed.WHOLE),))
    assert closed.add_working_days(day, count) >= OFFICE.add_working_days(day, count)
