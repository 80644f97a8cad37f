"""Verifies a data package from the file alone: no server, no database, no network.

    python -m siwei.report.package_check report-106.zip

Everything is recomputed: checksums, the seal from the manifest, each figure from its evidence rows or its formula,
and the digits that the text prints. A package whose parts were all changed to agree with each other has another
seal: compare it with the one on the cover of the print.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from siwei.report.formula import Formula, FormulaError


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the package that differs: the figure (or file) it is about, and how."""

    about: str
    how: str


class PackageError(ValueError):
    """The file is no data package of an annual report."""


@dataclass(frozen=True)
class Package:
    """The files of a package by name."""

    files: Mapping[str, bytes]

    @classmethod
    def read(cls, path: Path) -> Package:
        """PackageError when the file is no zip or lacks its manifest."""
        try:
            with zipfile.ZipFile(path) as archive:
                files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
        except (OSError, zipfile.BadZipFile) as error:
            raise PackageError(f"{path} is no data package: {error}") from error
        package = cls(files)
        for name in ("manifest.json", "figures.json", "prices.json", "SHA256SUMS"):
            if name not in files:
                raise PackageError(f"{path} is no data package: it has no {name}")
        return package

    def json(self, name: str) -> Any:
        """A JSON file; PackageError when it cannot be read."""
        try:
            return json.loads(self.files[name])
        except (KeyError, ValueError) as error:
            raise PackageError(f"{name} cannot be read: {error}") from error

    @property
    def seal(self) -> str:
        """The seal as it follows from the manifest."""
        return _digest(self.json("manifest.json"))


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(package: Package, seal: str = "") -> tuple[Fault, ...]:
    """Everything that differs, each once; nothing when the package is whole. `seal` is the one printed on the cover."""
    found = [*_sums(package), *_seal(package, seal), *_hashes(package)]
    figures = {figure["id"]: figure for figure in package.json("figures.json")}
    found += [*_evidence(package, figures), *_formulas(package, figures), *_prints(package, figures)]
    return tuple(dict.fromkeys(found))


def _sums(package: Package) -> Iterator[Fault]:
    listed: dict[str, str] = {}
    for line in package.files["SHA256SUMS"].decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name in sorted({*listed, *package.files} - {"SHA256SUMS"}):
        body = package.files.get(name)
        if body is None:
            yield Fault(name, "is missing from the package")
        elif name not in listed:
            yield Fault(name, "was added to the package")
        elif hashlib.sha256(body).hexdigest() != listed[name]:
            yield Fault(name, "does not fit its checksum in SHA256SUMS")


def _seal(package: Package, seal: str) -> Iterator[Fault]:
    written = package.files.get("seal.txt", b"").decode("utf-8", "replace").strip()
    for name, kept in (("seal.txt", written), ("the seal given", seal)):
        if kept and kept != package.seal:
            yield Fault("manifest.json", f"gives the seal {package.seal[:16]}…, {name} says {kept[:16]}…")


def _hashes(package: Package) -> Iterator[Fault]:
    manifest = package.json("manifest.json")
    found = {
        "figures": {item["id"]: _digest(item) for item in package.json("figures.json")},
        "prices": {item["id"]: _digest(item) for item in package.json("prices.json")},
        "documents": {name: _digest(package.json(f"documents/{name}.json")) for name in manifest["documents"]},
        "evidence": {
            name: hashlib.sha256(package.files.get(f"evidence/{name}.csv", b"")).hexdigest()
            for name in manifest["evidence"]
        },
    }
    for part, hashes in found.items():
        kept = manifest[part]
        for name in sorted({*kept, *hashes}):
            if kept.get(name) != hashes.get(name):
                yield Fault(name, f"was changed after sealing ({part})")


def _evidence(package: Package, figures: Mapping[str, Any]) -> Iterator[Fault]:
    for name in package.json("manifest.json")["evidence"]:
        figure, body = figures.get(name), package.files.get(f"evidence/{name}.csv")
        if figure is None or body is None:
            continue
        try:
            amounts = [Decimal(row["amount"]) for row in csv.DictReader(io.StringIO(body.decode("utf-8")))]
        except (KeyError, InvalidOperation, UnicodeDecodeError, TypeError):
            yield Fault(name, "has evidence that cannot be read")
            continue
        total = sum(amounts, Decimal(0))
        if figure["value"] is None or total != Decimal(figure["value"]):
            yield Fault(name, f"is {figure['value']}, but its {len(amounts)} evidence rows make {total}")


def _formulas(package: Package, figures: Mapping[str, Any]) -> Iterator[Fault]:
    values = [*figures.values(), *package.json("prices.json")]
    numbers = {item["id"]: Decimal(item["value"]) for item in values if item["value"] is not None}
    for figure in figures.values():
        if figure["kind"] != "derived" or not figure["formula"]:
            continue
        try:
            ought = Formula(figure["formula"]).value(numbers)
        except FormulaError as error:
            yield Fault(figure["id"], f"cannot be computed: {error}")
            continue
        if figure["value"] is None or ought != Decimal(figure["value"]):
            yield Fault(figure["id"], f"is {figure['value']}, but {figure['formula']} makes {ought}")


def _prints(package: Package, figures: Mapping[str, Any]) -> Iterator[Fault]:
    for language in package.json("manifest.json")["documents"]:
        for entry in package.json(f"documents/{language}.json")["entries"]:
            for run in (run for block in entry["blocks"] for run in block["runs"] if "figure" in run):
                figure = figures.get(run["figure"])
                if figure is None:
                    yield Fault(run["figure"], f"is printed ({language}) but not among the figures")
                elif figure["printed"][language] != run["text"]:
                    yield Fault(
                        run["figure"], f"prints as {run['text']} ({language}), but is {figure['printed'][language]}"
                    )


def main(arguments: list[str]) -> int:
    """Print what differs; 0 when nothing does, 1 when something does, 2 when the file is no package."""
    try:
        package = Package.read(Path(arguments[0]))
        found = faults(package, *arguments[1:2])
    except (PackageError, IndexError) as error:
        sys.stderr.write(f"{error or __doc__}\n")
        return 2
    for fault in found:
        sys.stdout.write(f"{fault.about}: {fault.how}\n")
    sys.stdout.write(f"seal {package.seal}\n" if not found else f"{len(found)} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
