"""Bars by month as SVG that needs no script: for the file edition, for print, and as the fallback of the live plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from siwei.report.bilingual import Language
from siwei.report.wording import MONTHS, say

WIDTH, HEIGHT, FOOT, HEAD = 360, 96, 16, 14


def bars(values: Sequence[Decimal | None], label: str, language: Language) -> str:
    """Twelve bars with month names and values; a reader without sight hears the values in a sentence."""
    names = MONTHS[language]
    top = max([*(value for value in values if value is not None), Decimal(1)])
    spoken = ", ".join(f"{name} {_said(value)}" for name, value in zip(names, values, strict=True))
    title = escape(f"{say('by_month', language, label=label)}: {spoken}", quote=True)
    inside = "".join(_bar(index, value, top, names[index]) for index, value in enumerate(values))
    return f'<svg class="months" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">{inside}</svg>'


def _said(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:,f}"


def _bar(index: int, value: Decimal | None, top: Decimal, name: str) -> str:
    step = WIDTH / 12
    height = float((value or Decimal(0)) / top) * (HEIGHT - FOOT - HEAD)
    x, y = index * step, HEIGHT - FOOT - height
    return "".join(_marks(x, y, step, height, _said(value), name))


def _marks(x: float, y: float, step: float, height: float, value: str, name: str) -> Iterator[str]:
    middle = x + step / 2
    yield f'<rect x="{x + 4:.1f}" y="{y:.1f}" width="{step - 8:.1f}" height="{height:.1f}" rx="1.5"/>'
    yield f'<text class="value" x="{middle:.1f}" y="{y - 3:.1f}">{value}</text>'
    yield f'<text x="{middle:.1f}" y="{HEIGHT - 4}">{name}</text>'
