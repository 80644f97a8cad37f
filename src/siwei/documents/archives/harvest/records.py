"""Items as harvesters get them: header, Dublin Core and EAD3; never more than the public catalogue shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import override

from siwei.documents.archives import ead3
from siwei.documents.archives.ead3 import element, text
from siwei.documents.archives.harvest.protocol import Asked, ProtocolError, stamp
from siwei.documents.archives.models import Fonds, Item, Published
from siwei.kernel.directory.office import office
from siwei.kernel.screens.screen import Rows

#: records of one answer
PAGE = 200
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)


def identifier(key: int) -> str:
    """oai:<repository>:item/<key>."""
    return f"oai:{office().setting('archives.repository')}:item/{key}"


def key_of(words: str) -> int:
    """The key of an identifier. Raises ProtocolError (idDoesNotExist)."""
    before = identifier(0)[:-1]
    number = words.removeprefix(before)
    if not words.startswith(before) or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise ProtocolError("idDoesNotExist", "There is no such item.")
    return int(number)


def told() -> Rows:
    """Everything that harvesters were told of, with what a record needs."""
    return Published.objects.select_related("item__fonds__agency")


def page(asked: Asked) -> list[Published]:
    """The next records, one more than an answer holds, by datestamp and key. Raises ProtocolError."""
    rows = told().order_by("stamp", "item_id")
    if asked.set:
        known = asked.set.isprintable()  # no sign that the database could not hold
        fonds = Fonds.objects.filter(code=asked.set).first() if known else None
        if fonds is None:
            raise ProtocolError("noRecordsMatch", "There is no such set.")
        rows = rows.filter(fonds=fonds)
    if asked.since is not None:
        rows = rows.filter(stamp__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(stamp__lt=asked.until)
    if asked.after is not None:
        # one comparison of a pair, so that the index is entered at the place
        rows = rows.extra(
            where=["(archives_published.stamp, archives_published.item_id) > (%s, %s)"], params=asked.after
        )
    found: list[Published] = list(rows[: PAGE + 1])
    if not found:  # nor is anything left of a list that changed meanwhile: the schema has no list without a record
        raise ProtocolError("noRecordsMatch", "Nothing matches.")
    return found


def _is_gone(one: Published) -> bool:
    """Whether it is no longer public, be it that harvesters are told so, with a new datestamp, only tonight."""
    return one.deleted or not one.item.is_public


def header(one: Published) -> str:
    """Identifier, datestamp and set; a deleted item has no more."""
    content = element("identifier", identifier(one.item_id)) + element("datestamp", stamp(one.stamp))
    content += element("setSpec", text(one.item.fonds.code))
    return element("header", content, status="deleted") if _is_gone(one) else element("header", content)


def record(one: Published, prefix: str, root: str) -> str:
    """Header and, while it is public, metadata. `root`: where the house is served."""
    if _is_gone(one):
        return element("record", header(one))
    made = _dublin_core(one.item, root) if prefix == "oai_dc" else _ead3(one)
    return element("record", header(one) + element("metadata", made))


def _dublin_core(item: Item, root: str) -> str:
    with override("zh-hant"):
        medium = item.get_medium_display()
    said: Sequence[tuple[str, str]] = (
        ("title", item.subject), ("creator", item.fonds.name_zh), ("publisher", item.fonds.agency.name_zh),
        ("date", ead3.iso(item.document_year, item.document_month, item.document_day)), ("type", "Text"),
        ("format", medium), ("identifier", item.number),
        ("identifier", root + reverse("archives.public_item", args=[item.pk])), ("language", "zh-Hant"),
        ("relation", item.file_title), ("rights", "開放"),
    )  # fmt: skip
    return DC + "".join(element(f"dc:{name}", text(value)) for name, value in said if value) + "</oai_dc:dc>"


def _ead3(one: Published) -> str:
    item = one.item
    with override("zh-hant"):
        described = ead3.Described(
            number=item.number, subject=item.subject, title=item.file_title, year=item.document_year,
            month=item.document_month, day=item.document_day, pages=item.pages, medium=item.get_medium_display(),
            retention=str(item.get_retention_display() or ""),
        )  # fmt: skip
    return ead3.item(
        described, identifier=identifier(item.pk), repository=item.fonds.agency.name_zh, origin=item.fonds.name_zh,
        on=one.stamp.date(),
    )  # fmt: skip
