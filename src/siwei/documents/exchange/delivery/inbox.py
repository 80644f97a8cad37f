"""What the worker receives: letters are checked and kept once, signed statements move dispatches; one transaction each.

Nothing that comes can stop the queue: what cannot be read is kept in quarantine and answered where its sender is known.
Answers are given back to be sent after the commit and before the messages are acknowledged (`outbox.answer`): whoever
dies between gets the same messages again, keeps nothing twice, and answers once more.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from siwei.documents.exchange.delivery import book, keys, wire
from siwei.documents.exchange.delivery.acts import take_in
from siwei.documents.exchange.delivery.outbox import Said
from siwei.documents.exchange.delivery.quarantine import put_aside
from siwei.documents.exchange.delivery.rules import Verdict, mark_of
from siwei.documents.exchange.delivery.statements import ANSWERS, GATE, take_statements
from siwei.documents.exchange.delivery.wrapping import Opened, opened
from siwei.documents.exchange.envelope import EnvelopeRefused, Reason, refuse
from siwei.documents.exchange.transport.message import Message
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.signing.refusal import SignatureRefused
from siwei.kernel.signing.signature import verify
from siwei.kernel.signing.trust import Trust

#: what says that a message itself cannot be read or kept; trouble of the house is none of it, and is waited out
OF_THE_MESSAGE = (
    DataError, ActionRefused, ValidationError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
KEEP = """
INSERT INTO exchange_parcel (digest, sender, manifest, body, facts, signature, kept_at)
VALUES (%s, %s, %s, %s, %s, %s, now())
ON CONFLICT (digest) DO UPDATE SET signature = excluded.signature, body = excluded.body
WHERE exchange_parcel.signature = ''::bytea OR exchange_parcel.body = ''::bytea
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """A letter that holds: read in full, signed by its sender."""

    letter: wire.Letter
    content: Opened
    #: its parcel, where the same stands here already, signed
    parcel: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An envelope that stands here, written or read before, with what is known of it."""

    parcel: int
    body: bytes
    is_signed: bool
    content: Opened


def handle(messages: Sequence[Message]) -> list[Said]:
    """Takes in a batch in one transaction; when it returns, all of it is kept. Gives the answers that are to be sent.

    What cannot be read or kept, whatever the fault, is found by taking the batch singly; that one is put aside, so that
    it does not come again and again and hold up what waits behind it.
    """
    try:
        return _take(messages)
    except OF_THE_MESSAGE as fault:
        if len(messages) > 1:
            return [said for one in messages for said in handle([one])]
        return _put_aside_whole(messages[0], fault)


def _put_aside_whole(message: Message, fault: Exception) -> list[Said]:
    refusal = refuse(Reason.NOT_KEPT, why=fault)
    with transaction.atomic():
        letters = list(_letters([message])) if message.kind == wire.LETTER else []
        for letter in letters:
            put_aside(letter.envelope, letter.sender, refusal.code, refusal.sentence, answered=True)
        if message.kind != wire.LETTER:
            put_aside(message.body, "", refusal.code, refusal.sentence)
        return _refusals([(letter, refusal) for letter in letters], timezone.now())


def _take(messages: Sequence[Message]) -> list[Said]:
    now = timezone.now()
    answers: list[Said] = []
    with transaction.atomic():
        for one in messages:  # before letters: a recall that came along with its letter still takes it out
            if one.kind == wire.STATEMENTS:
                answers += take_statements(one, now)
            elif one.kind != wire.LETTER:
                put_aside(one.body, "", "unknown_kind", one.kind)
        answers += _take_letters([one for one in messages if one.kind == wire.LETTER], now)
    return answers


def _take_letters(messages: Sequence[Message], now: datetime.datetime) -> list[Said]:
    if not messages:
        return []
    checked, refused = [], []
    letters = list(_letters(messages))
    known = _read_before(letters)
    trust = keys.trust()
    for letter in letters:
        try:
            checked.append(_check(letter, known.get(letter.digest), trust, now))
        except EnvelopeRefused as refusal:
            put_aside(letter.envelope, letter.sender, refusal.code, refusal.sentence, answered=True)
            refused.append((letter, refusal))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({GATE})")
    return [*_keep(checked, now), *_refusals(refused, now)]


def _refusals(refused: Sequence[tuple[wire.Letter, EnvelopeRefused]], now: datetime.datetime) -> list[Said]:
    """Refusals to whoever is named as the sender. Anybody can write that name: what is here already stays received."""
    marks = {mark_of(letter.digest, to.code) for letter, _why in refused for to in letter.addressed}
    known = _here(marks)
    answers = []
    for letter, why in refused:
        for to in letter.addressed:
            mark = mark_of(letter.digest, to.code)
            state = known.get(mark)
            if state:
                answers.append(_answer(letter, to, mark, *ANSWERS[state], now))
            else:
                answers.append(_answer(letter, to, mark, "refused", why.code, now, str(why.sentence)))
    return answers


def _letters(messages: Sequence[Message]) -> Iterator[wire.Letter]:
    for one in messages:
        try:
            yield wire.Letter.from_bytes(one.body)
        except wire.Unreadable as fault:
            put_aside(one.body, "", Reason.NOT_A_CONTAINER, str(fault))


STANDING = """
SELECT id, digest, body, manifest, facts, signature <> ''::bytea
FROM exchange_parcel WHERE digest = ANY(%s) AND facts <> '{}'
"""


def _read_before(letters: Sequence[wire.Letter]) -> Mapping[str, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list({one.digest for one in letters})])
        rows = cursor.fetchall()
    found = {}
    for parcel, digest, body, manifest, facts, is_signed in rows:
        told = json.loads(facts) if isinstance(facts, str) else facts
        found[digest] = Standing(parcel, bytes(body), is_signed, Opened(digest, bytes(manifest), **told))
    return found


def _check(letter: wire.Letter, standing: Standing | None, trust: Trust, now: datetime.datetime) -> Checked:
    """Signature, files and grammar, and that every recipient is named inside. Raises EnvelopeRefused.

    An envelope that is byte for byte one that stands here was read when it came to stand here; 614 agencies of one
    installation get one.
    """
    if standing is None or standing.body != letter.envelope:
        standing = None
    content = standing.content if standing else opened(letter.envelope)
    if content.digest != letter.digest:
        raise EnvelopeRefused(Reason.DIGEST, "the envelope is not the one that is named")
    try:
        verify(content.manifest, letter.signature, trust, now, code=letter.sender)
    except SignatureRefused as refusal:
        raise EnvelopeRefused(Reason.SIGNATURE, str(refusal)) from refusal
    if content.sender != letter.sender:
        raise EnvelopeRefused("wrong_sender", "the document names another sender than the envelope")
    if any(one.code not in content.copies for one in letter.addressed):
        raise EnvelopeRefused("not_addressed", "the document does not name the recipient")
    return Checked(letter, content, standing.parcel if standing and standing.is_signed else None)


HERE = "SELECT mark, state FROM exchange_arrival WHERE mark = ANY(%s::uuid[])"
OUT = "SELECT mark, sender FROM exchange_takenout WHERE mark = ANY(%s::uuid[])"


def _here(marks: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How those stand that came before."""
    with connection.cursor() as cursor:
        cursor.execute(HERE, [_array(marks)])
        return dict(cursor.fetchall())


