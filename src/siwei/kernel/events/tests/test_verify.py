"""Tampering with a history is found and named."""

import datetime
import tracemalloc

import pytest
from django.db import IntegrityError, connection
from tests.toy.actions import ask, ask_many, set_out
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.events import verify
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


def test_each_checkpoint_is_held_to_its_own_events(errands):
    for n in range(3):
        ask(by=Actor.system("test"), what=f"more {n}", opened_on=datetime.date(2017, 1, 5))
        point = make_checkpoint()
        assert point
        assert point.count == 1
    assert found() == []
    second = Checkpoint.objects.order_by("pk")[1]
    tamper("UPDATE events_event SET hash = repeat('0', 64) WHERE id = %s", second.last_event)
    assert f"checkpoint {second.pk}: the events it binds were changed" in found()
    assert sum("checkpoint" in fault for fault in found()) == 1


def test_a_long_history_is_walked_in_little_memory(errands, monkeypatch):
    """Neither a checkpoint nor the walk over the chains holds the events in memory."""
    monkeypatch.setattr(verify, "AT_ONCE", 200)
    making = ({"what": f"thing {i}", "opened_on": datetime.date(2017, 1, 5)} for i in range(4000))
    ask_many.many(making, by=Actor.system("test"))
    tracemalloc.start()
    make_checkpoint()
    assert found() == []
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000, f"{most:,} bytes"
