"""Rows kept back while a batch is open and then written together, with ids and numbers of their own.

`Record.save` and `Part.save` hand new rows to the open batch. Each gets its id at once, from the table's
sequence, so that parts can point to it; the rows reach the database when `write` is called: many by one COPY a
table, few in one statement. Only `kernel.actions.bulk` opens a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from siwei.kernel.numbering.models import take

if TYPE_CHECKING:
    from siwei.kernel.records.models import Case

#: ids fetched at once; those not used are left out, which ids may be and numbers may not
IDS = 1000
#: up to so many rows are inserted by one statement, which then is quicker than a COPY a table
FEW = 20
#: fields whose Python value is what the driver takes
AS_THEY_ARE = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.IntegerField,
    models.TextField,
    models.UUIDField,
)
#: what prepares a value; a field that has none of its own takes it as it is
STEPS = ("get_prep_value", "get_db_prep_value", "get_db_prep_save")

T = TypeVar("T")
_open: ContextVar[Batch | None] = ContextVar("siwei_batch", default=None)


class Batch:
    """New rows in the order in which they were made."""

    def __init__(self) -> None:
        self.rows: list[models.Model] = []
        self._ids: dict[type[models.Model], Iterator[int]] = {}
        self._answers: dict[str, Any] = {}

    def once(self, question: str, ask: Callable[[], T]) -> T:
        """What is the same for all rows of a batch is asked once."""
        if question not in self._answers:
            self._answers[question] = ask()
        found: T = self._answers[question]
        return found

    def expect(self, tables: Mapping[type[models.Model], int]) -> None:
        """Fetch in one statement the ids of so many rows of each table."""
        for model, ids in _fetch_ids(tables).items():
            self._ids[model] = iter(ids)

    def keep(self, row: models.Model) -> None:
        """Keep a new row back and give it its id; raises RuntimeError for one that stands in the database."""
        if not row._state.adding:
            raise RuntimeError(f"{row!r} stands in the database; a bulk action only makes rows")
        if row.pk is None:
            row.pk = self._next_id(type(row))
        self.append(row)

    def append(self, row: models.Model) -> None:
        """Keep a new row back to which no other points; the table gives it its id when it is written.

        Events need that: a checkpoint waits for whoever writes the table, not for ids that were fetched before.
        """
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
                case.number = case.numbered(year, number)

    def write(self) -> None:
        """Write everything to its tables. Raises IntegrityError when a constraint refuses a row."""
        if len(self.rows) <= FEW:
            _insert(self.rows)
            return
        for model, rows in self._tables().items():
            _copy(model, rows)

    def counts(self) -> dict[type[models.Model], int]:
        """How many rows of each table were given an id here."""
        return {model: sum(row.pk is not None for row in rows) for model, rows in self._tables().items()}

    def _tables(self) -> dict[type[models.Model], list[models.Model]]:
        tables: dict[type[models.Model], list[models.Model]] = {}
        for row in self.rows:
            tables.setdefault(type(row), []).append(row)
        return tables

    def _next_id(self, model: type[models.Model]) -> int:
        found = next(self._ids.get(model, iter(())), None)
        if found is None:
            self.expect({model: IDS})
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


def _fetch_ids(tables: Mapping[type[models.Model], int]) -> dict[type[models.Model], list[int]]:
    if not tables:
        return {}
    # OFFSET 0: the sequence is looked for once, not for each id
    sequence = "(SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0) AS sequence"
    one = f"ARRAY(SELECT nextval(sequence.name) FROM {sequence}, generate_series(1, %s))"  # noqa: S608  # our own words
    values = [(model._meta.db_table, model._meta.pk.column, count) for model, count in tables.items()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join([one] * len(values)), [value for row in values for value in row])
        return dict(zip(tables, cursor.fetchone(), strict=True))


def _insert(rows: Sequence[models.Model]) -> None:
    """All rows in one round trip, so that whatever they lock is locked briefly."""
    statements: list[str] = []
    values: list[Any] = []
    for row in rows:
        statement, width = _insertion(type(row), 1 if row.pk is None else 0)
        statements.append(statement)
        values += _reader(type(row))(row)[-width:]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(statements), values)


@lru_cache
def _insertion(model: type[models.Model], first: int) -> tuple[str, int]:
    """The statement that inserts a row from the `first` column on, and how many values it takes."""
    names = _columns(model)[first:]
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_quote(model._meta.db_table)} ({', '.join(names)}) VALUES ({places})", len(names)  # noqa: S608  # our own names


def _columns(model: type[models.Model]) -> list[str]:
    """Names of the columns as they stand in a statement, the id first."""
    first, *others = model._meta.concrete_fields
    if first is not model._meta.pk:
        raise RuntimeError(f"the first column of {model.__name__} is not its id")
    return [_quote(str(field.column)) for field in (first, *others)]


def _quote(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """All rows of one table; either each has an id or none."""
    read = _reader(model)
    names = _columns(model)[rows[0].pk is None :]
    statement = f"COPY {_quote(model._meta.db_table)} ({', '.join(names)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(read(row)[-len(names) :])


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
    kind = type(target)
    if kind.pre_save is not models.Field.pre_save:
        return False
    return isinstance(target, AS_THEY_ARE) or all(getattr(kind, name) is getattr(models.Field, name) for name in STEPS)
