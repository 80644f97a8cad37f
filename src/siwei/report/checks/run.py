"""Runs every check of a year: the office's rules, those of the modules, and the readers of text and catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from siwei.report.bilingual import Text
from siwei.report.checks.finding import Check, Facts, Finding, Severity
from siwei.report.checks.prose import read_prose

ORDER = tuple(Severity)


def findings(facts: Facts, rules: Iterable[Check]) -> tuple[Finding, ...]:
    """All findings, the gravest first, each id once; the same facts give the same list."""
    found: dict[str, Finding] = {}
    for check in (missing, untold, unquoted, read_prose, *rules):
        for finding in check(facts):
            found.setdefault(finding.id, finding)
    return tuple(sorted(found.values(), key=lambda finding: (ORDER.index(finding.severity), finding.id)))


def missing(facts: Facts) -> Iterator[Finding]:
    """Figures with neither record nor entry."""
    for figure in facts.figures.values():
        if figure.kind == "missing":
            yield Finding(
                f"missing:{figure.id}",
                Severity.ERROR,
                Text(f"「{figure.label.zh}」沒有值。", f"{figure.label.en} has no value."),
                (figure.id,),
            )


def untold(facts: Facts) -> Iterator[Finding]:
    """Passages of the outline that lack a text."""
    for passage in facts.untold:
        yield Finding(
            f"untold:{passage}",
            Severity.ERROR,
            Text(f"「{passage}」缺中文或英文內文。", f"The passage “{passage}” lacks its Chinese or English text."),
        )


def unquoted(facts: Facts) -> Iterator[Finding]:
    """Figures of the catalogue that the text never prints."""
    quoted = {
        name for document in facts.documents.values() for _, block in document.blocks() for name in block.figures()
    }
    for figure in facts.figures.values():
        if figure.id not in quoted:
            yield Finding(
                f"unquoted:{figure.id}",
                Severity.NOTE,
                Text(f"「{figure.label.zh}」未見於內文。", f"{figure.label.en} stands nowhere in the text."),
                (figure.id,),
            )
