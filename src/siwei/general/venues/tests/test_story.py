"""A booking lived from the application to the returned deposit, and the other ways it can end."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from siwei.general.venues.actions import applying, changing, deciding, money, using
from siwei.general.venues.models import Booking, Occupation, Payment, Venue
from siwei.general.venues.tests.conftest import ASKED, WEDNESDAY, WEEK
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused, WrongState
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.notices.models import Notice

DAY = datetime.timedelta(days=1)
APRIL = datetime.date(2017, 4, 27)


def duties(booking):
    return list(open_duties(booking).values_list("kind", flat=True))


def states(booking):
    return list(booking.sessions.order_by("day", "pk").values_list("state", flat=True))


@pytest.fixture
def two_days(staff, application):
    """Approved and paid for two Wednesdays."""
    booking = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    deciding.approve(booking, by=staff.approver)
    money.pay(booking, by=staff.cashier, on=APRIL, receipt="R1")
    return booking


def test_from_the_application_to_the_returned_deposit(staff, application):
    booking = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    assert (booking.number, booking.fee, booking.deposit, duties(booking)) == ("VN106-00001", 2000, 3000, ["decide"])
    applying.send_back(booking, by=staff.clerk, note="請補場地布置圖")
    assert duties(booking) == ["correct"]
    mended = {"purpose": "研習", "people": "25", "contact": "王小明（範例）", "mail": "ming@example.org"}
    applying.correct.submit(mended, by=staff.applicant, record=booking)
    assert (booking.purpose, booking.people, duties(booking)) == ("研習", 25, ["decide"])
    deciding.approve(booking, by=staff.approver)
    assert (booking.state, duties(booking), Occupation.objects.count()) == ("approved", ["pay"], 2)
    money.pay.submit({"on": "2017-04-27", "receipt": "R1"}, by=staff.cashier, record=booking)
    assert (booking.state, booking.paid, duties(booking)) == ("ready", 5000, ["use"])
    using.mark_use.submit({"on": "2017-05-17"}, by=staff.clerk, record=booking)
    assert (booking.state, states(booking)) == ("ready", ["held", "planned"])
    missed = [booking.sessions.last().pk]
    using.mark_use.submit({"on": "2017-05-24", "not_held": missed}, by=staff.clerk, record=booking)
    assert (booking.state, states(booking), duties(booking)) == ("used", ["held", "not_held"], ["inspect"])
    using.inspect.submit({"deduction": "500", "note": "桌面刮傷"}, by=staff.clerk, record=booking)
    assert (booking.state, booking.refund_due, duties(booking)) == ("inspected", 2500, ["deposit"])
    money.return_deposit.submit({"on": "2017-06-01", "receipt": "D1"}, by=staff.cashier, record=booking)
    assert (booking.state, booking.refund_due, booking.paid, duties(booking)) == ("closed", 0, 2500, [])
    assert [event.act.rsplit(".", 1)[1] for event in history_of(booking)] == [
        "ask", "send_back", "correct", "approve", "pay", "mark_use", "mark_use", "inspect", "return_deposit",
    ]  # fmt: skip
    assert list(faults((Booking, Venue))) == []


def test_an_agency_uses_it_free(staff, application):
    booking = application(applicant="agency", day=WEDNESDAY)
    deciding.approve(booking, by=staff.approver)
    assert (booking.fee, booking.deposit, booking.state, duties(booking)) == (0, 0, "ready", ["use"])
    using.mark_use(booking, by=staff.clerk, on=WEDNESDAY)
    using.inspect(booking, by=staff.clerk, deduction=0, note="良好")
    assert (booking.state, duties(booking)) == ("closed", [])


def test_the_whole_deposit_may_be_kept_but_not_more(staff, two_days):
    using.mark_use(two_days, by=staff.clerk, on=WEDNESDAY + WEEK)
    with pytest.raises(ActionRefused):
        using.inspect(two_days, by=staff.clerk, deduction=3001, note="x")
    using.inspect(two_days, by=staff.clerk, deduction=3000, note="地板毀損")
    assert (two_days.state, two_days.refund_due, duties(two_days)) == ("closed", 0, [])


@pytest.mark.parametrize(("cause", "days", "back"), [
    ("applicant", 3, 5000), ("applicant", 2, 2000), ("applicant", 0, 0),
    ("force_majeure", 0, 5000), ("office", -1, 5000),
])  # fmt: skip
def test_a_cancelled_booking_is_paid_back_by_its_days(staff, two_days, cause, days, back):
    changing.cancel(two_days, by=staff.clerk, cause=cause, note="颱風", on=WEDNESDAY - days * DAY)
    assert (two_days.state, two_days.refund_due, states(two_days)) == ("cancelled", back, ["cancelled"] * 2)
    assert not Occupation.objects.exists()
    assert duties(two_days) == (["refund"] if back else [])
    if back:
        money.pay_back(two_days, by=staff.cashier, on=WEDNESDAY, receipt="B1")
        assert Payment.objects.get(kind="refund").amount == -back
    with pytest.raises(ActionRefused):
        money.pay_back(two_days, by=staff.cashier, on=WEDNESDAY, receipt="B2")


def test_unpaid_nothing_goes_back(staff, application):
    booking = application()
    deciding.approve(booking, by=staff.approver)
    changing.cancel(booking, by=staff.applicant, cause="applicant", note="改期", on=ASKED)
    assert (booking.state, booking.refund_due, duties(booking)) == ("cancelled", 0, [])


def test_only_the_office_finds_force_majeure(staff, two_days):
    with pytest.raises(ActionRefused):
        changing.cancel(two_days, by=staff.applicant, cause="force_majeure", note="x", on=ASKED)
    assert states(two_days) == ["planned", "planned"]


def test_days_of_a_repetition_that_cannot_be_had_are_listed(staff, application, room):
    """The second Wednesday is taken, the Tuesday holiday of Dragon Boat and the days the room is closed are skipped."""
    taken = application(day=WEDNESDAY + WEEK)
    deciding.approve(taken, by=staff.approver)
    weekly = application(rhythm="weekly", until=WEDNESDAY + 2 * WEEK)
    assert weekly.skipped == {"2017-05-24": "taken"}
    assert [str(s.day) for s in weekly.sessions.all()] == ["2017-05-17", "2017-05-31"]
    holiday = application(day=datetime.date(2017, 5, 23), rhythm="weekly", until=datetime.date(2017, 6, 6))
    assert holiday.skipped == {"2017-05-30": "day_off"}
    closed = room("closed", openings=[(day, datetime.time(8), datetime.time(18)) for day in (1, 2)])
    with pytest.raises(ValidationError, match="106年5月17日"):
        application(venue=closed)


def test_the_first_day_is_the_first_that_can_be_had(staff, application):
    deciding.approve(application(), by=staff.approver)
    weekly = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    assert (weekly.first_day, weekly.fee) == (WEDNESDAY + WEEK, 1000)


def test_a_term_that_is_missed_is_told(application):
    with pytest.raises(ValidationError, match=r"."):
        application(asked_on=WEDNESDAY - 9 * DAY)
    assert application(asked_on=WEDNESDAY - 9 * DAY, applicant="agency").number


def test_a_moved_session_frees_its_time_and_takes_the_new(staff, application, two_days):
    first = two_days.sessions.first()
    move = {
        "session": first.pk, "day": "2017-05-18", "slot": "evening", "cause": "applicant", "on": "2017-05-14",
    }  # fmt: skip
    changing.move.submit(move, by=staff.clerk, record=two_days)
    assert (two_days.first_day, two_days.sessions.first().slot) == (datetime.date(2017, 5, 18), "evening")
    other = application(by=staff.colleague)
    deciding.approve(other, by=staff.approver)
    back = {**move, "on": "2017-05-15", "day": "2017-05-17", "slot": "morning"}
    with pytest.raises(ActionRefused, match=other.number):
        changing.move.submit(back, by=staff.clerk, record=two_days)
    two_days.refresh_from_db()
    assert two_days.first_day == datetime.date(2017, 5, 18)


def test_a_message_is_told_to_the_other_side(staff, application):
    booking = application()
    changing.say(booking, by=staff.clerk, note="請問需要麥克風嗎？")
    assert Notice.objects.get().person == staff.applicant.person
    changing.say(booking, by=staff.applicant, note="需要兩支")
    assert Notice.objects.count() == 1
    assert [event.note for event in history_of(booking)][1:] == ["請問需要麥克風嗎？", "需要兩支"]


def test_a_refusal_says_ground_and_reason(staff, application):
    booking = application()
    deciding.refuse.submit({"ground": "unsuited", "note": "場地不適合"}, by=staff.approver, record=booking)
    assert (booking.state, duties(booking)) == ("refused", [])
    assert "場地不適合" in Notice.objects.get().body
    with pytest.raises(WrongState):
        deciding.approve(booking, by=staff.approver)


def test_nothing_left_to_mark(staff, two_days):
    with pytest.raises(ActionRefused):
        using.mark_use(two_days, by=staff.clerk, on=WEDNESDAY - DAY)


def test_an_outside_body_gets_number_and_code_by_mail(staff, room):
    hall = room("hall", group="public_space", open_to_public=True)
    closed = room("inner", open_to_public=False)
    raw = {
        "venue": hall.pk, "day": "2037-05-20", "slots": ["evening", "morning"], "purpose": "音樂會", "people": "60",
        "contact": "林小華（範例）", "mail": "hua@example.org", "applicant": "agency", "organisation": "範例協會",
        "website": "http://spam.example",
    }  # fmt: skip
    form = applying.ask_public.bound(raw, actor=staff.applicant)
    assert set(form.errors) == {"people", "applicant", "website"}
    assert "venue" in applying.ask_public.bound({**raw, "venue": closed.pk}, actor=staff.applicant).errors
    citizen = Actor.citizen("林小華（範例）", "hua@example.org")
    given = applying.ask_public.bound({**raw, "people": "40", "applicant": "other", "website": ""}, actor=citizen)
    assert given.is_valid(), given.errors
    booking = applying.ask_public(by=citizen, asked_on=datetime.date(2037, 4, 1), **given.cleaned_data)
    notice = Notice.objects.get()
    assert (notice.mail, notice.person) == ("hua@example.org", None)
    assert booking.number in notice.body
    assert booking.access_code in notice.body
    assert [s.slot for s in booking.sessions.order_by("pk")] == ["morning", "evening"]
