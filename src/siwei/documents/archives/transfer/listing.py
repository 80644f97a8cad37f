"""The items of a stocktaking in their order: as lines of a sheet, as EAD3, and their digest; never all in memory."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator

from django.utils.translation import gettext as said
from django.utils.translation import override

from siwei.documents.archives import ead3
from siwei.documents.archives.models import Campaign, Item, retention_words
from siwei.kernel.screens.screen import Rows

#: lines that are joined before they are given on
LINES = 500


def items_of(campaign: Campaign) -> Rows:
    """What stands on the receipt: everything but withdrawn entries, by box and line."""
    rows = Item.objects.filter(campaign=campaign).exclude(state=Item.State.WITHDRAWN).select_related("box")
    return rows.order_by("box__barcode", "line", "pk")


def sheet(campaign: Campaign) -> Iterator[bytes]:
    """CSV in UTF-8 with a mark, headings in Chinese: the list that goes with the files.

    Handing over changes no line of it, so that the receipt's checksum holds afterwards too.
    """
    with override("zh-hant"):
        heads = [
            said("archive box"), said("File number"), said("File title"), said("Subject"), said("Document number"),
            said("Sender or recipient"), said("Date of the document"), said("Retention"), said("Number of pages"),
            said("Medium"), said("Result of the check"),
        ]  # fmt: skip
        media = {key: str(label) for key, label in Item.Medium.choices}
        found, missing = said("handed over"), str(Item.State.MISSING.label)
    text = io.StringIO()
    lines = csv.writer(text)
    text.write("\ufeff")
    lines.writerow(heads)
    for at, one in enumerate(items_of(campaign).iterator(chunk_size=2000), start=1):
        lines.writerow([
            one.box.barcode if one.box else "", one.number, one.file_title, one.subject, one.document_number, one.party,
            _roc(one), retention_words(one.retention), one.pages or "", media[one.medium],
            missing if one.state == Item.State.MISSING else found,
        ])  # fmt: skip
        if at % LINES == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _roc(one: Item) -> str:
    known = (one.document_year, one.document_month, one.document_day)
    return ".".join(str(part) for part in known if part) if one.document_year is not None else ""


def digest(campaign: Campaign) -> str:
    """SHA-256 of the sheet: another one means that an item changed."""
    found = hashlib.sha256()
    for piece in sheet(campaign):
        found.update(piece)
    return found.hexdigest()


def described(campaign: Campaign) -> Iterator[ead3.Described]:
    """The items as EAD3 tells them."""
    with override("zh-hant"):
        missing = str(Item.State.MISSING.label)
        media = {key: str(label) for key, label in Item.Medium.choices}
    for one in items_of(campaign).iterator(chunk_size=2000):
        yield ead3.Described(
            number=one.number, subject=one.subject, title=one.file_title, year=one.document_year,
            month=one.document_month, day=one.document_day, pages=one.pages, medium=media[one.medium],
            retention=retention_words(one.retention), box=one.box.barcode if one.box else "",
            state=missing if one.state == Item.State.MISSING else "",
        )  # fmt: skip
