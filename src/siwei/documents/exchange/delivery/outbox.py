"""What the worker sends: dispatches that are due, recalls, and answers owed; each step is one transaction.

Rows stay locked from the choice to the mark, so two workers never hand over the same. When the worker dies between
handing over and marking, the same goes once more, and the receiver keeps one.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from siwei.documents.exchange.delivery import book, wire
from siwei.documents.exchange.delivery.keys import NoKey, identity_of
from siwei.documents.exchange.delivery.rules import patience, pause
from siwei.documents.exchange.models import Owed
from siwei.documents.exchange.transport.message import Message, Transport, TransportDown
from siwei.kernel.signing.signature import sign

#: dispatches of one step; recipients of one letter to one installation are one message
MOST = 2000
TAKE = """
SELECT d.id, d.parcel_id, d.code, d.copy, d.with_attachments, d.again, d.tries, p.sender
FROM exchange_dispatch d JOIN exchange_parcel p ON p.id = d.parcel_id
WHERE d.next_at <= %s ORDER BY d.next_at, d.id LIMIT %s FOR UPDATE OF d SKIP LOCKED
"""
PARCELS = "SELECT id, sender, digest, manifest, body, signature FROM exchange_parcel WHERE id = ANY(%s)"
#: rows travel as one JSON text: Python writes it and PostgreSQL reads it quicker than arrays, cell by cell
SIGNED = """
UPDATE exchange_parcel p SET signature = decode(v.signature, 'hex')
FROM json_to_recordset(%s::json) AS v(id bigint, signature text) WHERE p.id = v.id
"""
HANDED = """
UPDATE exchange_dispatch d SET state = 'delivered', to_code = v.to_code, handed_at = %s, next_at = v.next_at,
    tries = d.tries + 1, reason = '', said = ''
FROM json_to_recordset(%s::json) AS v(id bigint, to_code text, next_at timestamptz) WHERE d.id = v.id
"""
FAILED = """
UPDATE exchange_dispatch d SET tries = d.tries + 1, next_at = v.next_at, reason = v.reason, said = v.said
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[]) AS v(id, next_at, reason, said) WHERE d.id = v.id
"""


class Due(NamedTuple):
    """A dispatch that is to be handed over."""

    id: int
    parcel: int
    code: str
    copy: str
    with_attachments: bool
    again: bool
    tries: int
    sender: str


class Kept(NamedTuple):
    """A parcel as it stands."""

    id: int
    sender: str
    digest: str
    manifest: bytes
    body: bytes
    signature: bytes


def hand_over(transport: Transport, now: datetime.datetime | None = None, most: int = MOST) -> int:
    """Hands over what is due; gives how many dispatches it dealt with. What cannot go is tried again later."""
    now = now or timezone.now()
    with transaction.atomic():
        due = _due(now, most)
        if not due:
            return 0
        tries = int(settings.SIWEI_EXCHANGE["most_tries"])
        failures: dict[int, tuple[str, str]] = {}
        live = []
        for one in due:
            if one.tries >= tries:
                failures[one.id] = ("no_answer", "")
            else:
                live.append(one)
        sent = _sent(transport, live, now, failures)
        _mark_handed(sent, now)
        _mark_failed([one for one in due if one.id in failures], failures, now, tries)
    return len(due)


def _due(now: datetime.datetime, most: int) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [now, most])
        return [Due(*row) for row in cursor.fetchall()]


def _sent(
    transport: Transport, due: Sequence[Due], now: datetime.datetime, failures: dict[int, tuple[str, str]]
) -> list[tuple[Due, str]]:
    """Those that the transport confirmed, with the code each went to; the others are put into `failures`."""
    addresses = book.addresses((one.code for one in due), timezone.localdate(now))
    bundles: dict[tuple[int, str, bool], list[Due]] = defaultdict(list)
    for one in due:
        address = addresses.get(one.code)
        if address is None:
            failures[one.id] = ("not_in_book", "")
        else:
            bundles[one.parcel, address.queue, one.again].append(one)
    parcels = _signed_parcels({parcel for parcel, _queue, _again in bundles})
    messages, sent = [], []
    for (parcel_id, queue, again), members in bundles.items():
        parcel = parcels.get(parcel_id)
        if parcel is None:
            failures |= {one.id: ("no_key", one.sender) for one in members}
            continue
        addressed = tuple(
            wire.Addressed(one.code, addresses[one.code].code, one.copy, one.with_attachments) for one in members
        )
        letter = wire.Letter(parcel.sender, parcel.digest, addressed, parcel.signature, parcel.body, again)
        messages.append(Message(uuid.uuid4().hex, queue, wire.LETTER, letter.to_bytes()))
        sent += [(one, addresses[one.code].code) for one in members]
    try:
        transport.send(messages)
    except TransportDown as trouble:
        failures |= {one.id: ("transport", str(trouble)[:300]) for one, _to in sent}
        return []
    return sent


def _signed_parcels(ids: Iterable[int]) -> Mapping[int, Kept]:
    """Parcels with the agency's signature, made where it is missing; without those whose agency has no key here."""
    with connection.cursor() as cursor:
        cursor.execute(PARCELS, [list(ids)])
        kept = [Kept(*row[:3], *map(bytes, row[3:])) for row in cursor.fetchall()]
        found, fresh = {}, {}
        for one in kept:
            if not one.signature:
                try:
                    fresh[one.id] = sign(one.manifest, identity_of(one.sender))
                except NoKey:
                    continue
            found[one.id] = one._replace(signature=one.signature or fresh[one.id])
        if fresh:
            rows = [{"id": one, "signature": signature.hex()} for one, signature in fresh.items()]
            cursor.execute(SIGNED, [json.dumps(rows)])
    return found


