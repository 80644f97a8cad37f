"""The rules of use: outcome of the pieces, hours begun, prices of a day, seats, and when a name is forgotten."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.archives.use.rules import (
    Price,
    by_agency,
    free_seat,
    free_to_forget,
    hours_charged,
    kinds_on,
    outcome,
    price_of,
)
from siwei.documents.archives.use.table import KINDS, kinds, price, prices

DECISIONS = st.lists(st.sampled_from(["full", "part", "refused"]), min_size=1)


@given(DECISIONS)
def test_the_outcome_follows_from_the_pieces(decisions):
    expected = {("full",): "approved", ("refused",): "refused"}.get(tuple(sorted(set(decisions))), "partly")
    assert outcome(decisions) == outcome(reversed(decisions)) == expected


@pytest.mark.parametrize("decisions", [[], [""], ["full", ""]])
def test_nothing_is_decided_while_a_piece_is_open(decisions):
    with pytest.raises(ValueError, match="not every piece"):
        outcome(decisions)


@pytest.mark.parametrize(("hours", "units"), [("0", 0), ("0.1", 1), ("2", 1), ("2.1", 2), ("4", 2), ("4.5", 3)])
def test_two_hours_begun_are_a_unit(hours, units):
    assert hours_charged(Decimal(hours)) == units


def test_a_price_holds_from_its_day_until_the_next():
    rows = (Price("a", datetime.date(2012, 1, 1), 2), Price("a", datetime.date(2020, 1, 1), 3))
    found = [price_of(rows, "a", datetime.date(*day)) for day in ((2012, 1, 1), (2019, 12, 31), (2020, 1, 1))]
    assert found == [2, 2, 3]
    assert kinds_on(rows, datetime.date(2011, 12, 31)) == ()
    with pytest.raises(LookupError):
        price_of(rows, "a", datetime.date(2011, 12, 31))


def test_the_office_table_is_read_and_every_kind_has_a_name():
    """RULES 2.8: 20 for two hours begun, 2 a page, A3 3, colour five times as much; images since 2022-12-30."""
    day, today = datetime.date(2017, 6, 1), datetime.date(2026, 1, 1)
    assert {one.kind for one in prices()} <= set(KINDS)
    assert [price(kind, day) for kind in ("reading", "black_b4", "black_a3", "colour_b4", "colour_a3", "post")] == [
        20, 2, 3, 10, 15, 50,
    ]  # fmt: skip
    assert "paper_image" not in kinds(day)
    assert [price(kind, today) for kind in ("paper_image", "paper_image_fine", "photo_image", "drawing")] == [
        10, 25, 15, 50,
    ]  # fmt: skip


@given(st.sets(st.integers(1, 8)), st.integers(1, 8))
def test_the_lowest_free_seat(taken, seats):
    seat = free_seat(taken, seats)
    if seat is None:
        assert set(range(1, seats + 1)) <= taken
    else:
        assert seat not in taken
        assert set(range(1, seat)) <= taken


@given(st.dictionaries(st.integers(), st.integers(1, 3)))
def test_every_item_goes_to_one_agency(pieces):
    parts = by_agency(pieces)
    assert sorted(key for keys in parts.values() for key in keys) == sorted(pieces)
    assert all(pieces[key] == agency for agency, keys in parts.items() for key in keys)


def test_a_name_of_the_29th_of_february_is_forgotten_too():
    assert free_to_forget(datetime.date(2016, 2, 29), 5) == datetime.date(2021, 3, 1)
    assert free_to_forget(datetime.date(2017, 3, 1), 5) == datetime.date(2022, 3, 1)
