"""What the clock does to bookings that nobody paid."""

import datetime

import pytest

from siwei.general.venues.actions import deciding, money
from siwei.general.venues.models import Occupation
from siwei.general.venues.tests.conftest import ASKED, WEDNESDAY
from siwei.kernel.events.models import history_of
from siwei.kernel.jobs.runner import all_jobs, run_job
from siwei.kernel.notices.models import Notice


@pytest.fixture
def approved(staff, application):
    booking = application()
    deciding.approve(booking, by=staff.approver)
    return booking


def test_the_job_is_declared_once_a_day():
    assert all_jobs()["venues.release"].every == "30 6 * * *"


@pytest.mark.parametrize(("late", "released"), [(-1, 0), (0, 1), (30, 1)])
def test_unpaid_on_the_first_day_is_released(approved, late, released):
    assert run_job("venues.release", WEDNESDAY + datetime.timedelta(days=late)) == released
    approved.refresh_from_db()
    assert (approved.state == "cancelled") is bool(released)
    assert Occupation.objects.exists() is not bool(released)


def test_the_history_says_who_and_the_applicant_is_told(approved):
    run_job("venues.release", WEDNESDAY)
    event = list(history_of(approved))[-1]
    assert (event.act, event.actor_name, event.person) == ("venues.booking.cancel", "venues.release", None)
    assert Notice.objects.filter(person=approved.requester).count() == 2
    assert run_job("venues.release", WEDNESDAY) == 0


def test_what_is_paid_or_free_or_undecided_stays(staff, approved, application):
    money.pay(approved, by=staff.cashier, on=ASKED, receipt="R1")
    free = application(applicant="agency", slots=["evening"])
    deciding.approve(free, by=staff.approver)
    application(slots=["afternoon"])
    assert run_job("venues.release", WEDNESDAY) == 0
