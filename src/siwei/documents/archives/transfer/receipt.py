"""The receipt of a stocktaking (移交清冊, 交接紀錄) as PDF: both sides, counts by state and box, digest of the list.

The list of up to 250,000 items is a file of its own in the package; the receipt names its digest.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as said
from django.utils.translation import override

from siwei.documents.archives.disposal.paper import day_words, printed
from siwei.documents.archives.models import Campaign, Item
from siwei.documents.archives.transfer.listing import items_of
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office

#: boxes that are printed; a longer list stands in the package
BOXES = 400
Found, State = Item.FOUND, Item.State


def receipt(campaign: Campaign, drawn_on: datetime.date, digest: str) -> bytes:
    """The same items and day give the same bytes. Always in Chinese: a paper of the office."""
    with override("zh-hant"):
        return printed("record", _content(campaign, drawn_on, digest))


def receiver() -> str:
    """Who keeps the archives for the city: the office's own agency."""
    return str(Agency.objects.get(code=office().code).name_zh)


def _content(campaign: Campaign, drawn_on: datetime.date, digest: str) -> dict[str, Any]:
    rows = items_of(campaign).order_by()
    counts = dict(rows.values_list("state").annotate(number=Count("pk")))
    boxes = (
        rows.exclude(box=None).values_list("box__barcode")
        .annotate(all=Count("pk"), found=Count("pk", filter=Q(state__in=Found)),
                  missing=Count("pk", filter=Q(state=State.MISSING)))
        .order_by("box__barcode")
    )  # fmt: skip
    listed = list(boxes[: BOXES + 1])
    owner = receiver()
    return {
        "agency": owner,
        "title": said("Receipt of files handed over"),
        "foot": campaign.number,
        "facts": [
            (said("Stocktaking"), campaign.number), (said("Body that made the files"), campaign.fonds.name_zh),
            (said("Handed over by"), campaign.fonds.agency.name_zh), (said("Received by"), owner),
            (said("Goes to the archive room"), campaign.room.name if campaign.room else ""),
            (said("Drawn on"), day_words(drawn_on)),
            (said("Items handed over"), f"{sum(counts.get(state, 0) for state in Found):,}"),
            (said("Checksum of the items"), " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))),
        ],
        "tables": [
            {
                "title": said("Result of the stocktaking"), "widths": (4, 2),
                "headings": [said("State"), said("Number of items")],
                "rows": [[str(State(state).label), f"{number:,}"] for state, number in sorted(counts.items())],
            },
            {
                "title": said("By box"), "widths": (4, 2, 2, 2),
                "headings": [said("archive box"), said("Number of items"), said("Present"), said("Missing")],
                "rows": [[code, *(f"{one:,}" for one in numbers)] for code, *numbers in listed[:BOXES]],
            },
        ],
        "statement": said("The items were counted one by one against the list whose checksum stands above. Each side "
                          "keeps this receipt with the list.")
        + (" " + said("Boxes beyond %(most)d stand in the list.") % {"most": BOXES} if len(listed) > BOXES else ""),
        "sign": said("Signature, seal, date; or the electronic signature kept with it"),
        "signatures": [
            (said("Handed over by"), campaign.fonds.agency.name_zh), (said("Received by"), owner),
        ],
    }  # fmt: skip
