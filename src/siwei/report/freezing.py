"""What a seal holds, as values: figures, texts and evidence of one moment, and the manifest that binds them by hashes.

Pure but for `freeze`, which reads the evidence. A draft's data package is made the same way, so that what is
sealed is what was tried before.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import translation

from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.measures.numerals import Style
from siwei.kernel.sheets.column import Column, Kind
from siwei.report.bilingual import Language, Text
from siwei.report.catalogue import Price
from siwei.report.counting import EvidenceRow, evidence_rows
from siwei.report.document import Document, as_json, canonical
from siwei.report.figures import FigureValue

FORMAT = "siwei-report/1"
SMALL = 3  # a month with fewer people than this could name them
PEOPLE = frozenset({"人", "名", "位", "人次"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows behind a figure: whole for the seal, and the public columns for the package."""

    rows: tuple[EvidenceRow, ...]
    columns: tuple[str, ...]
    public: tuple[tuple[str, ...], ...]

    def digest(self) -> str:
        """SHA-256 over record ids, versions, days and amounts in order of the rows."""
        lines = (f"{r.row}:{r.record}:{r.version}:{r.day}:{number(r.amount)}" for r in self.rows)
        return sha256("\n".join(lines))

    def csv(self) -> str:
        """The public file: running number, public columns, amount."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["n", *self.columns, "amount"])
        for n, (row, cells) in enumerate(zip(self.rows, self.public, strict=True), start=1):
            writer.writerow([n, *cells, number(row.amount)])
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is frozen."""

    year: int
    figures: tuple[FigureValue, ...]
    prices: tuple[Price, ...]
    documents: Mapping[Language, Mapping[str, Any]]
    evidence: Mapping[str, Evidence]


def sha256(text: str | bytes) -> str:
    """Hex digest of UTF-8 text or of bytes."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def number(value: Decimal) -> str:
    """A decimal without trailing zeros: 1003, 99.02."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def freeze(documents: Mapping[Language, Document], measures: Mapping[str, Measure]) -> Content:
    """Read the evidence of every computed figure and put all of it together. Call it inside one transaction."""
    document = documents["zh"]
    year = document.edition.year
    period = Period.roc_year(year)
    evidence = {f.id: gather(measures[f.id], period) for f in document.figures if f.id in measures}
    figures = tuple(_with_digest(withheld(figure), evidence.get(figure.id)) for figure in document.figures)
    texts = {language: as_json(text) for language, text in documents.items()}
    return Content(year, figures, document.prices, texts, evidence)


def _with_digest(figure: FigureValue, evidence: Evidence | None) -> FigureValue:
    if evidence is None:
        return figure
    return replace(figure, evidence_count=len(evidence.rows), evidence_digest=evidence.digest())


def gather(measure: Measure, period: Period) -> Evidence:
    """The evidence of a measure, in order of its rows."""
    rows = tuple(evidence_rows(measure, period))
    columns = tuple(column for column in measure.public_columns if column.kind is not Kind.RECORD)
    if not columns:
        return Evidence(rows, (), ((),) * len(rows))
    found = measure.evidence(period).order_by("pk")
    public: Iterable[tuple[str, ...]] = (_cells(columns, row) for row in _joined(found, columns).iterator(2000))
    with translation.override("zh-hant"):
        return Evidence(rows, tuple(column.name for column in columns), tuple(public))


def _joined(rows: models.QuerySet[Any], columns: Sequence[Column]) -> models.QuerySet[Any]:
    """Join what the columns' paths walk through, so that no row asks again."""
    paths = {str(c.value).rpartition("__")[0] for c in columns if isinstance(c.value, str) and "__" in c.value}
    relations = [path for path in paths if _is_relation(rows.model, path)]
    return rows.select_related(*relations) if relations else rows


def _is_relation(model: Any, path: str) -> bool:
    for name in path.split("__"):
        field = next((f for f in model._meta.fields if f.name == name), None)
        if field is None or not field.is_relation:
            return False
        model = field.related_model
    return True


