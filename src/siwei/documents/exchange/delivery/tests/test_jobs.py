"""What the clock does: results noted, duties to look at the others, bytes removed that nobody needs any more."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.expiry import empty_envelopes
from siwei.documents.exchange.delivery.jobs import ask_for_results, note_results
from siwei.documents.exchange.delivery.outbox import hand_over
from siwei.documents.exchange.delivery.posting import send
from siwei.documents.exchange.delivery.trial import issued
from siwei.documents.exchange.delivery.work import drain
from siwei.documents.exchange.models import Answer, Arrival, Dispatch, Parcel, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.directory.office import office
from siwei.kernel.records.writing import writing

BY = Actor.system("test")
TODAY = datetime.date(2017, 10, 30)


def all_of_them(arrivals):
    """A site in which a letter took over every arrival."""
    return {one.pk for one in arrivals}


def all_but_one(arrivals):
    """A site in which the first arrival has no letter."""
    return set(sorted(one.pk for one in arrivals)[1:])


@pytest.fixture
def taken_over(monkeypatch):
    """Every arrival has a letter, or as the test says."""

    def say(name):
        monkeypatch.setitem(settings.SIWEI_EXCHANGE, "taken_over", name and f"{__name__}.{name}")

    say("all_of_them")
    return say


def put(rows, **values):
    """Rows as they would stand after something that is no matter here."""
    with writing():
        rows.update(**values)


def posted(to=(1, 2), serial=1) -> Sending:
    sending = send(issued(0, to, serial), by=BY)
    assert sending
    return sending


def settled(memory, serial=1):
    sending = posted(serial=serial)
    drain(memory)
    assert note_results(TODAY) == 1
    sending.refresh_from_db()
    return sending


def much_later():
    return timezone.localdate() + datetime.timedelta(days=office().setting("exchange.envelope_days") + 1)


def bodies():
    return [bytes(one.body) for one in Parcel.objects.order_by("pk")]


class TestResults:
    def test_a_complete_result_is_noted_once(self, town, memory):
        sending = settled(memory)
        assert (sending.state, note_results(TODAY)) == (Sending.State.SETTLED, 0)
        assert sending.settled_at

    @pytest.mark.parametrize("state", ["waiting", "delivered", "refused", "dead"])
    def test_one_that_waits_or_is_in_trouble_is_not(self, town, memory, state):
        sending = posted()
        drain(memory)
        put(Dispatch.objects.filter(pk=sending.dispatches.all()[0].pk), state=state)
        assert note_results(TODAY) == 0
        sending.refresh_from_db()
        assert sending.state == Sending.State.UNDER_WAY

    def test_on_paper_and_recalled_wait_for_nobody(self, town, memory):
        sending = posted()
        first, second = sending.dispatches.order_by("pk")
        put(Dispatch.objects.filter(pk=first.pk), state="paper")
        put(Dispatch.objects.filter(pk=second.pk), state="recalled")
        assert note_results(TODAY) == 1


class TestAsking:
    def test_whoever_sent_looks_at_it_the_next_day(self, town, memory):
        sending = posted([1])
        assert ask_for_results(sending.opened_on) == 0, "not on the day itself"
        assert ask_for_results(sending.opened_on + datetime.timedelta(days=1)) == 1
        ask_for_results(sending.opened_on + datetime.timedelta(days=2))
        assert open_duties(sending, acts.RESULT).count() == 1, "one duty however often it is asked"
        drain(memory)
        note_results(TODAY)
        assert not open_duties(sending, acts.RESULT).exists()

    def test_nobody_is_asked_about_what_is_complete(self, town, memory):
        sending = settled(memory)
        assert ask_for_results(sending.opened_on + datetime.timedelta(days=1)) == 0


class TestEnvelopes:
    def test_what_was_taken_over_goes_after_its_time(self, town, memory, taken_over):
        settled(memory)
        assert empty_envelopes(much_later() - datetime.timedelta(days=1)) == 0
        assert all(bodies())
        assert (empty_envelopes(much_later()), empty_envelopes(much_later())) == (1, 0)
        assert bodies() == [b""]
        parcel = Parcel.objects.get()
        assert parcel.digest
        assert bytes(parcel.signature)
        assert bytes(parcel.manifest)
        assert Answer.objects.exists()
        assert Arrival.objects.filter(parcel=parcel).count() == 2

    @pytest.mark.parametrize("says", ["all_but_one", ""])
    def test_what_nobody_took_over_stays(self, town, memory, taken_over, says):
        taken_over(says)
        settled(memory)
        assert empty_envelopes(much_later()) == 0
        assert all(bodies())

    def test_where_only_the_sender_lives_no_letter_is_needed(self, town, memory, taken_over):
        taken_over("")
        sending = settled(memory)
        Arrival.objects.all()._raw_delete("default")
        assert empty_envelopes(much_later()) == 1
        assert sending.dispatches.count() == 2

    @pytest.mark.parametrize(("state", "gone"), [("asked_back", 0), ("returned", 1), ("given_back", 1)])
    def test_what_waits_for_a_decision_stays(self, town, memory, taken_over, state, gone):
        settled(memory)
        put(Arrival.objects.all(), state=state)
        assert empty_envelopes(much_later()) == gone

    def test_what_is_under_way_stays(self, town, memory, taken_over):
        posted([1])
        hand_over(memory)
        assert empty_envelopes(much_later()) == 0
        drain(memory)
        assert empty_envelopes(much_later()) == 0, "the result was not noted"

    def test_more_than_one_page_of_them(self, town, memory, taken_over, monkeypatch):
        monkeypatch.setattr("siwei.documents.exchange.delivery.expiry.AT_ONCE", 1)
        for serial in (1, 2, 3):
            settled(memory, serial)
        assert empty_envelopes(much_later()) == 3

    def test_one_that_comes_again_is_answered_and_not_kept_again(self, town, memory, taken_over):
        sending = settled(memory)
        message = _message_of(sending, memory)
        empty_envelopes(much_later())
        memory.send([message])
        drain(memory)
        assert bodies() == [b""]
        assert Arrival.objects.count() == 2

    def test_one_that_comes_for_another_is_kept_again(self, town, memory, taken_over):
        sending = settled(memory)
        message = _message_of(sending, memory)
        body = bodies()[0]
        empty_envelopes(much_later())
        Arrival.objects.filter(receiver_code=town[1].code)._raw_delete("default")  # has not come to this one yet
        memory.send([message])
        drain(memory)
        assert bodies() == [body]

    def test_its_page_says_so(self, town, memory, taken_over):
        from siwei.documents.exchange.delivery.screens import _text

        settled(memory)
        assert all("查照" in _text(one) for one in Arrival.objects.all())
        empty_envelopes(much_later())
        assert not any("查照" in _text(one) for one in Arrival.objects.all())

    def test_it_is_not_sent_again_without_its_bytes(self, town, memory, taken_over):
        sending = settled(memory)
        empty_envelopes(much_later())
        one = sending.dispatches.all()[0]
        put(Dispatch.objects.filter(pk=one.pk), state="refused")
        with pytest.raises(ActionRefused):
            acts.send_again(sending, by=BY, dispatches=[one], note="再送")


def _message_of(sending, memory):
    """The message in which the sending would travel once more."""
    put(Dispatch.objects.filter(sending=sending), next_at=timezone.now())
    hand_over(memory)
    message = memory.queues["kaohsiung"].popleft()
    put(Dispatch.objects.filter(sending=sending), next_at=None, state="received")
    return message
