"""The law of drills and trainings, paragraph by paragraph."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from siwei.general.safety import rules
from siwei.general.safety.rules import Squad, drill_counts, half_year_of, must_train, squads, training_hours
from siwei.kernel.calendar.period import Period


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("staff", "count"), [(0, 0), (9, 0), (10, 3), (49, 3), (50, 5), (800, 5)])
def test_squads_by_staff(staff, count):
    assert len(squads(staff)) == count


def test_from_fifty_people_on_there_are_security_and_rescue():
    assert set(squads(50)) - set(squads(49)) == {Squad.SECURITY, Squad.RESCUE}


@pytest.mark.parametrize(("hours", "counts"), [(3.9, False), (4, True), (8, True)])
def test_a_drill_takes_four_hours(hours, counts):
    assert drill_counts(hours) is counts


@pytest.mark.parametrize(("day", "half"), [((1, 1), 1), ((6, 30), 1), ((7, 1), 2), ((12, 31), 2)])
def test_half_years_begin_in_january_and_july(day, half):
    assert half_year_of(datetime.date(2017, *day)) == Period.half_year(2017, half)


def test_a_corps_is_trained_four_hours_and_eight_when_it_was_reorganised():
    assert (training_hours(reorganised=False), training_hours(reorganised=True)) == (4, 8)


@pytest.mark.parametrize(("members", "least"), [(0, 0), (1, 1), (60, 20), (61, 21), (240, 80)])
def test_a_third_of_the_corps_is_trained_each_year(members, least):
    assert must_train(members) == least


@given(st.integers(0, 10_000))
def test_never_fewer_than_a_third_and_never_one_more_than_needed(members):
    assert members <= 3 * must_train(members) < members + 3


@pytest.mark.parametrize(("staff", "formed", "hours", "found"), [
    (60, set(Squad), 4, []),
    (60, {*squads(49)}, 4, ["2 of the 5 squads that 60 staff must form have nobody on the roster."]),
    (9, set(), 4, []),
    (None, set(), None, []),
    (None, set(), 3, ["Shorter than 4 hours: it does not count as a drill."]),
])  # fmt: skip
def test_in_what_a_drill_falls_short(staff, formed, hours, found):
    assert list(rules.drill_shortcomings(staff, formed, hours and Decimal(hours))) == found


@pytest.mark.parametrize(("members", "trained", "hours", "reorganised", "found"), [
    (240, 80, 4, False, []),
    (240, 79, 4, False, ["79 people; a third of 240 members is 80."]),
    (240, 79, 8, True, []),
    (240, 240, 4, True, ["Shorter than the 8 hours of the rule."]),
    (None, 3, 3, False, ["Shorter than the 4 hours of the rule."]),
    (None, 0, None, False, []),
])  # fmt: skip
def test_in_what_a_training_falls_short(members, trained, hours, reorganised, found):
    short = rules.training_shortcomings(members, trained, hours and Decimal(hours), reorganised=reorganised)
    assert list(short) == found
