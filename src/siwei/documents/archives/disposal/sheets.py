"""The catalogue of a destruction as CSV, by files and by items, cut where an attachment would grow too big."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as said

from siwei.documents.archives.disposal.paper import headings, row_of
from siwei.documents.archives.models import DestructionLine, Item, retention_words

#: bytes after which a new sheet begins; an attachment may be 25 MB
FULL = 16 * 1024 * 1024


def of_files(lines: QuerySet[DestructionLine]) -> Iterator[bytes]:
    """At the level of files (銷毀辦法 art. 8); nothing of a line is cut."""
    columns = [*headings(said("Number of the approval")), said("Approved by the authority on"), said("Destroyed on")]
    return _sheets(columns, (_of_file(line) for line in lines.iterator()))


def _of_file(line: DestructionLine) -> list[object]:
    row = row_of(line, line.approval_number)
    row[7] = line.gist
    return [*map(_plain, row), line.approval_on, line.destroyed_on]


def of_items(lines: QuerySet[DestructionLine]) -> Iterator[bytes]:
    """At the level of documents (art. 8); of what is classified there are no words here either."""
    columns = [
        said("File number"), said("File title"), said("Subject"), said("Sender or recipient"), said("Document number"),
        said("Date of the paper"), said("Retention"),
    ]  # fmt: skip
    items = Item.objects.filter(file__in=lines.values("file")).exclude(state=Item.State.WITHDRAWN)
    return _sheets(columns, (_of_item(item) for item in items.order_by("file", "pk").iterator()))


def _of_item(item: Item) -> list[object]:
    date = "-".join(str(part) for part in (item.document_year, item.document_month, item.document_day) if part)
    words = (item.number, item.file_title, item.subject, item.party, item.document_number)
    return [*map(_plain, words), date, retention_words(item.retention)]


def _plain(text: str) -> str:
    """No cell that a spreadsheet would reckon."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _sheets(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """At least one sheet, each with its headings."""
    text = _begun(columns)
    for row in rows:
        if text.tell() > FULL:
            yield text.getvalue()
            text = _begun(columns)
        text.write(_line(row))
    yield text.getvalue()


def _begun(columns: Sequence[str]) -> io.BytesIO:
    text = io.BytesIO()
    text.write(b"\xef\xbb\xbf" + _line(columns))
    return text


def _line(row: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(row)
    return text.getvalue().encode()
