"""Opening hours and session hours are the venue's own; what lies outside is refused beside the field."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from siwei.general.venues.actions import changing, deciding, rooms
from siwei.general.venues.models import Occupation, Venue
from siwei.general.venues.rules import is_open
from siwei.general.venues.tests.conftest import WEDNESDAY, WEEK
from siwei.kernel.actions.forms import ActionForm

DAY = datetime.timedelta(days=1)
EIGHT, TEN, NOON, SIX = (datetime.time(hour) for hour in (8, 10, 12, 18))
OFFICE_HOURS = [(day, EIGHT, SIX) for day in range(1, 6)]


@pytest.mark.parametrize(("hours", "begins", "ends", "fits"), [
    ({}, EIGHT, NOON, True), ({3: (EIGHT, NOON)}, EIGHT, NOON, True), ({3: (TEN, SIX)}, EIGHT, NOON, False),
    ({3: (EIGHT, TEN)}, EIGHT, NOON, False), ({4: (EIGHT, SIX)}, EIGHT, NOON, False),
])  # fmt: skip
def test_the_whole_session_lies_within_the_hours(hours, begins, ends, fits):
    assert is_open(hours, WEDNESDAY, begins, ends) is fits


@pytest.mark.parametrize(("day", "slot", "field"), [
    (WEDNESDAY, "evening", "slots"), (WEDNESDAY + 3 * DAY, "morning", "day"), (WEDNESDAY, "afternoon", None),
])  # fmt: skip
def test_a_request_outside_is_refused_beside_the_field(room, application, day, slot, field):
    office = room("office", openings=OFFICE_HOURS)
    if field is None:
        assert application(venue=office, day=day, slots=[slot]).number
        return
    with pytest.raises(ValidationError) as refused:
        application(venue=office, day=day, slots=[slot])
    assert set(refused.value.error_dict) == {field}


def test_a_session_that_the_venue_does_not_have(room, application):
    hall = room("hall", evening_begins=None, evening_ends=None)
    assert [code for code, *_rest in hall.sessions_offered()] == ["morning", "afternoon"]
    with pytest.raises(ValidationError) as refused:
        application(venue=hall, slots=["evening"])
    assert set(refused.value.error_dict) == {"slots"}


def test_the_page_shows_the_refusal_beside_the_field(staff, room, client):
    office = room("office", openings=OFFICE_HOURS)
    client.force_login(staff.clerk.person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["siwei_language"] = "en"
    form = {
        "venue": office.pk, "day": "2037-05-20", "slots": ["evening"], "purpose": "座談會", "people": "20",
        "contact": "王小明（範例）", "mail": "ming@example.org", "applicant": "agency",
    }  # fmt: skip
    answer = client.post("/venues/bookings/new/ask/", form)
    assert answer.status_code == 422
    assert "slots" in answer.context["form"].errors
    assert "08:00–18:00" in answer.content.decode()


def test_days_of_a_repetition_on_which_it_is_closed_are_left_out(room, application):
    short = room("short", openings=[(3, EIGHT, SIX)])
    booking = application(venue=short, rhythm="weekly", until=WEDNESDAY + WEEK)
    assert booking.skipped == {}
    other = room("other", openings=[(3, EIGHT, SIX), (4, EIGHT, SIX)])
    with pytest.raises(ValidationError):
        application(venue=other, slots=["evening"], rhythm="weekly", until=WEDNESDAY + WEEK)


def test_a_booking_keeps_its_hours_when_the_venue_changes_them(staff, venue, application):
    booking = application()
    deciding.approve(booking, by=staff.approver)
    shown = rooms.change_venue.bound(actor=staff.clerk, record=venue)
    raw = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    raw |= {"session_morning": "09:30-12:30", "open_3": "09:00-17:30", "approver": ""}
    rooms.change_venue.submit(raw, by=staff.clerk, record=venue)
    fresh = Venue.objects.get(pk=venue.pk)
    assert fresh.session_hours("morning") == (datetime.time(9, 30), datetime.time(12, 30))
    assert [str(one.opens) for one in fresh.openings.all()] == ["09:00:00"]
    assert booking.sessions.get().hours() == "08:00–12:00"
    assert Occupation.objects.get().span == booking.sessions.get().span
    later = application(venue=fresh, by=staff.colleague, day=WEDNESDAY + WEEK)
    assert later.sessions.get().hours() == "09:30–12:30"


@pytest.mark.parametrize("text", ["8-12", "12:00-08:00", "25:00-26:00", "08:00"])
def test_hours_that_are_none_are_refused(staff, venue, text):
    form = rooms.change_venue.bound({"open_1": text}, actor=staff.clerk, record=venue)
    assert isinstance(form.fields, dict)
    assert "open_1" in form.errors
    assert not isinstance(form, ActionForm)


def test_a_session_is_not_moved_out_of_the_hours(staff, room, application):
    office = room("office", openings=OFFICE_HOURS)
    booking = application(venue=office)
    deciding.approve(booking, by=staff.approver)
    raw = {"session": booking.sessions.get().pk, "day": "2017-05-18", "slot": "evening", "cause": "office"}
    with pytest.raises(ValidationError) as refused:
        changing.move.submit(raw, by=staff.clerk, record=booking)
    assert set(refused.value.error_dict) == {"slot"}


def test_free_sessions_of_a_day(staff, room, application):
    one, two = room("one", setup_minutes=30), room("two", openings=OFFICE_HOURS)
    deciding.approve(application(venue=one, slots=["afternoon"]), by=staff.approver)
    free = Venue.objects.filter(pk__in=[one.pk, two.pk]).free_slots(WEDNESDAY)
    assert free == {one.pk: ["morning", "evening"], two.pk: ["morning", "afternoon"]}
    assert Venue.objects.filter(pk=two.pk).free_slots(WEDNESDAY + 3 * DAY) == {}
