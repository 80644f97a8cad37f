"""Walks all chains and says which rows do not fit: `./siwei events verify`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, Subquery

from siwei.kernel.events.models import Checkpoint, Event
from siwei.kernel.records.models import Record, type_of

HASHES = "SELECT id, hash FROM events_event WHERE id > %s AND id <= %s ORDER BY id"
#: rows that are fetched at once; a history of five million events is walked in the same memory as one of five
AT_ONCE = 5000


def faults(record_types: tuple[type[Record], ...]) -> Iterator[str]:
    """A sentence per fault; nothing when every chain, head and checkpoint fits."""
    yield from _chain_faults()
    for record_type in record_types:
        yield from _head_faults(record_type)
    yield from _checkpoint_faults()


def _chain_faults() -> Iterator[str]:
    labels = {kind.pk: f"{kind.app_label}.{kind.model}" for kind in ContentType.objects.all()}
    before: tuple[int, int, int, str] | None = None
    for event in Event.objects.order_by("content_type", "object_id", "seq").iterator(chunk_size=AT_ONCE):
        label = labels.get(event.content_type_id, "?")
        name = f"{label} {event.object_id} event {event.seq}"
        same = before is not None and before[:2] == (event.content_type_id, event.object_id)
        seq, prev = (before[2], before[3]) if same and before else (0, "")
        if event.seq != seq + 1:
            yield f"{name}: {event.seq - seq - 1} event(s) before it are missing"
        elif event.prev != prev:
            yield f"{name}: does not continue the event before it"
        if event.hash != event.digest(label):
            yield f"{name}: its content was changed after it was written"
        before = (event.content_type_id, event.object_id, event.seq, event.hash)


def _head_faults(record_type: type[Record]) -> Iterator[str]:
    kind = type_of(record_type)
    last = Event.objects.filter(content_type=kind, object_id=OuterRef("pk")).order_by("-seq")
    rows = record_type._default_manager.annotate(
        last_hash=Subquery(last.values("hash")[:1]), last_seq=Subquery(last.values("seq")[:1])
    )
    wrong = rows.filter(Q(last_hash=None) | ~Q(last_hash=F("head")) | ~Q(last_seq=F("version")))
    record: Any
    for record in wrong.iterator():
        yield (
            f"{kind.app_label}.{kind.model} {record.pk}: version {record.version}, "
            f"but its history ends at event {record.last_seq}"
        )


def make_checkpoint() -> Checkpoint | None:
    """Bind all events written since the last checkpoint; None when there are none."""
    last = _last_settled()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_checkpoint IN EXCLUSIVE MODE")
        previous = Checkpoint.objects.last()
        bound = _Bound(previous.hash if previous else "")
        for key, digest in _hashes(previous.last_event if previous else 0, last):
            bound.add(key, digest)
        if not bound.count:
            return None
        return Checkpoint.objects.create(
            last_event=bound.last, count=bound.count, prev=bound.prev, hash=bound.hexdigest()
        )


def _last_settled() -> int:
    """The last event; those of transactions still open have lower ids than some we see, so it waits for their end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_event IN SHARE MODE")
        cursor.execute("SELECT coalesce(max(id), 0) FROM events_event")
        return int(cursor.fetchone()[0])


def _hashes(after: int, last: int) -> Iterator[tuple[int, str]]:
    """Id and hash of the events behind one up to another, in order."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(HASHES, [after, last])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


class _Bound:
    """What a checkpoint says of events in order: how many, the last, and one hash over theirs and the one before."""

    def __init__(self, prev: str) -> None:
        self.prev, self.count, self.last = prev, 0, 0
        self._events = hashlib.sha256()

    def add(self, key: int, digest: str) -> None:
        """One more event."""
        self.count, self.last = self.count + 1, key
        self._events.update(digest.encode())

    def hexdigest(self) -> str:
        """The hash of the checkpoint."""
        return hashlib.sha256((self.prev + self._events.hexdigest()).encode()).hexdigest()


def _checkpoint_faults() -> Iterator[str]:
    """All checkpoints in one walk over the events."""
    points = list(Checkpoint.objects.all())
    events = _hashes(0, points[-1].last_event if points else 0)
    ahead = next(events, None)
    prev = ""
    for point in points:
        bound = _Bound(prev)
        while ahead and ahead[0] <= point.last_event:
            bound.add(*ahead)
            ahead = next(events, None)
        if bound.count != point.count:
            yield f"checkpoint {point.pk}: {point.count} events then, {bound.count} today"
        elif point.prev != prev or point.hash != bound.hexdigest():
            yield f"checkpoint {point.pk}: the events it binds were changed"
        prev = point.hash
