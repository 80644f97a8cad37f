"""One room, one hour, one booking: whoever comes second is told, whatever way he comes."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from siwei.general.venues.actions import changing, deciding
from siwei.general.venues.actions.rooms import block, lift
from siwei.general.venues.models import Booking, Occupation
from siwei.general.venues.tests.conftest import WEDNESDAY
from siwei.kernel.actions.errors import ActionRefused, WrongState
from siwei.kernel.events.models import history_of

HOUR = datetime.timedelta(hours=1)
MANY = 20


def at(hour, minute=0):
    return timezone.make_aware(datetime.datetime.combine(WEDNESDAY, datetime.time(hour, minute)))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_exactly_one_wins(staff, application, room):
    """Half of them want the morning, half the afternoon of a hall that needs an hour before and after."""
    hall = room("hall", setup_minutes=60, teardown_minutes=60)
    bookings = [application(venue=hall, slots=[("morning", "afternoon")[n % 2]]) for n in range(MANY)]
    answers, start = [], threading.Barrier(MANY)

    def press(booking):
        start.wait()
        try:
            deciding.approve.run(Booking.objects.get(pk=booking.pk), staff.approver, {})
            answers.append("won")
        except (ActionRefused, WrongState):
            answers.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(booking,)) for booking in bookings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["told"] * (MANY - 1) + ["won"]
    winner = Booking.objects.get(state="approved")
    assert Occupation.objects.values_list("session__booking", flat=True).get() == winner.pk
    for loser in Booking.objects.exclude(pk=winner.pk):
        assert (loser.state, loser.sessions.get().state) == ("lost", "cancelled")
        assert list(history_of(loser).values_list("act", flat=True))[-1] == "venues.booking.lose"


def test_a_booking_gives_way_to_a_blocking(staff, application):
    blocked = application(slots=["evening"])
    block(by=staff.clerk, venue=blocked.venue, since=at(20), until=at(21), reason="消防檢查")
    with pytest.raises(ActionRefused, match="消防檢查"):
        deciding.approve(blocked, by=staff.approver)
    blocked.refresh_from_db()
    assert (blocked.state, history_of(blocked).count()) == ("asked", 1)


def test_a_blocking_gives_way_to_a_booking(staff, application):
    booking = application()
    deciding.approve(booking, by=staff.approver)
    with pytest.raises(ActionRefused, match=booking.number):
        block(by=staff.clerk, venue=booking.venue, since=at(11), until=at(14), reason="檢修")
    block(by=staff.clerk, venue=booking.venue, since=at(12), until=at(13), reason="檢修")


def test_a_lifted_blocking_opens_the_room(staff, application):
    booking = application()
    blocking = block(by=staff.clerk, venue=booking.venue, since=at(8), until=at(9), reason="檢修")
    lift(blocking, by=staff.clerk, note="完工")
    deciding.approve(booking, by=staff.approver)
    with pytest.raises(ActionRefused):
        lift(blocking, by=staff.clerk, note="x")


def test_what_is_not_held_or_cancelled_frees_the_room(staff, application):
    first = application()
    deciding.approve(first, by=staff.approver)
    changing.cancel(first, by=staff.clerk, cause="applicant", note="x", on=WEDNESDAY - 20 * datetime.timedelta(days=1))
    deciding.approve(application(), by=staff.approver)
    assert Occupation.objects.values_list("session__state", flat=True).get() == "planned"


@pytest.mark.parametrize(("minutes", "clash"), [(30, False), (31, True)])
def test_set_up_and_tear_down_belong_to_the_time(staff, application, room, minutes, clash):
    hall = room("hall", setup_minutes=minutes, teardown_minutes=30)
    morning, afternoon = (application(venue=hall, slots=[slot]) for slot in ("morning", "afternoon"))
    deciding.approve(morning, by=staff.approver)
    afternoon.refresh_from_db()
    assert (afternoon.state == "lost") is clash


def test_a_day_that_needs_more_set_up_than_the_pause_is_not_its_own_rival(staff, application, room):
    """Three sessions of one booking in a hall whose set-up time is longer than the hour between them."""
    hall = room("hall", setup_minutes=90, teardown_minutes=30)
    whole = application(venue=hall, slots=["morning", "afternoon", "evening"])
    deciding.approve(whole, by=staff.approver)
    assert whole.state == "approved"


INSERT = "INSERT INTO venues_occupation (venue_id, span, session_id) VALUES (%s, tstzrange(%s, %s), %s)"


def test_the_database_itself_refuses_two(staff, application, room):
    booking, other = application(), application(slots=["evening"])
    deciding.approve(booking, by=staff.approver)
    evening = other.sessions.get().pk

    def insert(venue, since, until, session=evening):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, [venue.pk, since, until, session])

    with pytest.raises(IntegrityError, match="venues_no_double_booking"):
        insert(booking.venue, at(11, 59), at(12))
    with pytest.raises(IntegrityError, match="venues_occupied_by_one"):
        insert(booking.venue, at(20), at(21), None)
    insert(booking.venue, at(12), at(13))
    assert Occupation.objects.count() == 2
