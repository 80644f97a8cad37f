"""The day on which a file may be disposed of: by article, for every day, and the same in SQL."""

import datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.archives.disposal import sql
from siwei.documents.archives.disposal.rules import (
    Kept,
    Start,
    Way,
    least_years,
    may_be_shortened,
    outcome,
    start_of,
    years_later,
)

CLOSED = datetime.date(2011, 5, 20)
YOUNGEST = datetime.date(2011, 5, 18)
PERIODS = (30, 25, 20, 15, 10, 5, 3, 1)
days = st.dates(datetime.date(1945, 1, 1), datetime.date(2100, 12, 31))


def kept(years=5, disposition="destroy", **more) -> Kept:
    return Kept(CLOSED, YOUNGEST, years, disposition, **more)


@pytest.mark.parametrize(("years", "least"), [(20, 10), (15, 8), (10, 5), (5, 3), (3, 2), (1, 1)])
def test_half_is_rounded_up_to_whole_years(years, least):
    assert least_years(years) == least
    assert may_be_shortened(years, "destroy")


@pytest.mark.parametrize(
    ("years", "disposition"), [(25, "destroy"), (30, "destroy"), (20, "appraise"), (0, "agency"), (0, "national")]
)
def test_longer_ones_and_what_is_not_simply_destroyed_are_never_shortened(years, disposition):
    assert not may_be_shortened(years, disposition)
    found = outcome(kept(years, disposition, original_years=1), Start.NEXT_YEAR)
    assert found == outcome(kept(years, disposition), Start.NEXT_YEAR)


def test_the_cautious_start_is_the_year_after_the_youngest_paper():
    found = outcome(kept(), Start.NEXT_YEAR)
    assert (found.way, found.day) == (Way.DESTROY, datetime.date(2017, 1, 1))
    assert [step.message for step in found.steps][-1] == "From %(day)s on it may be destroyed by procedure."


def test_the_usual_start_is_the_day_after_closing():
    assert outcome(kept(), Start.AFTER_CLOSING).day == datetime.date(2016, 5, 21)


def test_originals_go_after_half_and_the_copy_stays_to_the_end():
    found = outcome(kept(15, original_years=8), Start.NEXT_YEAR)
    assert (found.way, found.day) == (Way.ORIGINALS, datetime.date(2020, 1, 1))
    copy = outcome(kept(15, original_years=8, copy_only=True), Start.NEXT_YEAR)
    assert (copy.way, copy.day) == (Way.DESTROY, datetime.date(2027, 1, 1))


def test_less_than_half_is_never_taken():
    assert outcome(kept(15, original_years=2), Start.NEXT_YEAR).day == datetime.date(2020, 1, 1)


def test_what_is_prolonged_waits_so_much_longer():
    assert outcome(kept(5, prolonged=3), Start.NEXT_YEAR).day == datetime.date(2020, 1, 1)


def test_an_open_file_has_no_day():
    found = outcome(Kept(None, YOUNGEST, 5, "destroy"), Start.NEXT_YEAR)
    assert (found.way, found.day) == (Way.WAIT, None)


def test_what_is_appraised_is_never_destroyed_by_the_day_alone():
    found = outcome(kept(10, "appraise"), Start.NEXT_YEAR)
    assert (found.way, found.day) == (Way.APPRAISE, datetime.date(2022, 1, 1))


def test_what_is_classified_waits_until_it_is_declassified():
    found = outcome(kept(classified=True), Start.NEXT_YEAR)
    assert (found.way, found.day) == (Way.WAIT, None)


def test_permanent_files_go_to_the_nation_in_the_year_after_25_years_or_stay():
    assert outcome(kept(0, "national"), Start.NEXT_YEAR).day == datetime.date(2037, 1, 1)
    assert outcome(kept(0, "agency"), Start.NEXT_YEAR).day is None


def test_what_begins_on_the_29th_of_february_ends_with_february():
    assert years_later(datetime.date(2016, 2, 29), 1) == datetime.date(2017, 3, 1)
    assert years_later(datetime.date(2016, 2, 29), 4) == datetime.date(2020, 2, 29)


@given(days, days, st.sampled_from(PERIODS), st.integers(0, 30), st.sampled_from(Start))
def test_no_rule_lets_a_file_go_before_its_years_are_over(closed, youngest, years, prolonged, starts):
    """Whole years lie between start and day, the copy is never outlived, and prolonging never brings it forward."""
    plain = Kept(closed, youngest, years, "destroy")
    begun, found = start_of(plain, starts), outcome(plain, starts)
    assert begun is not None
    assert found.day is not None
    assert begun > (closed if starts is Start.AFTER_CLOSING else youngest)
    assert found.day >= years_later(begun, years)
    assert (found.day - begun).days >= 365 * years
    for originals in range(1, 21):
        early = outcome(Kept(closed, youngest, years, "destroy", originals), starts)
        assert early.day is not None
        assert years_later(begun, least_years(years)) <= early.day <= max(found.day, years_later(begun, originals))
    later = outcome(Kept(closed, youngest, years, "destroy", None, prolonged), starts)
    assert later.day is not None
    assert later.day >= found.day


ROW = st.tuples(
    days, st.one_of(st.none(), days), st.sampled_from(PERIODS), st.sampled_from(("destroy", "appraise")),
    st.one_of(st.none(), st.integers(1, 20)), st.integers(0, 12), st.booleans(),
)  # fmt: skip


@pytest.mark.django_db
@given(rows=st.lists(ROW, min_size=20, max_size=60), starts=st.sampled_from(Start))
def test_sql_says_the_same(rows, starts):
    pieces, params = [], []
    for closed, youngest, years, disposition, originals, prolonged, copied in rows:
        pieces.append("(%s::date, %s::date, %s::smallint, %s::text, %s::smallint, %s::smallint, %s::text)")
        params += [closed, youngest, years, disposition, originals, prolonged, "copied" if copied else "closed"]
    names = "closed_on, youngest_on, years, disposition, original_years, prolonged, state"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql.due(starts)} FROM (VALUES {', '.join(pieces)}) AS f({names})", params)
        told = [day for (day,) in cursor.fetchall()]
    expected = [outcome(Kept(*row), starts).day for row in rows]
    assert told == expected


@pytest.mark.django_db
@given(days)
def test_sql_says_the_same_of_the_nation(youngest):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql.NATIONAL_FROM} FROM (VALUES (%s::date, NULL::date)) AS f(youngest_on, closed_on)", [youngest]
        )
        (told,) = cursor.fetchone()
    assert told == outcome(Kept(youngest, youngest, 0, "national"), Start.NEXT_YEAR).day
