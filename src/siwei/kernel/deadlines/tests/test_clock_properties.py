"""What holds for every rule and day: later is never earlier, no rest day, more time is never less."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.calendar.office_calendar import official_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.working_days import Closed, Closure
from siwei.kernel.deadlines.clock import Clock, Extension, Suspension, due_date, used_working_days
from siwei.kernel.deadlines.explanation import Step
from siwei.kernel.deadlines.rules import EndRule, Length, Start, Unit, deadline_rules

OFFICE = official_calendar("kaohsiung")
COUNTED = [
    r for r in deadline_rules("kaohsiung") if r.start is Start.DAY_AFTER and r.amount and r.unit is not Unit.YEAR
]
FORWARD = st.sampled_from(COUNTED)
WORKING = st.sampled_from([r for r in COUNTED if r.unit is Unit.WORKING_DAY])
TO_PEOPLE = st.sampled_from([r for r in COUNTED if r.end is EndRule.NEXT_WORKING_DAY])
DAYS = st.dates(date(2016, 1, 1), date(2025, 12, 31))
LENGTHS = st.builds(
    Length, st.integers(0, 20), st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.WEEK])
) | st.builds(Length, st.integers(0, 4), st.just(Unit.MONTH))


@given(FORWARD, DAYS, st.integers(0, 40))
def test_received_later_is_due_no_earlier(rule, day, more):
    first = due_date(Clock(rule, day), OFFICE)
    later = due_date(Clock(rule, day + timedelta(days=more)), OFFICE)
    assert day < first.day <= later.day


@given(WORKING | TO_PEOPLE, DAYS)
def test_never_due_on_a_day_of_rest(rule, day):
    assert OFFICE.is_working_day(due_date(Clock(rule, day), OFFICE).day)


@given(FORWARD, DAYS, LENGTHS | st.dates(date(2016, 1, 1), date(2026, 6, 1)))
def test_an_extension_never_shortens(rule, day, more):
    clock = Clock(rule, day)
    extension = Extension(until=more) if isinstance(more, date) else Extension(more)
    assert due_date(clock.extended(extension), OFFICE).day >= due_date(clock, OFFICE).day


@given(WORKING, DAYS, st.integers(0, 10), st.integers(1, 15))
def test_suspending_working_days_moves_by_as_many(rule, day, after, length):
    clock = Clock(rule, day)
    plain = due_date(clock, OFFICE).day
    start = day + timedelta(days=1 + after)
    if start > plain:
        return
    stop = Period(start, start + timedelta(days=length))
    moved = due_date(clock.suspended(Suspension(stop)), OFFICE).day
    assert moved not in stop
    assert moved == OFFICE.add_working_days(plain, OFFICE.working_days(stop))


@given(
    st.sampled_from([r for r in COUNTED if r.end is EndRule.AS_COUNTED]),
    DAYS,
    st.integers(0, 3),
    st.integers(1, 9),
)
def test_suspending_calendar_days_moves_by_as_many(rule, day, after, length):
    clock = Clock(rule, day)
    plain = due_date(clock, OFFICE).day
    start = day + timedelta(days=1 + after)
    if rule.unit not in (Unit.CALENDAR_DAY, Unit.MONTH) or start > plain:
        return
    moved = due_date(clock.suspended(Suspension(Period(start, start + timedelta(days=length)))), OFFICE).day
    if start + timedelta(days=length) <= plain or rule.unit is Unit.CALENDAR_DAY:
        assert moved == plain + timedelta(days=length)
    assert moved > plain


@given(FORWARD, DAYS, st.integers(0, 60))
def test_a_stop_of_work_never_brings_a_due_date_nearer(rule, day, off):
    stormy = OFFICE.with_closures((Closure(day + timedelta(days=off), Closed.WHOLE, "颱風"),))
    assert due_date(Clock(rule, day), stormy).day >= due_date(Clock(rule, day), OFFICE).day


@given(WORKING, DAYS)
def test_closing_on_the_due_day_used_the_whole_limit(rule, day):
    assert used_working_days(day, due_date(Clock(rule, day), OFFICE).day, OFFICE) == rule.amount


@given(FORWARD, DAYS)
def test_steps_survive_being_stored_and_say_the_due_date(rule, day):
    found = due_date(Clock(rule, day), OFFICE)
    assert tuple(Step.from_json(step.as_json()) for step in found.steps) == found.steps
    assert all(found.explained())
    assert dict(found.steps[-1].values)["day"] == found.due


@pytest.mark.parametrize("rule", COUNTED, ids=lambda r: f"{r.key}{r.since or ''}")
def test_every_rule_of_the_table_computes(rule):
    assert due_date(Clock(rule, date(2017, 10, 27)), OFFICE).day > date(2017, 10, 27)
