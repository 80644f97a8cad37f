"""Many records made by one creating action: the same checks, numbers, events and search entries, written by COPY.

A row at a time costs about a dozen statements, each a round trip. Here the bodies of a chunk run against an
open batch, numbers are taken once, events and search entries are reckoned in memory, and every table is
written by one COPY. What stands in the database afterwards is the same, row by row (a test compares).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.actions.snapshot import Plain, difference, row
from siwei.kernel.events.models import next_event
from siwei.kernel.records.batch import Batch, batch
from siwei.kernel.records.models import Case, Record
from siwei.kernel.records.writing import writing
from siwei.kernel.search.index import entry

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.actions.action import Action


def make(action: Action[Any, Any], rows: Sequence[Mapping[str, Any]], by: Actor) -> list[Any] | None:
    """Make a record of each row, or None when one of them was refused, by its body or by a constraint.

    A COPY does not say which row it was, so the caller then makes them singly and the ordinary words name it.
    Raises NotAllowed.
    """
    refusal = action.refusal(None, by)
    if refusal:
        raise NotAllowed(refusal)
    try:
        with _collector_paused(), transaction.atomic(), writing(), batch() as rows_kept:
            made, parts = _run(action, rows, by, rows_kept)
            rows_kept.number([record for record in made if isinstance(record, Case)])
            at = timezone.now()
            for record, its_parts, values in zip(made, parts, rows, strict=True):
                changes = difference({}, _content(record, its_parts), record.parts)
                note = str(values.get("note") or "")
                rows_kept.keep(next_event(record, by=by, act=action.name, changes=changes, note=note, at=at))
                if record.searched:
                    rows_kept.keep(entry(record))
            rows_kept.write()
    except (IntegrityError, ActionRefused, ValidationError):
        return None
    return made


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection while a chunk is in the making: it would walk the whole program again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run(
    action: Action[Any, Any], rows: Sequence[Mapping[str, Any]], by: Actor, kept: Batch
) -> tuple[list[Record], list[Sequence[models.Model]]]:
    """The records that the bodies made, and what each of them kept back."""
    made: list[Record] = []
    parts: list[Sequence[models.Model]] = []
    for values in rows:
        before = len(kept.rows)
        made.append(action.body(by=by, **values))
        parts.append(kept.rows[before:])
    return made, parts


def _content(record: Record, kept: Sequence[models.Model]) -> dict[str, Plain]:
    """What `snapshot` would read of a new record, taken from what was kept back."""
    content = row(record)
    for name, model, pointer in _parts(type(record)):
        content[name] = [row(one) for one in kept if type(one) is model and getattr(one, pointer) == record.pk]
    return content


@lru_cache
def _parts(record: type[Record]) -> tuple[tuple[str, type[models.Model], str], ...]:
    """Name, type and pointer of each kind of part."""
    found = []
    for name in record.parts:
        relation: Any = record._meta.get_field(name)
        found.append((name, relation.related_model, relation.field.attname))
    return tuple(found)
