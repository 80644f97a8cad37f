"""The certificate of a destruction, and its catalogue, which outlives the files for ever (銷毀辦法 arts. 8, 17)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as said

from siwei.documents.archives.disposal.paper import PART, catalogue, day_words, printed, row_of
from siwei.documents.archives.disposal.sheets import of_files, of_items
from siwei.documents.archives.models import Destruction, DestructionLine, retention_words
from siwei.kernel.directory.models import Person

Line = DestructionLine.State


def certificate_files(plan: Destruction) -> tuple[list[tuple[str, bytes]], str]:
    """Name and bytes of certificate and catalogue, and the checksum of the catalogue that the certificate names.

    A catalogue of many parts is printed from its lines whenever it is asked for: they never go, as its sheets here.
    """
    sheets = [
        *((f"{plan.number}-catalogue-{nth}.csv", sheet) for nth, sheet in enumerate(of_files(listed(plan)), start=1)),
        *((f"{plan.number}-items-{nth}.csv", sheet) for nth, sheet in enumerate(of_items(listed(plan)), start=1)),
    ]
    digest = hashlib.sha256(b"".join(sheet for _name, sheet in sheets)).hexdigest()
    files = [(f"{plan.number}-certificate.pdf", certificate(plan, digest)), *sheets]
    if parts(plan) == 1:
        files.append((f"{plan.number}-catalogue.pdf", catalogue_part(plan, 0)))
    return files, digest


def listed(plan: Destruction) -> QuerySet[DestructionLine]:
    """What its catalogue says: before it is carried out what is to go, afterwards what is gone."""
    wanted = (Line.DESTROYED,) if plan.destroyed else DestructionLine.OPEN
    rows: QuerySet[DestructionLine] = DestructionLine.objects.filter(plan=plan, state__in=wanted).order_by("pk")
    return rows


def parts(plan: Destruction) -> int:
    """In how many parts its catalogue prints; an empty one is a part."""
    return max(-(-listed(plan).count() // PART), 1)


def catalogue_part(plan: Destruction, part: int) -> bytes:
    """A part of the catalogue as PDF."""
    lines = listed(plan).select_related("hold", "hold__file")[part * PART : (part + 1) * PART]
    under = said("%(agency)s, period over by %(day)s") % {"agency": plan.agency.name_zh, "day": day_words(plan.as_of)}
    foot = f"{plan.number}（{part + 1}／{parts(plan)}）"
    rows = (row_of(line, _note(line)) for line in lines)
    return catalogue(said("Catalogue of files for destruction"), under, foot, said("Approval and note"), rows)


def _note(line: DestructionLine) -> str:
    words = [line.approval_number, day_words(line.approval_on)]
    if line.originals_only:
        words.append(said("Originals only; the copy stays"))
    if line.hold is not None:
        words.append(f"{line.get_state_display()}：{line.hold.title()}")
    if line.destroyed_on is not None:
        words.append(said("destroyed on %(day)s") % {"day": day_words(line.destroyed_on)})
    return "；".join(filter(None, words))


def certificate(plan: Destruction, digest: str) -> bytes:
    """The certificate as PDF."""
    gone = DestructionLine.objects.filter(plan=plan, state=Line.DESTROYED)
    sums = gone.aggregate(files=Count("pk"), volumes=Sum("volumes"), items=Sum("items"))
    total = said("%(files)s files, %(volumes)s volumes, %(items)s items") % {
        name: f"{sums[name] or 0:,}" for name in ("files", "volumes", "items")
    }
    facts = [
        (said("plan of destruction"), plan.number),
        (said("Letter to the city"), f"{plan.sent_number} {day_words(plan.sent_on)}"),
        (said("Letter of the city"), f"{plan.passed_number} {day_words(plan.passed_on)}"),
        (said("Number of the approval"), f"{plan.approval_number} {day_words(plan.approval_on)}"),
        (said("Destroyed on"), day_words(plan.executed_on)),
        (said("Place of destruction"), plan.place),
        (said("Method of destruction"), plan.method),
        (said("What was done with copies"), plan.copies or "—"),
        (said("Destroyed in all"), total),
        (said("Checksum of the catalogue"), f"{digest[:32]} {digest[32:]}"),
    ]
    statement = said("Both of us were present until everything that the catalogue names was destroyed. Catalogue and "
                     "approval are kept for ever.")  # fmt: skip
    content = {
        "agency": plan.agency.name_zh, "title": said("Certificate of the destruction of files"),
        "foot": plan.number, "facts": facts, "tables": [_by_class(plan), *_others(plan)], "statement": statement,
        "sign": said("Signature or seal, date"),
        "signatures": [
            (said("Carried out by"), _named(plan.executed_by)), (said("Supervised by"), _named(plan.witness)),
        ],
    }  # fmt: skip
    return printed("record", content)


def _named(person: Person | None) -> str:
    if person is None:
        return ""
    return f"{person.post.unit.name_zh} {person.post.name_zh} {person.name_zh}" if person.post else person.name_zh


def counted() -> list[str]:
    """What sums count."""
    return [said("Number of files"), said("Number of volumes"), said("Number of items")]


def _by_class(plan: Destruction) -> dict[str, Any]:
    rows = (
        DestructionLine.objects.filter(plan=plan, state=Line.DESTROYED)
        .order_by("class_number", "years")
        .values_list("class_number", "years")
        .annotate(files=Count("pk"), volumes=Sum("volumes"), items=Sum("items"))
    )
    return {
        "title": said("Destroyed, by class and retention"),
        "widths": (3, 3, 2, 2, 2),
        "headings": [said("Class number"), said("Retention of the file"), *counted()],
        "rows": [[code, retention_words(years), *(f"{one:,}" for one in counts)] for code, years, *counts in rows],
    }  # fmt: skip


def _others(plan: Destruction) -> Iterator[dict[str, Any]]:
    """What stood on the list and was not destroyed, and why."""
    rows = list(
        DestructionLine.objects.filter(plan=plan)
        .exclude(state=Line.DESTROYED)
        .order_by("state", "reason")
        .values_list("state", "hold__number", "reason")
        .annotate(files=Count("pk"))[:40]
    )
    if rows:
        yield {
            "title": said("On the list and not destroyed"),
            "widths": (4, 8, 2),
            "headings": [said("State"), said("Reason"), said("Number of files")],
            "rows": [
                [str(Line(state).label), " ".join(filter(None, (hold, reason))), f"{files:,}"]
                for state, hold, reason, files in rows
            ],
        }
