"""The fee table of use and what the office sets of its reading room: data of the office, read and checked."""

from __future__ import annotations

import datetime
from functools import cache

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.use.rules import Price, kinds_on, price_of
from siwei.kernel.directory.office import office
from siwei.kernel.office_files import office_name, office_table

FILE = "archive-fees.csv"
COLUMNS = ("since", "kind", "per", "amount", "source")
KINDS = {
    "reading": _("Reading or copying by hand (2 hours begun)"),
    "black_b4": _("Photocopy, black and white, up to B4 (page)"),
    "black_a3": _("Photocopy, black and white, A3 (page)"),
    "colour_b4": _("Photocopy, colour, up to B4 (page)"),
    "colour_a3": _("Photocopy, colour, A3 (page)"),
    "paper_image": _("Image of paper, up to 200 dpi"),
    "paper_image_fine": _("Image of paper, above 200 dpi"),
    "photo_image": _("Image of a photograph, up to 300 dpi"),
    "photo_image_fine": _("Image of a photograph, above 300 dpi"),
    "drawing": _("Image of a large drawing (A3 equivalent)"),
    "post": _("Sending by post (handling)"),
    "postage": _("Postage"),
}


@cache
def prices() -> tuple[Price, ...]:
    """Every row of the table, in the order of the file. Raises OfficeDataError."""
    rows = office_table(FILE, office_name(), COLUMNS)
    return tuple(Price(row.text("kind"), row.day("since"), row.whole("amount")) for row in rows)


def price(kind: str, on: datetime.date) -> int:
    """NT$ for a unit. Raises LookupError."""
    return price_of(prices(), kind, on)


def kinds(on: datetime.date) -> tuple[str, ...]:
    """Kinds that can be charged on a day; reading is charged with the visit."""
    return tuple(kind for kind in kinds_on(prices(), on) if kind != "reading")


def seats() -> int:
    """Seats of a reading room."""
    return int(office().setting("archives.reading_seats"))
