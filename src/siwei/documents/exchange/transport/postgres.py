"""The transport that needs nothing but PostgreSQL: a table of waiting messages in a hub database that both sides reach.

Whoever takes messages locks their rows and deletes them after the receiver's own commit; others skip locked rows, so
any number of workers may take from one queue. NOTIFY wakes who waits.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from siwei.documents.exchange.transport.message import AT_ONCE, Handler, Message, TransportDown

CHANNEL = "siwei_exchange"
#: seconds after which who waits looks by himself: a notice that came while he worked may have been missed
LOOK_EVERY = 1.0

TABLE = """
CREATE TABLE IF NOT EXISTS exchange_queue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    message_id text NOT NULL,
    kind text NOT NULL,
    body bytea NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS exchange_queue_waiting ON exchange_queue (queue, id);
ALTER TABLE exchange_queue ALTER body SET STORAGE EXTERNAL;
"""
PUT = "COPY exchange_queue (queue, message_id, kind, body) FROM STDIN (FORMAT BINARY)"
#: rows of one hand-over: those before the bytes are too many, and always the first
TAKE = """
WITH waiting AS MATERIALIZED (
    SELECT id, octet_length(body) AS size FROM exchange_queue WHERE queue = %s ORDER BY id
    LIMIT %s FOR UPDATE SKIP LOCKED
), heaped AS (
    SELECT id, size, sum(size) OVER (ORDER BY id) AS heap FROM waiting
)
SELECT q.id, q.message_id, q.kind, q.body FROM exchange_queue q JOIN heaped USING (id)
WHERE heap <= %s OR heap = size ORDER BY q.id
"""
DONE = "DELETE FROM exchange_queue WHERE id = ANY(%s)"


class PostgresTransport:
    """Messages wait in the table `exchange_queue` of the hub database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: psycopg.Connection[Any] | None = None

    def send(self, messages: Sequence[Message]) -> None:
        """All in one transaction; its commit is the confirmation."""
        if not messages:
            return
        with self._connected() as connection, connection.transaction(), connection.cursor() as cursor:
            with cursor.copy(PUT) as copy:
                copy.set_types(["text", "text", "text", "bytea"])
                for one in messages:
                    copy.write_row((one.queue, one.id, one.kind, one.body))
            for queue in sorted({m.queue for m in messages}):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, queue])

    def receive(self, queue: str, handle: Handler, *, most: int = 200, wait: float = 0) -> int:
        """Rows stay locked while they are handled and go with the commit after it."""
        until = time.monotonic() + wait
        while True:
            found = self._take(queue, handle, most)
            left = until - time.monotonic()
            if found or left <= 0:
                return found
            with self._connected() as connection:
                for _note in connection.notifies(timeout=min(left, LOOK_EVERY), stop_after=1):
                    pass

    def _take(self, queue: str, handle: Handler, most: int) -> int:
        with self._connected() as connection, connection.transaction(), connection.cursor(binary=True) as cursor:
            cursor.execute(TAKE, [queue, most, AT_ONCE])
            rows = cursor.fetchall()
            if rows:
                with _of_the_receiver():
                    handle([Message(message_id, queue, kind, bytes(body)) for _id, message_id, kind, body in rows])
                cursor.execute(DONE, [[row[0] for row in rows]])
        return len(rows)

    def waiting(self, queue: str) -> int:
        """How many messages wait."""
        with self._connected() as connection:
            row = connection.execute("SELECT count(*) FROM exchange_queue WHERE queue = %s", [queue]).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Ends the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = _open(self.url)
            yield self._connection
        except _Handled as error:
            raise error.cause from None
        except psycopg.Error as error:
            self.close()
            raise TransportDown(str(error)) from error


class _Handled(Exception):  # noqa: N818  # a wrapper, not an error of its own
    """What the receiver's own work raised: his database may be PostgreSQL too, and its errors are not the hub's."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


@contextmanager
def _of_the_receiver() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _Handled(error) from error


def _open(url: str) -> psycopg.Connection[Any]:
    """A connection of its own, not one of the pool's: it listens, and its transaction spans the receiver's."""
    connection = psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="siwei exchange")
    with connection.transaction():  # two who come first at the same time would trip over each other
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('exchange_queue'))")
        found = connection.execute("SELECT to_regclass('exchange_queue') IS NOT NULL").fetchone()
        if not (found and found[0]):
            connection.execute(TABLE)
    connection.execute(f"LISTEN {CHANNEL}")
    return connection