def _taken_out(marks: Iterable[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """Those that were recalled before they came, and by whom."""
    with connection.cursor() as cursor:
        cursor.execute(OUT, [_array(marks)])
        return set(cursor.fetchall())


def _array(marks: Iterable[uuid.UUID]) -> str:
    """Written at once; the driver would write each mark by itself."""
    return "{" + ",".join(map(str, marks)) + "}"


def _keep(checked: Sequence[Checked], now: datetime.datetime) -> list[Said]:
    """Keeps what is new; answers all of it, also what came before."""
    wanted = {mark_of(one.content.digest, to.code): (one, to) for one in checked for to in one.letter.addressed}
    if not wanted:
        return []
    known, out = _here(wanted), _taken_out(wanted)
    day = timezone.localdate(now)
    here = book.addresses({to.to for _one, to in wanted.values()}, day)
    senders = book.addresses({one.letter.sender for one, _to in wanted.values()}, day)
    answers, fresh = [], []
    for mark, (one, to) in wanted.items():
        address = here.get(to.to)
        if mark in known:
            answers.append(_answer(one.letter, to, mark, *ANSWERS[known[mark]], now))
        elif (mark, one.letter.sender) in out:
            answers.append(_answer(one.letter, to, mark, "recalled", "", now))
        elif one.letter.sender not in senders:
            answers.append(_answer(one.letter, to, mark, "refused", "sender_not_in_book", now))
        elif address is None or address.agency is None or address.queue != book.own_queue():
            answers.append(_answer(one.letter, to, mark, "refused", "not_here", now))
        else:
            fresh.append((mark, one, to, address, senders[one.letter.sender]))
            answers.append(_answer(one.letter, to, mark, "received", "", now))
    _store(fresh, now)
    return answers


def _store(fresh: Sequence[tuple[uuid.UUID, Checked, wire.Addressed, book.Address, book.Address]], now: Any) -> None:
    if not fresh:
        return
    parcels = {one.content.digest: one.parcel for _mark, one, *_rest in fresh if one.parcel}
    parcels |= _keep_envelopes([one for _mark, one, *_rest in fresh if not one.parcel])
    made = [_arrival(mark, one, to, address, sender, parcels, now) for mark, one, to, address, sender in fresh]
    take_in.many(made, by=Actor.system("exchange"))


def _keep_envelopes(checked: Sequence[Checked]) -> dict[str, int]:
    letters = {one.content.digest: one for one in checked}
    if not letters:
        return {}
    with connection.cursor() as cursor:
        rows: list[Sequence[Any]] = [
            (digest, one.letter.sender, one.content.manifest, one.letter.envelope, Jsonb(one.content.facts()),
             one.letter.signature)
            for digest, one in sorted(letters.items())
        ]  # fmt: skip
        cursor.executemany(KEEP, rows)
        cursor.execute("SELECT digest, id FROM exchange_parcel WHERE digest = ANY(%s)", [list(letters)])
        return dict(cursor.fetchall())


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
    letter: wire.Letter, to: wire.Addressed, mark: uuid.UUID, verdict: Verdict, reason: str, now: datetime.datetime,
    words: str = "",
) -> Said:  # fmt: skip
    return Said(letter.sender, to.to, wire.Item(mark, verdict, now, reason, words[:2000]))
