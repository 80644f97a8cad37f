"""Writes the report of a year into a folder: HTML and PDF in both languages, ODT, and the data package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from siwei.report.actions import excused
from siwei.report.bilingual import Language
from siwei.report.checks.finding import Finding
from siwei.report.document import Document
from siwei.report.freezing import freeze, manifest_of
from siwei.report.models import Report
from siwei.report.package import package
from siwei.report.render_html import page
from siwei.report.render_odt import MIME, render_odt
from siwei.report.render_pdf import render_pdf
from siwei.report.sealing import Sealed, cover_of, made_at, sealed
from siwei.report.year import counted, draft

DOWNLOADS: Mapping[Language, Mapping[str, str]] = {
    "zh": {"PDF": "report.pdf", "ODT": "report.odt", "資料包": "package.zip"},
    "en": {"PDF": "report.en.pdf", "ODT": "report.en.odt", "Data package": "package.zip"},
}


@dataclass(frozen=True)
class Edition:
    """The report of a year as it may be written out: sealed where it is sealed, else the draft of this moment."""

    year: int
    documents: Mapping[Language, Document]
    seal: Sealed | None
    report: Report | None
    findings: tuple[Finding, ...]


def edition(year: int) -> Edition:
    """The sealed report of a ROC year, or its draft."""
    report = Report.objects.filter(year=year).first()
    kept = sealed(report) if report else None
    live = draft(year, months=True)
    documents = kept.documents() if kept else live.facts.documents
    return Edition(year, documents, kept, report, live.findings() if kept is None else ())


def fonts() -> Path:
    """The folder of the printing fonts."""
    given = getattr(settings, "SIWEI_FONTS", None)
    return Path(given) if given else Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans-tc"


def pdf(found: Edition, language: Language) -> bytes:
    """The print edition."""
    seal = found.seal.seal if found.seal else None
    return render_pdf(found.documents[language], fonts(), made_at(seal, found.year), cover_of(seal)[language])


def odt(found: Edition, language: Language) -> bytes:
    """The editable edition."""
    seal = found.seal.seal if found.seal else None
    return render_odt(found.documents[language], made_at(seal, found.year), cover_of(seal)[language])


def html(found: Edition, language: Language) -> str:
    """The web edition as one file."""
    other = "report.en.html" if language == "zh" else "report.html"
    return page(found.documents[language], other, DOWNLOADS[language])


def data_package(found: Edition) -> bytes:
    """The data package; of a draft too, so that it can be tried before sealing."""
    if found.seal:
        return package(found.seal.content, found.seal.manifest, _excuses(found.report))
    content = freeze(found.documents, counted())
    manifest = manifest_of(content, status="draft", at=made_at(None, found.year), by="")
    return package(content, manifest, _findings(found))


def _excuses(report: Report | None) -> list[dict[str, Any]]:
    if report is None:
        return []
    rows = report.excuses.order_by("finding")
    return [{"id": e.finding, "sentence": {"zh": e.sentence_zh, "en": e.sentence_en}, "excuse": e.reason} for e in rows]


def _findings(found: Edition) -> list[dict[str, Any]]:
    held = excused(found.report, found.findings) if found.report else {}
    return [
        {
            "id": f.id,
            "severity": str(f.severity),
            "sentence": f.sentence.as_pair(),
            "figures": list(f.figures),
            "excuse": held[f.id].reason if f.id in held else "",
        }
        for f in found.findings
    ]


Writer = Callable[[Edition], bytes]
WRITERS: Mapping[str, tuple[str, Writer]] = {
    "report.html": ("text/html; charset=utf-8", lambda found: html(found, "zh").encode()),
    "report.en.html": ("text/html; charset=utf-8", lambda found: html(found, "en").encode()),
    "report.pdf": ("application/pdf", lambda found: pdf(found, "zh")),
    "report.en.pdf": ("application/pdf", lambda found: pdf(found, "en")),
    "report.odt": (MIME, lambda found: odt(found, "zh")),
    "report.en.odt": (MIME, lambda found: odt(found, "en")),
    "package.zip": ("application/zip", lambda found: data_package(found)),
}
NAMES = tuple(WRITERS)


def file(found: Edition, name: str) -> tuple[str, bytes]:
    """One file by name with its media type; KeyError for a name that is not in NAMES."""
    kind, write_it = WRITERS[name]
    return kind, write_it(found)


def write(year: int, folder: Path) -> list[Path]:
    """Write every edition of a ROC year into a folder, which is made when missing; returns the files."""
    found = edition(year)
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        _kind, body = file(found, name)
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(body)
        unfinished.replace(folder / name)
    return [folder / name for name in NAMES]
