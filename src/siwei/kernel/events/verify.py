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

CHECKPOINT = """
    SELECT count(*), max(id), encode(sha256(convert_to(coalesce(string_agg(hash, '' ORDER BY id), ''), 'UTF8')), 'hex')
    FROM events_event WHERE id > %s AND id <= %s
"""


def faults(record_types: tuple[type[Record], ...]) -> Iterator[str]:
    """A sentence per fault; nothing when every chain, head and checkpoint fits."""
    yield from _chain_faults()
    for record_type in record_types:
        yield from _head_faults(record_type)
    yield from _checkpoint_faults()


def _chain_faults() -> Iterator[str]:
    labels = {kind.pk: f"{kind.app_label}.{kind.model}" for kind in ContentType.objects.all()}
    before: tuple[int, int, int, str] | None = None
    for event in Event.objects.order_by("content_type", "object_id", "seq").iterator(chunk_size=2000):
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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_checkpoint IN EXCLUSIVE MODE")
        # Events of transactions still open have lower ids than some we see; wait for their end.
        cursor.execute("LOCK TABLE events_event IN SHARE MODE")
        previous = Checkpoint.objects.last()
        cursor.execute(CHECKPOINT, [previous.last_event if previous else 0, 2**62])
        count, last, digest = cursor.fetchone()
        if not count:
            return None
        prev = previous.hash if previous else ""
        return Checkpoint.objects.create(last_event=last, count=count, prev=prev, hash=_bind(prev, digest))


def _bind(prev: str, digest: str) -> str:
    return hashlib.sha256((prev + digest).encode()).hexdigest()


def _checkpoint_faults() -> Iterator[str]:
    start, prev = 0, ""
    with connection.cursor() as cursor:
        for point in Checkpoint.objects.all():
            cursor.execute(CHECKPOINT, [start, point.last_event])
            count, _last, digest = cursor.fetchone()
            if count != point.count:
                yield f"checkpoint {point.pk}: {point.count} events then, {count} today"
            elif point.prev != prev or point.hash != _bind(prev, digest):
                yield f"checkpoint {point.pk}: the events it binds were changed"
            start, prev = point.last_event, point.hash
