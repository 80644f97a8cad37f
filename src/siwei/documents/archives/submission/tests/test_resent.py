"""A destruction counts as sent again with the submission that tells of all of it, when that has arrived."""

import datetime

import pytest

from siwei.documents.archives.disposal import executing
from siwei.documents.archives.disposal.tests.conftest import (  # noqa: F401  # fixtures
    approve,
    archivist,
    carried_out,
    closed_file,
    drafted,
    head,
    reviewer,
    sent,
    witness,
)
from siwei.documents.archives.models import Destruction, Item, Submission
from siwei.documents.archives.roles import LEADER
from siwei.documents.archives.submission import actions
from siwei.documents.archives.submission.jobs import collect_waiting
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.events.models import history_of
from siwei.kernel.records.writing import writing


@pytest.fixture
def city(actor):
    return actor("city", LEADER)


@pytest.fixture
def goes(city):
    """Takes a run from its beginning to the acknowledgement."""

    def go(until: datetime.date, on: datetime.date) -> Submission:
        run = actions.begin(by=city, until=until, opened_on=on)
        collect_waiting(on)
        run.refresh_from_db()
        actions.send(run, by=city, sent_on=on, sent_number="高市府秘檔字第1號")
        actions.acknowledge(run, by=city, acknowledged_on=on, acknowledged_number="檔徵字第1號")
        return run

    return go


@pytest.fixture
def destroyed(closed_file, drafted, sent, carried_out, archivist):  # noqa: F811
    """Carries the destruction of what is due out."""

    def do() -> Destruction:
        plan: Destruction = sent(drafted())
        approve(plan, archivist)
        carried_out(plan)
        plan.refresh_from_db()
        assert plan.state == "done"
        return plan

    return do


FIRST, SECOND = datetime.date(2016, 12, 31), datetime.date(2017, 6, 30)
ON = datetime.timedelta(days=4)


def test_the_run_that_tells_of_all_of_it_notes_it_when_it_arrives(goes, destroyed, closed_file, city):  # noqa: F811
    closed_file("甲", papers=3)
    goes(FIRST, FIRST + ON)
    plan = destroyed()
    run = actions.begin(by=city, until=SECOND, opened_on=SECOND + ON)
    collect_waiting(SECOND + ON)
    run.refresh_from_db()
    actions.send(run, by=city, sent_on=SECOND + ON, sent_number="2")
    plan.refresh_from_db()
    assert plan.state == "done", "sent is not arrived"
    actions.acknowledge(run, by=city, acknowledged_on=SECOND + 2 * ON, acknowledged_number="2")
    plan.refresh_from_db()
    assert (plan.state, plan.resent_on, plan.resent_in) == ("resent", SECOND + ON, run)
    assert not open_duties(plan).exists()
    last = history_of(plan).last()
    assert last is not None
    assert last.act.endswith("note_resent")


def test_what_was_never_in_a_catalogue_is_not_told_and_stays_an_act_by_hand(
    goes, destroyed, closed_file, archivist  # noqa: F811
):  # fmt: skip
    closed_file("甲")
    plan = destroyed()
    goes(FIRST, FIRST + ON)
    goes(SECOND, SECOND + ON)
    plan.refresh_from_db()
    assert plan.state == "done"
    executing.note_resent(plan, by=archivist, resent_on=SECOND + ON)
    assert (plan.state, plan.resent_in) == ("resent", None)


def test_a_run_that_tells_of_a_part_leaves_it_open(goes, destroyed, closed_file):  # noqa: F811
    closed_file("甲", papers=2)
    goes(FIRST, FIRST + ON)
    plan = destroyed()
    some = Item.objects.order_by("pk").first()
    assert some is not None
    number = some.number
    with writing():  # its entry cannot be made, so the run leaves it out
        Item.objects.filter(pk=some.pk).update(number="不全")
    run = goes(SECOND, SECOND + ON)
    assert run.left_out == 1
    plan.refresh_from_db()
    assert plan.state == "done"
    with writing():
        Item.objects.filter(pk=some.pk).update(number=number)
    third = goes(datetime.date(2017, 12, 31), datetime.date(2018, 1, 3))
    plan.refresh_from_db()

    assert (plan.state, plan.resent_in) == ("resent", third)
