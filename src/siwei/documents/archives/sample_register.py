"""Stocktakings that come from the register: half a million items with their numbers, histories and search, by sets."""

from __future__ import annotations

import datetime
import random

from django.db import connection, transaction

from siwei.documents.archives.actions import campaigns, items, keeping
from siwei.documents.archives.models import Campaign, Fonds, Item, Room
from siwei.documents.archives.sample_lists import piece
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets

CHUNK = 10_000
COLUMNS = (
    "line int, box text, number text, year smallint, class_number text, file_title text, subject text, "
    "document_number text, party text, document_month smallint, document_day smallint, retention smallint, pages int"
)
ITEMS = """
SELECT %s::bigint AS fonds_id, %s::bigint AS campaign_id, r.line, r.number, r.year, r.class_number, r.file_title,
    r.subject, r.document_number, r.party, r.year AS document_year, r.document_month, r.document_day, r.retention,
    r.pages, b.id AS box_id, %s AS state, %s::date AS handed_over_on
FROM register_rows r JOIN archives_box b ON b.campaign_id = %s AND b.label = r.box WHERE r.line BETWEEN %s AND %s
ORDER BY r.line
"""


def enter_register(
    fonds: Fonds, room: Room, begun: datetime.date, ended: datetime.date, number: int, by: Actor
) -> Campaign:
    """A stocktaking that was done, with its boxes and so many items, all handed over on its last day."""
    with transaction.atomic():
        campaign = campaigns.take_over(
            by=by, fonds=fonds, opened_on=begun, until=ended, handed_over_on=ended, room=room, entries=number,
            plan="依移交清冊接收（範例）",
        )  # fmt: skip
        boxes = _copy(fonds.code, number)
        keeping.add_box.many(
            (
                {"campaign": campaign, "barcode": f"{campaign.number}-{nth:04d}", "label": str(nth)}
                for nth in range(1, boxes + 1)
            ),
            by=by,
        )
        for first in range(1, number + 1, CHUNK):
            given = [fonds.pk, campaign.pk, Item.State.HANDED_OVER, ended, campaign.pk, first, first + CHUNK - 1]
            sets.make(items.enter, sets.Rows(ITEMS, given), by=by, note=campaign.number)
    return campaign


def _copy(name: str, number: int) -> int:
    """The lines of the register into a table that goes with the transaction; gives how many boxes there are."""
    chance, boxes = random.Random(name), 0  # noqa: S311  # a sample, no secret
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS register_rows")
        cursor.execute(f"CREATE TEMP TABLE register_rows ({COLUMNS}) ON COMMIT DROP")
        with cursor.copy("COPY register_rows FROM STDIN") as copy:
            for at in range(number):
                one = piece(chance, at)
                boxes = one.box
                copy.write_row((
                    at + 1, str(one.box), one.number, one.year, one.class_number, one.title, one.subject,
                    one.document_number, one.party, one.month, one.day, one.years, one.pages,
                ))  # fmt: skip
        cursor.execute("ANALYZE register_rows")
    return boxes
