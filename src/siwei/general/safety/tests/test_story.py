"""A drill lived from the plan to the receipt number, and what the year then counts."""

import datetime
from decimal import Decimal

import pytest

from siwei.general.safety import actions
from siwei.general.safety.measures import MEASURES
from siwei.general.safety.models import Exercise
from siwei.general.safety.sample import build
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused, NotAllowed, WrongState
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Centre
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import history_of
from siwei.kernel.measures.measure import monthly, value
from siwei.kernel.notices.models import Notice

DAY = datetime.date(2017, 5, 17)
YEAR = Period.roc_year(106)


@pytest.fixture
def clerk(actor):
    load_directory(office())
    return actor("clerk", actions.CLERK)


@pytest.fixture
def drill(clerk):
    raw = {"kind": "fire_drill", "centre": Centre.objects.get(code="siwei").pk, "title_text": "上半年演練"}
    return actions.plan.submit({**raw, "planned_on": "2017-05-17", "opened_on": "2017-03-01"}, by=clerk)


def duties(exercise):
    return list(open_duties(exercise).values_list("kind", flat=True))


def test_from_plan_to_receipt_number(drill, clerk):
    assert drill.number == "DR106-00001"
    actions.enlist.submit({"people": "林甲,總務科,extinguishing\n\n王乙，文書科\n林甲,總務科"}, by=clerk, record=drill)
    assert drill.roster.count() == 2
    assert duties(drill) == ["notice"]
    actions.give_notice.submit({"notified_on": "2017-05-02", "notice_number": "消防預123"}, by=clerk, record=drill)
    assert duties(drill) == ["hold"]
    absent = [drill.roster.get(name="王乙").pk]
    held = {"held_on": "2017-05-17", "hours": "4", "result": "良好", "absent": absent}
    actions.hold.submit(held, by=clerk, record=drill)
    assert list(drill.roster.values_list("attended", flat=True)) == [True, False]
    actions.add_follow_up(drill, by=clerk, what="更換指示燈", due=datetime.date(2017, 6, 1))
    actions.file_result(drill, by=clerk, reported_on=datetime.date(2017, 5, 26), report_number="消防備456")
    with pytest.raises(NotAllowed, match="1"):
        actions.close(drill, by=clerk)
    done = {"follow_up": drill.follow_ups.get(), "done_on": datetime.date(2017, 5, 30)}
    actions.finish_follow_up(drill, by=clerk, **done)
    actions.close(drill, by=clerk)
    assert (drill.state, drill.report_number, duties(drill)) == ("closed", "消防備456", [])
    assert [event.act.rsplit(".", 1)[1] for event in history_of(drill)] == [
        "plan", "enlist", "give_notice", "hold", "add_follow_up", "file_result", "finish_follow_up", "close",
    ]  # fmt: skip


def test_nothing_is_held_without_notice(drill, clerk):
    with pytest.raises(WrongState):
        actions.hold(drill, by=clerk, held_on=DAY, hours=Decimal(4), result="")
    with pytest.raises(ActionRefused):
        actions.give_notice(drill, by=clerk, notified_on=DAY + datetime.timedelta(days=1), notice_number="x")


def test_a_wrong_squad_is_named_with_its_line(drill, clerk):
    form = actions.enlist.bound({"people": "林甲\n王乙,總務科,騎兵"}, actor=clerk, record=drill)
    assert "2" in form.errors["people"][0]
    assert "騎兵" in form.errors["people"][0]


def test_a_cancelled_drill_is_told_to_the_clerks(drill, clerk):
    actions.cancel(drill, by=clerk, note="颱風")
    assert Notice.objects.get().person == clerk.person
    assert duties(drill) == []


def test_only_the_safety_clerk_writes_and_only_staff_reads(drill, actor):
    with pytest.raises(NotAllowed):
        actions.cancel(drill, by=actor("paul"), note="x")
    assert Exercise.objects.visible_to(actor("paul")).exists()
    assert not Exercise.objects.visible_to(Actor.nobody()).exists()


def test_the_sample_year_counts_what_the_report_printed(clerk):
    build(YEAR)
    found = {measure.id: [int(n) for n in value(measure, YEAR)] for measure in MEASURES}
    assert found == {
        "safety.civil_defence_trainings": [1, 1],
        "safety.civil_defence_trainees": [80, 80],
        "safety.fire_drills.siwei": [2, 2],
        "safety.fire_drills.fengshan": [2, 2],
    }
    assert Exercise.objects.count() == 9
    assert sum(number for _month, number in monthly(MEASURES[2], YEAR)) == 2


@pytest.mark.parametrize(("held", "hours", "counts"), [
    ((2016, 12, 31), 4, 0), ((2017, 1, 1), 4, 1), ((2017, 12, 31), 4, 1), ((2018, 1, 1), 4, 0), ((2017, 5, 17), 3.5, 0),
])  # fmt: skip
def test_the_edges_of_the_year(drill, clerk, held, hours, counts):
    actions.give_notice(drill, by=clerk, notified_on=datetime.date(2016, 5, 2), notice_number="x")
    actions.hold(drill, by=clerk, held_on=datetime.date(*held), hours=Decimal(str(hours)), result="")
    assert value(MEASURES[2], YEAR)[0] == counts
