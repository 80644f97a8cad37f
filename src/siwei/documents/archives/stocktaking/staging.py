"""The lines of a list on their way in: read chunk by chunk, compared, mended, excused.

A list lies in `ListRow` and `Finding` until its entries are made. Each chunk is a transaction of its own, which also
moves on `lines_read`: a reader that was killed goes on behind the last line that stands, without a lost or double one.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

from siwei.documents.archives.models import Campaign, Finding, ListRow
from siwei.documents.archives.stocktaking.lists import Entry, Skipped, entries, key, read
from siwei.kernel.files.models import attachments_of
from siwei.kernel.sheets.reading import lines

#: lines of one transaction
CHUNK = 5000
LIST = "list"
DOUBLE, THERE = "double_in_list", "there_already"


@contextmanager
def list_file(campaign: Campaign) -> Iterator[Path]:
    """The list of a stocktaking as a file of this machine; the newest that was taken in."""
    attachment = attachments_of(campaign).filter(kind=LIST).latest("pk")
    with (
        tempfile.NamedTemporaryFile(prefix="siwei-list-") as copy,
        attachment.file.storage.open(attachment.file.name) as f,
    ):
        for chunk in f.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def remaining(campaign: Campaign, path: Path) -> Iterator[Entry | Skipped]:
    """What has not been read yet. The line above is read again, for what says "as above"."""
    columns, headings = campaign.layout(), campaign.columns["headings"]
    first = int(campaign.columns["heading_line"]) + 1
    done = max(campaign.lines_read, first - 1)
    rest = islice(lines(path), first - 1, None)
    for one in entries(rest, columns, headings, start=first):
        if one.line > done:
            yield one


def keep(campaign: Campaign, found: Sequence[Entry | Skipped]) -> tuple[int, int]:
    """Write a chunk; gives how many entries and how many other lines. Only inside an action."""
    made = [one for one in found if isinstance(one, Entry)]
    skipped = [one for one in found if isinstance(one, Skipped) and one.code != "empty"]
    _copy(
        "archives_listrow (campaign_id, line, texts, values, key, open)",
        (
            (campaign.pk, one.line, _json(one.texts), _json(_values(one)), key(one.values)[:80], graves(one))
            for one in made
        ),
    )
    findings = [(one.line, find.field, find.value, find.code, find.grave) for one in made for find in one.findings]
    findings += [(one.line, "", one.text, one.code, False) for one in skipped]
    columns = "archives_finding (campaign_id, line, field, value, code, grave, settled)"
    _copy(columns, ((campaign.pk, *row, "") for row in findings))
    return len(made), len(found) - len(made)


def graves(entry: Entry) -> int:
    """How many findings keep an entry out."""
    return sum(one.grave for one in entry.findings)


def _values(entry: Entry) -> dict[str, Any]:
    """What an entry says, with its file number as it prints."""
    parts = ("year", "class_number", "case_number", "volume_number", "item_number")
    known = [entry.values.get(name) for name in parts]
    while known and known[-1] is None:
        known.pop()
    return {**entry.values, "number": "/".join("" if one is None else str(one) for one in known)[:60]}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\\u0000", "")


def _copy(target: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


# --- comparing ----------

COMPARED = """
WITH double AS (
    SELECT line, key, 'double_in_list' AS code,
           min(line) OVER (PARTITION BY key) AS first, count(*) OVER (PARTITION BY key) AS times
    FROM archives_listrow WHERE campaign_id = %(campaign)s AND key <> ''
), found AS (
    SELECT line, key || ' = ' || first AS value, code FROM double WHERE times > 1 AND line > first
    UNION ALL
    SELECT r.line, i.number, 'there_already' FROM archives_listrow r
    JOIN archives_item i ON i.number = r.values->>'number' AND i.fonds_id = %(fonds)s AND i.state <> 'withdrawn'
    WHERE r.campaign_id = %(campaign)s AND r.key <> ''
), gone AS (
    DELETE FROM archives_finding WHERE campaign_id = %(campaign)s AND code IN ('double_in_list', 'there_already')
    AND settled = ''
)
INSERT INTO archives_finding (campaign_id, line, field, value, code, grave, settled)
SELECT %(campaign)s, line, 'file_number', left(value, 200), code, true, '' FROM found f
WHERE NOT EXISTS (SELECT 1 FROM archives_finding x WHERE x.campaign_id = %(campaign)s AND x.line = f.line
                  AND x.code = f.code AND x.settled <> '')
"""
RECKONED = """
UPDATE archives_listrow r SET open = coalesce(f.open, 0)
FROM archives_listrow o LEFT JOIN (
    SELECT line, count(*) AS open FROM archives_finding WHERE campaign_id = %(campaign)s AND grave AND settled = ''
    GROUP BY line
) f ON f.line = o.line
WHERE r.id = o.id AND o.campaign_id = %(campaign)s AND r.open <> coalesce(f.open, 0)
"""


def compare(campaign: Campaign) -> None:
    """Find entries that stand twice in the list, or are there already; then count what keeps each line out."""
    with connection.cursor() as cursor:
        given = {"campaign": campaign.pk, "fonds": campaign.fonds_id}
        cursor.execute(COMPARED, given)
        cursor.execute(RECKONED, given)


def reckon(campaign: Campaign) -> None:
    """Count anew what keeps each line out."""
    with connection.cursor() as cursor:
        cursor.execute(RECKONED, {"campaign": campaign.pk})


# --- mending ----------


def mend(campaign: Campaign, row: ListRow, texts: dict[str, str]) -> Entry:
    """Read a line anew with what the clerk typed; its findings are those of now. Only inside an action."""
    entry = Entry(row.line, {name: text.strip() for name, text in texts.items() if text.strip()})
    read(entry, campaign.layout())
    row.texts, row.values, row.key = entry.texts, _values(entry), key(entry.values)[:80]
    row.open = graves(entry)
    row.save()
    Finding.objects.filter(campaign=campaign, line=row.line).delete()
    Finding.objects.bulk_create(Finding(campaign=campaign, line=row.line, **asdict(one)) for one in entry.findings)
    return entry


def drop(campaign: Campaign) -> None:
    """Forget what was read: nothing of it was made yet. Only inside an action."""
    ListRow.objects.filter(campaign=campaign).delete()
    Finding.objects.filter(campaign=campaign).delete()


def open_lines(campaign: Campaign) -> int:
    """Lines that are kept out."""
    return int(ListRow.objects.filter(campaign=campaign, open__gt=0).count())
