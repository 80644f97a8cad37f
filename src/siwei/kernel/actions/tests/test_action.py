"""What an action promises: lock, role, state, event, all or nothing."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import override
from tests.toy.actions import RUNNER, ask, finish, set_out, stumble
from tests.toy.models import Errand, Stop

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import actions_for
from siwei.kernel.actions.errors import NotAllowed, Stale, WrongState
from siwei.kernel.events.models import Event, history_of
from siwei.kernel.records.writing import WriteOutsideActionError

DAY = datetime.date(2017, 3, 1)


@pytest.fixture
def runner(actor):
    return actor("rosa", RUNNER)


@pytest.fixture
def errand(runner):
    return ask(by=runner, what="ink", opened_on=DAY)


def test_a_new_case_has_number_and_first_event(errand, runner):
    assert errand.number == "ER106-00001"
    event = history_of(errand).get()
    assert (event.seq, event.act, event.person, event.business_date) == (1, "toy.errand.ask", runner.person, DAY)
    assert event.changes["what"] == [None, "ink"]
    assert [row["place"] for row in event.changes["stops"][1]] == ["desk"]


def test_an_act_moves_the_state_and_writes_what_changed(errand, runner):
    set_out(errand, by=runner, note="with the bicycle")
    assert finish(errand, by=runner, note="there") == "fetched"
    errand.refresh_from_db()
    assert (errand.state, errand.version) == ("done", 3)
    second, third = history_of(errand)[1:]
    assert second.note == "with the bicycle"
    assert [row["place"] for row in second.changes["stops"][1]] == ["street"]
    assert third.changes == {"state": ["going", "done"], "what": ["ink", "ink (fetched)"]}


def test_a_wrong_state_is_told_with_the_last_act(errand, runner):
    set_out(errand, by=runner)
    with pytest.raises(WrongState, match="rosa"):
        set_out(errand, by=runner)


def test_without_the_role_nothing_happens(errand, actor):
    with pytest.raises(NotAllowed, match="Runner"):
        set_out(errand, by=actor("paul"))
    assert history_of(errand).count() == 1


def test_a_citizen_may_not_do_what_staff_may(db):
    with pytest.raises(NotAllowed):
        ask(by=Actor.citizen("Lin"), what="ink", opened_on=DAY)
    assert not Errand.objects.exists()


def test_whoever_saw_an_older_version_is_told_what_changed(errand, runner, actor):
    set_out.run(errand, runner, {}, seen=1)
    with override("en"), pytest.raises(Stale, match="Set out by rosa") as told:
        finish.run(errand, actor("otto", RUNNER), {"note": "x"}, seen=1)
    assert [event.act for event in told.value.events] == ["toy.errand.set_out"]


def test_an_act_that_fails_half_way_leaves_nothing(errand, runner):
    with pytest.raises(RuntimeError):
        stumble(errand, by=runner)
    assert Errand.objects.get(pk=errand.pk).what == "ink"
    assert history_of(errand).count() == 1


def test_a_number_of_a_failed_act_is_given_out_again(errand, runner):
    with transaction.atomic():
        ask(by=runner, what="paper", opened_on=DAY)
        transaction.set_rollback(True)
    assert ask(by=runner, what="paper", opened_on=DAY).number == "ER106-00002"


def test_raw_values_go_through_the_form(runner):
    with pytest.raises(ValidationError) as told:
        ask.submit({"what": "", "opened_on": "yesterday"}, by=runner)
    assert set(told.value.error_dict) == {"what", "opened_on"}


@pytest.mark.parametrize("write", [
    lambda e: e.save(),
    lambda e: e.delete(),
    lambda e: Errand.objects.update(what="x"),
    lambda e: Errand.objects.all().delete(),
    lambda e: Stop.objects.bulk_create([Stop(errand=e, place="x")]),
])  # fmt: skip
def test_nothing_is_written_outside_an_action(errand, write):
    with pytest.raises(WriteOutsideActionError):
        write(errand)


def test_buttons_are_what_is_possible_now(errand, runner, actor):
    assert [a.verb for a in actions_for(errand, runner)] == ["set_out", "stumble"]
    assert actions_for(errand, actor("paul")) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins(person):
    errand = ask(by=Actor.system("test"), what="ink", opened_on=DAY)
    people = [Actor.of(person(name, RUNNER)) for name in ("a", "b", "c", "d")]
    answers, start = [], threading.Barrier(len(people))

    def press(who):
        start.wait()
        try:
            set_out.run(Errand.objects.get(pk=errand.pk), who, {}, seen=1)
            answers.append("done")
        except (Stale, WrongState) as refusal:
            answers.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["Stale", "Stale", "Stale", "done"]
    assert Event.objects.about(errand).count() == 2
