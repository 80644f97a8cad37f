"""The data package: figures, texts and public evidence as CSV and JSON, with a manifest and checksums.

Frictionless Data Package: `datapackage.json` describes every file. The ids are those of the report's links. Nothing in
it is personal: evidence carries the measure's public columns only.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from siwei.report.bilingual import Language
from siwei.report.freezing import Content, Evidence, figure_json, hash_of, number, price_json, sha256

STAMP = (1980, 1, 1, 0, 0, 0)
COLUMNS = (
    "id",
    "section",
    "label_zh",
    "label_en",
    "value",
    "unit_zh",
    "unit_en",
    "kind",
    "printed_zh",
    "evidence_count",
    "source",
)
LICENCE = {
    "name": "OGDL-Taiwan-1.0",
    "title": "政府資料開放授權條款-第1版 / Open Government Data License, version 1.0",
    "path": "https://data.gov.tw/license",
}


def package(content: Content, manifest: Mapping[str, Any], findings: list[dict[str, Any]]) -> bytes:
    """The package as a zip; the same content gives the same bytes."""
    files = dict(_files(content, manifest, findings))
    sums = "".join(f"{sha256(body)}  {name}\n" for name, body in sorted(files.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted({**files, "SHA256SUMS": sums}.items()):
            archive.writestr(zipfile.ZipInfo(name, STAMP), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(content: Content, manifest: Mapping[str, Any], findings: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    yield "manifest.json", _json(manifest)
    yield "seal.txt", f"{hash_of(manifest)}\n"
    yield "figures.json", _json([figure_json(figure) for figure in content.figures])
    yield "figures.csv", _figures_csv(content)
    yield "prices.json", _json([price_json(price) for price in content.prices])
    yield "checks.json", _json(findings)
    for language, text in content.documents.items():
        yield f"documents/{language}.json", _json(text)
    for name, evidence in content.evidence.items():
        yield evidence_file(name), evidence.csv()
    yield "datapackage.json", _json(_descriptor(content, manifest))


def evidence_file(figure: str) -> str:
    """The evidence of a figure inside the package."""
    return f"evidence/{figure}.csv"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _figures_csv(content: Content) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for f in content.figures:
        value = "" if f.value is None else number(f.value)
        count = "" if f.evidence_count is None else f.evidence_count
        writer.writerow(
            [
                f.id,
                f.section,
                f.label.zh,
                f.label.en,
                value,
                f.unit.zh,
                f.unit.en,
                f.kind,
                f.printed("zh"),
                count,
                f.source,
            ]
        )
    return out.getvalue()


def _descriptor(content: Content, manifest: Mapping[str, Any]) -> dict[str, Any]:
    titles: dict[Language, str] = {language: str(text["title"]) for language, text in content.documents.items()}
    resources = [_figures_resource()]
    resources += [_json_resource(name) for name in ("figures", "prices", "manifest", "checks")]
    resources += [_json_resource(f"documents/{language}") for language in content.documents]
    resources += [_evidence_resource(name, evidence) for name, evidence in content.evidence.items()]
    return {
        "profile": "data-package",
        "name": f"annual-report-{content.year + 1911}",
        "title": titles["zh"],
        "description": titles["en"],
        "created": manifest["at"],
        "version": manifest["status"],
        "licenses": [LICENCE],
        "resources": resources,
    }


def _figures_resource() -> dict[str, Any]:
    kinds = {"value": "number", "evidence_count": "integer"}
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in COLUMNS]
    return {
        "name": "figures",
        "path": "figures.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id"},
    }


def _json_resource(name: str) -> dict[str, Any]:
    return {
        "name": f"{name.replace('/', '-')}-json",
        "path": f"{name}.json",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
    }


def _evidence_resource(figure: str, evidence: Evidence) -> dict[str, Any]:
    fields = [{"name": "n", "type": "integer"}, *({"name": name, "type": "string"} for name in evidence.columns)]
    fields.append({"name": "amount", "type": "number"})
    return {
        "name": f"evidence-{figure.replace('_', '-')}",
        "path": evidence_file(figure),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
