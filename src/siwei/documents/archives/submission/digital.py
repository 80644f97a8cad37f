"""The files of electronic items, as the submission tells of them: those of the item and of the paper it came from."""

from __future__ import annotations

from collections.abc import Iterable

from siwei.documents.archives.models import Handover, Item
from siwei.documents.archives.submission.entries import Digital
from siwei.kernel.directory.office import office
from siwei.kernel.files.models import Attachment
from siwei.kernel.records.models import type_of

GONE = (Item.State.DESTROYED, Item.State.TRANSFERRED)


def files_of(items: Iterable[Item]) -> dict[int, tuple[Digital, ...]]:
    """By the key of each electronic item that is still here: each file once, in the order in which they were added."""
    keys = [one.pk for one in items if one.medium == Item.Medium.DIGITAL and one.state not in GONE]
    if not keys:
        return {}
    owners = {(type_of(Item).pk, key): key for key in keys}
    papers = Handover.objects.filter(item__in=keys).values_list("pk", "item", "origin_type", "origin_id")
    for paper, key, kind, origin in papers:
        owners[type_of(Handover).pk, paper] = key
        if kind is not None:
            owners[kind, origin] = key
    by_type: dict[int, list[int]] = {}
    for kind, record in owners:
        by_type.setdefault(kind, []).append(record)
    source = str(office().setting("archives.catalogue_file_source"))
    found: dict[int, dict[tuple[str, str], Digital]] = {}
    for kind, records in sorted(by_type.items()):
        for one in Attachment.objects.filter(content_type=kind, object_id__in=records).order_by("pk"):
            told = found.setdefault(owners[kind, one.object_id], {})
            told.setdefault((one.name, one.sha256), Digital(one.name, one.size, one.mime, source))
    return {key: tuple(told.values()) for key, told in found.items()}
