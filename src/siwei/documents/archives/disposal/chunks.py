"""Carrying out in chunks: lines, files and items are marked, what was attached is deleted, the catalogue stays."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from siwei.documents.archives.disposal.lines import (
    STANDING,
    destroy_file,
    destroy_item,
    destroy_original,
    destroy_originals,
    mark_destroyed,
)
from siwei.documents.archives.models import Destruction, DestructionLine, File, Handover, Item
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets
from siwei.kernel.files.models import Attachment, remove
from siwei.kernel.records.models import type_of

#: lines of one transaction
CHUNK = 2_000
BY = Actor.system("archives")


def destroy(plan: Destruction) -> int:
    """The next lines of a plan that two persons confirmed; gives how many. Only inside an act of the plan."""
    if not plan.approval_number or plan.witness_id is None or plan.executed_on is None:
        raise RuntimeError(f"{plan} was not approved and confirmed")
    chosen = list(
        DestructionLine.objects.filter(plan=plan, state=DestructionLine.State.GRANTED)
        .order_by("pk")
        .values_list("pk", "file_id", "originals_only")[:CHUNK]
    )
    if not chosen:
        return 0
    whole = [file for _pk, file, originals in chosen if not originals]
    originals = [file for _pk, file, originals in chosen if originals]
    number = {"disposal_number": plan.approval_number}
    gone = {"disposed_on": plan.executed_on, **number}
    if whole:
        sets.move(destroy_file, File.objects.filter(pk__in=whole), gone, by=BY, note=plan.number)
        sets.move(destroy_item, _items(whole), {}, by=BY, note=plan.number)
        _delete_content(whole)
    if originals:
        sets.move(destroy_originals, File.objects.filter(pk__in=originals), number, by=BY, note=plan.number)
        sets.move(destroy_original, _items(originals), {}, by=BY, note=plan.number)
    rows = DestructionLine.objects.filter(pk__in=[pk for pk, _file, _originals in chosen])
    sets.move(mark_destroyed, rows, {"destroyed_on": plan.executed_on}, by=BY, note=plan.number)
    return len(chosen)


def _items(files: list[int]) -> QuerySet[Item]:
    return Item.objects.filter(file__in=files, state__in=STANDING)


def _delete_content(files: list[int]) -> None:
    """What is attached to the files, their items, and the papers from which these came; bytes with the last of it."""
    items = Item.objects.filter(file__in=files)
    papers = Handover.objects.filter(item__in=items)
    about = Q(content_type=type_of(File), object_id__in=files)
    about |= Q(content_type=type_of(Item), object_id__in=items.values("pk"))
    about |= Q(content_type=type_of(Handover), object_id__in=papers.values("pk"))
    for kind in ContentType.objects.filter(pk__in=papers.exclude(origin_type=None).values("origin_type")):
        about |= Q(content_type=kind, object_id__in=papers.filter(origin_type=kind).values("origin_id"))
    remove(Attachment.objects.filter(about))
