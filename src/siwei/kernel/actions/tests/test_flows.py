"""What follows an act in another module happens in its transaction, or the act does not happen."""

import datetime

import pytest
from tests.toy.actions import ask, ask_many
from tests.toy.models import Errand

from siwei.kernel.actions import flows
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.events.models import Event, history_of

DAY = datetime.date(2017, 3, 1)


@pytest.fixture
def following(monkeypatch):
    """Let functions follow actions of the toy."""

    def follow(action, *functions):
        monkeypatch.setattr(flows, "_flows", lambda: {action: functions})

    return follow


def test_it_gets_the_record_as_saved_and_who_acted(actor, following):
    seen = []
    following(ask, lambda made, by: seen.append((Errand.objects.get(), history_of(made[0]).count(), by)))
    rosa = actor("rosa")
    errand = ask(by=rosa, what="ink", opened_on=DAY)
    assert seen == [(errand, 1, rosa)]


@pytest.mark.parametrize("how", ["singly", "many"])
def test_it_follows_records_made_in_bulk_too_and_may_act(actor, following, how):
    rosa = actor("rosa")
    following(ask_many, lambda made, by: ask(by=by, what=f"after {made[0].number}", opened_on=DAY))
    if how == "many":
        ask_many.many([{"what": "ink", "opened_on": DAY}], by=rosa)
    else:
        ask_many(by=rosa, what="ink", opened_on=DAY)
    assert [errand.what for errand in Errand.objects.order_by("pk")] == ["ink", "after ER106-00001"]


def test_what_it_refuses_undoes_the_act(actor, following):
    def refuse(_made, _by):
        raise ActionRefused("the other module is closed")

    rosa = actor("rosa")
    following(ask, refuse)
    with pytest.raises(ActionRefused, match="closed"):
        ask(by=rosa, what="ink", opened_on=DAY)
    assert not Errand.objects.exists()
    assert not Event.objects.about_type(Errand).exists()
