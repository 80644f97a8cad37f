"""Acts on whole sets of records, by statements instead of rows: the same checks, events, heads and search entries.

What half a million rows need is not brought to Python one by one. `make` makes records of what a SELECT gives, `move`
gives many records the same new values; each is one statement, writes an event with its digest for every record, and
leaves what the action, called for each row, would leave (tests compare). Nothing here decides how much is done at
once: the caller cuts large work into chunks, each a transaction, and notes how far he came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.actions.snapshot import plain, row_names
from siwei.kernel.events.in_sql import compact, json_of, told
from siwei.kernel.records.models import Record
from siwei.kernel.records.writing import writing
from siwei.kernel.search.index import index_set, renew_set

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.actions.action import Action


@dataclass(frozen=True)
class Rows:
    """A SELECT whose columns are named as those of the record's table; what it leaves out gets its default."""

    select: str
    params: Sequence[Any] = ()


def make(action: Action[Any, Any], rows: Rows, *, by: Actor, note: str = "") -> int:
    """Make a record of every row; gives how many. Raises NotAllowed, and what the database says of a row."""
    record = _checked(action, by)
    if record.parts:
        raise TypeError(f"{record.__name__} has parts, which sets do not write")
    said = record.as_sql
    event = told(record, action.name, by, note, timezone.now(), seq="1", prev="''", day=said.business_date)
    columns = ", ".join(_quoted(field) for field in _own_fields(record))
    with transaction.atomic(), writing(), connection.cursor() as cursor:
        select, params = _completed(record, rows)
        cursor.execute(
            f"""
            WITH given AS ({select}),
            told AS MATERIALIZED (SELECT *, {_changes_of_new(record)} AS changes FROM given),
            made AS MATERIALIZED (SELECT *, {event.digest} AS new_head FROM told),
            kept AS (INSERT INTO {_table(record)} (id, version, head, {columns})
                     SELECT id, 1, new_head, {columns} FROM made),
            said AS ({event.insert} FROM made)
            SELECT id, {said.title}, {said.searched}, {", ".join(said.under)} FROM made
            """,  # noqa: S608  # names of our own tables and columns
            [*params, *event.digest_params, *event.insert_params],
        )
        made = cursor.fetchall()
        if record.searched:
            index_set(record, made)
    return len(made)


