"""A deputy takes the place of an absent person from the account menu, and leaves it by one click."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override
from tests.showroom import actions as showroom
from tests.showroom.models import Hall

from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import ADMINISTRATOR, Actor, Role
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.actions import end as end_deputy
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.directory.actions import close_account
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.screens.tests.conftest import signed_in

TODAY = timezone.localdate()
LATER = TODAY + datetime.timedelta(days=10)
GUIDE = showroom.GUIDE


@pytest.fixture
def absent(actor):
    return actor("rosa", GUIDE)


@pytest.fixture
def paul(person):
    return person("paul")


@pytest.fixture
def appointment(absent, paul):
    return appoint(by=absent, deputy=paul, since=TODAY, until=LATER)


@pytest.fixture
def browser(client, paul):
    return signed_in(client, Actor.of(paul))


def take(browser, appointment):
    return browser.post(f"/house/deputies/{appointment.pk}/stand_in/", follow=True)


def leave(browser, appointment):
    return browser.post(f"/house/deputies/{appointment.pk}/step_back/", follow=True)


def banner(page):
    return 'class="place-banner"' in page.content.decode()


def test_the_story_of_a_day_in_somebody_elses_place(browser, appointment, absent, paul):
    start = browser.get("/")
    assert "Act for rosa" in start.content.decode()
    assert not banner(start)
    assert browser.get("/showroom/halls/new/add_hall/", follow=True).redirect_chain, "paul is no guide"

    assert banner(take(browser, appointment))
    assert banner(browser.get("/inbox/"))
    answer = browser.post("/showroom/halls/new/add_hall/", {"name_zh": "中庭", "seats": "40"}, follow=True)
    (hall,) = Hall.objects.all()
    assert banner(answer)
    (made,) = history_of(hall)
    assert (made.person, made.behalf) == (paul, absent.person)

    assert not banner(leave(browser, appointment))
    assert browser.get("/showroom/halls/new/add_hall/", follow=True).redirect_chain
    acts = [(event.act.rsplit(".", 1)[1], event.person, event.behalf) for event in history_of(appointment)]
    assert acts == [("appoint", absent.person, None), ("stand_in", paul, None), ("step_back", paul, absent.person)]
    assert list(faults((Deputy, Hall))) == []


def test_duties_and_roles_are_those_of_the_place(absent, paul, appointment):
    stands_in = Actor.of(paul, behalf=absent.person)
    assert stands_in.holds(GUIDE)
    assert not Actor.of(paul).holds(GUIDE)
    assert stands_in.place == absent.person
    assert stands_in.name == "paul"


def test_his_own_roles_rest_while_he_stands_in(absent, person):
    other = Role("showroom.other", "Other")
    bob = person("bob", other)
    assert not Actor.of(bob, behalf=absent.person).holds(other)


def test_the_roles_of_the_house_are_nobodys_to_stand_in_for(actor, paul):
    assert not Actor.of(paul, behalf=actor("ada", ADMINISTRATOR).person).holds(ADMINISTRATOR)


def test_an_ended_appointment_ends_at_the_next_click(browser, appointment, absent):
    assert banner(take(browser, appointment))
    end_deputy(appointment, by=absent, note="back early")
    assert not banner(browser.get("/inbox/"))
    assert browser.get("/showroom/halls/new/add_hall/", follow=True).redirect_chain
    assert not banner(leave(browser, appointment))


def test_nobody_takes_a_place_that_was_not_given_to_him(client, appointment, absent, actor):
    for somebody in (absent, actor("eve")):
        page = take(signed_in(client, somebody), appointment)
        assert not banner(page)
    assert [event.act.rsplit(".", 1)[1] for event in history_of(appointment)] == ["appoint"]


@pytest.mark.parametrize("days", [(-7, 0), (1, 7)], ids=["over", "to come"])
def test_a_place_can_be_taken_in_its_days_only(browser, absent, paul, days):
    since, until = (TODAY + datetime.timedelta(days=d) for d in days)
    made = appoint(by=absent, deputy=paul, since=since, until=until)
    assert "Act for rosa" not in browser.get("/").content.decode()
    assert not banner(take(browser, made))


def test_a_place_is_taken_and_left_by_posts_only(browser, appointment):
    browser.get(f"/house/deputies/{appointment.pk}/stand_in/")
    assert not banner(browser.get("/"))
    take(browser, appointment)
    assert browser.get(f"/house/deputies/{appointment.pk}/step_back/").status_code == 405
    assert banner(browser.get("/"))


def test_the_banner_reads_in_chinese(browser, appointment):
    take(browser, appointment)
    browser.cookies["siwei_language"] = "zh-hant"
    with override("zh-hant"):
        assert "您現在代理" in browser.get("/").content.decode()


def test_whoever_became_an_administrator_stands_in_for_nobody(browser, appointment, paul):
    give(by=Actor.system("test"), person=paul, role=ADMINISTRATOR.code, since=TODAY)
    assert not banner(take(browser, appointment))


def test_whoever_left_gets_no_role_and_no_place(absent, paul, appointment, actor):
    ada = actor("ada", ADMINISTRATOR)
    close_account(paul, by=ada, note="left")
    with pytest.raises(NotAllowed, match="closed"):
        give(by=ada, person=paul, role=ADMINISTRATOR.code, since=TODAY)
    with pytest.raises(NotAllowed, match="closed"):
        appoint(by=absent, deputy=paul, since=TODAY, until=LATER)
    assert not Deputy.objects.today().exists()
