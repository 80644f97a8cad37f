"""What every record type promises, for sendings and arrivals."""

import pytest

from siwei.documents.exchange.delivery.posting import Issued, send
from siwei.documents.exchange.delivery.trial import Memory, code_of, letter, settle_town
from siwei.documents.exchange.delivery.work import drain
from siwei.documents.exchange.models import REGISTRY, Arrival, Member, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.records.writing import writing
from siwei.kernel.testing.contract import RecordContract

SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def _keys(keys):
    """Keys lie in a folder of the test."""


def posted(clerk, nth):
    """A letter of the clerk's agency to itself that waits in the outbox: a registry sees its own agency's alone."""
    agency = clerk.place.post.unit.agency
    if not Member.objects.filter(code=code_of(0)).exists():
        settle_town(3)
        with writing():
            Member.objects.filter(code=code_of(1)).update(agency=agency)
    sending = send(Issued(letter(0, [1], nth + 1), agency), by=SYSTEM)
    assert sending
    return sending


class TestSending(RecordContract):
    record = Sending
    roles = (REGISTRY,)
    elsewhere = dict.fromkeys(
        ("post", "note_trouble", "settle", "ask_for_result", "attention"), "no form; see test_story"
    )
    given = {
        name: {"dispatches": lambda one, _actor: [one.dispatches.first().pk]}
        for name in ("recall", "send_again", "on_paper")
    }

    def make(self, clerk, nth):
        return posted(clerk, nth)


class TestArrival(RecordContract):
    record = Arrival
    roles = (REGISTRY,)
    elsewhere = dict.fromkeys(
        ("take_in", "ask_back", "asked_back", "give_back", "given_back", "keep"), "no form; see test_story"
    )

    def make(self, clerk, nth):
        sending = posted(clerk, nth)
        drain(Memory())
        return Arrival.objects.get(mark=sending.dispatches.get().mark)
