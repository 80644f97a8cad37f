"""Signed statements that come: answers move dispatches, recalls take out what has not come and ask for the rest."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils import timezone

from siwei.documents.exchange.delivery import keys, wire
from siwei.documents.exchange.delivery.acts import ask_back
from siwei.documents.exchange.delivery.outbox import Said, tell_of_trouble
from siwei.documents.exchange.delivery.quarantine import put_aside
from siwei.documents.exchange.delivery.rules import DECIDED, Verdict
from siwei.documents.exchange.envelope import Reason
from siwei.documents.exchange.models import Arrival, TakenOut
from siwei.documents.exchange.transport.message import Message
from siwei.kernel.access.actor import Actor
from siwei.kernel.signing.refusal import SignatureRefused
from siwei.kernel.signing.signature import verify

#: letters hold it together, recalls alone: a recall and its letter never pass each other unseen
GATE = "hashtext('exchange recalls')"
#: what is answered to a letter that is here already, by what became of it
ANSWERS: Mapping[str, tuple[Verdict, str]] = {
    Arrival.State.ARRIVED: ("received", ""),
    Arrival.State.ASKED_BACK: ("received", "asked_back"),
    Arrival.State.GIVEN_BACK: ("recalled", ""),
    Arrival.State.RETURNED: ("refused", "misdirected"),
}
PROOFS = "COPY exchange_answer (id, sender, body, signature, came_at) FROM STDIN"
ANSWERED = """
WITH said AS (
    SELECT DISTINCT ON (mark) * FROM json_to_recordset(%s::json)
    AS v(mark uuid, verdict text, at timestamptz, reason text, words text, answer bigint, sender text)
    ORDER BY mark, at DESC
)
UPDATE exchange_dispatch d SET
    state = CASE WHEN d.state = ANY(%s) THEN d.state ELSE said.verdict END,
    answered_at = said.at, answer_id = said.answer, reason = said.reason, said = said.words, next_at = NULL,
    recall_due = CASE WHEN said.verdict <> 'received' OR said.reason IN ('asked_back', 'kept') THEN NULL
                      ELSE d.recall_due END
FROM said
WHERE d.mark = said.mark AND d.to_code = said.sender AND (d.answered_at IS NULL OR d.answered_at < said.at)
    AND (said.verdict <> 'recalled' OR d.recall_at IS NOT NULL)
RETURNING d.sending_id, d.state
"""


def take_statements(message: Message, now: datetime.datetime) -> list[Said]:
    """Believes what is signed by whom it names, and puts the rest aside."""
    try:
        signed = wire.unpack_statements(message.body)
    except wire.Unreadable as fault:
        put_aside(message.body, "", Reason.NOT_A_CONTAINER, str(fault))
        return []
    answers, recalls = [], []
    trust = keys.trust()
    for one in signed:
        try:
            statement = wire.Statement.from_bytes(one.body)
            verify(one.body, one.signature, trust, now, code=statement.sender)
        except wire.Unreadable as fault:
            put_aside(one.body, "", Reason.NOT_A_CONTAINER, str(fault))
            continue
        except SignatureRefused as refusal:
            put_aside(one.body, statement.sender, Reason.SIGNATURE, str(refusal))
            continue
        kept = [item for item in statement.items if item.word != "recall"]
        if kept:
            answers.append((one, statement, kept))
        recalls += [(statement.sender, item) for item in statement.items if item.word == "recall"]
    _take_answers(answers)
    return _take_recalls(recalls, now)


def _take_answers(answers: Sequence[tuple[wire.Signed, wire.Statement, Sequence[wire.Item]]]) -> None:
    if not answers:
        return
    proofs = _keep_proofs(answers)
    rows = [
        {"mark": str(item.mark), "verdict": item.word, "at": item.at.isoformat(), "reason": item.reason,
         "words": item.said, "answer": proof, "sender": said.sender}
        for proof, (_one, said, items) in zip(proofs, answers, strict=True)
        for item in items
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, [json.dumps(rows, ensure_ascii=False), list(DECIDED)])
        troubled = {sending for sending, state in cursor.fetchall() if state == "refused"}
    tell_of_trouble(troubled)


def _keep_proofs(answers: Sequence[tuple[wire.Signed, wire.Statement, Sequence[wire.Item]]]) -> list[int]:
    """Keeps the signed statements; gives their ids."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('exchange_answer_id_seq') FROM generate_series(1, %s)", [len(answers)])
        ids = [row[0] for row in cursor.fetchall()]
        with connection.wrap_database_errors, cursor.copy(PROOFS) as copy:
            for one, (signed, statement, _items) in zip(ids, answers, strict=True):
                copy.write_row((one, statement.sender, signed.body, signed.signature, now))
    return ids


def _take_recalls(recalls: Sequence[tuple[str, wire.Item]], now: datetime.datetime) -> list[Said]:
    """What is not here yet will not be let in; what is here is asked back, and a person decides."""
    if not recalls:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({GATE})")
    answers = []
    for sender, item in recalls:
        arrival = Arrival.objects.filter(mark=item.mark).first()
        if arrival is None:
            TakenOut.objects.get_or_create(mark=item.mark, sender=sender)
            answers.append(Said(sender, item.reason, wire.Item(item.mark, "recalled", now)))
            continue
        if arrival.sender_code != sender:
            continue
        if arrival.state == Arrival.State.ARRIVED and not _was_kept(arrival):
            ask_back(arrival, by=Actor.system("exchange"), note=item.said)
        verdict, reason = ANSWERS[arrival.state]
        answers.append(Said(sender, arrival.receiver_code, wire.Item(item.mark, verdict, now, reason or "kept")))
    return answers


def _was_kept(arrival: Arrival) -> bool:
    """Whether a recall was declined before; the sender need not ask twice."""
    return bool(arrival.asked_reason)
