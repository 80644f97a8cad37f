"""Rows kept back while a batch is open and then written together by COPY, with ids and numbers of their own.

`Record.save` and `Part.save` hand new rows to the open batch. Each gets its id at once, from the table's
sequence, so that parts can point to it; the rows reach the database when `write` is called, a table at a time.
Only `kernel.actions.bulk` opens a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from siwei.kernel.numbering.models import case_number, take

if TYPE_CHECKING:
    from siwei.kernel.records.models import Case

#: ids fetched at once; those not used are left out, which ids may be and numbers may not
IDS = 1000
#: fields whose Python value is what the driver takes
AS_THEY_ARE = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.IntegerField,
    models.TextField,
)

_open: ContextVar[Batch | None] = ContextVar("siwei_batch", default=None)


class Batch:
    """New rows in the order in which they were made."""

    def __init__(self) -> None:
        self.rows: list[models.Model] = []
        self._ids: dict[type[models.Model], Iterator[int]] = {}

    def keep(self, row: models.Model) -> None:
        """Keep a new row back and give it its id; raises RuntimeError for one that stands in the database."""
        if not row._state.adding:
            raise RuntimeError(f"{row!r} stands in the database; a bulk action only makes rows")
        if row.pk is None:
            row.pk = self._next_id(type(row))
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        self.rows.append(row)

    def number(self, cases: Sequence[Case]) -> None:
        """Give cases their numbers, in their order and without gaps. Raises what `Case.series` raises."""
        groups: dict[tuple[str, int], list[Case]] = {}
        for case in cases:
            if not case.number:
                groups.setdefault(case.series(), []).append(case)
        for (code, year), members in groups.items():
            for number, case in enumerate(members, start=take(code, year, len(members))):
                case.number = case_number(code, year, number)

    def write(self) -> None:
        """COPY everything to its tables. Raises IntegrityError when a constraint refuses a row."""
        tables: dict[type[models.Model], list[models.Model]] = {}
        for row in self.rows:
            tables.setdefault(type(row), []).append(row)
        for model, rows in tables.items():
            _copy(model, rows)

    def _next_id(self, model: type[models.Model]) -> int:
        found = next(self._ids.get(model, iter(())), None)
        if found is None:
            self._ids[model] = _fetch_ids(model)
            found = next(self._ids[model])
        return found


@contextmanager
def batch() -> Iterator[Batch]:
    """Within it new rows are kept back; what was kept and not written is forgotten."""
    made = Batch()
    token = _open.set(made)
    try:
        yield made
    finally:
        _open.reset(token)


def open_batch() -> Batch | None:
    """The batch that takes new rows now, if one is open."""
    return _open.get()


def _fetch_ids(model: type[models.Model]) -> Iterator[int]:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, IDS]
        )
        return iter([found for (found,) in cursor.fetchall()])


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    read = _reader(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(read(row))


@lru_cache
def _reader(model: type[models.Model]) -> Callable[[models.Model], Sequence[Any]]:
    """What takes from a row its values for the database, in the order of the columns."""
    fields = model._meta.concrete_fields
    take_all = attrgetter(*(field.attname for field in fields))
    prepared = [(at, field) for at, field in enumerate(fields) if not _is_plain(field)]
    database = connections[DEFAULT_DB_ALIAS]

    def read(row: models.Model) -> Sequence[Any]:
        values = list(take_all(row))
        for at, field in prepared:
            values[at] = field.get_db_prep_save(field.pre_save(row, add=True), database)
        return values

    return read


def _is_plain(field: models.Field[Any, Any]) -> bool:
    """Whether the attribute is what the driver takes, with nothing to be prepared."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.DateTimeField):
        return not (target.auto_now or target.auto_now_add)
    return isinstance(target, AS_THEY_ARE) and type(target).pre_save is models.Field.pre_save
