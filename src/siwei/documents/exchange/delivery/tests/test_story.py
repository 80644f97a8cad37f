"""From the outbox to the receipt and back: every way a dispatch can go, over a transport in memory."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.outbox import hand_over, send_answers, send_recalls
from siwei.documents.exchange.delivery.posting import Issued, send, send_many
from siwei.documents.exchange.delivery.trial import code_of, issued, letter
from siwei.documents.exchange.delivery.work import drain, receive
from siwei.documents.exchange.models import Arrival, Dispatch, Member, Parcel, Quarantine, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.events.models import Event
from siwei.kernel.records.writing import writing

BY = Actor.system("test")
State = Dispatch.State
LATER = datetime.timedelta(days=1)


def posted(document: Issued) -> Sending:
    sending = send(document, by=BY)
    assert sending
    return sending


def states(sending: Sending) -> list[str]:
    return list(sending.dispatches.values_list("state", flat=True))


def test_one_document_reaches_all_and_all_receipt(town, memory):
    sending = posted(issued(0, [1, 2, 3, 4], 1))
    assert states(sending) == ["waiting"] * 4
    drain(memory)
    assert states(sending) == ["received"] * 4
    assert Arrival.objects.count() == 4
    assert {one.copy for one in Arrival.objects.all()} == {"正本"}
    assert Parcel.objects.count() == 1
    assert all(one.answer.sender == one.to_code for one in sending.dispatches.select_related("answer"))
    acts.settle(sending, by=BY)
    assert sending.state == Sending.State.SETTLED


def test_what_arrived_is_what_was_sent(town, memory):
    from siwei.documents.exchange.delivery.wrapping import content_of

    sent = letter(0, [1, 2], 7, subject="公告「測試」事項，請查照轉知。")
    posted(Issued(sent, town[0].agency))
    drain(memory)
    content = content_of(bytes(Arrival.objects.all()[0].parcel.body))
    assert (content.subject, content.number, content.date, content.sections) == (
        sent.subject, sent.number, sent.date, sent.sections,
    )  # fmt: skip


def test_the_same_message_twice_is_kept_once_and_answered_again(town, memory):
    memory.doubles = 1.0
    sending = posted(issued(0, [1, 2], 1))
    drain(memory)
    assert Arrival.objects.count() == 2
    assert states(sending) == ["received"] * 2


def test_the_same_document_cannot_be_posted_twice(town):
    from django.db import IntegrityError

    posted(issued(0, [1], 1))
    with pytest.raises(IntegrityError):
        posted(issued(0, [1], 1))


def test_a_receiver_that_dies_before_its_commit_gets_it_again(town, memory, monkeypatch):
    sending = posted(issued(0, [1], 1))
    hand_over(memory)

    def die(*_args, **_kwargs):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("siwei.documents.exchange.delivery.inbox._store", die)
        with pytest.raises(RuntimeError):
            receive(memory)
    assert not Arrival.objects.exists()
    drain(memory)
    assert states(sending) == ["received"]


def test_a_transport_that_is_away_is_waited_for_longer_each_time(town, memory):
    sending = posted(issued(0, [1], 1))
    memory.down = True
    hand_over(memory)
    one = sending.dispatches.get()
    assert (one.state, one.tries, one.reason) == ("waiting", 1, "transport")
    first = one.next_at
    assert first
    assert first > timezone.now()
    hand_over(memory, first)
    later = sending.dispatches.get().next_at
    assert later
    assert later - first > datetime.timedelta(seconds=20)
    memory.down = False
    hand_over(memory, timezone.now() + LATER)
    drain(memory)
    assert states(sending) == ["received"]


def test_what_nobody_answers_becomes_a_dead_letter_with_a_duty(town, memory, settings):
    memory.loses = 1.0
    sending = posted(issued(0, [1], 1))
    at = timezone.now()
    for _try in range(settings.SIWEI_EXCHANGE["most_tries"] + 1):
        hand_over(memory, at)
        at += datetime.timedelta(days=2)
    sending.refresh_from_db()
    assert states(sending) == ["dead"]
    assert sending.state == Sending.State.ATTENTION
    assert open_duties(sending, acts.TROUBLE).exists()
    assert Event.objects.about(sending).order_by("-seq")[0].act == "exchange.sending.note_trouble"
    memory.loses = 0.0
    acts.send_again(sending, by=BY, dispatches=list(sending.dispatches.all()), note="已聯繫")
    drain(memory)
    assert states(sending) == ["received"]
    assert not open_duties(sending, acts.TROUBLE).exists()


def test_a_member_that_is_suspended_gets_nothing(town, memory):
    with writing():
        Member.objects.filter(code=code_of(1)).update(state=Member.State.SUSPENDED)
    sending = posted(issued(0, [1, 2], 1))
    drain(memory)
    assert states(sending) == ["dead", "received"]
    acts.on_paper(sending, by=BY, dispatches=list(sending.dispatches.filter(state="dead")), note="改寄紙本")
    assert states(sending) == ["paper", "received"]
    assert sending.state == Sending.State.SETTLED


def test_the_successor_of_a_renamed_agency_gets_it(town, memory):
    with writing():
        Member.objects.filter(code=code_of(1)).update(state=Member.State.REPLACED, successor=town[4])
    sending = posted(issued(0, [1], 1))
    drain(memory)
    one = sending.dispatches.get()
    assert (one.state, one.to_code, one.went_elsewhere) == ("received", code_of(4), True)
    arrival = Arrival.objects.get()
    assert (arrival.agency, arrival.addressed_to) == (town[4].agency, code_of(1))


def test_recall_before_it_left(town, memory):
    sending = posted(issued(0, [1, 2], 1))
    acts.recall(sending, by=BY, dispatches=[sending.dispatches.all()[0]], note="誤繕")
    assert hand_over(memory) == 1
    drain(memory)
    assert states(sending) == ["recalled", "received"]
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("recall_first", [True, False])
def test_recall_on_the_way_takes_it_out_in_whatever_order_they_come(town, memory, recall_first):
    sending = posted(issued(0, [1], 1))
    hand_over(memory)
    acts.recall(sending, by=BY, dispatches=[sending.dispatches.get()], note="誤繕")
    send_recalls(memory)
    if recall_first:
        memory.queues["kaohsiung"].reverse()
        drain(memory)
        assert states(sending) == ["recalled"]
        assert not Arrival.objects.exists()
    else:
        receive(memory, 1)
        drain(memory)
        assert states(sending) == ["received"]
        assert Arrival.objects.get().state == Arrival.State.ASKED_BACK


def test_recall_after_receipt_is_a_request(town, memory):
    sending = posted(issued(0, [1, 2], 1))
    drain(memory)
    acts.recall(sending, by=BY, dispatches=list(sending.dispatches.all()), note="誤繕")
    drain(memory)
    first, second = Arrival.objects.order_by("pk")
    assert first.state == second.state == Arrival.State.ASKED_BACK
    assert first.asked_reason == "誤繕"
    acts.give_back(first, by=BY, note="同意")
    acts.keep(second, by=BY, note="已辦畢")
    drain(memory)
    assert states(sending) == ["recalled", "received"]
    assert sending.dispatches.order_by("-pk")[0].said == "已辦畢"
    assert not sending.dispatches.exclude(recall_due=None).exists()


def test_a_misdirected_document_comes_back_with_its_reason(town, memory):
    sending = posted(issued(0, [1], 1))
    drain(memory)
    acts.send_back(Arrival.objects.get(), by=BY, note="非本機關業務")
    drain(memory)
    sending.refresh_from_db()
    one = sending.dispatches.get()
    assert (one.state, one.reason, one.said) == ("refused", "misdirected", "非本機關業務")
    assert sending.state == Sending.State.ATTENTION


def test_an_altered_letter_is_refused_and_its_sender_told(town, memory):
    sending = posted(issued(0, [1], 1))
    hand_over(memory)
    (message,) = memory.queues["kaohsiung"]
    memory.queues["kaohsiung"][0] = message.__class__(
        message.id, message.queue, message.kind, message.body.replace("檢送".encode(), "不送".encode())
    )
    drain(memory)
    assert states(sending) == ["refused"]
    assert Quarantine.objects.count() == 1
    assert not Arrival.objects.exists()


def test_a_signature_of_another_agency_is_refused(town, memory, keys):
    (keys / f"{code_of(0)}.p12").write_bytes((keys / f"{code_of(3)}.p12").read_bytes())
    from siwei.documents.exchange.delivery import keys as opened_keys

    opened_keys._identity.cache_clear()
    sending = posted(issued(0, [1], 1))
    drain(memory)
    one = sending.dispatches.get()
    assert (one.state, one.reason) == ("refused", "signature")


def test_an_answer_counts_only_from_whom_it_was_sent_to(town, memory):
    from siwei.documents.exchange.delivery import wire
    from siwei.documents.exchange.delivery.keys import identity_of
    from siwei.documents.exchange.transport.message import Message
    from siwei.kernel.signing.signature import sign

    sending = posted(issued(0, [1], 1))
    hand_over(memory)
    memory.queues.clear()
    now = timezone.now()
    body = wire.Statement(code_of(3), now, (wire.Item(sending.dispatches.get().mark, "received", now),)).to_bytes()
    signed = wire.Signed(body, sign(body, identity_of(code_of(3))))
    memory.send([Message("x", "kaohsiung", wire.STATEMENTS, wire.pack_statements([signed]))])
    drain(memory)
    assert states(sending) == ["delivered"]


@pytest.mark.parametrize("body", [b"", b"x", b"\xff\xff\xff\xff", b"\0\0\0\2{}", b"\0\0\0\2{}\0\0\0\0\0\0\0\0"])
@pytest.mark.parametrize("kind", ["letter", "statements", "novel"])
def test_nonsense_is_put_aside_and_stops_nothing(town, memory, body, kind):
    from siwei.documents.exchange.transport.message import Message

    sending = posted(issued(0, [1], 1))
    memory.send([Message("x", "kaohsiung", kind, body)])
    drain(memory)
    assert states(sending) == ["received"]
    assert Quarantine.objects.count() == 1


def test_many_at_once(town, memory):
    sendings = send_many([issued(n, [m for m in range(5) if m != n], 1) for n in range(5)], by=BY)
    drain(memory)
    assert [states(one) for one in sendings] == [["received"] * 4] * 5
    assert send_answers(memory) == 0
