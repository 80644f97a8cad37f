"""How a figure prints in a sentence: digits by the style that stands on the figure, the unit left to the prose."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from siwei.kernel.measures.numerals import Style, print_en, print_zh
from siwei.report.bilingual import Language


def printed(value: Decimal, style: Style, decimals: int, unit_zh: str, language: Language) -> str:
    """1,003, 8萬2,998, 約77萬, in English about NT$770,000: without the unit, but with NT$, which stands first."""
    if language == "zh":
        return print_zh(value, "", style, decimals)
    return print_en(value, "元" if unit_zh.startswith("元") else "", style, decimals)


def grouped(value: Decimal, decimals: int = 0) -> str:
    """1,025,475 or 99.02, rounded half up."""
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def signed(value: Decimal) -> str:
    """A difference as people read it: +2,825, −1, +0.5; nothing for none."""
    if not value:
        return "0"
    text = f"{abs(value):,f}"
    return ("+" if value > 0 else "−") + (text.rstrip("0").rstrip(".") if "." in text else text)
