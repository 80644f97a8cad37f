"""Plot: numbers for `screens/plot.html`, which draws them and shows the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.functional import Promise

Text = str | Promise
Number = int | float | Decimal


@dataclass(frozen=True)
class Series:
    """One line or one set of bars."""

    label: Text
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Plot:
    """A plot: every series has a value (or None) for each label."""

    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    unit: Text = ""
    x_label: Text = ""
    style: Literal["bar", "line"] = "bar"
    height: int = 200

    def as_json(self) -> dict[str, Any]:
        """What the drawing script reads."""
        return {
            "labels": [str(label) for label in self.labels],
            "x_label": str(self.x_label),
            "style": self.style,
            "height": self.height,
            "series": [
                {"label": str(line.label), "values": [None if v is None else float(v) for v in line.values]}
                for line in self.series
            ],
        }

    def rows(self) -> Iterator[tuple[Text, list[Number | None]]]:
        """The rows of the table."""
        for at, label in enumerate(self.labels):
            yield label, [line.values[at] for line in self.series]
