"""Exercises lived from the plan to the receipt number, and the ways in which they do not take place."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from siwei.general.safety import actions
from siwei.general.safety.models import Exercise
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import NotAllowed, WrongState
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.events.models import history_of
from siwei.kernel.notices.models import Notice

DAY = datetime.date(2017, 5, 17)


@pytest.fixture
def drill(planned):
    return planned()


def duties(exercise):
    return {duty.kind: timezone.localdate(duty.due) for duty in open_duties(exercise)}


def test_from_plan_to_receipt_number(drill, clerk):
    assert drill.number == "DR106-00001"
    assert duties(drill) == {"notice": DAY}
    actions.enlist.submit({"people": "林甲,總務科,extinguishing\n\n王乙，文書科\n林甲,總務科"}, by=clerk, record=drill)
    assert drill.roster.count() == 2
    actions.give_notice.submit({"notified_on": "2017-05-02", "notice_number": "消防預123"}, by=clerk, record=drill)
    assert duties(drill) == {"hold": DAY}
    absent = [drill.roster.get(name="王乙").pk]
    result = {"held_on": "2017-05-17", "hours": "4", "result": "良好", "absent": absent}
    actions.hold.submit(result, by=clerk, record=drill)
    assert duties(drill) == {"file": datetime.date(2017, 6, 16)}
    assert list(drill.roster.values_list("attended", flat=True)) == [True, False]
    actions.add_follow_up(drill, by=clerk, what="更換指示燈", due=datetime.date(2017, 6, 1))
    actions.file_result(drill, by=clerk, reported_on=datetime.date(2017, 5, 26), report_number="消防備456")
    with pytest.raises(NotAllowed, match="1"):
        actions.close(drill, by=clerk)
    lamp = drill.follow_ups.get()
    actions.finish_follow_up(drill, by=clerk, follow_up=lamp, done_on=datetime.date(2017, 5, 30))
    actions.close(drill, by=clerk)
    assert (drill.state, drill.report_number, duties(drill)) == ("closed", "消防備456", {})
    assert [event.act.rsplit(".", 1)[1] for event in history_of(drill)] == [
        "plan", "enlist", "give_notice", "hold", "add_follow_up", "file_result", "finish_follow_up", "close",
    ]  # fmt: skip


def test_members_are_summoned_ten_days_before(planned, clerk):
    training = planned(kind="civil_defence_training")
    assert duties(training) == {"notice": datetime.date(2017, 5, 7)}
    late = {"notified_on": "2017-05-08", "notice_number": "高市府秘總字1"}
    with pytest.raises(ValidationError) as refused:
        actions.give_notice.submit(late, by=clerk, record=training)
    assert list(refused.value.message_dict) == ["note"]
    actions.give_notice.submit({**late, "note": "協助搶救重大災害"}, by=clerk, record=training)
    assert list(history_of(training))[-1].note == "協助搶救重大災害"


def test_a_drill_is_told_beforehand(drill, clerk):
    with pytest.raises(ValidationError):
        actions.give_notice(drill, by=clerk, notified_on=DAY + datetime.timedelta(days=1), notice_number="x")
    actions.enlist.submit({"people": "林甲"}, by=clerk, record=drill)
    with pytest.raises(WrongState):
        actions.hold(drill, by=clerk, held_on=DAY, hours=Decimal(4), result="")


def test_what_is_put_off_needs_a_new_notice(drill, clerk):
    actions.give_notice.submit({"notified_on": "2017-05-02", "notice_number": "消防預1"}, by=clerk, record=drill)
    actions.postpone.submit({"planned_on": "2017-06-14", "note": "颱風"}, by=clerk, record=drill)
    assert (drill.state, drill.notice_number, drill.notified_on) == ("planned", "", None)
    assert duties(drill) == {"notice": datetime.date(2017, 6, 14)}
    assert list(history_of(drill))[-1].changes["notice_number"] == ["消防預1", ""]


def test_a_plan_changes_until_somebody_was_told(drill, clerk):
    form = actions.change.bound(actor=clerk, record=drill)
    given = {**form.initial, "planned_on": "2017-05-24", "strength": "62"}
    actions.change.submit(given, by=clerk, record=drill)
    assert duties(drill) == {"notice": datetime.date(2017, 5, 24)}
    actions.give_notice.submit({"notified_on": "2017-05-02", "notice_number": "1"}, by=clerk, record=drill)
    with pytest.raises(WrongState):
        actions.change.submit(given, by=clerk, record=drill)


def test_nobody_holds_an_exercise_without_people(drill, clerk):
    actions.give_notice.submit({"notified_on": "2017-05-02", "notice_number": "1"}, by=clerk, record=drill)
    with pytest.raises(NotAllowed):
        actions.hold(drill, by=clerk, held_on=DAY, hours=Decimal(4), result="")


def test_people_are_taken_off_the_roster_and_added_afterwards(held, planned, clerk):
    exercise = planned()
    actions.enlist.submit({"people": "林甲\t總務科\n王乙\t文書科\t滅火班"}, by=clerk, record=exercise)
    assert exercise.roster.get(name="王乙").squad == "extinguishing"
    actions.strike.submit({"people": [exercise.roster.get(name="林甲").pk]}, by=clerk, record=exercise)
    assert [person.name for person in exercise.roster.all()] == ["王乙"]
    past = held(people=3, absent=1)
    actions.enlist.submit({"people": "臨時到場"}, by=clerk, record=past)
    assert past.roster.filter(attended=True).count() == 3


@pytest.mark.parametrize("line", ["王乙,總務科,騎兵", "王乙,總務科,滅火班,多", "王" * 61])
def test_a_wrong_line_of_the_roster_is_named(drill, clerk, line):
    form = actions.enlist.bound({"people": f"林甲\n{line}"}, actor=clerk, record=drill)
    assert "2" in form.errors["people"][0]


def test_a_result_is_corrected_until_it_is_filed(held, clerk):
    exercise = held(people=3, absent=1)
    form = actions.correct.bound(actor=clerk, record=exercise)
    assert form.initial["hours"] == 4
    corrected = {"held_on": "2017-05-17", "hours": "3.5", "result": "縮短", "absent": []}
    actions.correct.submit(corrected, by=clerk, record=exercise)
    assert (exercise.hours, exercise.roster.filter(attended=True).count()) == (Decimal("3.5"), 3)
    with pytest.raises(ValidationError):
        actions.file_result(exercise, by=clerk, reported_on=datetime.date(2017, 5, 16), report_number="x")
    actions.file_result(exercise, by=clerk, reported_on=DAY, report_number="x")
    with pytest.raises(WrongState):
        actions.correct.submit(corrected, by=clerk, record=exercise)


@pytest.mark.parametrize("end", [actions.cancel, actions.miss])
def test_what_does_not_take_place_is_told_to_the_clerks(drill, clerk, end):
    end(drill, by=clerk, note="颱風")
    assert Notice.objects.get().person == clerk.person
    assert duties(drill) == {}
    assert Exercise.objects.get().state not in Exercise.AHEAD


def test_a_fire_drill_is_no_basic_training(planned):
    with pytest.raises(ValidationError, match="reorganised"):
        planned(reorganised="on")


def test_the_page_says_in_what_it_falls_short(held):
    with translation.override("en"):
        assert held(strength="62", hours="3").shortcomings() == [
            "5 of the 5 squads that 62 staff must form have nobody on the roster.",
            "Shorter than 4 hours: it does not count as a drill.",
        ]
        training = held(kind="civil_defence_training", strength="9", people=4, absent=2)
        assert training.shortcomings() == ["2 people; a third of 9 members is 3."]


def test_only_the_safety_clerk_writes_and_only_staff_reads(drill, actor):
    with pytest.raises(NotAllowed):
        actions.cancel(drill, by=actor("paul"), note="x")
    assert Exercise.objects.visible_to(actor("paul")).exists()
    assert not Exercise.objects.visible_to(Actor.nobody()).exists()
