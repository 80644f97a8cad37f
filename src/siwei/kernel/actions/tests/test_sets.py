"""Sets of records made and moved by statements are, row by row, what they would be singly."""

import datetime
import json
import uuid
from decimal import Decimal

import pytest
from django.db import DataError
from django.forms.models import model_to_dict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.toy.actions import RUNNER, ask, enter, take_away
from tests.toy.models import Thing

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.events.models import Event, history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.search.index import index
from siwei.kernel.search.matching import matching
from siwei.kernel.search.models import Entry

DAY = datetime.date(2017, 3, 1)
NOON = datetime.datetime(2017, 3, 1, 12, tzinfo=datetime.UTC)
MARK = uuid.UUID(int=7)
THINGS = [
    {"name": "墨水", "place": "臺北", "weight": 0, "bought_on": DAY, "fragile": True, "price": Decimal("12.50")},
    {"name": 'a "quoted"\t\\ text\x01\x1f\x7f\u2028 / \n end', "seen_at": NOON, "mark": MARK},
    {"name": "𠮷野家", "seen_at": NOON.replace(microsecond=1200), "weight": 2**31 - 1},
]
COLUMNS = ("name", "place", "weight", "bought_on", "fragile", "price", "seen_at", "mark")


def rows(things=THINGS, **more) -> sets.Rows:
    given = [{name: thing.get(name) for name in COLUMNS} | {"place": thing.get("place", "")} for thing in things]
    for one in given:
        one["fragile"] = bool(one["fragile"])
    text = json.dumps(given, default=str)
    kinds = (
        "name text, place text, weight int, bought_on date, fragile boolean, price numeric(8,2), seen_at timestamptz, "
        "mark uuid"
    )
    return sets.Rows(f"SELECT * FROM json_to_recordset(%s::json) AS r({kinds})", [text])


def likeness(things):
    found: list[object] = []
    for thing in things:
        for event in history_of(thing):
            label = f"{thing._meta.app_label}.{thing._meta.model_name}"
            assert event.hash == event.digest(label), event.changes
            found.append((event.seq, event.act, event.changes, event.business_date, event.note, event.person))
        assert (thing.head, thing.version) == (event.hash, event.seq)
        entry = Entry.objects.about(thing).get()
        found.append((model_to_dict(thing, exclude=["id"]), entry.title, entry.words))
    return found


@pytest.fixture
def rosa(actor):
    return actor("rosa", RUNNER)


def test_made_as_a_set_they_are_as_if_made_singly(rosa):
    singly = [enter(by=rosa, note="n", **thing) for thing in THINGS]
    assert sets.make(enter, rows(), by=rosa, note="n") == len(THINGS)
    together = Thing.objects.exclude(pk__in=[one.pk for one in singly]).order_by("pk")
    for one in singly:
        one.refresh_from_db()
    assert likeness(together) == likeness(singly)
    assert not list(faults((Thing,)))
    assert matching(Thing.objects.all(), "台北").count() == 2


class TestAnyText(TestCase):
    @settings(max_examples=60)
    @given(st.lists(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=40),
                    min_size=1, max_size=5))  # fmt: skip
    def test_no_text_breaks_a_digest(self, names):
        sets.make(enter, rows([{"name": name} for name in names]), by=Actor.system("x"), note=names[0])
        assert [one.name for one in Thing.objects.order_by("pk")] == names
        assert not list(faults((Thing,)))


def test_moved_as_a_set_they_are_as_if_moved_singly(rosa):
    sets.make(enter, rows(), by=rosa)
    sets.make(enter, rows(), by=rosa)
    first, second = (list(Thing.objects.order_by("pk"))[at : at + 3] for at in (0, 3))
    for one in first:
        take_away(one, by=rosa, fragile=True, weight=5, note="off")
    moving = Thing.objects.visible_to(rosa).filter(pk__in=[one.pk for one in second])
    assert sets.move(take_away, moving, {"fragile": True, "weight": 5}, by=rosa, note="off") == 3
    for one in second:
        one.refresh_from_db()
    assert likeness(second) == likeness(first)
    assert "fragile" not in history_of(second[0]).latest("seq").changes, "what was so before is no change"
    assert not list(faults((Thing,)))


def test_an_empty_set_moves_nothing(rosa):
    assert sets.move(take_away, Thing.objects.none(), {"fragile": True}, by=rosa) == 0
    assert not Event.objects.filter(act=take_away.name).exists()


def test_a_record_may_be_a_value_of_a_set(rosa):
    errand = ask.run_new(rosa, {"what": "買紙", "opened_on": DAY})
    sets.make(enter, rows(), by=rosa)
    assert sets.move(take_away, Thing.objects.all(), {"errand": errand}, by=rosa) == 3
    assert set(Thing.objects.values_list("errand", flat=True)) == {errand.pk}
    assert history_of(Thing.objects.earliest("pk")).latest("seq").changes["errand"] == [None, errand.pk]
    assert not list(faults((Thing,)))


def test_one_in_another_state_and_none_is_moved(rosa):
    sets.make(enter, rows(), by=rosa)
    one = Thing.objects.earliest("pk")
    take_away(one, by=rosa, fragile=False, weight=None)
    with pytest.raises(ActionRefused, match="3 筆中有 1 筆"):
        sets.move(take_away, Thing.objects.all(), {"fragile": False, "weight": None}, by=rosa)
    assert Thing.objects.filter(state="here").count() == 2
    assert Event.objects.filter(act=take_away.name).count() == 1


def test_who_may_not_makes_and_moves_nothing(rosa, actor):
    with pytest.raises(NotAllowed):
        sets.make(enter, rows(), by=Actor.nobody())
    sets.make(enter, rows(), by=rosa)
    with pytest.raises(NotAllowed):
        sets.move(take_away, Thing.objects.all(), {"fragile": False}, by=actor("nina"))


def test_a_row_that_its_table_refuses_leaves_nothing(rosa):
    with pytest.raises(DataError):
        sets.make(enter, rows([{"name": "good"}, {"name": "x" * 201}]), by=rosa)
    assert not Thing.objects.exists()


def test_what_cannot_be_done_by_sets_is_refused_at_once(rosa):
    with pytest.raises(TypeError, match="parts"):
        sets.make(ask, sets.Rows("SELECT 1"), by=rosa)
    with pytest.raises(TypeError, match="found by"):
        sets.move(take_away, Thing.objects.all(), {"name": "x"}, by=rosa)


def test_the_day_they_count_for_may_be_what_they_are_given(rosa):
    sets.make(enter, rows(), by=rosa)
    sets.move(take_away, Thing.objects.all(), {"bought_on": DAY.replace(day=9)}, by=rosa)
    for thing in Thing.objects.all():
        assert history_of(thing).latest("seq").business_date == thing.bought_on == DAY.replace(day=9)
        kept = Entry.objects.about(thing).get()
        index(thing)
        assert (kept.day, kept.words) == (thing.bought_on, Entry.objects.about(thing).get().words)
    assert not list(faults((Thing,)))
