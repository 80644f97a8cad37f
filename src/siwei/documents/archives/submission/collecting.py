"""What changed in the catalogue since the last run, found item by item; and the file, made from what was found."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import override
from lxml import etree

from siwei.documents.archives import ead3
from siwei.documents.archives.models import Item, Submission, SubmissionEntry, retention_words
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.submission import entries, grammar
from siwei.documents.archives.submission.digital import files_of
from siwei.kernel.directory.office import office

#: items that are looked at at once
CHUNK = 2_000
State = Item.State
#: what the catalogue holds
HELD = (State.CATALOGUED, *Item.PUBLISHED)
#: of these the catalogue says what became of them, if they stood in it
ENDED = (State.DESTROYED, State.TRANSFERRED)


def collect(run: Submission) -> Counter[str]:
    """Write down what the run says of every item; gives how many by what is done, and "" for those left out.

    Only inside an act of the run. What a run before it said is what the authority knows.
    """
    SubmissionEntry.objects.filter(submission=run).delete()
    checked, done = grammar.dtd(), Counter[str]()
    with override("zh-hant"):  # the file is a paper of the office
        for items in _chunks():
            before = _said_before(run, items)
            digital = files_of(items)
            found = [
                one
                for item in items
                if (one := _entry(run, item, before.get(item.pk), checked, digital.get(item.pk, ())))
            ]
            SubmissionEntry.objects.bulk_create(found)
            done.update("" if one.fault else one.function for one in found)
    return done


def _chunks() -> Iterator[list[Item]]:
    said = SubmissionEntry.objects.filter(item=OuterRef("pk"), fault="")
    rows = Item.objects.filter(Q(state__in=HELD, secrecy="") | Exists(said)).select_related("fonds__agency", "file")
    last = 0
    while items := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield items
        last = items[-1].pk


def _said_before(run: Submission, items: list[Item]) -> dict[int, SubmissionEntry]:
    """What was last said of each item, by its key."""
    rows = SubmissionEntry.objects.filter(item__in=[one.pk for one in items], fault="", submission__lt=run.pk)
    return {one.item_id: one for one in rows.order_by("item_id", "-pk").distinct("item_id").defer("xml")}


def _entry(
    run: Submission, item: Item, before: SubmissionEntry | None, checked: etree.DTD,
    digital: tuple[entries.Digital, ...],
) -> SubmissionEntry | None:  # fmt: skip
    made = SubmissionEntry(submission=run, item=item, agency_id=item.fonds.agency_id, number=item.number)
    stood = before is not None and before.function != entries.GONE
    here = item.secrecy == "" and (item.state in HELD or (stood and item.state in ENDED))
    if not here and not stood:
        return None
    try:
        entry = _described(item, digital)
    except ValueError:
        made.fault = SubmissionEntry.Fault.NUMBER
        return made
    now = entries.digest(entries.body(entry)) if here else None
    what = entries.function(before.function if before else None, before.digest if before else "", now)
    if what is None:
        return None
    made.function, made.digest, made.xml = what, now or "", entries.written(entry, what)
    if grammar.fault_of(checked, made.xml):
        made.function = made.digest = made.xml = ""
        made.fault = SubmissionEntry.Fault.FORM
    return made


def _described(item: Item, digital: tuple[entries.Digital, ...]) -> entries.Entry:
    """An item as the form says it. Raises ValueError where its number is not complete."""
    file, agency = item.file, item.fonds.agency
    years = item.retention if item.retention is not None or file is None else file.years
    on = file.disposed_on.isoformat() if file is not None and file.disposed_on else ""
    return entries.Entry(
        key=item.pk, agency_code=agency.code, agency=agency.name_zh, number=FileNumber.read(item.number),
        subject=item.subject, title=item.file_title or (file.name if file is not None else ""),
        producer=item.fonds.name_zh, on=ead3.iso(item.document_year, item.document_month, item.document_day),
        party=item.party, document_number=item.document_number, retention=retention_words(years), access=item.access,
        media_code=str(office().setting("archives.catalogue_media").get(item.medium, "")),
        medium=item.get_medium_display(), pages=item.pages,
        digital=digital, note=entries.note(item.state, file.disposal_number if file is not None else "", on),
    )  # fmt: skip


def lines(run: Submission) -> Iterator[str]:
    """The file of a run: what was written down, word for word, so it is the same whenever it is made."""
    city = office().agencies[0]
    yield entries.head(city.code, city.name.zh, run.until.isoformat(), run.number)
    rows = SubmissionEntry.objects.filter(submission=run, fault="").order_by("pk")
    for xml in rows.values_list("xml", flat=True).iterator(chunk_size=CHUNK):
        yield xml + "\n"
    yield entries.TAIL


def checksum(run: Submission) -> str:
    """SHA-256 of the file."""
    found = hashlib.sha256()
    for line in lines(run):
        found.update(line.encode())
    return found.hexdigest()
