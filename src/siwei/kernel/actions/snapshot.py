"""What a record looks like before and after an act, and the difference between the two."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Model

from siwei.kernel.records.models import Record
from siwei.kernel.records.writing import was_written

Plain = Any  # a JSON value

#: what of a new record is not worth a word
EMPTY: tuple[Plain, ...] = (None, "", [])
KERNEL_FIELDS = {"id", "version", "head"}
#: most columns of most rows
AS_THEY_ARE = frozenset((type(None), str, int, bool))


def plain(value: Any) -> Plain:
    """A field's value as JSON keeps it: dates in ISO form, decimals and ranges as text."""
    if value is None or isinstance(value, (str, int)):
        return value
    match value:
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat()
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal() | float():
            return str(value)
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _ if hasattr(value, "lower") and hasattr(value, "upper") and hasattr(value, "isempty"):
            return [plain(value.lower), plain(value.upper)]
        case _:
            return str(value)


def row(instance: Model) -> dict[str, Plain]:
    """The columns of one row that the history keeps; foreign keys as ids."""
    held = instance.__dict__
    content = {}
    for name, column in _kept(type(instance)):
        value = held[column] if column in held else getattr(instance, column)
        content[name] = value if type(value) in AS_THEY_ARE else plain(value)
    return content


def row_names(model: type[Model]) -> list[str]:
    """Names of the columns that the history keeps of a type."""
    return [name for name, _column in _kept(model)]


@lru_cache
def _kept(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Name and attribute of each column that the history keeps."""
    left_out = KERNEL_FIELDS.union(getattr(model, "unkept", ()))
    return tuple((f.name, f.attname) for f in model._meta.concrete_fields if f.name not in left_out)


def snapshot(record: Record, before: dict[str, Plain] | None = None) -> dict[str, Plain]:
    """Columns of the record and rows of its parts.

    With `before`, the snapshot at the beginning of the act ({} for a new record), parts that nobody wrote
    since are taken from it and not read again.
    """
    content = row(record)
    for name in record.parts:
        rows = getattr(record, name)
        if before is not None and not was_written(rows.model.__name__):
            content[name] = before.get(name, [])
        else:
            content[name] = [row(part) for part in rows.order_by("pk")]
    return content


def difference(before: dict[str, Plain], after: dict[str, Plain], parts: tuple[str, ...]) -> dict[str, list[Plain]]:
    """`{field: [before, after]}` of what changed; of parts only the rows that went and came."""
    changes: dict[str, list[Plain]] = {}
    for name, new in after.items():
        old = before.get(name)
        if old == new or (not before and new in EMPTY):
            continue
        if name in parts:
            gone, come = old or [], new
            changes[name] = [[r for r in gone if r not in come], [r for r in come if r not in gone]]
        else:
            changes[name] = [old, new]
    return changes
