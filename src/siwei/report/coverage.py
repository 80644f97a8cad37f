"""Coverage: how many figures are computed, derived, entered, missing, and how many digits are bound to no figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from siwei.report.document import Document
from siwei.report.figures import KINDS
from siwei.report.passages import Words

DIGITS = re.compile(r"\d+(?:[,.]\d+)*")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`kinds`: figures of the office's report of each kind; `added`: those that Siwei put beside them, of each kind;
    `references`: places where figures print; `loose_digits`: bound to none.
    """

    kinds: Mapping[str, int]
    added: Mapping[str, int]
    references: int
    loose_digits: int

    @property
    def figures(self) -> int:
        return sum(self.kinds.values())


def coverage(document: Document) -> Coverage:
    """Of one language; dates, ordinals and room numbers are loose digits too, and rightly so."""
    kinds = Counter(figure.kind for figure in document.figures if not figure.added)
    added = Counter(figure.kind for figure in document.figures if figure.added)
    words = [run.text for _, block in document.blocks() for run in block.runs if isinstance(run, Words)]
    return Coverage(
        kinds={kind: kinds[kind] for kind in KINDS},
        added={kind: added[kind] for kind in KINDS},
        references=sum(len(block.figures()) for _, block in document.blocks()),
        loose_digits=sum(len(DIGITS.findall(text)) for text in words),
    )
