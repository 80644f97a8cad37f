"""Records made by a creating action that only makes rows: the same checks, numbers, events and search entries.

The ordinary way costs about a dozen statements, each a round trip, most of them after the number was taken,
for which others wait. Here bodies run against an open batch, numbers are taken once, events and search entries
are reckoned in memory, and then all is written: many rows by one COPY a table, few in one statement. What stands
in the database afterwards is the same, row by row (a test compares).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils import timezone

from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.actions.snapshot import EMPTY, Plain, difference, row
from siwei.kernel.events.models import next_event
from siwei.kernel.records.batch import Batch, batch
from siwei.kernel.records.models import Case, Record
from siwei.kernel.records.writing import writing
from siwei.kernel.search.index import entry

#: a constraint, or two that waited for each other
IN_THE_WAY = (IntegrityError, OperationalError)

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.actions.action import Action


#: how many ids of each table a creating action needed last time; they are fetched in one statement
_needed: dict[Action[Any, Any], Mapping[type[models.Model], int]] = {}


def make(action: Action[Any, Any], rows: Sequence[Mapping[str, Any]], by: Actor) -> list[Any] | None:
    """Make a record of each row, or None when one of them was refused, by its body or by a constraint.

    A COPY does not say which row it was, so the caller then makes them singly and the ordinary words name it.
    Raises NotAllowed.
    """
    try:
        with _collector_paused(), transaction.atomic(), writing(), batch() as kept:
            return _make(action, rows, by, kept)
    except (*IN_THE_WAY, ActionRefused, ValidationError):
        return None


def make_one(action: Action[Any, Any], values: Mapping[str, Any], by: Actor) -> Any | None:
    """Make one record in four statements, of which three stand under the lock of its number.

    None when a constraint refused it: the ordinary way then finds the words. Raises what the body does, and NotAllowed.
    """
    try:
        with transaction.atomic(), writing(), batch() as kept:
            kept.expect(_needed.get(action, {}))
            (record,) = _make(action, [values], by, kept)
    except IN_THE_WAY:
        return None
    _needed[action] = kept.counts()
    return record


def _make(action: Action[Any, Any], rows: Sequence[Mapping[str, Any]], by: Actor, kept: Batch) -> list[Record]:
    refusal = action.refusal(None, by)
    if refusal:
        raise NotAllowed(refusal)
    made, parts = _run(action, rows, by, kept)
    kept.number([record for record in made if isinstance(record, Case)])
    at = timezone.now()
    for record, its_parts, values in zip(made, parts, rows, strict=True):
        changes = _first(record, its_parts)
        note = str(values.get("note") or "")
        kept.append(next_event(record, by=by, act=action.name, changes=changes, note=note, at=at))
        if record.searched:
            kept.append(entry(record))
    kept.write()
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


def _first(record: Record, kept: Sequence[models.Model]) -> dict[str, list[Plain]]:
    """The changes of a new record: what it holds, taken from what was kept back."""
    if not record.parts:
        return {name: [None, value] for name, value in row(record).items() if value not in EMPTY}
    content = row(record)
    for name, model, pointer in _parts(type(record)):
        content[name] = [row(one) for one in kept if type(one) is model and getattr(one, pointer) == record.pk]
    return difference({}, content, record.parts)


@lru_cache
def _parts(record: type[Record]) -> tuple[tuple[str, type[models.Model], str], ...]:
    """Name, type and pointer of each kind of part."""
    found = []
    for name in record.parts:
        relation: Any = record._meta.get_field(name)
        found.append((name, relation.related_model, relation.field.attname))
    return tuple(found)
