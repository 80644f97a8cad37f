"""A row made without Django's constructor is the row that the constructor makes."""

import pytest

from siwei.kernel.events.models import Event
from siwei.kernel.records.fresh import fresh
from siwei.kernel.search.models import Entry


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", [Event, Entry])
def test_it_has_the_same_columns(model):
    assert columns(fresh(model, object_id=7)) == columns(model(object_id=7))


def test_defaults_that_are_made_are_its_own():
    first, second = fresh(Event), fresh(Event)
    first.changes["name"] = [None, "a"]
    assert second.changes == {}


def test_what_is_no_column_is_refused():
    with pytest.raises(TypeError, match="record"):
        fresh(Event, record=None)


def test_it_is_saved_as_a_new_row(db):
    from siwei.kernel.records.models import type_of

    row = fresh(Entry, content_type_id=type_of(Event).pk, object_id=7, title="a", words="'a':1")
    assert row._state.adding
    row.save()
    assert Entry.objects.get(pk=row.pk).title == "a"