def _mark_handed(sent: Sequence[tuple[Due, str]], now: datetime.datetime) -> None:
    first = datetime.timedelta(minutes=int(settings.SIWEI_EXCHANGE["patience_minutes"]))
    if not sent:
        return
    nexts = {tries: (now + patience(tries + 1, first)).isoformat() for tries in {one.tries for one, _to in sent}}
    rows = [{"id": one.id, "to_code": to, "next_at": nexts[one.tries]} for one, to in sent]
    with connection.cursor() as cursor:
        cursor.execute(HANDED, [now, json.dumps(rows)])


def _mark_failed(
    failed: Sequence[Due], failures: Mapping[int, tuple[str, str]], now: datetime.datetime, most: int
) -> None:
    """Those with tries left wait; the others are dead letters, and somebody has to look."""
    if not failed:
        return
    over = [one.id for one in failed if one.tries + 1 >= most or failures[one.id][0] == "not_in_book"]
    nexts = [None if one.id in over else now + pause(one.tries + 1) for one in failed]
    with connection.cursor() as cursor:
        columns: list[Any] = [[one.id for one in failed], nexts]
        columns += [[failures[one.id][at] for one in failed] for at in (0, 1)]
        cursor.execute(FAILED, columns)
        if over:
            cursor.execute("UPDATE exchange_dispatch SET state = 'dead' WHERE id = ANY(%s)", [over])
            cursor.execute("SELECT DISTINCT sending_id FROM exchange_dispatch WHERE id = ANY(%s)", [over])
            tell_of_trouble([row[0] for row in cursor.fetchall()])


def tell_of_trouble(sendings: Iterable[int]) -> None:
    """The act that makes a sending somebody's duty."""
    from siwei.documents.exchange.delivery.acts import note_trouble
    from siwei.documents.exchange.models import Sending
    from siwei.kernel.access.actor import Actor

    for sending in Sending.objects.filter(pk__in=sorted(sendings)).order_by("pk"):
        note_trouble(sending, by=Actor.system("exchange"))


# --- recalls and answers ----------

