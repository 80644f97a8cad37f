"""How a figure prints: 1,003, 8萬2,998, 約77萬, about NT$770,000, by the rule that stands on the figure.

Ground: 公文書橫式書寫數字使用原則 (2004-09-17); large numbers print as 6億3,944萬2,789, without zero filling (5萬397).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from siwei.report.bilingual import Language

WAN = 10_000
YI = 100_000_000
WORDS = {
    "about": {"zh": "約", "en": "about "},
    "nearly": {"zh": "近", "en": "nearly "},
    "over": {"zh": "逾", "en": "over "},
}


@dataclass(frozen=True, slots=True)
class PrintRule:
    """`myriads`: in 億 and 萬 (Chinese only); `word`: the editor's 約, 近 or 逾; `decimals`: at least so many."""

    myriads: bool = False
    word: str = ""
    decimals: int = 0

    @classmethod
    def read(cls, style: str, decimals: int = 0) -> PrintRule:
        """From `plain`, `wan`, `wan+about`, `plain+over` …; ValueError for anything else."""
        form, _, word = style.partition("+")
        if form not in {"plain", "wan"} or (word and word not in WORDS):
            raise ValueError(f"{style!r} is no print style: plain or wan, with +about, +nearly or +over")
        return cls(form == "wan", word, decimals)

    @property
    def style(self) -> str:
        """The text `read` takes."""
        return ("wan" if self.myriads else "plain") + (f"+{self.word}" if self.word else "")


def printed(value: Decimal, rule: PrintRule, unit_en: str, language: Language) -> str:
    """The digits of the sentence, without the unit; in English money stands behind NT$."""
    word = WORDS[rule.word][language] if rule.word else ""
    if language == "zh" and rule.myriads:
        return word + in_myriads(value)
    money = "NT$" if language == "en" and unit_en.startswith("NT$") else ""
    return f"{word}{money}{grouped(value, rule.decimals)}"


def grouped(value: Decimal, decimals: int = 0) -> str:
    """1,025,475 or 99.02: thousands by commas, rounded half up to the decimals of the source."""
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def in_myriads(value: Decimal) -> str:
    """億 part, 萬 part, rest, each with commas, parts of zero dropped: 115,500,000 is 1億1,550萬."""
    whole = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    sign, whole = ("-", -whole) if whole < 0 else ("", whole)
    parts = ((whole // YI, "億"), (whole % YI // WAN, "萬"), (whole % WAN, ""))
    return sign + ("".join(f"{part:,}{unit}" for part, unit in parts if part) or "0")
