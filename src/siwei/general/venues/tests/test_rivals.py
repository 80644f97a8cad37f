"""Several may ask for the same hour; one is approved, the others are told and keep what is left."""

import pytest

from siwei.general.venues.actions import applying, changing, deciding
from siwei.general.venues.models import Occupation
from siwei.general.venues.tests.conftest import WEDNESDAY, WEEK
from siwei.kernel.actions.errors import NotAllowed, WrongState
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.events.models import history_of
from siwei.kernel.notices.models import Notice


def states(booking):
    booking.refresh_from_db()
    return booking.state, list(booking.sessions.order_by("day", "pk").values_list("state", flat=True))


def test_the_others_are_told_and_lost(staff, application, room):
    winner = application()
    losers = [application(by=staff.colleague), application(by=staff.clerk)]
    applying.send_back(losers[1], by=staff.clerk, note="x")
    untouched = [application(slots=["afternoon"]), application(venue=room("r2")), application(day=WEDNESDAY + WEEK)]
    deciding.approve(winner, by=staff.approver)
    for loser in losers:
        assert states(loser) == ("lost", ["cancelled"])
        assert not open_duties(loser).exists()
        assert list(history_of(loser).values_list("actor_name", flat=True))[-1] == winner.number
    assert [states(one) for one in untouched] == [("asked", ["planned"])] * 3
    told = [notice.person.username for notice in Notice.objects.exclude(person=None) if " " in notice.body]
    assert {"colleague", "clerk"} <= set(told)


def test_a_recurring_loser_keeps_the_other_days(staff, application):
    weekly = application(by=staff.colleague, rhythm="weekly", until=WEDNESDAY + 2 * WEEK)
    deciding.approve(application(), by=staff.approver)
    assert states(weekly) == ("asked", ["cancelled", "planned", "planned"])
    assert list(open_duties(weekly).values_list("kind", flat=True)) == ["decide"]
    deciding.approve(weekly, by=staff.approver)
    assert Occupation.objects.filter(session__booking=weekly).count() == 2


def test_a_loser_pays_for_what_is_left_and_begins_on_its_first_day(staff, application):
    weekly = application(by=staff.colleague, rhythm="weekly", until=WEDNESDAY + 2 * WEEK)
    assert (weekly.fee, weekly.first_day) == (3000, WEDNESDAY)
    deciding.approve(application(), by=staff.approver)
    weekly.refresh_from_db()
    assert (weekly.fee, weekly.deposit, weekly.first_day) == (2000, 3000, WEDNESDAY + WEEK)


def test_a_winner_takes_only_what_it_has_left(staff, application, room):
    """The weekly one lost its first Wednesday before, so whoever else asks for that day keeps asking."""
    weekly = application(by=staff.colleague, rhythm="weekly", until=WEDNESDAY + WEEK)
    first = application()
    deciding.approve(first, by=staff.approver)
    changing.cancel(first, by=staff.clerk, cause="office", note="x", on=WEDNESDAY)
    both = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    weekly.refresh_from_db()
    deciding.approve(weekly, by=staff.approver)
    assert states(both) == ("asked", ["planned", "cancelled"])


def test_what_is_lost_is_not_approved_and_only_the_system_takes_away(staff, application):
    winner, loser = application(), application(by=staff.colleague)
    with pytest.raises(NotAllowed):
        deciding.lose(loser, by=staff.approver, winner=winner)
    deciding.approve(winner, by=staff.approver)
    with pytest.raises(WrongState):
        deciding.approve(loser, by=staff.approver)
