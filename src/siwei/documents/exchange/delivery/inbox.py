"""What the worker receives: letters are checked and kept once, signed statements move dispatches; one transaction each.

Nothing that comes can stop the queue: what cannot be read is kept in quarantine and answered where its sender is known.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from siwei.documents.exchange.delivery import book, keys, wire
from siwei.documents.exchange.delivery.acts import ask_back, take_in
from siwei.documents.exchange.delivery.outbox import tell_of_trouble
from siwei.documents.exchange.delivery.quarantine import put_aside
from siwei.documents.exchange.delivery.rules import DECIDED, mark_of
from siwei.documents.exchange.delivery.wrapping import Opened, opened
from siwei.documents.exchange.envelope import EnvelopeRefused, Reason, refuse
from siwei.documents.exchange.models import Answer, Arrival, Owed, TakenOut
from siwei.documents.exchange.transport.message import Message
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.signing.refusal import SignatureRefused
from siwei.kernel.signing.signature import verify

#: what says that a row can never be kept; trouble with the database or the program is none of it, and is tried again
NOT_KEPT = (DataError, ActionRefused, ValidationError)
#: letters hold it together, recalls alone: a recall and its letter never pass each other unseen
GATE = "hashtext('exchange recalls')"
#: what is answered to a letter that is here already, by what became of it
ANSWERS: Mapping[str, tuple[str, str]] = {
    Arrival.State.ARRIVED: ("received", ""),
    Arrival.State.ASKED_BACK: ("received", "asked_back"),
    Arrival.State.GIVEN_BACK: ("recalled", ""),
    Arrival.State.RETURNED: ("refused", "misdirected"),
}
KEEP = """
INSERT INTO exchange_parcel (digest, sender, manifest, body, facts, signature, kept_at)
VALUES (%s, %s, %s, %s, %s, %s, now())
ON CONFLICT (digest) DO UPDATE SET signature = excluded.signature WHERE exchange_parcel.signature = ''::bytea
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """A letter that holds: read in full, signed by its sender."""

    letter: wire.Letter
    content: Opened


def handle(messages: Sequence[Message]) -> None:
    """Takes in a batch in one transaction; when it returns, all of it is kept.

    What cannot be kept, by its table or by what follows an arrival, is found by taking the batch singly; that one is
    put aside, so that it does not come again and again and hold up what waits behind it.
    """
    try:
        _take(messages)
    except NOT_KEPT as fault:
        if len(messages) > 1:
            for one in messages:
                handle([one])
        else:
            _put_aside_whole(messages[0], fault)


def _put_aside_whole(message: Message, fault: Exception) -> None:
    refusal = refuse(Reason.NOT_KEPT, why=fault)
    with transaction.atomic():
        letters = list(_letters([message])) if message.kind == wire.LETTER else []
        for letter in letters:
            put_aside(letter.envelope, letter.sender, refusal.code, refusal.sentence)
            _owe(_refusals([(letter, refusal)], timezone.now()))
        if message.kind != wire.LETTER:
            put_aside(message.body, "", refusal.code, refusal.sentence)


def _take(messages: Sequence[Message]) -> None:
    now = timezone.now()
    with transaction.atomic():
        for one in messages:  # before letters: a recall that came along with its letter still takes it out
            if one.kind == wire.STATEMENTS:
                _take_statements(one, now)
            elif one.kind != wire.LETTER:
                put_aside(one.body, "", "unknown_kind", one.kind)
        _take_letters([one for one in messages if one.kind == wire.LETTER], now)


# --- letters ----------


def _take_letters(messages: Sequence[Message], now: datetime.datetime) -> None:
    if not messages:
        return
    checked, refused = [], []
    letters = list(_letters(messages))
    known = _read_before(letters)
    for letter in letters:
        try:
            checked.append(Checked(letter, _check(letter, known, now)))
        except EnvelopeRefused as refusal:
            put_aside(letter.envelope, letter.sender, refusal.code, refusal.sentence)
            refused.append((letter, refusal))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({GATE})")
    _owe([*_keep(checked, now), *_refusals(refused, now)])


def _owe(owed: Sequence[Owed]) -> None:
    """Answers for the worker to sign and send; none to somebody who is not in the book."""
    queues = book.queues({one.sender for one in owed})
    for answer in owed:
        answer.queue = queues.get(answer.sender, "")
    Owed.objects.bulk_create([answer for answer in owed if answer.queue])


