"""A stop of work that somebody enters changes the office's calendar at once, for its districts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from siwei.kernel.access.actor import ADMINISTRATOR
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.calendar.actions import change, enter, withdraw
from siwei.kernel.calendar.models import ClosureDay
from siwei.kernel.calendar.office_calendar import Whose, office_calendar
from siwei.kernel.calendar.working_days import Closed
from siwei.kernel.events.models import history_of
from siwei.kernel.records.writing import WriteOutsideActionError

pytestmark = pytest.mark.django_db
MONDAY = date(2017, 7, 31)


@pytest.fixture(autouse=True)
def kaohsiung(settings):
    settings.SIWEI_OFFICE = "kaohsiung"


@pytest.fixture
def admin(actor):
    return actor("ada", ADMINISTRATOR)


def given(admin, **fields):
    """Enter through the form, as page, API and import do."""
    return enter.submit({"date": "2017-07-31", "part": "whole", "reason": "尼莎颱風", **fields}, by=admin)


def test_the_calendar_knows_it_at_once_and_forgets_it_at_once(admin):
    assert office_calendar().is_working_day(MONDAY)
    stop = given(admin)
    assert not office_calendar().is_working_day(MONDAY)
    assert not office_calendar(Whose.WORKERS).is_working_day(MONDAY)
    found = office_calendar().closure_on(MONDAY)
    assert found is not None
    assert found.reason == "尼莎颱風"
    withdraw(stop, by=admin, note="公告更正")
    assert office_calendar().is_working_day(MONDAY)
    assert [event.act for event in history_of(stop)] == ["calendar.closureday.enter", "calendar.closureday.withdraw"]


def test_a_withdrawn_one_rests_and_may_be_entered_anew(admin):
    stop = given(admin)
    withdraw(stop, by=admin, note="公告更正")
    for act in (lambda: change(stop, by=admin, reason="x"), lambda: withdraw(stop, by=admin, note="x")):
        with pytest.raises(NotAllowed):
            act()
    given(admin)
    assert not office_calendar().is_working_day(MONDAY)


def test_a_morning_becomes_the_whole_day(admin):
    stop = given(admin, part="morning")
    assert office_calendar().is_working_day(MONDAY)
    change(stop, by=admin, part="whole")
    assert not office_calendar().is_working_day(MONDAY)
    assert history_of(stop)[1].changes == {"part": ["morning", "whole"]}


def test_a_stop_elsewhere_leaves_the_office_open(admin):
    stop = given(admin, districts="大寮區、 鳳山區")
    assert stop.districts == "鳳山區、大寮區"
    assert office_calendar().is_working_day(MONDAY)
    assert not office_calendar(district="鳳山區").is_working_day(MONDAY)


def test_an_unchanged_calendar_is_the_same_value(admin):
    given(admin, part=Closed.EVENING)
    assert office_calendar() is office_calendar()


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"districts": "鳳山區、月球區"}, "districts", "“月球區” is no district of the city."),
        ({"date": "2031-07-31"}, "date", "covers 2016-01-01 to 2027-12-31 only"),
        ({"date": "31.31.2017"}, "date", "valid date"),
        ({"reason": ""}, "reason", "required"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field(admin, fields, field, message):
    with override("en"):
        with pytest.raises(ValidationError) as caught:
            given(admin, **fields)
        assert message in str(caught.value.message_dict[field])
    assert not ClosureDay.objects.exists()


def test_the_same_stop_is_not_entered_twice(admin):
    given(admin)
    with override("en"), pytest.raises(ValidationError, match="already entered"):
        given(admin)


def test_only_the_administrator_and_only_by_an_action(admin, actor):
    with pytest.raises(NotAllowed):
        given(actor("otto"))
    with pytest.raises(WriteOutsideActionError):
        ClosureDay.objects.create(date=MONDAY, reason="x")


def test_everybody_may_know_and_it_names_itself(admin, actor):
    stop = given(admin)
    assert list(ClosureDay.objects.all().visible_to(actor("otto"))) == [stop]
    assert stop.business_date() == MONDAY
    with override("en"):
        assert str(stop) == "2017-07-31 Whole day 尼莎颱風"
    with override("zh-hant"):
        assert str(stop).startswith("106年7月31日")


def test_one_query_is_all_it_costs(django_assert_num_queries):
    with django_assert_num_queries(1):
        office_calendar()
