"""Keeping the index in step with the records, inside the same transaction, and asking it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from siwei.kernel.access.actor import Actor
from siwei.kernel.records.fresh import fresh
from siwei.kernel.records.models import Record, type_of
from siwei.kernel.search.models import Entry
from siwei.kernel.search.words import lexemes, query

PUT = """
    INSERT INTO search_entry (content_type_id, object_id, title, words) VALUES (%s, %s, %s, %s::tsvector)
    ON CONFLICT (content_type_id, object_id) DO UPDATE SET title = excluded.title, words = excluded.words
    WHERE search_entry.words IS DISTINCT FROM excluded.words OR search_entry.title <> excluded.title
"""


def _text(record: Record, path: str) -> str:
    value: Any = record
    for name in path.split("__"):
        value = getattr(value, name, None)
    if callable(value):
        value = value()
    return "" if value is None else str(value)


def searchable(record: Record) -> str:
    """The text by which a record is found."""
    return "\n".join(_text(record, path) for path in record.searched)


def words_may_differ(record: Record, changed: Container[str]) -> bool:
    """Whether an act that changed these fields may have changed the text; looks at no other row."""
    fields = {field.name for field in record._meta.concrete_fields}
    roots = {path.split("__")[0] for path in record.searched}
    return any(root in changed or root not in fields for root in roots)


def index(record: Record) -> None:
    """Write or renew the entry of a record whose type is searched."""
    if not record.searched:
        return
    with connection.cursor() as cursor:
        cursor.execute(PUT, [type_of(record).pk, record.pk, record.title()[:300], lexemes(searchable(record))])


def entry(record: Record) -> Entry:
    """The unsaved entry of a new record."""
    words = lexemes(searchable(record))
    return fresh(
        Entry, content_type_id=type_of(record).pk, object_id=record.pk, title=record.title()[:300], words=words
    )


def index_set(record_type: type[Record], rows: Iterable[tuple[int, str, str]]) -> None:
    """Write the entries of new records: id, title and text of each."""
    kind = type_of(record_type).pk
    columns = "content_type_id, object_id, title, words"
    with connection.cursor() as cursor, cursor.copy(f"COPY search_entry ({columns}) FROM STDIN") as copy:
        for key, title, text in rows:
            copy.write_row((kind, key, title[:300], lexemes(text)))


def matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those of `rows` (records of one type) that hold every word of `text`; all when it holds no word."""
    words = query(text)
    if not words:
        return rows
    entries = Entry.objects.about_type(rows.model).extra(where=["words @@ %s::tsquery"], params=[words])
    return rows.filter(pk__in=entries.values("object_id"))


def search(
    text: str, actor: Actor, record_types: tuple[type[Record], ...], limit: int = 20
) -> dict[type[Record], QuerySet[Any]]:
    """Per record type the newest matches the actor may see; types without a match are left out."""
    found: dict[type[Record], QuerySet[Any]] = {}
    if not query(text):
        return found
    for record_type in record_types:
        if record_type.searched:
            rows = matching(record_type.objects.visible_to(actor), text).order_by("-pk")[:limit]
            if rows:
                found[record_type] = rows
    return found
