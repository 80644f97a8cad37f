"""What calendar programs get: one UID for one session, a growing SEQUENCE, and a CANCEL at the end."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from siwei.general.venues.actions import changing, deciding, money
from siwei.general.venues.invitations import feed
from siwei.general.venues.models import Session
from siwei.general.venues.tests.conftest import ASKED, WEDNESDAY, WEEK
from siwei.kernel.notices.models import Notice, send_waiting

DAY = datetime.timedelta(days=1)
TAIPEI = ZoneInfo("Asia/Taipei")


def sent():
    """The calendars sent so far, oldest first."""
    found = [notice.attachments for notice in Notice.objects.order_by("pk")]
    return [Calendar.from_ical(text) for mailed in found for _name, text, _mime in mailed]


def event(calendar):
    (found,) = calendar.walk("VEVENT")
    return found


@pytest.fixture
def approved(staff, application):
    booking = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    deciding.approve(booking, by=staff.approver)
    money.pay(booking, by=staff.cashier, on=ASKED, receipt="R1")
    return booking


def test_an_approval_invites_to_every_session(approved):
    calendars = sent()
    assert [(one["METHOD"], one["VERSION"]) for one in calendars] == [("REQUEST", "2.0")] * 2
    first, second = map(event, calendars)
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
    changing.move(approved, by=staff.clerk, session=session, day=WEDNESDAY + DAY, slot="evening", on=ASKED)
    before, _second, after = map(event, sent())
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == datetime.datetime(2017, 5, 18, 18, tzinfo=TAIPEI)


def test_a_cancelled_booking_is_taken_out_of_the_calendar(staff, approved):
    changing.cancel(approved, by=staff.clerk, cause="office", note="x", on=ASKED)
    calendars = sent()
    assert [one["METHOD"] for one in calendars] == ["REQUEST"] * 2 + ["CANCEL"] * 2
    one, two, *cancelled = map(event, calendars)
    assert [e["UID"] for e in cancelled] == [one["UID"], two["UID"]]
    assert {str(e["STATUS"]) for e in cancelled} == {"CANCELLED"}
    assert all(e["SEQUENCE"] > one["SEQUENCE"] for e in cancelled)


def test_whoever_was_never_invited_gets_no_cancellation(staff, application):
    changing.cancel(application(), by=staff.clerk, cause="office", note="x", on=ASKED)
    assert sent() == []


def test_the_mail_carries_it_with_its_method(approved, mailoutbox):
    assert send_waiting() == 1
    name, _text, mime = mailoutbox[0].attachments[0]
    assert (name, mime) == ("invite-20170517-morning.ics", "text/calendar; method=REQUEST; charset=utf-8")


@pytest.mark.parametrize(("private", "summary"), [(True, "座談會"), (False, "已借用")])
def test_a_public_feed_tells_only_that_it_is_taken(approved, private, summary):
    raw = feed("第一會議室", Session.objects.select_related("booking", "venue__centre"), private=private)
    calendar = Calendar.from_ical(raw)
    assert "METHOD" not in calendar
    assert str(calendar["X-WR-CALNAME"]) == "第一會議室"
    assert {str(one["SUMMARY"]) for one in calendar.walk("VEVENT")} == {summary}
    assert ("範例" in raw.decode()) is False
