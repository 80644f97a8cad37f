"""Records made in bulk are, row by row, what they would be if they had been made singly."""

import datetime

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from tests.toy.actions import ask, ask_many
from tests.toy.models import Errand, Stop

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import creates
from siwei.kernel.actions.errors import ActionRefused, NotAllowed, RowRefused
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.events.models import Event, history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.search.matching import matching

DAY = datetime.date(2017, 3, 1)
ROWS = [
    {"what": "墨水", "opened_on": DAY},
    {"what": "臺北 paper\tand\\ink", "opened_on": DAY.replace(year=2018), "secret": True},
    {"what": "紙", "opened_on": DAY, "note": "from a sheet"},
]


@pytest.fixture
def rosa(actor):
    return actor("rosa")


def likeness(errands):
    """Everything of a record, its parts, event and entry, but ids and moments."""
    found = []
    for errand in errands:
        event = history_of(errand).get()
        changes = {name: value for name, value in event.changes.items() if name not in ("number", "stops")}
        stops = [row["place"] for row in event.changes["stops"][1]]
        fields = model_to_dict(errand, exclude=["id"])
        found.append((fields, changes, stops, event.person, event.business_date, event.seq, errand.version))
        assert errand.head == event.hash
    return found


def test_the_same_rows_events_and_entries_as_singly(rosa):
    singly = [ask.run_new(rosa, {name: value for name, value in row.items() if name != "note"}) for row in ROWS]
    together = ask_many.many(ROWS, by=rosa)
    assert likeness(Errand.objects.filter(pk__in=[e.pk for e in together]).order_by("pk")) == likeness(singly)
    assert [errand.number for errand in together] == ["ER106-00003", "ER107-00002", "ER106-00004"]
    assert [history_of(errand).get().note for errand in together] == ["", "", "from a sheet"]
    assert matching(Errand.objects.all(), "台北").count() == matching(Errand.objects.all(), "paper").count() == 2
    assert all(errand.stops.count() == 1 for errand in together)


def test_the_chains_of_records_made_together_are_sound(rosa):
    ask_many.many(ROWS, by=rosa)
    assert not list(faults((Errand,)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE toy_errand SET head = 'x' WHERE what = '紙'")
    assert len(list(faults((Errand,)))) == 1


def test_the_number_of_statements_does_not_grow_with_the_rows(rosa):
    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            ask_many.many([{"what": f"no {n}", "opened_on": DAY} for n in range(count)], by=rosa)
        return len(seen)

    statements(1)  # fills the caches
    assert statements(300) == statements(30) < 20
    assert Errand.objects.count() == 331


def test_one_record_is_made_in_few_statements_and_last_of_all_numbered(rosa):
    ask_many(by=rosa, what="first", opened_on=DAY)  # after it the ids that are needed are known
    with CaptureQueriesContext(connection) as seen:
        errand = ask_many(by=rosa, what="ink", opened_on=DAY)
    verbs = [query["sql"].split(maxsplit=1)[0] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert verbs == ["SELECT", "INSERT", "INSERT"]
    assert [query for query in seen if "SAVEPOINT" not in query["sql"]][1]["sql"].count("numbering_series") > 0
    assert likeness([Errand.objects.get(pk=errand.pk)])[0][0]["what"] == "ink"
    assert not list(faults((Errand,)))


def test_ids_of_events_come_from_the_table_when_it_is_written(rosa):
    # A checkpoint waits for writers of the table; ids fetched earlier could come behind it.
    with CaptureQueriesContext(connection) as seen:
        ask_many.many([{"what": f"no {n}", "opened_on": DAY} for n in range(30)], by=rosa)
    assert not [query for query in seen if "nextval" in query["sql"] and "events_event" in query["sql"]]


def test_the_row_that_is_refused_is_named_and_nothing_is_left(rosa):
    @creates(Errand, role=ask.roles, label="Ask carefully for many", form=ActionForm, bulk=True)
    def ask_carefully_for_many(*, by: Actor, what: str, **given):
        if what == "gold":
            raise ActionRefused("the till is empty")
        return ask.body(by=by, what=what, **given)

    with pytest.raises(RowRefused, match="the till is empty") as refusal:
        ask_carefully_for_many.many(
            [{"what": what, "opened_on": DAY} for what in ("ink", "gold", "paper")],
            by=rosa,
        )
    assert refusal.value.at == 1
    assert not Errand.objects.exists()
    assert not Event.objects.filter(act__endswith="carefully_for_many").exists()
    assert ask(by=rosa, what="ink", opened_on=DAY).number == "ER106-00001"


def test_a_constraint_that_refuses_a_row_is_told_in_ordinary_words(rosa):
    """A COPY fails as a whole; the rows are then made singly, so the body's own words name the one."""

    @creates(Errand, role=ask.roles, label="Ask at a desk", form=ActionForm, bulk=True)
    def ask_at_a_desk(*, by: Actor, what: str) -> Errand:
        errand = Errand(what=what, opened_on=DAY)
        errand.save()
        if errand.number == "" or Errand.objects.count() == 1:
            Stop(errand_id=errand.pk, place="desk").save()
            return errand
        raise ActionRefused("one is enough")

    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_desk ON toy_stop (place)")
    with pytest.raises(RowRefused, match="one is enough") as refusal:
        ask_at_a_desk.many([{"what": "a"}, {"what": "b"}], by=rosa)
    assert refusal.value.at == 1
    assert not Errand.objects.exists()


def test_whoever_may_not_makes_none(db):
    with pytest.raises(NotAllowed):
        ask_many.many(ROWS, by=Actor.nobody())


def test_no_other_action_runs_inside(rosa):
    @creates(Errand, role=ask.roles, label="Ask twice", form=ActionForm, bulk=True)
    def ask_twice(*, by: Actor, **given):
        return ask(by=by, **given)

    with pytest.raises(RuntimeError, match="called by a bulk action"):
        ask_twice.many(ROWS[:1], by=rosa)


def test_what_stands_in_the_database_is_not_kept_back(rosa):
    @creates(Errand, role=ask.roles, label="Ask again", form=ActionForm, bulk=True)
    def ask_again(*, by: Actor, **given):
        errand = ask.body(by=by, **given)
        errand.save()
        return errand

    with pytest.raises(RuntimeError, match="only makes rows"):
        ask_again.many(ROWS[:1], by=rosa)
