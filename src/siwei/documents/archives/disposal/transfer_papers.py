"""Papers of a transfer to the national archives: its list (移轉目錄) and the record of handing over (交接紀錄)."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as said

from siwei.documents.archives.disposal.certificate import counted
from siwei.documents.archives.disposal.paper import PART, catalogue, day_words, printed, row_of
from siwei.documents.archives.models import Item, NationalTransfer, TransferLine


def listed(transfer: NationalTransfer) -> QuerySet[TransferLine]:
    """What goes, or went."""
    rows: QuerySet[TransferLine] = (
        TransferLine.objects.filter(transfer=transfer).exclude(state=TransferLine.State.LEFT_OUT).order_by("pk")
    )
    return rows


def parts(transfer: NationalTransfer) -> int:
    """In how many parts the list prints; an empty one is a part."""
    return max(-(-listed(transfer).count() // PART), 1)


def list_part(transfer: NationalTransfer, part: int) -> bytes:
    """A part of the list as PDF, with secrecy and medium."""
    under = said("%(agency)s, transfer by %(day)s") % {
        "agency": transfer.agency.name_zh, "day": day_words(transfer.as_of),
    }  # fmt: skip
    media = {code: str(label) for code, label in Item.Medium.choices}
    rows = (
        row_of(line, "；".join(filter(None, (line.secrecy or said("Not classified"), _media(line, media)))))
        for line in listed(transfer)[part * PART : (part + 1) * PART]
    )
    foot = f"{transfer.number}（{part + 1}／{parts(transfer)}）"
    return catalogue(said("List of files for transfer to the national archives"), under, foot,
                     said("Secrecy and medium"), rows)  # fmt: skip


def _media(line: TransferLine, media: dict[str, str]) -> str:
    return "、".join(media.get(one, one) for one in line.medium.split("、") if one)


def record_of(transfer: NationalTransfer) -> bytes:
    """The record that both sides sign and seal, as PDF."""
    sums = listed(transfer).aggregate(files=Count("pk"), volumes=Sum("volumes"), items=Sum("items"))
    total = said("%(files)s files, %(volumes)s volumes, %(items)s items") % {
        name: f"{sums[name] or 0:,}" for name in ("files", "volumes", "items")
    }
    rows = (
        listed(transfer)
        .order_by("class_number")
        .values_list("class_number")
        .annotate(files=Count("pk"), volumes=Sum("volumes"), items=Sum("items"))
    )
    content = {
        "agency": transfer.agency.name_zh,
        "title": said("Record of handing files over to the national archives"),
        "foot": transfer.number,
        "facts": [
            (said("transfer to the national archives"), transfer.number),
            (said("Letter to the authority"), f"{transfer.sent_number} {day_words(transfer.sent_on)}"),
            (said("Letter of the authority"), f"{transfer.agreed_number} {day_words(transfer.agreed_on)}"),
            (said("Transferred on"), day_words(transfer.handed_on)),
            (said("Handed over in all"), total),
            (said("Result of the appraisal"), transfer.appraisal),
        ],
        "tables": [
            {
                "title": said("Handed over, by class"),
                "widths": (4, 2, 2, 2),
                "headings": [said("Class number"), *counted()],
                "rows": [[code, *(f"{one:,}" for one in counts)] for code, *counts in rows],
            }
        ],
        "statement": said("The files of the list were counted one by one and handed over as it says. Each side keeps "
                          "this record with the list for ever."),
        "sign": said("Signature and seal of the agency, date"),
        "signatures": [
            (said("Handed over by"), transfer.given_by),
            (said("Received by"), transfer.received_by),
            (said("Transfer supervised by"), transfer.supervised_by),
        ],
    }  # fmt: skip
    return printed("record", content)
