"""Sealing and unsealing: writes the frozen rows, reads them back, and makes the sealed report from them alone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from siwei.kernel.calendar.roc import format_roc
from siwei.report.bilingual import LANGUAGES, Language, Text
from siwei.report.counting import EvidenceRow
from siwei.report.document import Document, from_json
from siwei.report.freezing import (
    Content,
    Evidence,
    figure_from_json,
    figure_json,
    freeze,
    hash_of,
    manifest_of,
    price_from_json,
    price_json,
)
from siwei.report.models import Report, Seal, SealedFigure, SealedRow
from siwei.report.year import counted, draft

BATCH = 2000


def store(report: Report, *, by: str) -> str:
    """Freeze the report of the year as it is now and return the seal's hash. Only inside the action's transaction."""
    live = draft(report.year, months=True)
    content = freeze(live.facts.documents, counted())
    at = timezone.now()
    manifest = manifest_of(content, status="sealed", at=at, by=by)
    seal = Seal(
        report=report,
        made_at=at,
        made_by=by,
        hash=hash_of(manifest),
        manifest=manifest,
        documents={"texts": content.documents, "prices": [price_json(price) for price in content.prices]},
    )
    seal.save()
    for position, figure in enumerate(content.figures):
        evidence = content.evidence.get(figure.id)
        kept = SealedFigure(
            seal=seal,
            position=position,
            figure=figure.id,
            value=figure.value,
            content=figure_json(figure),
            columns=list(evidence.columns) if evidence else [],
        )
        kept.save()
        if evidence:
            _store_rows(kept, evidence)
    return seal.hash


def _store_rows(figure: SealedFigure, evidence: Evidence) -> None:
    rows = (
        SealedRow(
            figure=figure,
            row=row.row,
            record=row.record,
            version=row.version,
            day=row.day,
            amount=row.amount,
            public=list(cells),
        )
        for row, cells in zip(evidence.rows, evidence.public, strict=True)
    )
    while batch := list(islice(rows, BATCH)):
        SealedRow.objects.bulk_create(batch)


@dataclass(frozen=True)
class Sealed:
    """A sealed report as it lies in the database."""

    seal: Seal
    content: Content

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.seal.manifest  # type: ignore[no-any-return]  # a JSON column

    def documents(self) -> dict[Language, Document]:
        """The sealed texts in both languages."""
        status = status_of(self.seal)
        return {
            language: from_json(self.content.documents[language], self.content.figures, self.content.prices, status)
            for language in LANGUAGES
        }


def sealed(report: Report) -> Sealed | None:
    """The seal of a report, or None while it has none."""
    seal = Seal.objects.filter(report=report).first()
    return Sealed(seal, _content(seal, report.year)) if seal else None


def _content(seal: Seal, year: int) -> Content:
    rows = Prefetch("rows", SealedRow.objects.order_by("row"))
    kept = list(seal.figures.order_by("position").prefetch_related(rows))
    figures = tuple(figure_from_json(figure.content) for figure in kept)
    evidence = {f.figure: _evidence(f) for f in kept if f.content["evidence_digest"]}
    prices = tuple(price_from_json(price) for price in seal.documents["prices"])
    return Content(year, figures, prices, seal.documents["texts"], evidence)


def _evidence(kept: SealedFigure) -> Evidence:
    found = list(kept.rows.all())
    rows = tuple(EvidenceRow(r.row, r.record, r.version, r.day, r.amount) for r in found)
    return Evidence(rows, tuple(kept.columns), tuple(tuple(r.public) for r in found))


def status_of(seal: Seal) -> Text:
    """What the cover of a sealed report says."""
    day = timezone.localdate(seal.made_at)
    return Text(f"{format_roc(day)}封存", f"Sealed on {day.isoformat()}")


def cover_of(seal: Seal | None) -> dict[Language, tuple[tuple[str, str], ...]]:
    """Lines of the cover: the seal, whole, so that a reader can compare it."""
    if seal is None:
        return {"zh": (), "en": ()}
    return {"zh": (("封存碼", seal.hash),), "en": (("Seal", seal.hash),)}


def made_at(seal: Seal | None, year: int) -> datetime.datetime:
    """The moment that printed files carry: the seal's, or for a draft the end of its year, so that bytes repeat."""
    return seal.made_at.replace(microsecond=0) if seal else datetime.datetime(year + 1912, 1, 1, tzinfo=datetime.UTC)
