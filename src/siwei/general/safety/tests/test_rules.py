"""The law of drills, paragraph by paragraph."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.general.safety.rules import Squad, drill_counts, missing_half_years, must_train, squads
from siwei.kernel.calendar.period import Period

YEAR = Period.roc_year(106)


@pytest.mark.parametrize(("staff", "count"), [(0, 0), (9, 0), (10, 3), (49, 3), (50, 5), (800, 5)])
def test_squads_by_staff(staff, count):
    assert len(squads(staff)) == count


def test_from_fifty_people_on_there_are_security_and_rescue():
    assert set(squads(50)) - set(squads(49)) == {Squad.SECURITY, Squad.RESCUE}


@pytest.mark.parametrize(("hours", "counts"), [(3.9, False), (4, True), (8, True)])
def test_a_drill_takes_four_hours(hours, counts):
    assert drill_counts(hours) is counts


@pytest.mark.parametrize(("held", "missing"), [
    ([], 2),
    ([datetime.date(2017, 6, 30)], 1),
    ([datetime.date(2017, 7, 1)], 1),
    ([datetime.date(2017, 6, 30), datetime.date(2017, 7, 1)], 0),
    ([datetime.date(2016, 12, 31), datetime.date(2018, 1, 1)], 2),
])  # fmt: skip
def test_each_half_year_needs_a_drill(held, missing):
    assert len(missing_half_years(held, YEAR)) == missing


@pytest.mark.parametrize(("staff", "members", "least"), [(99, 60, 0), (100, 60, 20), (100, 61, 21), (500, 0, 0)])
def test_a_third_of_the_corps_is_trained_each_year(staff, members, least):
    assert must_train(staff, members) == least


@given(st.integers(100, 10_000), st.integers(0, 10_000))
def test_never_fewer_than_a_third(staff, members):
    assert members <= 3 * must_train(staff, members) < members + 3
