"""Keeping the index in step with the records, inside the same transaction."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction

from siwei.kernel.records.fresh import fresh
from siwei.kernel.records.models import Case, Record, type_of
from siwei.kernel.search.models import NO_DAY, Entry
from siwei.kernel.search.words import lexemes, month, tag

#: records whose entries are written anew at once
AT_ONCE = 2000

PUT = """
    INSERT INTO search_entry (content_type_id, object_id, title, words, day, agency, place)
    VALUES (%s, %s, %s, %s::tsvector, %s, %s, %s)
    ON CONFLICT (content_type_id, object_id) DO UPDATE
    SET title = excluded.title, words = excluded.words, day = excluded.day, agency = excluded.agency,
        place = excluded.place
    WHERE (search_entry.words, search_entry.title, search_entry.day, search_entry.agency, search_entry.place)
    IS DISTINCT FROM (excluded.words, excluded.title, excluded.day, excluded.agency, excluded.place)
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
    kind = type(record)
    if kind.found_under is not Record.found_under or kind.business_date not in (
        Record.business_date,
        Case.business_date,
    ):
        roots |= fields - {"state"}  # what its agency, place and day are made of is known to the type alone
    elif isinstance(record, Case):
        roots.add("opened_on")
    return any(root in changed or root not in fields for root in roots)


def index(record: Record) -> None:
    """Write or renew the entry of a record whose type is searched."""
    if not record.searched:
        return
    one = entry(record)
    with connection.cursor() as cursor:
        cursor.execute(PUT, [one.content_type_id, one.object_id, one.title, one.words, one.day, one.agency, one.place])


def entry(record: Record) -> Entry:
    """The unsaved entry of a record."""
    title = record.title()
    day, agency, place = record.found_under()
    day = day or NO_DAY
    return fresh(
        Entry,
        content_type_id=type_of(record).pk,
        object_id=record.pk,
        title=title[:300],
        words=vector(searchable(record), title, day, agency, place),
        day=day,
        agency=agency,
        place=place[:120],
    )


def reindex(record_type: type[Record]) -> int:
    """Write the entries of all records of a type anew, in one transaction; answers how many."""
    rows = record_type._default_manager.all()
    if not record_type.searched:
        rows = rows.none()
    done = 0
    with transaction.atomic():
        Entry.objects.about_type(record_type).delete()
        records = rows.iterator(chunk_size=AT_ONCE)
        while chunk := [entry(record) for record in islice(records, AT_ONCE)]:
            Entry.objects.bulk_create(chunk)
            done += len(chunk)
    return done


def vector(text: str, title: str, day: datetime.date, agency: int | None, place: str) -> str:
    """The tsvector literal of an entry: its words, and the month, agency and place by which a search goes."""
    return " ".join([*_tags(day, agency, place), lexemes(text, title)])


def _tags(day: datetime.date, agency: int | None, place: str) -> list[str]:
    found = [f"@m{month(day)}"]
    if agency is not None:
        found.append(tag("a", agency))
    if place:
        found.append(tag("p", place[:120]))
    return found


def renew_set(record_type: type[Record], keys: Sequence[int]) -> None:
    """Day, agency and place of the entries of these records anew, with one statement for all that change alike."""
    day, agency, place = record_type.as_sql.under
    alike: dict[tuple[Any, ...], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT object_id, e.day, e.agency, e.place, new_day, new_agency, new_place FROM search_entry AS e JOIN (
                SELECT id, {day} AS new_day, {agency} AS new_agency, {place} AS new_place
                FROM {connection.ops.quote_name(record_type._meta.db_table)} WHERE id = ANY(%s)
            ) AS now ON content_type_id = %s AND object_id = now.id
            """,  # noqa: S608  # a type's own words
            [list(keys), type_of(record_type).pk],
        )
        for key, *under in cursor.fetchall():
            alike.setdefault(tuple(under), []).append(key)
        for (day, agency, place, *new), same in alike.items():
            new_day, new_agency, new_place = new[0] or NO_DAY, new[1], new[2][:120]
            cursor.execute(
                "UPDATE search_entry SET day = %s, agency = %s, place = %s, "
                "words = %s::tsvector || ts_delete(words, %s::text[]) "
                "WHERE content_type_id = %s AND object_id = ANY(%s)",
                [new_day, new_agency, new_place, " ".join(_tags(new_day, new_agency, new_place)),
                 _tags(day, agency, place), type_of(record_type).pk, same],
            )  # fmt: skip


def index_set(
    record_type: type[Record], rows: Iterable[tuple[int, str, str, datetime.date | None, int | None, str]]
) -> None:
    """Write the entries of new records: id, title, text, day, agency and place of each."""
    kind = type_of(record_type).pk
    columns = "content_type_id, object_id, title, words, day, agency, place"
    with connection.cursor() as cursor, cursor.copy(f"COPY search_entry ({columns}) FROM STDIN") as copy:
        for key, title, text, day, agency, place in rows:
            words = vector(text, title, day or NO_DAY, agency, place)
            copy.write_row((kind, key, title[:300], words, day or NO_DAY, agency, place[:120]))