RECALLS = """
SELECT d.id, d.mark, d.code, d.to_code, d.recall_at, d.recall_reason, p.sender
FROM exchange_dispatch d JOIN exchange_parcel p ON p.id = d.parcel_id
WHERE d.recall_due <= %s ORDER BY d.recall_due LIMIT %s FOR UPDATE OF d SKIP LOCKED
"""
RECALLED = """
UPDATE exchange_dispatch d SET to_code = v.to_code, recall_due = %s
FROM unnest(%s::bigint[], %s::text[]) AS v(id, to_code) WHERE d.id = v.id
"""
NOT_ANSWERED = """
UPDATE exchange_dispatch SET recall_due = NULL, reason = 'no_answer',
    state = CASE WHEN state IN ('waiting', 'delivered') THEN 'dead' ELSE state END
WHERE id = ANY(%s) RETURNING sending_id, state
"""
#: a recall is asked again after, and for as long
RECALL_AGAIN, RECALL_LAST = datetime.timedelta(minutes=30), datetime.timedelta(days=14)


def send_recalls(transport: Transport, now: datetime.datetime | None = None) -> int:
    """Sends signed recalls; each is asked again until it is answered. Raises TransportDown."""
    now = now or timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECALLS, [now, MOST])
        rows = cursor.fetchall()
        if not rows:
            return 0
        over = [row[0] for row in rows if row[4] <= now - RECALL_LAST]
        cursor.execute(NOT_ANSWERED, [over])
        tell_of_trouble({sending for sending, state in cursor.fetchall() if state == "dead"})
        addresses = book.addresses({row[2] for row in rows}, timezone.localdate(now))
        queues = book.queues({row[3] for row in rows})
        items: dict[tuple[str, str], list[wire.Item]] = defaultdict(list)
        asked: dict[int, str] = {}
        for one, mark, code, to_code, at, reason, sender in rows:
            if one in over:
                continue
            heir = addresses.get(code)
            asked[one] = heir.code if heir else to_code
            queue = heir.queue if heir else queues.get(to_code, "")
            if queue:
                items[queue, sender].append(wire.Item(mark, "recall", at, asked[one], reason))
        _send_statements(transport, items, now)
        cursor.execute(RECALLED, [now + RECALL_AGAIN, list(asked), list(asked.values())])
    return len(rows)


class Said(NamedTuple):
    """An answer: `by` says `item` to `to`, who sent the document."""

    to: str
    by: str
    item: wire.Item


def answer(transport: Transport, answers: Sequence[Said]) -> None:
    """Signs and sends what was found on taking messages in; nothing to somebody who is not in the book.

    Raises TransportDown. Nothing of it is kept: whoever dies here gets the same messages again and says the same.
    """
    queues = book.queues({one.to for one in answers})
    items: dict[tuple[str, str], list[wire.Item]] = defaultdict(list)
    for to, by, item in answers:
        if to in queues:
            items[queues[to], by].append(item)
    _send_statements(transport, items, timezone.now())


def send_answers(transport: Transport, now: datetime.datetime | None = None) -> int:
    """Signs what people decided, of one agency together, and sends it. Raises TransportDown."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = list(Owed.objects.select_for_update(skip_locked=True).order_by("pk")[:MOST])
        items: dict[tuple[str, str], list[wire.Item]] = defaultdict(list)
        for one in rows:
            items[one.queue, one.receiver].append(
                wire.Item(one.mark, one.verdict, one.since, one.reason, one.said[:2000])  # type: ignore[arg-type]
            )
        _send_statements(transport, items, now)
        if rows:
            Owed.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)


def _send_statements(
    transport: Transport, items: Mapping[tuple[str, str], list[wire.Item]], now: datetime.datetime
) -> None:
    """One message to each installation, with a signed statement of each agency. Who has no key here says nothing."""
    by_queue: dict[str, list[wire.Signed]] = defaultdict(list)
    for (queue, code), said in items.items():
        try:
            identity = identity_of(code)
        except NoKey:
            continue
        for at in range(0, len(said), wire.MOST):
            body = wire.Statement(code, now, tuple(said[at : at + wire.MOST])).to_bytes()
            by_queue[queue].append(wire.Signed(body, sign(body, identity)))
    messages = [
        Message(uuid.uuid4().hex, queue, wire.STATEMENTS, wire.pack_statements(signed))
        for queue, signed in by_queue.items()
    ]
    if messages:
        transport.send(messages)