def _cells(columns: Sequence[Column], row: Any) -> tuple[str, ...]:
    return tuple(_plain(column.of(row)) for column in columns)


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return number(value)
        case datetime.date():
            return value.isoformat()
    return str(value)


def withheld(figure: FigureValue) -> FigureValue:
    """The figure with months of one or two people left out, and a second month, so that none can be computed."""
    if figure.unit.zh not in PEOPLE or len(figure.monthly) != 12:
        return figure
    small = {n for n, value in enumerate(figure.monthly) if value is not None and 0 < value < SMALL}
    if len(small) == 1:
        others = [n for n, value in enumerate(figure.monthly) if value and n not in small]
        small |= set(sorted(others, key=lambda n: figure.monthly[n] or 0)[:1])
    return replace(figure, monthly=tuple(None if n in small else v for n, v in enumerate(figure.monthly)))


def figure_json(figure: FigureValue) -> dict[str, Any]:
    """All of a figure as plain values; numbers as text, because JSON has no decimals.

    `added` stands only where it is so: seals made before there were such figures keep their hashes.
    """
    return {
        "id": figure.id,
        "section": figure.section,
        "kind": figure.kind,
        "value": None if figure.value is None else number(figure.value),
        "label": figure.label.as_pair(),
        "unit": figure.unit.as_pair(),
        "definition": figure.definition.as_pair(),
        "printed": {"zh": figure.printed("zh"), "en": figure.printed("en")},
        "style": str(figure.style),
        "decimals": figure.decimals,
        "owner": figure.owner.as_pair(),
        "source": figure.source,
        "formula": figure.formula,
        "inputs": list(figure.inputs),
        "evidence_count": figure.evidence_count,
        "evidence_digest": figure.evidence_digest,
        "previous": None if figure.previous is None else number(figure.previous),
        "monthly": [None if value is None else number(value) for value in figure.monthly],
        **({"added": True} if figure.added else {}),
    }


def figure_from_json(found: Mapping[str, Any]) -> FigureValue:
    """The figure that `figure_json` wrote."""
    return FigureValue(
        id=found["id"],
        section=found["section"],
        kind=found["kind"],
        value=_decimal(found["value"]),
        label=Text.read(found["label"]),
        unit=Text.read(found["unit"]),
        definition=Text.read(found["definition"]),
        style=Style(found["style"]),
        decimals=found["decimals"],
        owner=Text.read(found["owner"]),
        source=found["source"],
        formula=found["formula"],
        inputs=tuple(found["inputs"]),
        evidence_count=found["evidence_count"],
        evidence_digest=found["evidence_digest"],
        previous=_decimal(found["previous"]),
        monthly=tuple(_decimal(value) for value in found["monthly"]),
        added=found.get("added", False),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def price_json(price: Price) -> dict[str, Any]:
    """A price as plain values."""
    return {"id": price.id, "since": price.since, "value": number(price.value), "label": price.label.as_pair()}


def price_from_json(found: Mapping[str, Any]) -> Price:
    """The price that `price_json` wrote."""
    return Price(found["id"], found["since"], Decimal(found["value"]), Text.read(found["label"]))


def manifest_of(content: Content, *, status: str, at: datetime.datetime, by: str) -> dict[str, Any]:
    """What the seal's hash covers: every figure, text, price and evidence by a hash of its own, to be named by."""
    return {
        "format": FORMAT,
        "year": content.year,
        "status": status,
        "at": at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "by": by,
        "figures": {figure.id: sha256(canonical(figure_json(figure))) for figure in content.figures},
        "prices": {price.id: sha256(canonical(price_json(price))) for price in content.prices},
        "documents": {str(language): sha256(canonical(text)) for language, text in content.documents.items()},
        "evidence": {name: sha256(evidence.csv()) for name, evidence in content.evidence.items()},
    }


def hash_of(manifest: Mapping[str, Any]) -> str:
    """The seal."""
    return sha256(canonical(manifest))


def differing(kept: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Names whose hashes are not the same, or that stand on one side only."""
    return (name for name in sorted({*kept, *found}) if kept.get(name) != found.get(name))
