"""A slip on its way: steps put in, going back to any earlier step, decided before its end, nobody away waited for."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from tests.toy.actions import ask

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.models import (
    SlipStep,
    Step,
    approve,
    decidable,
    insert,
    send_back,
    slip_of,
    submit,
    without_deputy,
)
from siwei.kernel.records.writing import writing

NAMES = ("anna", "bert", "cora", "dora", "emil")


@pytest.fixture
def people(actor):
    return {name: actor(name) for name in NAMES}


@pytest.fixture
def errand(people):
    """An errand of anna's that bert, cora and dora are to approve, one after another."""
    made = ask(by=Actor.system("test"), what="ink", opened_on=datetime.date(2017, 2, 17))
    with writing():
        steps = [Step(order, person=people[name].person) for order, name in enumerate(NAMES[1:4], start=1)]
        submit(made, steps, by=people["anna"])
    return made


def do(verb, errand, *args, **how):
    with writing(), transaction.atomic():
        return verb(errand, *args, **how)


def whose(errand):
    slip = slip_of(errand)
    assert slip is not None
    return {str(step.person.username) for step in slip.active() if step.person}


def test_an_inserted_step_is_asked_before_or_after_the_present_one(errand, people):
    do(insert, errand, [Step(0, person=people["emil"].person, advisory=True)])
    assert whose(errand) == {"emil"}
    do(approve, errand, by=people["emil"], opinion="fine")
    assert whose(errand) == {"bert"}
    do(insert, errand, [Step(0, person=people["emil"].person)], before=False)
    do(approve, errand, by=people["bert"])
    assert whose(errand) == {"emil"}
    do(approve, errand, by=people["emil"])
    assert whose(errand) == {"cora"}


def test_back_to_an_earlier_step_asks_it_and_all_after_it_anew(errand, people):
    do(approve, errand, by=people["bert"], opinion="first")
    do(approve, errand, by=people["cora"], opinion="second")
    to = SlipStep.objects.get(person=people["bert"].person)
    do(send_back, errand, by=people["dora"], opinion="again", to=to)
    assert whose(errand) == {"bert"}
    for name in ("bert", "cora"):
        assert do(approve, errand, by=people[name]) is False
    assert do(approve, errand, by=people["dora"]) is True
    said = list(SlipStep.objects.order_by("order").values_list("person__username", "state", "opinion"))
    assert said == [
        ("bert", "approved", "first"), ("cora", "approved", "second"), ("dora", "returned", "again"),
        ("bert", "approved", ""), ("cora", "approved", ""), ("dora", "approved", ""),
    ]  # fmt: skip


def test_a_second_return_asks_nobody_twice(errand, people):
    first = SlipStep.objects.get(person=people["bert"].person)
    for _round in range(2):
        do(approve, errand, by=people["bert"])
        do(approve, errand, by=people["cora"])
        do(send_back, errand, by=people["dora"], opinion="again", to=first)
    waiting = SlipStep.objects.filter(state="waiting").order_by("order")
    assert [step.person.username for step in waiting] == ["bert", "cora", "dora"]


def test_those_asked_beside_the_one_who_returns_wait_until_it_comes_back(people, actor):
    made = ask(by=Actor.system("test"), what="ink", opened_on=datetime.date(2017, 2, 17))
    bert, cora, dora = (people[name].person for name in ("bert", "cora", "dora"))
    with writing():
        submit(made, [Step(1, person=bert), Step(2, person=cora), Step(2, person=dora)], by=people["anna"])
    do(approve, made, by=people["bert"])
    do(send_back, made, by=people["cora"], opinion="again", to=SlipStep.objects.get(person=bert))
    assert whose(made) == {"bert"}
    do(approve, made, by=people["bert"])
    assert whose(made) == {"cora", "dora"}


def test_it_goes_back_only_to_a_decided_step_of_this_round(errand, people):
    waiting = SlipStep.objects.get(person=people["dora"].person)
    with pytest.raises(NotAllowed):
        do(send_back, errand, by=people["bert"], opinion="?", to=waiting)
    assert decidable(errand, people["bert"])


def test_decided_before_its_end_the_others_are_not_asked(errand, people):
    assert do(approve, errand, by=people["bert"], digest="d" * 64, signature=b"signed", final=True) is True
    assert slip_of(errand) is None
    steps = list(SlipStep.objects.order_by("order"))
    assert [step.state for step in steps] == ["approved", "skipped", "skipped"]
    assert (steps[0].digest, bytes(steps[0].signature)) == ("d" * 64, b"signed")


def test_who_is_away_without_a_deputy_is_named(people):
    day, week = timezone.localdate(), datetime.timedelta(days=7)
    bert, cora = people["bert"], people["cora"]
    appoint(by=bert, since=day, until=day + week)
    appoint(by=cora, since=day, until=day + week, deputy=people["dora"].person)
    assert without_deputy([bert.person, cora.person, people["anna"].person]) == [bert.person]
    appoint(by=bert, since=day, until=day + week, deputy=people["emil"].person)
    assert without_deputy([bert.person, cora.person]) == []
    assert without_deputy([bert.person], day + 2 * week) == []
