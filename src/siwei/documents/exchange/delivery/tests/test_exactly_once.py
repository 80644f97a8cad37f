"""Exactly once in effect: any order of acts, crashes, losses and doubles ends as a simple model says."""

from __future__ import annotations

import datetime
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.inbox import handle
from siwei.documents.exchange.delivery.outbox import answer, hand_over, send_answers, send_recalls
from siwei.documents.exchange.delivery.posting import send
from siwei.documents.exchange.delivery.rules import DECIDED
from siwei.documents.exchange.delivery.trial import Memory, issued
from siwei.documents.exchange.delivery.work import receive
from siwei.documents.exchange.models import Arrival, Dispatch, Owed, Sending
from siwei.kernel.access.actor import Actor

BY = Actor.system("test")
QUEUE = "kaohsiung"


def after(state, answered_at, verdict, at):
    """The model: the state of a dispatch after an answer that its recipient decided on at `at`.

    The latest decision counts, however late, often or crossed the answers come: one that was sent back after it was
    received (誤送) is sent back, and one that was refused and then sent again is received.
    """
    if state in DECIDED or (answered_at is not None and at <= answered_at):
        return state
    return verdict


class Killed(Exception):  # noqa: N818  # what happened
    """The process died here."""


class Exchange(RuleBasedStateMachine):
    """Letters between five agencies over a transport worse than its promise: it loses, doubles, turns round."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.memory = Memory()
        self.now = timezone.now()
        self.serial = 0
        self.asked: set[int] = set()  # sendings with a recall

    def teardown(self) -> None:
        try:
            self.ends_well()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    @initialize(seed=st.integers(0, 2**32), loses=st.sampled_from([0, 0.3]), doubles=st.sampled_from([0, 0.5]))
    def begin(self, seed, loses, doubles):
        self.memory = Memory(seed)
        self.memory.loses, self.memory.doubles, self.memory.turns = loses, doubles, 0.5

    @rule(sender=st.integers(0, 4), to=st.sets(st.integers(0, 4), min_size=1, max_size=3))
    def issue(self, sender, to):
        self.serial += 1
        send(issued(sender, sorted(to), self.serial), by=BY)

    @rule(minutes=st.sampled_from([0, 1, 40, 600]))
    def work_of_the_sender(self, minutes):
        self.now += datetime.timedelta(minutes=minutes)
        hand_over(self.memory, self.now)
        send_recalls(self.memory, self.now)

    @rule()
    def sender_dies_after_handing_over(self):
        with suppress(Killed), transaction.atomic():
            hand_over(self.memory, self.now)
            raise Killed

    @rule(most=st.integers(1, 5))
    def receive(self, most):
        receive(self.memory, most)

    @rule(most=st.integers(1, 5))
    def receiver_dies_before_its_commit(self, most):
        def half(messages):
            with transaction.atomic():
                handle(messages)
                raise Killed

        with suppress(Killed):
            self.memory.receive(QUEUE, half, most=most)

    @rule(most=st.integers(1, 5))
    def receiver_dies_before_it_answers(self, most):
        def unanswered(messages):
            handle(messages)
            raise Killed

        with suppress(Killed):
            self.memory.receive(QUEUE, unanswered, most=most)

    @rule(most=st.integers(1, 5))
    def receiver_dies_before_it_acknowledges(self, most):
        def unacknowledged(messages):
            answer(self.memory, handle(messages))
            raise Killed

        with suppress(Killed):
            self.memory.receive(QUEUE, unacknowledged, most=most)

    @rule()
    def answer_what_people_decided(self):
        send_answers(self.memory)

    @rule()
    def answerer_dies_after_sending(self):
        with suppress(Killed), transaction.atomic():
            send_answers(self.memory)
            raise Killed

    @precondition(lambda self: self.serial)
    @rule(at=st.integers(0, 100))
    def recall_one(self, at):
        rows = Dispatch.objects.filter(state__in=acts.RecallForm.states, recall_due=None).order_by("pk")
        if rows:
            one = rows[at % len(rows)]
            acts.recall(one.sending, by=BY, dispatches=[one], note="誤繕")
            self.asked.add(one.pk)

    @rule(agree=st.booleans())
    def decide_on_a_recall(self, agree):
        arrival = Arrival.objects.filter(state=Arrival.State.ASKED_BACK).first()
        if arrival:
            (acts.give_back if agree else acts.keep)(arrival, by=BY, note="如主旨")

    @precondition(lambda self: self.serial)
    @rule(at=st.integers(0, 100))
    def send_one_again(self, at):
        rows = Dispatch.objects.filter(state__in=acts.AgainForm.states, recall_due=None).order_by("pk")
        if rows:
            one = rows[at % len(rows)]
            acts.send_again(one.sending, by=BY, dispatches=[one], note="再送")

    def ends_well(self) -> None:
        """The transport keeps its promise from now on and everybody lives: then all is as it has to be."""
        self.memory.loses = 0.0
        for _round in range(12):
            self.now += datetime.timedelta(hours=40)
            hand_over(self.memory, self.now)
            send_recalls(self.memory, self.now)
            while receive(self.memory):
                pass
            for arrival in Arrival.objects.filter(state=Arrival.State.ASKED_BACK):
                acts.keep(arrival, by=BY, note="已辦")
            while send_answers(self.memory):
                while receive(self.memory):
                    pass
        arrivals = {one.mark: one.state for one in Arrival.objects.all()}
        dispatches = list(Dispatch.objects.all())
        assert not Owed.objects.exists()
        assert arrivals.keys() <= {one.mark for one in dispatches}
        for one in dispatches:
            here = arrivals.get(one.mark)
            expected = {None: "recalled", "arrived": "received", "given_back": "recalled"}[here]
            assert one.state == expected, (one.state, here)
            assert here or one.pk in self.asked, "only what was recalled may be missing"
            assert one.recall_due is None


def test_exactly_once_whatever_happens(town):
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        ),
    )
    assert not Sending.objects.exists()  # every example was rolled back


START = datetime.datetime(2017, 10, 27, tzinfo=datetime.UTC)
decisions = st.lists(st.sampled_from(["received", "refused", "recalled"]), min_size=1, max_size=5)


def test_answers_in_any_order_end_with_the_latest_decision():
    from hypothesis import given

    @given(decisions, st.randoms(use_true_random=False))
    def check(words, chance):
        if "recalled" in words:  # nothing is decided after a recall was agreed to
            words = words[: words.index("recalled") + 1]
        said = [(word, START + datetime.timedelta(minutes=n)) for n, word in enumerate(words)]
        came = [*said, *said]
        chance.shuffle(came)
        state, answered = "delivered", None
        for word, at in came:
            found = after(state, answered, word, at)
            if found != state or answered is None or at > answered:
                answered = max(at, answered or at)
            state = found
        assert state == words[-1]

    check()
    assert "recalled" in DECIDED
