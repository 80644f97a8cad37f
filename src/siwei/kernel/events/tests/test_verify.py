"""Tampering with a history is found and named."""

import datetime

import pytest
from django.db import IntegrityError, connection
from tests.toy.actions import ask, set_out
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.events.models import Checkpoint, Event
from siwei.kernel.events.verify import faults, make_checkpoint
from siwei.kernel.records.writing import writing


@pytest.fixture
def errands(db):
    by = Actor.system("test")
    made = ask.many([{"what": f"thing {i}", "opened_on": datetime.date(2017, 1, 5)} for i in range(3)], by=by)
    set_out(made[0], by=by)
    make_checkpoint()
    return made


def tamper(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE events_event DISABLE TRIGGER events_append_only")
        cursor.execute(sql, params)
        cursor.execute("ALTER TABLE events_event ENABLE TRIGGER events_append_only")


def found():
    return list(faults((Errand,)))


def test_honest_histories_have_no_fault(errands):
    assert found() == []
    assert Checkpoint.objects.get().count == 4
    assert make_checkpoint() is None


def test_the_database_refuses_to_change_an_event(errands):
    with pytest.raises(IntegrityError, match="append-only"), writing():
        Event.objects.filter(seq=1).update(note="x")


@pytest.mark.parametrize(("sql", "said"), [
    ("UPDATE events_event SET note = 'other' WHERE seq = 2", "changed after it was written"),
    ("UPDATE events_event SET actor_name = 'somebody' WHERE seq = 1", "changed after it was written"),
    ("DELETE FROM events_event WHERE seq = 2", "its history ends at event 1"),
    ("DELETE FROM events_event WHERE seq = 1", "are missing"),
    ("DELETE FROM events_event", "events then, 0 today"),
])  # fmt: skip
def test_tampering_is_named(errands, sql, said):
    tamper(sql)
    assert any(said in fault for fault in found())


def test_a_record_removed_with_its_whole_chain_is_missed_by_the_checkpoint(errands):
    gone = errands[2].pk
    tamper("DELETE FROM events_event WHERE object_id = %s", gone)
    tamper("DELETE FROM toy_stop WHERE errand_id = %s", gone)
    tamper("DELETE FROM toy_errand WHERE id = %s", gone)
    assert found() == [f"checkpoint {Checkpoint.objects.get().pk}: 4 events then, 3 today"]