def _refusals(refused: Sequence[tuple[wire.Letter, EnvelopeRefused]], now: datetime.datetime) -> list[Owed]:
    """Refusals to whoever is named as the sender. Anybody can write that name: what is here already stays received."""
    marks = {mark_of(letter.digest, to.code) for letter, _why in refused for to in letter.addressed}
    known = dict(Arrival.objects.filter(mark__in=marks).values_list("mark", "state"))
    owed = []
    for letter, why in refused:
        for to in letter.addressed:
            state = known.get(mark_of(letter.digest, to.code))
            verdict, reason = ANSWERS[state] if state else ("refused", why.code)
            owed.append(_answer(letter, to, verdict, reason, now, "" if state else str(why.sentence)))
    return owed


def _letters(messages: Sequence[Message]) -> Iterator[wire.Letter]:
    for one in messages:
        try:
            yield wire.Letter.from_bytes(one.body)
        except wire.Unreadable as fault:
            put_aside(one.body, "", Reason.NOT_A_CONTAINER, str(fault))


def _read_before(letters: Sequence[wire.Letter]) -> Mapping[str, tuple[bytes, Opened]]:
    """Envelopes that stand here, written or read before, with what is known of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest, body, manifest, facts FROM exchange_parcel WHERE digest = ANY(%s) AND facts <> '{}'",
            [list({one.digest for one in letters})],
        )
        rows = cursor.fetchall()
    return {d: (bytes(b), Opened(d, bytes(m), **(json.loads(f) if isinstance(f, str) else f))) for d, b, m, f in rows}


def _check(letter: wire.Letter, known: Mapping[str, tuple[bytes, Opened]], now: datetime.datetime) -> Opened:
    """Signature, files and grammar, and that every recipient is named inside. Raises EnvelopeRefused.

    An envelope that is byte for byte one that stands here was read when it came to stand here; 614 agencies of one
    installation get one.
    """
    body, content = known.get(letter.digest, (b"", None))
    if content is None or body != letter.envelope:
        content = opened(letter.envelope)
    if content.digest != letter.digest:
        raise EnvelopeRefused(Reason.DIGEST, "the envelope is not the one that is named")
    try:
        verify(content.manifest, letter.signature, keys.trust(), now, code=letter.sender)
    except SignatureRefused as refusal:
        raise EnvelopeRefused(Reason.SIGNATURE, str(refusal)) from refusal
    if content.sender != letter.sender:
        raise EnvelopeRefused("wrong_sender", "the document names another sender than the envelope")
    if any(one.code not in content.copies for one in letter.addressed):
        raise EnvelopeRefused("not_addressed", "the document does not name the recipient")
    return content


def _keep(checked: Sequence[Checked], now: datetime.datetime) -> list[Owed]:
    """Keeps what is new; answers all of it, also what came before."""
    wanted = {mark_of(one.content.digest, to.code): (one, to) for one in checked for to in one.letter.addressed}
    if not wanted:
        return []
    known = dict(Arrival.objects.filter(mark__in=wanted).values_list("mark", "state"))
    out = set(TakenOut.objects.filter(mark__in=wanted).values_list("mark", "sender"))
    day = timezone.localdate(now)
    here = book.addresses({to.to for _one, to in wanted.values()}, day)
    senders = book.addresses({one.letter.sender for one, _to in wanted.values()}, day)
    owed, fresh = [], []
    for mark, (one, to) in wanted.items():
        address = here.get(to.to)
        if mark in known:
            owed.append(_answer(one.letter, to, *ANSWERS[known[mark]], now))
        elif (mark, one.letter.sender) in out:
            owed.append(_answer(one.letter, to, "recalled", "", now))
        elif one.letter.sender not in senders:
            owed.append(_answer(one.letter, to, "refused", "sender_not_in_book", now))
        elif address is None or address.agency is None or address.queue != book.own_queue():
            owed.append(_answer(one.letter, to, "refused", "not_here", now))
        else:
            fresh.append((mark, one, to, address, senders[one.letter.sender]))
            owed.append(_answer(one.letter, to, "received", "", now))
    _store(fresh, now)
    return owed


def _store(fresh: Sequence[tuple[uuid.UUID, Checked, wire.Addressed, book.Address, book.Address]], now: Any) -> None:
    if not fresh:
        return
    letters = {one.content.digest: one for _mark, one, _to, _address, _sender in fresh}
    with connection.cursor() as cursor:
        rows: list[Sequence[Any]] = [
            (digest, one.letter.sender, one.content.manifest, one.letter.envelope, Jsonb(one.content.facts()),
             one.letter.signature)
            for digest, one in sorted(letters.items())
        ]  # fmt: skip
        cursor.executemany(KEEP, rows)
        cursor.execute("SELECT digest, id FROM exchange_parcel WHERE digest = ANY(%s)", [list(letters)])
        parcels = dict(cursor.fetchall())
    made = [_arrival(mark, one, to, address, sender, parcels, now) for mark, one, to, address, sender in fresh]
    take_in.many(made, by=Actor.system("exchange"))


def _arrival(
    mark: uuid.UUID, one: Checked, to: wire.Addressed, address: book.Address, sender: book.Address,
    parcels: Mapping[str, int], now: datetime.datetime,
) -> dict[str, Any]:  # fmt: skip
    content = one.content
    return {
        "mark": mark,
        "agency_id": address.agency,
        "receiver_code": address.code,
        "addressed_to": to.code,
        "sender_code": one.letter.sender,
        "sender_name": content.sender_name,
        "origin": sender.queue,
        "kind": content.kind,
        "issue_number": content.issue_number,
        "subject": content.subject,
        "secret": content.secret,
        "copy": one.content.copies[to.code],
        "parcel_id": parcels[one.content.digest],
        "arrived_at": now,
    }


def _answer(
    letter: wire.Letter, to: wire.Addressed, verdict: str, reason: str, now: datetime.datetime, words: str = ""
) -> Owed:
    mark = mark_of(letter.digest, to.code)
    return Owed(receiver=to.to, sender=letter.sender, mark=mark, verdict=verdict, reason=reason, said=words, since=now)


# --- statements ----------

ANSWERED = """
WITH said AS (
    SELECT DISTINCT ON (mark) * FROM unnest(
        %s::uuid[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::bigint[], %s::text[]
    ) AS v(mark, verdict, at, reason, words, answer, sender) ORDER BY mark, at DESC
)
UPDATE exchange_dispatch d SET
    state = CASE WHEN d.state = ANY(%s) THEN d.state ELSE said.verdict END,
    answered_at = said.at, answer_id = said.answer, reason = said.reason, said = said.words, next_at = NULL,
    recall_due = CASE WHEN said.verdict <> 'received' OR said.reason IN ('asked_back', 'kept') THEN NULL
                      ELSE d.recall_due END
FROM said
WHERE d.mark = said.mark AND d.to_code = said.sender AND (d.answered_at IS NULL OR d.answered_at < said.at)
RETURNING d.sending_id, d.state
"""


def _take_statements(message: Message, now: datetime.datetime) -> None:
    """Believes what is signed by whom it names, and puts the rest aside."""
    try:
        signed = wire.unpack_statements(message.body)
    except wire.Unreadable as fault:
        put_aside(message.body, "", Reason.NOT_A_CONTAINER, str(fault))
        return
    answers, recalls = [], []
    for one in signed:
        try:
            statement = wire.Statement.from_bytes(one.body)
            verify(one.body, one.signature, keys.trust(), now, code=statement.sender)
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
    _take_recalls(recalls, now)


def _take_answers(answers: Sequence[tuple[wire.Signed, wire.Statement, Sequence[wire.Item]]]) -> None:
    if not answers:
        return
    proofs = Answer.objects.bulk_create(
        [Answer(sender=said.sender, body=one.body, signature=one.signature) for one, said, _items in answers]
    )
    rows = [
        (item.mark, item.word, item.at, item.reason, item.said, proof.pk, said.sender)
        for proof, (_one, said, items) in zip(proofs, answers, strict=True)
        for item in items
    ]
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, [*map(list, zip(*rows, strict=True)), list(DECIDED)])
        troubled = {sending for sending, state in cursor.fetchall() if state == "refused"}
    tell_of_trouble(troubled)


def _take_recalls(recalls: Sequence[tuple[str, wire.Item]], now: datetime.datetime) -> None:
    """What is not here yet will not be let in; what is here is asked back, and a person decides."""
    if not recalls:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({GATE})")
    queues = book.queues({sender for sender, _item in recalls})
    owed = []
    for sender, item in recalls:
        arrival = Arrival.objects.filter(mark=item.mark).first()
        if arrival is None:
            TakenOut.objects.get_or_create(mark=item.mark, defaults={"sender": sender})
            owed.append(_on_recall(queues, item, sender, item.reason, "recalled", "", now))
            continue
        if arrival.sender_code != sender:
            continue
        if arrival.state == Arrival.State.ARRIVED and not _was_kept(arrival):
            ask_back(arrival, by=Actor.system("exchange"), note=item.said)
        verdict, reason = ANSWERS[arrival.state]
        owed.append(_on_recall(queues, item, sender, arrival.receiver_code, verdict, reason or "kept", now))
    Owed.objects.bulk_create([one for one in owed if one.queue])


def _on_recall(
    queues: Mapping[str, str], item: wire.Item, sender: str, receiver: str, verdict: str, reason: str,
    now: datetime.datetime,
) -> Owed:  # fmt: skip
    return Owed(
        queue=queues.get(sender, ""), receiver=receiver, sender=sender, mark=item.mark, verdict=verdict,
        reason=reason, since=now,
    )  # fmt: skip


def _was_kept(arrival: Arrival) -> bool:
    """Whether a recall was declined before; the sender need not ask twice."""
    return bool(arrival.asked_reason)
