"""Signed documents a second, end to end, against the same signatures and the same bytes without any of our work.

End to end: posted, signed, packed, handed over, verified, read, kept once, receipted, receipt verified and noted. The
yardsticks, in the same run: what has to be signed, verified and stored, and nothing else; the transport alone with
the same messages. Once one sender writes to all others, once each writes to several.

First exchange by itself; then with what follows in an installation, where each arrival is registered as a letter in
the same transaction (`site/flows.py`). There the rows of the register belong to the yardstick too, and no goal is set.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
from siwei.kernel.actions.flows import _flows
from siwei.kernel.signing.signature import sign, verify
from siwei.site.ratio import Ratio

MEMBERS = 615
LETTERS = 5  # of one sender to all others
EACH = 4  # letters of each member, to five others
TO = 5
GOAL = 0.5
BY = Actor.system("bench")
#: tables whose rows are the work; with what follows those of the register too
TABLES = ("exchange_parcel", "exchange_sending", "exchange_dispatch", "exchange_arrival", "exchange_answer",
          "events_event", "search_entry")  # fmt: skip
REGISTER = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(correspondence|deadlines|files)_'"
HAS_ID = "SELECT table_name FROM information_schema.columns WHERE table_name = ANY(%s) AND column_name = 'id'"


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


class Numbers:
    """Serial numbers, so that no two letters are the same."""

    last = 0

    @classmethod
    def some(cls, count: int) -> range:
        """So many that were not used."""
        cls.last += count
        return range(cls.last - count + 1, cls.last + 1)


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
        yield from _with("PostgreSQL", PostgresTransport(own_database()), members)
        if is_installed():
            with Brokers.start(3) as brokers:
                yield from _with("RabbitMQ, 3 nodes", RabbitTransport(brokers.urls), members)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _with(name: str, transport: Transport, members: int) -> Iterator[Ratio]:
    with _followed_by(""):
        # a worker checks each certificate once and keeps what it found, as it does with the keys
        _deliver([issued(n, [(n + 1) % members], at) for n, at in enumerate(Numbers.some(members))], transport, BY)
        for kind, documents in _documents(members):
            yield _measured(f"{kind}, {name}", transport, documents, TABLES, GOAL)
    if isinstance(transport, PostgresTransport):
        with _followed_by("siwei.site.flows"):
            for kind, documents in _documents(members):
                yield _measured(f"{kind} and registered, {name}", transport, documents, (*TABLES, *_register()), 0)
    transport.close()


def _documents(members: int) -> Iterator[tuple[str, list[Issued]]]:
    others = list(range(1, members))
    yield f"one to {members - 1}", [issued(0, others, serial) for serial in Numbers.some(LETTERS)]
    many = [
        issued(n, [(n + step * 7 + at) % members for step in range(1, TO + 1)], serial)
        for n in range(members) for at, serial in enumerate(Numbers.some(EACH))
    ]  # fmt: skip
    yield f"all to {TO} each", many


@contextmanager
def _followed_by(flows: str) -> Iterator[None]:
    """With what follows an act in other modules, or with nothing."""
    kept = settings.SIWEI_FLOWS
    settings.SIWEI_FLOWS = flows
    _flows.cache_clear()
    try:
        yield
    finally:
        settings.SIWEI_FLOWS = kept
        _flows.cache_clear()


def _register() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(REGISTER)
        cursor.execute(HAS_ID, [[row[0] for row in cursor.fetchall()]])
        return tuple(row[0] for row in cursor.fetchall())


def _measured(
    name: str, transport: Transport, documents: Sequence[Issued], tables: Sequence[str], goal: float
) -> Ratio:
    before = _highest(tables)
    counted = Counted(transport)
    seconds = _seconds(lambda: _deliver(documents, counted, BY))
    ours = _rows_since(before)
    received = Dispatch.objects.filter(pk__gt=before["exchange_dispatch"], state=Dispatch.State.RECEIVED).count()
    if received != ours["exchange_dispatch"] or not received:
        raise RuntimeError(f"{received} receipts of {ours['exchange_dispatch']}")
    bare = _seconds(lambda: _bare_work(before))
    alone = _seconds(lambda: _bare_transport(transport, counted.sent))
    note = f"{received / seconds:.0f} documents/s; bare {received / bare:.0f}, transport alone {received / alone:.0f}"
    return Ratio(f"signed documents a second, {name} / bare signing and storing", bare / seconds, goal, at_least=True,
                 note=note)  # fmt: skip


def _deliver(documents: Sequence[Issued], transport: Transport, by: Actor) -> None:
    for at in range(0, len(documents), 500):
        send_many(documents[at : at + 500], by=by)
        drain(transport)


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _highest(tables: Sequence[str] = TABLES) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
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
        for table in before:
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
