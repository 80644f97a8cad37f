"""Periods: neighbours share no day, a year is its months, labels in both languages."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.calendar.period import Period

DAYS = st.dates(date(1912, 1, 1), date(2100, 12, 31))
PERIODS = st.builds(lambda d, n: Period(d, d + timedelta(days=n)), DAYS, st.integers(1, 900))


def test_year_106_is_2017_and_ends_before_new_year():
    year = Period.roc_year(106)
    assert year == Period.year(2017) == Period(date(2017, 1, 1), date(2018, 1, 1))
    assert date(2017, 12, 31) in year
    assert date(2018, 1, 1) not in year
    assert year.last == date(2017, 12, 31)
    assert len(year) == 365


def test_year_is_exactly_its_twelve_months():
    months = Period.year(2017).months()
    assert months == tuple(Period.month(2017, m) for m in range(1, 13))
    assert Period.half_year(2017, 2).months() == months[6:]
    assert Period.quarter(2017, 3).months() == months[6:9]


def test_months_are_cut_at_the_periods_own_ends():
    period = Period.days(date(2017, 3, 12), date(2017, 5, 15))
    assert [m.label_iso for m in period.months()] == [
        "2017-03-12/2017-03-31",
        "2017-04",
        "2017-05-01/2017-05-15",
    ]


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError, match="must end after"):
        Period(date(2017, 1, 1), date(2017, 1, 1))


@pytest.mark.parametrize("make", [lambda: Period.quarter(2017, 5), lambda: Period.half_year(2017, 0)])
def test_a_fifth_quarter_is_refused(make):
    with pytest.raises(ValueError, match="of a year is 1 to"):
        make()


@pytest.mark.parametrize(
    ("period", "roc", "iso"),
    [
        (Period.roc_year(106), "106年", "2017"),
        (Period.half_year(2017, 1), "106年上半年", "2017-H1"),
        (Period.half_year(2017, 2), "106年下半年", "2017-H2"),
        (Period.quarter(2017, 3), "106年第3季", "2017-Q3"),
        (Period.month(2017, 8), "106年8月", "2017-08"),
        (Period.day(date(2017, 8, 1)), "106年8月1日", "2017-08-01"),
        (Period.days(date(2017, 6, 8), date(2017, 6, 18)), "106年6月8日至6月18日", "2017-06-08/2017-06-18"),
        (
            Period.days(date(2017, 12, 1), date(2018, 1, 5)),
            "106年12月1日至107年1月5日",
            "2017-12-01/2018-01-05",
        ),
        (Period(date(2017, 1, 1), date(2017, 3, 1)), "106年1月1日至2月28日", "2017-01-01/2017-02-28"),
        (Period(date(2017, 2, 1), date(2017, 5, 1)), "106年2月1日至4月30日", "2017-02-01/2017-04-30"),
        (Period.year(1911), "民國前1年", "1911"),
    ],
)
def test_label(period, roc, iso):
    assert period.label("zh-hant") == roc
    assert period.label("en") == str(period) == iso


def test_the_year_before_of_a_leap_february():
    assert Period.month(2017, 2).year_before() == Period.month(2016, 2)
    assert Period.month(2016, 2).year_before() == Period.month(2015, 2)
    assert Period.day(date(2016, 2, 29)).year_before() == Period.day(date(2015, 2, 28))
    assert Period.roc_year(106).year_before() == Period.roc_year(105)


@given(PERIODS)
def test_months_partition_the_period(period):
    months = period.months()
    assert months[0].start == period.start
    assert months[-1].end == period.end
    assert all(a.end == b.start for a, b in pairwise(months))
    assert sum(map(len, months)) == len(period) == len(list(period))


@given(PERIODS, PERIODS)
def test_overlap_is_the_days_both_have(a, b):
    both = set(a) & set(b)
    shared = a.overlap(b)
    assert a.overlaps(b) == bool(both) == (shared is not None)
    assert set(shared or ()) == both
    assert b.overlap(a) == shared
    assert a.covers(b) == (set(b) <= set(a))


@given(PERIODS)
def test_a_period_has_a_predecessor_a_year_earlier(period):
    assert period.year_before().start.year == period.start.year - 1
