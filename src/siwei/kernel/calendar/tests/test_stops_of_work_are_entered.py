"""A stop of work that somebody enters changes the office's calendar at once, for its districts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from siwei.kernel.calendar.models import ClosureDay
from siwei.kernel.calendar.office_calendar import Whose, office_calendar
from siwei.kernel.calendar.working_days import Closed

pytestmark = pytest.mark.django_db
MONDAY = date(2017, 7, 31)


@pytest.fixture(autouse=True)
def kaohsiung(settings):
    settings.SIWEI_OFFICE = "kaohsiung"


def test_the_calendar_knows_it_at_once_and_forgets_it_at_once():
    assert office_calendar().is_working_day(MONDAY)
    stop = ClosureDay.objects.create(date=MONDAY, reason="尼莎颱風")
    assert not office_calendar().is_working_day(MONDAY)
    assert not office_calendar(Whose.WORKERS).is_working_day(MONDAY)
    found = office_calendar().closure_on(MONDAY)
    assert found is not None
    assert found.reason == "尼莎颱風"
    stop.delete()
    assert office_calendar().is_working_day(MONDAY)


def test_a_stop_elsewhere_leaves_the_office_open():
    ClosureDay.objects.create(date=MONDAY, districts="鳳山區、大寮區", reason="豪雨")
    assert office_calendar().is_working_day(MONDAY)
    assert not office_calendar(district="鳳山區").is_working_day(MONDAY)


def test_an_unchanged_calendar_is_the_same_value():
    ClosureDay.objects.create(date=MONDAY, part=Closed.EVENING, reason="颱風")
    assert office_calendar() is office_calendar()


def test_the_same_stop_is_not_entered_twice():
    ClosureDay.objects.create(date=MONDAY, reason="尼莎颱風")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosureDay.objects.create(date=MONDAY, reason="尼莎颱風")


def test_one_query_is_all_it_costs(django_assert_num_queries):
    with django_assert_num_queries(1):
        office_calendar()
