"""Events of whole sets of records, reckoned by the database: the same JSON and the same digest as `Event.digest`.

Pieces of SQL over a row that has the record's columns and `changes`. A test compares them with Python's, character by
character, for the texts that JSON treats in a special way.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from siwei.kernel.records.models import Record, type_of

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor

COLUMNS = (
    "content_type_id, object_id, seq, at, act, actor_name, actor_post, person_id, behalf_id, business_date, changes, "
    "note, prev, hash"
)


@dataclass(frozen=True)
class Told:
    """One event for each row: its digest as an expression, and what inserts the events of the rows of a table."""

    digest: str
    digest_params: tuple[Any, ...]
    insert: str
    insert_params: tuple[Any, ...]


def told(
    record: type[Record], act: str, by: Actor, note: str, at: datetime.datetime, *, seq: str, prev: str, day: str
) -> Told:
    """`seq`, `prev` and `day` are expressions; when it is inserted, the digest stands in the column `new_head`."""
    kind = type_of(record)
    whose = [act, by.name, by.post, by.person.pk if by.person else None, by.behalf.pk if by.behalf else None]
    constant = compact([at.astimezone(datetime.UTC).isoformat(), *whose])[1:-1]
    parts = (
        f"""'["' || {prev} || '",' || %s || ',' || id || ',' || {seq} || ',' || %s || ','""",
        f"coalesce('\"' || to_char({day}, 'YYYY-MM-DD') || '\"', 'null')",
        "',' || changes || ',' || %s || ']'",
    )
    return Told(
        digest=f"encode(sha256(convert_to({' || '.join(parts)}, 'UTF8')), 'hex')",
        digest_params=(compact(f"{kind.app_label}.{kind.model}"), constant, compact(note)),
        insert=f"""INSERT INTO events_event ({COLUMNS}) SELECT %s, id, {seq}, %s, %s, %s, %s, %s::bigint, %s::bigint,
            {day}, changes::jsonb, %s, {prev}, new_head""",
        insert_params=(kind.pk, at, *whose, note),
    )


def compact(value: Any) -> str:
    """JSON as `Event.digest` writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def json_of(field: models.Field[Any, Any], column: str) -> str:
    """An expression for the text of a column's value in JSON, NULL where the value is. Raises TypeError."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    match target:
        case models.JSONField():
            raise TypeError(f"{field} is JSON, whose text the database writes in a form of its own")
        case models.BooleanField() | models.IntegerField():
            return f"{column}::text"
        case models.DateTimeField():
            plain = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
            return f"'\"' || regexp_replace({plain}, '\\.000000$', '') || '+00:00\"'"
        case models.DateField():
            return f"'\"' || to_char({column}, 'YYYY-MM-DD') || '\"'"
        case models.CharField() | models.TextField():
            return f"to_json({column}::text)::text"
        case models.UUIDField() | models.DecimalField():
            return f"'\"' || {column} || '\"'"
    raise TypeError(f"{field} has no form in the history that the database could write")
