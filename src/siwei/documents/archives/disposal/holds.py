"""Holds (保留): what they stop, and what goes on when they end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from siwei.documents.archives.models import Destruction, DestructionLine, File, Hold, SchemeClass


def classes_under(agency_id: int, code: str) -> set[str]:
    """The class and all under it, in any version of the agency's scheme."""
    under: dict[str, set[str]] = {}
    for parent, child in SchemeClass.objects.filter(agency=agency_id).values_list("parent", "code"):
        under.setdefault(parent, set()).add(child)
    found, waiting = {code}, [code]
    while waiting:
        fresh = under.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def reaches(hold: Hold, prefix: str = "") -> Q:
    """Which files a hold keeps, as a condition on files, or (with `prefix`) on what points to them."""
    if hold.file_id is not None:
        return Q(**{f"{prefix}pk": hold.file_id})
    classes = classes_under(hold.agency_id, hold.class_number)
    return Q(**{f"{prefix}class_number__in": classes, f"{prefix}fonds__agency": hold.agency_id})


def active(agency_id: int) -> QuerySet[Hold]:
    """The holds of an agency that are in force, the first before the others."""
    rows: QuerySet[Hold] = Hold.objects.filter(agency=agency_id, state=Hold.State.ACTIVE).order_by("pk")
    return rows


def held(agency_id: int) -> Q | None:
    """Which files of an agency any hold keeps; None when none does."""
    found: Q | None = None
    for hold in active(agency_id):
        found = reaches(hold) if found is None else found | reaches(hold)
    return found


def holds_of(file: File) -> list[Hold]:
    """The holds in force that keep one file."""
    return [hold for hold in active(file.fonds.agency_id) if File.objects.filter(reaches(hold), pk=file.pk).exists()]


def stoppable(hold: Hold) -> QuerySet[DestructionLine]:
    """Lines that a hold stops now: proposed or approved, of plans that are not carried out yet."""
    open_ = (DestructionLine.State.PROPOSED, DestructionLine.State.GRANTED)
    rows: QuerySet[DestructionLine] = DestructionLine.objects.filter(
        reaches(hold, "file__"), state__in=open_, plan__state__in=Destruction.STOPPABLE, plan__agency=hold.agency_id
    )
    return rows


def stopped(plan: Destruction) -> Iterator[tuple[Hold, int, int]]:
    """By which holds lines of a plan are stopped: how many, and how many of them the authority approved."""
    rows = (
        DestructionLine.objects.filter(plan=plan, state=DestructionLine.State.HELD)
        .order_by()
        .values("hold")
        .annotate(many=Count("pk"), granted=Count("pk", filter=~Q(approval_number="")))
    )
    counts = {row["hold"]: (row["many"], row["granted"]) for row in rows}
    for hold in Hold.objects.filter(pk__in=counts).select_related("file").order_by("pk"):
        yield (hold, *counts[hold.pk])


def ending(day: datetime.date) -> QuerySet[Hold]:
    """Holds whose end has come on a day."""
    rows: QuerySet[Hold] = Hold.objects.filter(state=Hold.State.ACTIVE, until__lte=day).order_by("pk")
    return rows
