"""Finding: one thing that does not add up, with the sum written out and the places where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.kernel.calendar.period import Period
from siwei.report.bilingual import Language, Text
from siwei.report.document import Document
from siwei.report.figures import FigureValue


class Severity(StrEnum):
    """`ERROR` cannot be right; `WARNING` needs a word of explanation; `NOTE` is for whoever wants to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """For people."""
        return str(
            {"error": _("Error"), "warning": _("Warning"), "note": pgettext_lazy("severity", "Note")}[self.value]
        )

    @property
    def blocks(self) -> bool:
        """Whether it must be mended or excused before the report can go to approval."""
        return self is not Severity.NOTE


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` stays the same from run to run (rule and what it is about); `figures` are the ids it speaks of.

    `entry` is the outline item where it stands, when the finding is about the text.
    """

    id: str
    severity: Severity
    sentence: Text
    figures: tuple[str, ...] = ()
    entry: str = ""

    @property
    def rule(self) -> str:
        """The part of the id before the colon."""
        return self.id.partition(":")[0]

    @property
    def fingerprint(self) -> str:
        """Changes with the numbers, so that an excuse holds only for the sum that was excused."""
        return hashlib.sha256(f"{self.id}\n{self.sentence.zh}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a check may look at: the figures of a year, the report in both languages, the days of the year."""

    year: int
    figures: Mapping[str, FigureValue]
    documents: Mapping[Language, Document]
    #: passages that the outline names and nobody has written, in one language or both
    untold: tuple[str, ...] = ()
    #: whether the office works on a day; without a calendar Monday to Friday
    is_working_day: Callable[[date], bool] = lambda day: day.weekday() < 5

    @property
    def period(self) -> Period:
        """The days the report speaks of."""
        return Period.roc_year(self.year)


Check = Callable[[Facts], Iterable[Finding]]
