"""The rules of repairs, one by one."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.general.repairs.rules import (
    contract_covers,
    may_reopen,
    months_later,
    next_preventive,
)

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


@pytest.mark.parametrize(("trade", "day", "covered"), [
    ("lift", (2017, 1, 1), True), ("lift", (2017, 12, 31), True), ("lift", (2018, 1, 1), False),
    ("lift", (2016, 12, 31), False), ("air", (2017, 6, 1), False),
])  # fmt: skip
def test_a_contract_covers_class_and_days(trade, day, covered):
    first, last = datetime.date(2017, 1, 1), datetime.date(2017, 12, 31)
    assert contract_covers(["lift", "fire"], first, last, trade, datetime.date(*day)) is covered


@pytest.mark.parametrize(("day", "months", "later"), [
    ((2017, 1, 31), 1, (2017, 2, 28)), ((2016, 1, 31), 1, (2016, 2, 29)), ((2017, 12, 15), 1, (2018, 1, 15)),
    ((2017, 11, 30), 3, (2018, 2, 28)), ((2017, 1, 1), 24, (2019, 1, 1)),
])  # fmt: skip
def test_months_later(day, months, later):
    assert months_later(datetime.date(*day), months) == datetime.date(*later)


@given(DAYS, st.integers(1, 36), st.integers(0, 2000))
def test_the_next_round_lies_ahead_and_no_round_is_skipped(planned, months, passed):
    today = planned + datetime.timedelta(days=passed)
    following = next_preventive(planned, months, today)
    assert following > today
    assert (following - today).days <= months * 31


@pytest.mark.parametrize(("days", "may"), [(0, True), (14, True), (15, False)])
def test_after_two_weeks_it_is_a_new_request(days, may):
    day = datetime.date(2017, 3, 1)
    assert may_reopen(day, day + datetime.timedelta(days=days), 14) is may