def move(
    action: Action[Any, Any], rows: models.QuerySet[Any], values: Mapping[str, Any], *, by: Actor, note: str = ""
) -> int:
    """Give the records in `rows`, of which `by` may know, the new values, and the state that the action leads to.

    Gives how many. Raises NotAllowed, and ActionRefused when one of them is not in a state for it; then none is moved.
    What records are found by cannot be given so; parts stay as they are.
    """
    record = _checked(action, by)
    new = {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
    new |= {"state": action.to} if isinstance(action.to, str) else {}
    if clash := {path.split("__")[0] for path in record.searched} & new.keys():
        raise TypeError(f"records are found by {clash}, which a set of them cannot be given")
    fields = {name: _field(record, name) for name in new}
    stored = [field.get_db_prep_save(new[name], connection) for name, field in fields.items()]
    try:
        ids, id_params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # Django sees without asking that there are none
        return 0
    day = _day_after(record, new)
    narrows = any(str(field.column) in said for field in fields.values() for said in record.as_sql.under)
    event = told(record, action.name, by, note, timezone.now(), seq="version + 1", prev="head", day=day)
    places = ", ".join(f"{_quoted(field)} = %s" for field in fields.values())
    changes, change_params = _changes_of_moved(fields, new, stored)
    with transaction.atomic(), writing(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH chosen AS MATERIALIZED (SELECT * FROM {_table(record)} WHERE id IN ({ids}) ORDER BY id FOR UPDATE),
            told AS MATERIALIZED (SELECT *, {changes} AS changes FROM chosen),
            made AS MATERIALIZED (SELECT *, {event.digest} AS new_head FROM told),
            kept AS (UPDATE {_table(record)} AS r SET version = made.version + 1, head = made.new_head, {places}
                     FROM made WHERE r.id = made.id),
            said AS ({event.insert} FROM made)
            SELECT count(*), count(*) FILTER (WHERE NOT {"state = ANY(%s)" if action.when else "true"}),
                {"array_agg(id)" if narrows else "NULL"} FROM chosen
            """,  # noqa: S608  # names of our own tables and columns
            [*id_params, *change_params, *event.digest_params, *stored, *event.insert_params]
            + ([list(action.when)] if action.when else []),
        )
        moved, wrong, changed = cursor.fetchone()
        if wrong:
            why = _("%(wrong)d of %(all)d are not in a state for “%(action)s”.")
            raise ActionRefused(why % {"wrong": wrong, "all": moved, "action": action.label})
        if changed and record.searched:
            renew_set(record, changed)
    return int(moved)


def _day_after(record: type[Record], new: Mapping[str, Any]) -> str:
    """The day for which the records count afterwards; it may be what they are given. Raises TypeError."""
    day = record.as_sql.business_date
    given = [name for name in new if str(_field(record, name).column) in day]
    if given and day != given[0]:
        raise TypeError(f"{given} are a part of the day for which records count")
    return f"DATE '{new[day]:%Y-%m-%d}'" if given else day


def _checked(action: Action[Any, Any], by: Actor) -> type[Record]:
    refusal = action.refusal(None, by)
    if refusal:
        raise NotAllowed(refusal)
    return action.record


def _completed(record: type[Record], rows: Rows) -> tuple[str, list[Any]]:
    """The SELECT with an id for each row, and the defaults of what it does not give."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rows.select}) AS given LIMIT 0", rows.params)  # noqa: S608  # a module's own
        given = {column.name for column in cursor.description or ()}
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [record._meta.db_table])
        (sequence,) = cursor.fetchone()
    missing = [field for field in _own_fields(record) if field.column not in given]
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in missing]
    told = "".join(f", %s::{field.db_type(connection)} AS {_quoted(field)}" for field in missing)
    number = f"nextval('{sequence}'::regclass)"  # named here: to look it up for each row costs as much as the row
    select = f"SELECT {number} AS id, given.*{told} FROM ({rows.select}) AS given"  # noqa: S608
    return select, [*defaults, *rows.params]


def _changes_of_new(record: type[Record]) -> str:
    """What `difference` says of a new record: every field that holds something."""
    pieces = []
    for name in sorted(row_names(record)):
        field = _field(record, name)
        column, value = _quoted(field), json_of(field, _quoted(field))
        empty = f"{column} IS NULL" + (f" OR {column} = ''" if _is_text(field) else "")
        pieces.append(f"""CASE WHEN {empty} THEN '' ELSE ',"{name}":[null,' || {value} || ']' END""")
    return "'{' || substr(" + " || ".join(pieces) + ", 2) || '}'"


def _changes_of_moved(
    fields: Mapping[str, models.Field[Any, Any]], new: Mapping[str, Any], stored: Sequence[Any]
) -> tuple[str, list[Any]]:
    """What `difference` says of a record that got new values: those that were others before."""
    pieces: list[str] = []
    params: list[Any] = []
    values = dict(zip(fields, stored, strict=True))
    for name in sorted(fields):
        column = _quoted(fields[name])
        before = f"coalesce({json_of(fields[name], column)}, 'null')"
        pieces.append(f"""CASE WHEN {column} IS DISTINCT FROM %s THEN ',"{name}":[' || {before} || %s ELSE '' END""")
        params += [values[name], f",{compact(plain(new[name]))}]"]
    return "'{' || substr(" + " || ".join(pieces) + ", 2) || '}'", params


def _own_fields(record: type[Record]) -> list[models.Field[Any, Any]]:
    return [field for field in record._meta.concrete_fields if field.name not in ("id", "version", "head")]


def _field(record: type[Record], name: str) -> models.Field[Any, Any]:
    field = record._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField)


def _quoted(field: models.Field[Any, Any]) -> str:
    return str(connection.ops.quote_name(str(field.column)))


def _table(record: type[Record]) -> str:
    return str(connection.ops.quote_name(record._meta.db_table))
