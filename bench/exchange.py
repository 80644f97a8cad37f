"""Signed documents a second, end to end, against the same signatures and the same bytes without any of our work.

End to end: posted, signed, packed, handed over, verified, read, kept once, receipted, receipt verified and noted. The
yardsticks, in the same run: what has to be signed, verified and stored, and nothing else; the transport alone with
the same messages. Once one sender writes to all others, once each writes to several.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from siwei.documents.exchange.delivery import keys
from siwei.documents.exchange.delivery.book import own_queue
from siwei.documents.exchange.delivery.posting import Issued, send_many
from siwei.documents.exchange.delivery.trial import code_of, issued, settle_town
from siwei.documents.exchange.delivery.work import drain
from siwei.documents.exchange.models import Dispatch
from siwei.documents.exchange.transport.configured import own_database
from siwei.documents.exchange.transport.message import Handler, Message, Transport
from siwei.documents.exchange.transport.postgres import PostgresTransport
from siwei.documents.exchange.transport.rabbit import RabbitTransport
from siwei.documents.exchange.transport.trial import Brokers, is_installed
from siwei.kernel.access.actor import Actor
from siwei.kernel.signing.signature import sign, verify
from siwei.site.ratio import Ratio

MEMBERS = 615
LETTERS = 5  # of one sender to all others
EACH = 4  # letters of each member, to five others
TO = 5
GOAL = 0.5
TABLES = ("exchange_parcel", "exchange_sending", "exchange_dispatch", "exchange_arrival", "exchange_answer",
          "events_event", "search_entry")  # fmt: skip


class Counted:
    """A transport that remembers what it carried, so that the bare one can carry the same."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.sent: list[list[Message]] = []

    def send(self, messages: Sequence[Message]) -> None:
        """Sends and remembers."""
        self.sent.append(list(messages))
        self.inner.send(messages)

    def receive(self, queue: str, handle: Handler, *, most: int = 200, wait: float = 0) -> int:
        """Receives."""
        return self.inner.receive(queue, handle, most=most, wait=wait)

    def close(self) -> None:
        """Closes."""
        self.inner.close()


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is 615 members."""
    folder = Path(tempfile.mkdtemp(prefix="siwei-keys-"))
    settings.SIWEI_EXCHANGE |= {"keys": folder, "passphrase": "only for the bench", "patience_minutes": 600}
    members = max(6, int(MEMBERS * scale))
    settle_town(members)
    for number in range(members):  # a worker opens each key once and keeps it
        keys.identity_of(code_of(number))
    gc.freeze()  # as the worker does
    try:
        yield from _with("PostgreSQL", PostgresTransport(own_database()), members, 0)
        if is_installed():
            with Brokers.start(3) as brokers:
                yield from _with("RabbitMQ, 3 nodes", RabbitTransport(brokers.urls), members, 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _with(name: str, transport: Transport, members: int, turn: int) -> Iterator[Ratio]:
    others = list(range(1, members))
    one = [issued(0, others, 10_000 * turn + n + 1) for n in range(LETTERS)]
    yield from _measured(f"one to {members - 1}, {name}", transport, one)
    many = [
        issued(n, [(n + step * 7 + m) % members for step in range(1, TO + 1)], 10_000 * turn + 100 + m)
        for n in range(members) for m in range(EACH)
    ]  # fmt: skip
    yield from _measured(f"all to {TO} each, {name}", transport, many)
    transport.close()


def _measured(name: str, transport: Transport, documents: Sequence[Issued]) -> Iterator[Ratio]:
    """Two ratios: against the bare work, and against the bare transport."""
    before = _highest()
    counted = Counted(transport)
    by = Actor.system("bench")
    seconds = _seconds(lambda: _deliver(documents, counted, by))
    ours = _rows_since(before)
    received = Dispatch.objects.filter(pk__gt=before["exchange_dispatch"], state=Dispatch.State.RECEIVED).count()
    if received != ours["exchange_dispatch"] or not received:
        raise RuntimeError(f"{received} receipts of {ours['exchange_dispatch']}")
    bare = _seconds(lambda: _bare_work(before))
    alone = _seconds(lambda: _bare_transport(transport, counted.sent))
    note = f"{received / seconds:.0f} documents/s; bare {received / bare:.0f}, transport alone {received / alone:.0f}"
    yield Ratio(f"signed documents a second, {name} / bare signing and storing", bare / seconds, GOAL, at_least=True,
                note=note)  # fmt: skip


def _deliver(documents: Sequence[Issued], transport: Transport, by: Actor) -> None:
    for at in range(0, len(documents), 500):
        send_many(documents[at : at + 500], by=by)
        drain(transport)


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _highest() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  # our own names
            found[table] = cursor.fetchone()[0]
    return found


def _rows_since(before: dict[str, int]) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table, last in before.items():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE id > %s", [last])  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def _bare_work(before: dict[str, int]) -> None:
    """The same signatures made and verified, the same rows inserted into tables with the same indexes."""
    now = timezone.now()
    trust = keys.trust()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        for table, column in (("exchange_parcel", "manifest"), ("exchange_answer", "body")):
            cursor.execute(f"SELECT sender, {column} FROM {table} WHERE id > %s", [before[table]])  # noqa: S608
            for sender, content in cursor.fetchall():
                signature = sign(bytes(content), keys.identity_of(sender))
                verify(bytes(content), signature, trust, now, code=sender)
        for table, last in before.items():
            with connection.cursor() as reader:
                reader.execute(f"SELECT * FROM {table} WHERE id > %s", [last])  # noqa: S608
                rows = reader.fetchall()
            with cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _bare_transport(transport: Transport, sent: Sequence[Sequence[Message]]) -> None:
    for messages in sent:
        transport.send(messages)
    got: list[Message] = []
    while transport.receive(own_queue(), got.extend, most=500):
        pass
    if len(got) != sum(map(len, sent)):
        raise RuntimeError("the bare transport lost something")
