"""Who decides, in which order, side by side, in whose place; rounds stay, and nobody approves what he asked for."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.toy.actions import ask

from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.actions import end as end_deputy
from siwei.kernel.approvals.models import (
    Slip,
    SlipStep,
    Step,
    approve,
    decidable,
    may_decide,
    rounds_of,
    send_back,
    slip_of,
    submit,
    waiting_for,
    withdraw,
)
from siwei.kernel.records.writing import WriteOutsideActionError, writing

CHIEF = Role("toy.chief", "Chief")
LEGAL = Role("toy.legal", "Legal")
HEAD = Role("toy.head", "Head")
TODAY = timezone.localdate()
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def errand(db):
    return ask(by=Actor.system("test"), what="ink", opened_on=datetime.date(2017, 2, 17))


@pytest.fixture
def clerk(actor):
    return actor("clara")


@pytest.fixture
def chief(actor):
    return actor("chia", CHIEF)


@pytest.fixture
def head(actor):
    return actor("hedda", HEAD)


@pytest.fixture
def slip(errand, clerk, chief, head):
    with writing():
        return submit(errand, [Step(1, CHIEF), Step(2, HEAD)], by=clerk)


def decide(verb, errand, by, **how):
    with writing(), transaction.atomic():
        return verb(errand, by=by, **how)


def states(slip):
    return [step.state for step in SlipStep.objects.filter(slip=slip)]


def test_steps_are_asked_in_their_order(slip, errand, chief, head):
    assert may_decide(errand, head)
    with pytest.raises(NotAllowed):
        decide(approve, errand, head)
    assert [step.slip.record for step in waiting_for(chief)] == [errand]
    assert waiting_for(head) == []
    assert decide(approve, errand, chief, opinion="good") is False
    assert waiting_for(chief) == []
    assert len(waiting_for(head)) == 1
    assert decide(approve, errand, head) is True
    slip.refresh_from_db()
    assert slip.state == Slip.State.APPROVED
    assert slip_of(errand) is None
    first = slip.steps.get(order=1)
    assert (first.decided_by, first.behalf, first.opinion) == (chief.person, None, "good")


def test_steps_of_one_order_are_asked_side_by_side(errand, actor, clerk, chief, head):
    legal = actor("lena", LEGAL)
    with writing():
        submit(errand, [Step(1, CHIEF), Step(1, LEGAL), Step(2, HEAD)], by=clerk)
    assert decidable(errand, chief)
    assert decidable(errand, legal)
    assert decide(approve, errand, legal) is False
    assert decidable(errand, head) is None, "one of the two is still asked"
    assert decidable(errand, legal) is None, "nobody decides twice"
    assert decide(approve, errand, chief) is False
    assert decide(approve, errand, head) is True


def test_a_step_in_a_unit_asks_who_holds_the_role_there(errand, clerk, person):
    from siwei.kernel.access.actions import give

    here, there = person("anna", unit="general"), person("bob", unit="mail")
    for somebody in (here, there):
        give(by=Actor.system("test"), person=somebody, role=CHIEF.code, since=TODAY, unit=somebody.unit)
    with writing():
        submit(errand, [Step(1, CHIEF, unit=here.unit)], by=clerk)
    assert decidable(errand, Actor.of(here))
    assert decidable(errand, Actor.of(there)) is None
    assert waiting_for(Actor.of(there)) == []


def test_a_step_for_a_person_asks_nobody_else_who_holds_the_role(errand, clerk, actor, chief):
    other = actor("olga", CHIEF)
    with writing():
        submit(errand, [Step(1, CHIEF, person=chief.person)], by=clerk)
    assert decidable(errand, chief)
    assert decidable(errand, other) is None
    assert waiting_for(other) == []


def test_what_is_returned_is_submitted_anew_and_both_rounds_stay(slip, errand, clerk, chief):
    decide(send_back, errand, chief, opinion="Which ink?")
    assert slip_of(errand) is None
    assert states(slip) == ["returned", "waiting"]
    assert waiting_for(chief) == []
    with writing():
        submit(errand, [Step(1, CHIEF)], by=clerk)
    assert [(one.round, one.state) for one in rounds_of(errand)] == [(1, "returned"), (2, "open")]
    assert rounds_of(errand)[0].steps.all()[0].opinion == "Which ink?"


def test_what_is_withdrawn_waits_for_nobody(slip, errand, chief):
    with writing():
        withdraw(errand)
    slip.refresh_from_db()
    assert slip.state == Slip.State.WITHDRAWN
    assert waiting_for(chief) == []
    with writing(), pytest.raises(NotAllowed):
        withdraw(errand)
    with pytest.raises(NotAllowed):
        decide(approve, errand, chief)


def test_a_record_has_one_open_round(slip, errand, clerk):
    with writing(), pytest.raises(IntegrityError), transaction.atomic():
        submit(errand, [Step(1, CHIEF)], by=clerk)


def test_who_asks_does_not_approve_alone_or_through_a_deputy(errand, chief, person):
    paul = person("paul")
    with writing():
        submit(errand, [Step(1, CHIEF)], by=chief)
    assert decidable(errand, chief) is None
    assert waiting_for(chief) == []
    appoint(by=chief, deputy=paul, since=TODAY, until=TODAY + WEEK)
    assert decidable(errand, Actor.of(paul, behalf=chief.person)) is None
    assert waiting_for(Actor.of(paul, behalf=chief.person)) == []


def test_who_asks_does_not_approve_in_the_place_of_another(slip, errand, clerk, chief):
    appoint(by=chief, deputy=clerk.person, since=TODAY, until=TODAY + WEEK)
    stands_in = Actor.of(clerk.person, behalf=chief.person)
    assert decidable(errand, stands_in) is None
    assert waiting_for(stands_in) == []


def test_a_deputy_decides_in_the_place_he_takes_and_the_step_says_so(slip, errand, chief, person):
    paul = person("paul")
    appoint(by=chief, deputy=paul, since=TODAY, until=TODAY + WEEK)
    assert decidable(errand, Actor.of(paul)) is None, "he has to take the place first, so that his acts say so"
    stands_in = Actor.of(paul, behalf=chief.person)
    assert len(waiting_for(stands_in)) == 1
    decide(approve, errand, stands_in)
    step = slip.steps.get(order=1)
    assert (step.decided_by, step.behalf) == (paul, chief.person)


@pytest.mark.parametrize("days", [(-7, 0), (1, 7)], ids=["over", "to come"])
def test_only_in_the_days_of_the_appointment(slip, errand, chief, person, days):
    paul, (since, until) = person("paul"), (TODAY + datetime.timedelta(days=d) for d in days)
    appoint(by=chief, deputy=paul, since=since, until=until)
    stands_in = Actor.of(paul, behalf=chief.person)
    assert decidable(errand, stands_in) is None
    assert waiting_for(stands_in) == []


def test_an_appointment_that_was_ended_ends_at_once(slip, errand, chief, person):
    paul = person("paul")
    made = appoint(by=chief, deputy=paul, since=TODAY - WEEK, until=TODAY + WEEK)
    stands_in = Actor.of(paul, behalf=chief.person)
    assert decidable(errand, stands_in)
    end_deputy(made, by=chief, note="back")
    assert decidable(errand, stands_in) is None


def test_slips_are_written_by_actions_only(errand, clerk):
    with pytest.raises(WriteOutsideActionError):
        submit(errand, [Step(1, CHIEF)], by=clerk)


def test_nobody_approves_what_his_deputy_submitted_in_his_place(errand, clerk, chief, actor):
    """He comes back and would decide; so would another deputy of his."""
    boss, stand_in, other = chief.person, clerk.person, actor("otto").person
    for deputy in (stand_in, other):
        appoint(by=Actor.of(boss), deputy=deputy, since=TODAY, until=TODAY + WEEK)
    with writing():
        submit(errand, [Step(1, CHIEF)], by=Actor.of(stand_in, behalf=boss))
    for whoever in (Actor.of(boss), Actor.of(other, behalf=boss), Actor.of(stand_in, behalf=boss)):
        assert decidable(errand, whoever) is None
        assert waiting_for(whoever) == []
