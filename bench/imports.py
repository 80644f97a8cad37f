"""Taking a bookings sheet in, with checks, numbers, events and search, against plain COPY."""

from __future__ import annotations

import csv
import datetime
import itertools
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from siwei.general.venues.actions.rooms import add_venue
from siwei.general.venues.catalogue import VENUES
from siwei.general.venues.models import Booking
from siwei.general.venues.sheets import BOOKINGS
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Centre
from siwei.kernel.directory.office import office
from siwei.kernel.sheets.intake import take_in
from siwei.site.ratio import Ratio

ROWS = 100_000
#: where the rows of one booking go, and which rows of those tables the import made
TABLES = {
    "venues_booking": "SELECT * FROM venues_booking",
    "venues_session": "SELECT * FROM venues_session",
    "venues_occupation": "SELECT * FROM venues_occupation",
    "events_event": "SELECT * FROM events_event WHERE act = 'venues.booking.take_in'",
    "search_entry": "SELECT * FROM search_entry WHERE title LIKE 'VN%'",
}
FOREIGN_KEYS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
)
HEADS = ("venue", "day", "slot", "outcome", "purpose", "people", "contact", "mail")


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is 100,000 rows."""
    load_directory(office())
    by = Actor.system("bench")
    for order, (centre, fields, layouts) in enumerate(VENUES):
        add_venue(by=by, centre=Centre.objects.get(code=centre), order=order, layouts=layouts, **fields)
    count = int(ROWS * scale)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bookings.csv"
        _write(path, count)
        bare = _copy_lines(path)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        seen = take_in(BOOKINGS, path, by=by)
        ours = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        if seen.faults or Booking.objects.count() != count:
            raise RuntimeError(f"{len(seen.faults)} faults, first: {seen.faults[:1]}")
        same = _copy_rows(Path(folder))
    note = f"{count:,} rows, memory grew by {grown} MB"
    yield Ratio("import / COPY of the same rows into the same tables", ours / same, 4, note=note)
    yield Ratio("import / COPY of the lines as bare text", ours / bare, 4, note="one table, no index, no check")


def _write(path: Path, count: int) -> None:
    """Rows that all can be had: each venue, day and session once."""
    venues = [fields["code"] for _centre, fields, _layouts in VENUES]
    days = (datetime.date(2016, 1, 1) + datetime.timedelta(days=n) for n in range(4000))
    times = itertools.product(days, ("morning", "afternoon", "evening"), venues)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for day, slot, venue in itertools.islice(times, count):
            writer.writerow((venue, day, slot, "held", "業務聯繫會報", 20, "範例", "sample@example.org"))


def _copy_lines(path: Path) -> float:
    """Seconds that PostgreSQL needs for the same lines, unchecked, into a table of texts."""
    columns = ", ".join(f"{head} text" for head in HEADS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE plain ({columns})")
        began = time.perf_counter()
        _load(cursor, "COPY plain FROM STDIN WITH (FORMAT csv, HEADER)", path)
        return time.perf_counter() - began


def _copy_rows(folder: Path) -> float:
    """Seconds that PostgreSQL needs for the rows that the import left, into tables with the same indexes and checks."""
    with connection.cursor() as cursor:
        for table, rows in TABLES.items():
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(FOREIGN_KEYS, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f'ALTER TABLE bare_{table} ADD CONSTRAINT "{name}" {definition}')
            with (folder / table).open("wb") as file, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:  # type: ignore[attr-defined]  # psycopg's
                for piece in copy:
                    file.write(piece)
        began = time.perf_counter()
        with transaction.atomic():
            for table in TABLES:
                _load(cursor, f"COPY bare_{table} FROM STDIN", folder / table)
        return time.perf_counter() - began


def _load(cursor: Any, statement: str, path: Path) -> None:
    with cursor.copy(statement) as copy, path.open("rb") as file:
        while piece := file.read(1 << 16):
            copy.write(piece)
