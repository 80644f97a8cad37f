"""What a booking costs: the fee table, the shares of applicants, and the lines that tell how it came about."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.general.venues.actions import deciding, rooms
from siwei.general.venues.fees import AIRCON, HALL, Line, Rate, line_for, price, rate_for
from siwei.general.venues.models import SLOTS
from siwei.general.venues.rules import Applicant, Slot, Terms
from siwei.general.venues.screens import reckoning
from siwei.general.venues.tests.conftest import ASKED, SYSTEM, WEDNESDAY, WEEK

LAW = Terms()
DAY = datetime.date(2017, 4, 20)
NEW = datetime.date(2017, 4, 1)
BASE = Rate(HALL, 1000, 3000)
sums = st.integers(0, 1_000_000)


@pytest.mark.parametrize(("applicant", "fee", "deposit"), [
    (Applicant.AGENCY, 0, 0), (Applicant.CO_ORGANISED, 500, 3000),
    (Applicant.PUBLIC_INTEREST, 1000, 3000), (Applicant.OTHER, 1000, 3000),
])  # fmt: skip
def test_who_pays_what_of_the_full_price(applicant, fee, deposit):
    cost = price([BASE], applicant, ["morning"], [], DAY, LAW)
    assert (cost.fee_of("morning"), cost.deposit) == (fee, deposit)


@pytest.mark.parametrize(("fee", "half"), [(999, 500), (1001, 501), (1, 1), (0, 0)])
def test_half_a_dollar_is_rounded_up(fee, half):
    assert line_for(Rate(HALL, fee), Applicant.CO_ORGANISED, Slot.MORNING, LAW).fee == half


def test_the_most_particular_row_holds_and_of_those_the_newest():
    evening = Rate(HALL, 1500, slot=Slot.EVENING)
    charity = Rate(HALL, 700, applicant=Applicant.PUBLIC_INTEREST)
    newer = Rate(HALL, 800, applicant=Applicant.PUBLIC_INTEREST, since=NEW)
    later = Rate(HALL, 9999, applicant=Applicant.OTHER, since=DAY + datetime.timedelta(days=1))
    table = [BASE, evening, charity, newer, later]

    def row(applicant, slot, day=DAY):
        return rate_for(table, HALL, applicant, slot, day)

    assert row(Applicant.OTHER, Slot.MORNING) == BASE
    assert row(Applicant.OTHER, Slot.EVENING) == evening
    assert row(Applicant.PUBLIC_INTEREST, Slot.EVENING) == newer
    assert row(Applicant.PUBLIC_INTEREST, Slot.EVENING, NEW - datetime.timedelta(days=1)) == charity
    assert row(Applicant.OTHER, Slot.MORNING, later.since) == later
    assert rate_for(table, AIRCON, Applicant.OTHER, Slot.MORNING, DAY) is None


def test_a_row_of_its_own_is_what_an_agency_pays():
    """City agencies pay nothing, unless the table names them."""
    named = Rate(HALL, 300, 100, Applicant.AGENCY)
    cost = price([BASE, named], Applicant.AGENCY, ["morning"], [], DAY, LAW)
    assert (cost.fee_of("morning"), cost.deposit) == (300, 100)


def test_extras_are_no_part_of_the_half():
    table = [BASE, Rate(AIRCON, 400), Rate("screen", 200, slot=Slot.EVENING)]
    cost = price(table, Applicant.CO_ORGANISED, ["evening", "morning"], [AIRCON, "screen", "piano"], DAY, LAW)
    assert (cost.fee_of("morning"), cost.fee_of("evening")) == (900, 1100)
    assert [(line.slot, line.item) for line in cost.lines] == [
        ("morning", HALL), ("morning", AIRCON), ("evening", HALL), ("evening", AIRCON), ("evening", "screen"),
    ]  # fmt: skip


@given(sums, sums, st.sampled_from(Applicant), st.sampled_from(Slot))
def test_nobody_pays_more_than_the_full_price_and_a_line_is_kept_as_it_is(amount, deposit, applicant, slot):
    line = line_for(Rate(HALL, amount, deposit), applicant, slot, LAW)
    assert 0 <= line.fee <= amount
    assert Line.of(line.as_json()) == line
    assert line_for(Rate(HALL, amount), applicant, slot, Terms(co_organised_share=Decimal(1))).fee in (0, amount)


def test_the_case_shows_line_by_line_what_it_sums(staff, venue, application):
    rooms.set_fee(venue, by=SYSTEM, item="venue", slot="evening", amount=1500, deposit=4000, since=NEW)
    rooms.set_fee(venue, by=SYSTEM, item="aircon", amount=400, since=NEW)
    booking = application(
        slots=["morning", "evening"], rhythm="weekly", until=WEDNESDAY + WEEK, applicant="co_organised",
        extras=["aircon"],
    )  # fmt: skip
    assert [(row["amount"], row["times"], row["sum"]) for row in reckoning(booking)] == [
        (1000, 2, 1000), (400, 2, 800), (1500, 2, 1500), (400, 2, 800),
    ]  # fmt: skip
    assert booking.fee == sum(row["sum"] for row in reckoning(booking)) == 4100
    assert booking.fee == sum(session.fee for session in booking.sessions.all())
    assert booking.deposit == 4000
    assert str(dict(SLOTS)["morning"]) == str(reckoning(booking)[0]["slot"])


def test_a_new_price_is_for_new_applications(venue, application):
    before = application()
    rooms.set_fee(venue, by=SYSTEM, item="venue", amount=2000, deposit=1, since=ASKED + datetime.timedelta(days=1))
    assert (before.fee, application(slots=["evening"]).fee) == (1000, 1000)
    assert application(slots=["afternoon"], asked_on=ASKED + datetime.timedelta(days=1)).fee == 2000


def test_one_row_for_one_day_and_rows_entered_in_error_go(staff, venue):
    for amount in (500, 600):
        raw = {"item": "aircon", "amount": amount, "since": "2017-01-01"}
        rooms.set_fee.submit(raw, by=staff.clerk, record=venue)
    (row,) = venue.fees.all()
    assert row.amount == 600
    rooms.take_fees_off.submit({"rows": [row.pk], "note": "誤登"}, by=staff.clerk, record=venue)
    assert not venue.fees.exists()


def test_a_lost_session_is_not_owed(staff, venue, application):
    weekly = application(by=staff.colleague, rhythm="weekly", until=WEDNESDAY + WEEK)
    deciding.approve(application(), by=staff.approver)
    weekly.refresh_from_db()
    assert (weekly.fee, [row["times"] for row in reckoning(weekly)]) == (1000, [1])
