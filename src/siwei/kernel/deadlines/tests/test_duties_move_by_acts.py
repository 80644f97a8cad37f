"""A due date is started by a rule and moved by acts with a reason; it always says how it was computed."""

import datetime

import pytest
from django.utils import timezone
from tests.toy.actions import RUNNER, ask

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.calendar.actions import enter
from siwei.kernel.deadlines.clocks import extend, recompute_open, resume, start_clock, suspend
from siwei.kernel.deadlines.models import Duty, close_duty, open_duties, open_duty
from siwei.kernel.deadlines.rules import Length, Unit
from siwei.kernel.records.writing import writing

BY = Actor.system("test")


@pytest.fixture
def errand(db):
    return ask(by=BY, what="ink", opened_on=datetime.date(2017, 2, 17))


def due_day(duty):
    duty.refresh_from_db()
    return timezone.localdate(duty.due).isoformat()


def test_a_clock_runs_by_its_rule_and_explains_itself(errand):
    with writing():
        duty = start_clock(errand, "answer", "Answer", "doc.normal", datetime.date(2017, 2, 17), role=RUNNER)
    assert due_day(duty) == "2017-02-24"
    assert duty.explanation


def test_standing_still_moves_the_end(errand):
    with writing():
        duty = start_clock(errand, "answer", "Answer", "doc.normal", datetime.date(2017, 2, 17), role=RUNNER)
        suspend(duty, by=BY, reason="flood", on=datetime.date(2017, 2, 20))
        with pytest.raises(ActionRefused):
            suspend(duty, by=BY, reason="again")
        resume(duty, by=BY, reason="dry", on=datetime.date(2017, 2, 22))
    assert due_day(duty) == "2017-03-02"  # 20 and 21 February did not count, 25 to 28 are days off
    assert [move.kind for move in duty.moves.all()] == ["suspend", "resume"]


def test_an_extension_that_comes_too_late_is_refused_with_the_reason(errand):
    with writing():
        duty = start_clock(errand, "answer", "Answer", "doc.normal", datetime.date(2017, 2, 17), role=RUNNER)
        with pytest.raises(ActionRefused):
            extend(duty, by=BY, reason="more work", length=Length(2, Unit.WORKING_DAY))
    assert due_day(duty) == "2017-02-24"
    assert not duty.moves.exists()


def test_more_time_does_not_set_a_clock_going(errand):
    """What stands still goes on standing, and what is done gets no more time."""
    with writing():
        duty = start_clock(errand, "mend", "Mend", "repair.finish_normal", timezone.localdate(), role=RUNNER)
        before = due_day(duty)
        suspend(duty, by=BY, reason="parts")
        extend(duty, by=BY, reason="more work", length=Length(2, Unit.WORKING_DAY))
        assert duty.state == Duty.State.SUSPENDED
        assert due_day(duty) > before
        close_duty(errand, "mend")
        duty.refresh_from_db()
        with pytest.raises(ActionRefused):
            extend(duty, by=BY, reason="more work", length=Length(2, Unit.WORKING_DAY))


def test_a_duty_of_a_kind_is_open_once_and_is_done(errand):
    with writing():
        open_duty(errand, "look", "Look at it", role=RUNNER)
        assert close_duty(errand, "look") == 1
        open_duty(errand, "look", "Look again", role=RUNNER)
    assert [duty.label for duty in open_duties(errand)] == ["Look again"]


def test_the_inbox_shows_what_ones_role_has_to_do(errand, actor):
    with writing():
        open_duty(errand, "look", "Look at it", role=RUNNER)
    assert Duty.objects.open().of(actor("rosa", RUNNER)).count() == 1
    assert Duty.objects.open().of(actor("paul")).count() == 0
    assert Duty.objects.open().of(Actor.nobody()).count() == 0


def test_a_stop_of_work_moves_open_clocks(errand):
    with writing():
        duty = start_clock(errand, "answer", "Answer", "doc.normal", datetime.date(2017, 2, 17), role=RUNNER)
    assert recompute_open() == 0
    enter(date=datetime.date(2017, 2, 20), reason="typhoon", by=BY)
    assert recompute_open() == 1
    assert due_day(duty) == "2017-03-01"
