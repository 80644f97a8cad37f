"""The rule of venue hire, paragraph by paragraph."""

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.general.venues.rules import (
    HOURS,
    MOST_REPETITIONS,
    Applicant,
    Cause,
    Charge,
    Rhythm,
    Skip,
    Slot,
    Terms,
    application_fault,
    months_before,
    occurrences,
    refund,
    split,
)

LAW = Terms()
DAY = datetime.date(2017, 5, 17)  # the third Wednesday of May
dates = st.dates(datetime.date(2010, 1, 1), datetime.date(2040, 12, 31))
sums = st.integers(0, 1_000_000)
recurring = st.sampled_from([Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY])


def before(days):
    return DAY - datetime.timedelta(days=days)


def test_sessions_of_a_day_follow_each_other_without_touching():
    hours = [HOURS[slot] for slot in Slot]
    assert all(begin < end for begin, end in hours)
    assert all(one[1] < following[0] for one, following in itertools.pairwise(hours))


@pytest.mark.parametrize(("days", "applicant", "fault"), [
    (10, Applicant.OTHER, None), (9, Applicant.OTHER, "too_late"), (-1, Applicant.OTHER, "too_late"),
    (9, Applicant.CO_ORGANISED, "too_late"), (89, Applicant.OTHER, None), (90, Applicant.OTHER, "too_early"),
    (0, Applicant.AGENCY, None), (400, Applicant.AGENCY, None), (-1, Applicant.AGENCY, "too_late"),
])  # fmt: skip
def test_not_too_late_and_not_too_early(days, applicant, fault):
    assert application_fault(before(days), DAY, applicant, LAW) == fault


@pytest.mark.parametrize(("day", "months", "earlier"), [
    ((2017, 5, 31), 3, (2017, 2, 28)), ((2016, 5, 31), 3, (2016, 2, 29)), ((2017, 5, 17), 3, (2017, 2, 17)),
    ((2017, 1, 31), 2, (2016, 11, 30)), ((2017, 3, 1), 12, (2016, 3, 1)), ((2017, 12, 31), 0, (2017, 12, 31)),
])  # fmt: skip
def test_the_same_day_some_months_earlier(day, months, earlier):
    assert months_before(datetime.date(*day), months) == datetime.date(*earlier)


@given(dates, st.integers(1, 36))
def test_months_earlier_lie_earlier_and_keep_the_day_where_there_is_one(day, months):
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or (found.day < day.day and (found + datetime.timedelta(days=1)).day == 1)


@pytest.mark.parametrize(("days", "cause", "back"), [
    (3, Cause.APPLICANT, (2000, 5000)), (2, Cause.APPLICANT, (2000, 0)), (1, Cause.APPLICANT, (2000, 0)),
    (0, Cause.APPLICANT, (0, 0)), (-5, Cause.APPLICANT, (0, 0)),
    (0, Cause.FORCE_MAJEURE, (2000, 5000)), (-1, Cause.OFFICE, (2000, 5000)),
])  # fmt: skip
def test_what_goes_back(days, cause, back):
    assert refund(Charge(2000, 5000), days, cause, LAW) == Charge(*back)


@given(sums, sums, st.integers(-400, 400), st.sampled_from(Cause))
def test_never_more_goes_back_than_was_paid(fee, deposit, days, cause):
    back = refund(Charge(fee, deposit), days, cause, LAW)
    assert 0 <= back.fee <= fee
    assert 0 <= back.deposit <= deposit


@given(sums, sums, st.integers(-400, 400), st.integers(0, 400))
def test_earlier_is_never_dearer(fee, deposit, days, more):
    paid = Charge(fee, deposit)
    late, early = (refund(paid, n, Cause.APPLICANT, LAW).total for n in (days, days + more))
    assert late <= early


@given(dates, st.integers(0, 800), recurring)
def test_a_repetition_keeps_its_weekday_and_its_bounds(first, length, rhythm):
    until = first + datetime.timedelta(days=length)
    days = list(occurrences(first, rhythm, until))
    assert days[0] == first
    assert days == sorted(set(days))
    assert {day.isoweekday() for day in days} == {first.isoweekday()}
    assert days[-1] <= until
    assert len(days) <= MOST_REPETITIONS


@given(dates, st.integers(0, 400))
def test_every_second_week_is_half_of_every_week(first, length):
    until = first + datetime.timedelta(days=length)
    assert list(occurrences(first, Rhythm.FORTNIGHTLY, until)) == list(occurrences(first, Rhythm.WEEKLY, until))[::2]


@given(dates, st.integers(0, 800))
def test_monthly_is_once_in_a_month_on_the_same_place(first, length):
    days = list(occurrences(first, Rhythm.MONTHLY, first + datetime.timedelta(days=length)))
    assert len({(day.year, day.month) for day in days}) == len(days)
    assert {(day.day - 1) // 7 for day in days} == {(first.day - 1) // 7}


def test_once_is_once_whatever_the_end():
    assert list(occurrences(DAY, Rhythm.ONCE, before(3))) == [DAY]


def test_the_third_wednesday_of_each_month():
    days = occurrences(DAY, Rhythm.MONTHLY, datetime.date(2017, 8, 31))
    assert [str(day) for day in days] == ["2017-05-17", "2017-06-21", "2017-07-19", "2017-08-16"]


@given(st.sets(dates, max_size=30), st.sets(dates), st.sets(dates), st.sets(dates))
def test_no_day_is_lost(days, working, open_days, free):
    kept, skipped = split(sorted(days), working, open_days, free)
    assert set(kept) | skipped.keys() == days
    assert not set(kept) & skipped.keys()
    assert set(kept) <= working & open_days & free


@given(st.lists(dates, min_size=3, max_size=3, unique=True))
def test_the_first_reason_is_told(days):
    one, two, three = days
    assert split(days, [two, three], [three], []) == ([], {one: Skip.DAY_OFF, two: Skip.CLOSED, three: Skip.TAKEN})
