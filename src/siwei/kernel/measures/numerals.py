"""How numbers print: 1,003 · 8萬2,998件 · 約1億1,550萬元 · 99.02%, and in English 82,998 · about NT$770,000.

Ground: 公文書橫式書寫數字使用原則 (2004) and the annual report, which mixes both ways. So the style belongs to the
figure, not to the number. `measures/prose.py` reads back what is printed here.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MYRIADS = (("兆", 10**12), ("億", 10**8), ("萬", 10**4))


class Style(StrEnum):
    """How a figure prints. Below 10,000 the styles with WAN print like those without."""

    PLAIN = "plain"  # 1,025,475
    WAN = "wan"  # 102萬5,475
    ABOUT = "about"  # 約180
    ABOUT_WAN = "about_wan"  # 約77萬
    NEARLY = "nearly"  # 近30
    NEARLY_WAN = "nearly_wan"
    OVER = "over"  # 逾700
    OVER_WAN = "over_wan"
    DIGITS = "digits"  # 2017: years, codes, numbers of a series

    @property
    def in_wan(self) -> bool:
        return self is Style.WAN or self.endswith("_wan")

    @property
    def hedge_zh(self) -> str:
        """The word before a number that is not exact."""
        return {"about": "約", "nearly": "近", "over": "逾"}.get(self.removesuffix("_wan"), "")

    @property
    def hedge_en(self) -> str:
        return {"about": "about ", "nearly": "nearly ", "over": "over "}.get(self.removesuffix("_wan"), "")


#: English words for the report's units: of one and of many. 元 prints before the number, % stays.
UNITS_EN = {
    "件": ("case", "cases"),
    "案": ("case", "cases"),
    "次": ("time", "times"),
    "場": ("session", "sessions"),
    "場次": ("session", "sessions"),
    "人": ("person", "people"),
    "名": ("person", "people"),
    "位": ("person", "people"),
    "人次": ("contact", "contacts"),
    "間": ("dwelling", "dwellings"),
    "張": ("sheet", "sheets"),
    "期": ("issue", "issues"),
    "項": ("item", "items"),
    "個": ("", ""),
    "部": ("unit", "units"),
    "台": ("unit", "units"),
    "座": ("seat", "seats"),
    "車次": ("trip", "trips"),
    "度": ("kWh", "kWh"),
    "公尺": ("m", "m"),
    "天": ("day", "days"),
    "家": ("company", "companies"),
    "則": ("report", "reports"),
}


def print_zh(value: Decimal | int, unit: str = "", style: Style = Style.PLAIN, decimals: int | None = None) -> str:
    """The number as a Chinese text carries it, with its unit: ``8萬2,998件``.

    `decimals` rounds half up to so many places; None prints those the value has. 百分比 is the unit ``%``.
    """
    number = _rounded(value, decimals)
    return f"{style.hedge_zh}{_signed(number, style)}{unit}"


def print_en(value: Decimal | int, unit: str = "", style: Style = Style.PLAIN, decimals: int | None = None) -> str:
    """The number as an English text carries it: ``82,998 cases`` · ``about NT$770,000`` · ``99.02%``.

    A unit that stands in UNITS_EN is translated; any other is printed as it comes.
    """
    number = _rounded(value, decimals)
    plain = Style.DIGITS if style is Style.DIGITS else Style.PLAIN
    printed = _signed(number, plain)
    if unit == "元":
        sign, printed = ("-", printed[1:]) if number < 0 else ("", printed)
        return f"{style.hedge_en}{sign}NT${printed}"
    if unit == "%":
        return f"{style.hedge_en}{printed}%"
    one, many = UNITS_EN.get(unit, (unit, unit))
    return f"{style.hedge_en}{printed} {one if number == 1 else many}".rstrip()


def print_number(
    value: Decimal | int,
    unit: str = "",
    style: Style = Style.PLAIN,
    decimals: int | None = None,
    *,
    language: str = "zh-hant",
) -> str:
    """The number in the reader's language."""
    printer = print_zh if language.lower().startswith("zh") else print_en
    return printer(value, unit, style, decimals)


def round_to(value: Decimal | int, step: int) -> Decimal:
    """The nearest multiple of `step`, halves up: 159,974 to 10,000 is 160,000, as the report rounds money."""
    return (Decimal(value) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _rounded(value: Decimal | int, decimals: int | None) -> Decimal:
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value} is no number to print.")
    if decimals is None:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _signed(number: Decimal, style: Style) -> str:
    sign = "-" if number < 0 else ""
    size = abs(number)
    if style is Style.DIGITS:
        return f"{sign}{size:f}"
    return sign + (_in_wan(size) if style.in_wan else f"{size:,f}")


def _in_wan(size: Decimal) -> str:
    """兆, 億, 萬 and the rest, each with commas, parts that are zero left out: 5萬397, 30萬, 1億1,550萬."""
    printed = ""
    rest = size
    for name, worth in MYRIADS:
        part = rest // worth
        rest -= part * worth
        if part:
            printed += f"{part:,f}{name}"
    if rest or not printed:
        printed += f"{rest:,f}"
    return printed
