"""What calendar programs get: one UID for one session, a growing SEQUENCE, and a CANCEL at the end."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from siwei.general.venues.actions import deciding, money
from siwei.general.venues.invitations import feed
from siwei.general.venues.models import Session
from siwei.general.venues.tests.conftest import ASKED, WEDNESDAY, WEEK
from siwei.kernel.notices.models import Notice, send_waiting

TAIPEI = ZoneInfo("Asia/Taipei")


def sent():
    """The calendars sent so far, oldest first."""
    found = [notice.attachments for notice in Notice.objects.order_by("pk")]
    return [Calendar.from_ical(one[0][1]) for one in found if one]


def events(calendar):
    return calendar.walk("VEVENT")


@pytest.fixture
def approved(staff, application):
    booking = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    deciding.approve(booking, by=staff.approver)
    money.pay(booking, by=staff.cashier, on=ASKED, receipt="R1")
    return booking


def test_an_approval_invites_to_every_session(approved):
    (calendar,) = sent()
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    first, second = events(calendar)
    assert first.decoded("DTSTART") == datetime.datetime(2017, 5, 17, 8, tzinfo=TAIPEI)
    assert first.decoded("DTEND") == datetime.datetime(2017, 5, 17, 12, tzinfo=TAIPEI)
    assert second.decoded("DTSTART").date() == WEDNESDAY + WEEK
    assert first["UID"] != second["UID"]
    assert (str(first["SUMMARY"]), str(first["STATUS"])) == ("座談會", "CONFIRMED")
    assert first["ATTENDEE"] == "mailto:ming@example.org"
    assert str(first["ATTENDEE"].params["CN"]) == "王小明（範例）"
    assert first["ORGANIZER"].startswith("mailto:")
    assert approved.venue.name_zh in first["LOCATION"]


def test_a_move_keeps_the_uid_and_raises_the_sequence(staff, approved):
    session = approved.sessions.first()
    deciding.move(approved, by=staff.clerk, session=session, day=WEDNESDAY + datetime.timedelta(days=1), slot="evening")
    before, after = (events(calendar)[0] for calendar in sent())
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == datetime.datetime(2017, 5, 18, 18, tzinfo=TAIPEI)


def test_a_cancelled_booking_is_taken_out_of_the_calendar(staff, approved):
    deciding.cancel(approved, by=staff.clerk, cause="office", note="x", on=ASKED)
    invited, cancelled = sent()
    assert cancelled["METHOD"] == "CANCEL"
    assert [e["UID"] for e in events(cancelled)] == [e["UID"] for e in events(invited)]
    assert {str(e["STATUS"]) for e in events(cancelled)} == {"CANCELLED"}
    assert all(e["SEQUENCE"] > events(invited)[0]["SEQUENCE"] for e in events(cancelled))


def test_whoever_was_never_invited_gets_no_cancellation(staff, application):
    deciding.cancel(application(), by=staff.clerk, cause="office", note="x", on=ASKED)
    assert sent() == []


def test_the_mail_carries_it_with_its_method(approved, mailoutbox):
    assert send_waiting() == 1
    name, _text, mime = mailoutbox[0].attachments[0]
    assert (name, mime) == ("invite.ics", "text/calendar; method=REQUEST; charset=utf-8")


@pytest.mark.parametrize(("private", "summary"), [(True, "座談會"), (False, "已借用")])
def test_a_public_feed_tells_only_that_it_is_taken(approved, private, summary):
    raw = feed("第一會議室", Session.objects.select_related("booking", "venue__centre"), private=private)
    calendar = Calendar.from_ical(raw)
    assert "METHOD" not in calendar
    assert str(calendar["X-WR-CALNAME"]) == "第一會議室"
    assert {str(event["SUMMARY"]) for event in events(calendar)} == {summary}
    assert ("範例" in raw.decode()) is False
