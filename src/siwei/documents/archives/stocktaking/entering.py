"""Items out of the lines of a list, set by set; and the boxes that the list names."""

from __future__ import annotations

from typing import Any

from django.db import connection

from siwei.documents.archives.actions.items import enter
from siwei.documents.archives.actions.keeping import add_box
from siwei.documents.archives.models import Box, Campaign, ListRow
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets

#: items of one transaction
CHUNK = 10_000
#: of a classified item no word is kept, as of one that is taken over (RULES 8.3)
ITEMS = """
SELECT %s::bigint AS fonds_id, %s::bigint AS campaign_id, r.line,
    r.values->>'number' AS number, (r.values->>'year')::smallint AS year,
    coalesce(r.values->>'class_number', '') AS class_number,
    CASE WHEN secret THEN '' ELSE coalesce(r.values->>'title', '') END AS file_title,
    CASE WHEN secret THEN '密件' ELSE r.values->>'subject' END AS subject,
    coalesce(r.values->>'document_number', '') AS document_number,
    CASE WHEN secret THEN '' ELSE coalesce(r.values->>'party', '') END AS party,
    (r.values->'document_day'->>0)::smallint AS document_year,
    nullif((r.values->'document_day'->>1)::smallint, 0) AS document_month,
    nullif((r.values->'document_day'->>2)::smallint, 0) AS document_day,
    (r.values->>'retention')::smallint AS retention, (r.values->>'pages')::int AS pages,
    coalesce(r.values->>'medium', 'paper') AS medium, coalesce(r.values->>'secrecy', '') AS secrecy,
    coalesce(r.values->>'note', '') AS note, b.id AS box_id
FROM archives_listrow r LEFT JOIN archives_box b ON b.campaign_id = r.campaign_id AND b.label = r.values->>'box'
    AND b.label <> '', LATERAL (SELECT coalesce(r.values->>'secrecy', '') <> '' AS secret) s
WHERE r.campaign_id = %s AND r.line <= %s ORDER BY r.line
"""


def make_boxes(campaign: Campaign, by: Actor) -> int:
    """A box for each label of the list that has none yet, numbered as the list goes. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT values->>'box' FROM archives_listrow WHERE campaign_id = %s AND values ? 'box' "
            "GROUP BY 1 ORDER BY min(line)",
            [campaign.pk],
        )
        labels = [label for (label,) in cursor.fetchall()]
    known = set(Box.objects.filter(campaign=campaign).values_list("label", flat=True))
    first = Box.objects.filter(campaign=campaign).count() + 1
    rows: list[dict[str, Any]] = [
        {"campaign": campaign, "barcode": f"{campaign.number}-{number:04d}", "label": label}
        for number, label in enumerate((label for label in labels if label not in known), start=first)
    ]
    return len(add_box.many(rows, by=by)) if rows else 0


def enter_chunk(campaign: Campaign, by: Actor) -> int:
    """Make the items of the next lines and forget the lines; gives how many. One transaction, the caller's."""
    lines = ListRow.objects.filter(campaign=campaign).order_by("line").values_list("line", flat=True)[:CHUNK]
    last = max(lines, default=None)
    if last is None:
        return 0
    note = f"{campaign.number} {campaign.list_name}"
    made = sets.make(enter, sets.Rows(ITEMS, [campaign.fonds_id, campaign.pk, campaign.pk, last]), by=by, note=note)
    ListRow.objects.filter(campaign=campaign, line__lte=last).delete()
    return made
