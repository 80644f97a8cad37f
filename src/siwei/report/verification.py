"""Verifies a sealed report: a broken seal is a fault, a figure that is another one today is a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from siwei.kernel.events.models import history_of
from siwei.report.document import canonical
from siwei.report.figures import FigureValue, numbers_of
from siwei.report.formula import Formula
from siwei.report.freezing import differing, figure_json, hash_of, price_json, sha256
from siwei.report.models import Report
from siwei.report.package_check import Fault
from siwei.report.printing import signed
from siwei.report.sealing import Sealed
from siwei.report.year import figures_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that today is not what was sealed."""

    sealed: FigureValue
    today: FigureValue | None

    @property
    def figure(self) -> str:
        return self.sealed.id

    @property
    def change(self) -> Decimal | None:
        """Today minus then; None when one of the two has no value."""
        if self.today is None or self.today.value is None or self.sealed.value is None:
            return None
        return self.today.value - self.sealed.value

    @property
    def said(self) -> str:
        """The change for people."""
        return "——" if self.change is None else signed(self.change)

    def follows_from(self, others: Iterable[Difference]) -> list[Difference]:
        """The differing figures that this one is derived from."""
        return [other for other in others if other.figure in self.sealed.inputs]


def faults(report: Report, sealed: Sealed) -> tuple[Fault, ...]:
    """Whatever was changed in the sealed rows themselves, each figure by name; nothing when the seal holds."""
    return tuple(dict.fromkeys([*_binding(report, sealed), *_parts(sealed), *_sums(sealed)]))


def _binding(report: Report, sealed: Sealed) -> Iterator[Fault]:
    """The manifest gives the seal, the report carries it, and its chained history says the same."""
    found = hash_of(sealed.manifest)
    acts = (event.changes for event in history_of(report) if event.act.endswith(".seal"))
    kept = next((changes["seal_hash"][1] for changes in acts if "seal_hash" in changes), "")
    for name, seal in (("seal", sealed.seal.hash), ("report", report.seal_hash), ("history of the report", kept)):
        if seal != found:
            yield Fault(name, f"carries {seal[:16] or 'no seal'}, the manifest gives {found[:16]}")


def _parts(sealed: Sealed) -> Iterator[Fault]:
    content, manifest = sealed.content, sealed.manifest
    found: dict[str, dict[str, str]] = {
        "figures": {figure.id: sha256(canonical(figure_json(figure))) for figure in content.figures},
        "prices": {price.id: sha256(canonical(price_json(price))) for price in content.prices},
        "documents": {str(language): sha256(canonical(text)) for language, text in content.documents.items()},
        "evidence": {name: sha256(evidence.csv()) for name, evidence in content.evidence.items()},
    }
    for part, hashes in found.items():
        for name in differing(manifest[part], hashes):
            yield Fault(name, f"was changed after sealing ({part})")


def _sums(sealed: Sealed) -> Iterator[Fault]:
    """Each sealed value follows from its sealed evidence or formula, and each stored column from its content."""
    figures = sealed.content.figures
    numbers = numbers_of(figures) | {price.id: price.value for price in sealed.content.prices}
    columns = dict(sealed.seal.figures.values_list("figure", "value"))
    for figure in figures:
        evidence = sealed.content.evidence.get(figure.id)
        if evidence is not None:
            total = sum((row.amount for row in evidence.rows), Decimal(0))
            if total != figure.value:
                yield Fault(figure.id, f"is {figure.value}, but its {len(evidence.rows)} sealed rows make {total}")
            if evidence.digest() != figure.evidence_digest:
                yield Fault(figure.id, "has sealed evidence that was changed")
        if figure.formula and figure.value is not None and Formula(figure.formula).value(numbers) != figure.value:
            yield Fault(figure.id, f"is {figure.value}, but {figure.formula} makes something else")
        if columns.get(figure.id) != figure.value:
            yield Fault(figure.id, "was changed after sealing (value)")


def differences(report: Report, sealed: Sealed) -> tuple[Difference, ...]:
    """Figures whose value today is another one than sealed, in print order."""
    today = {figure.id: figure for figure in figures_of(report.year)}
    found = (Difference(figure, today.get(figure.id)) for figure in sealed.content.figures)
    return tuple(d for d in found if d.today is None or d.today.value != d.sealed.value)
