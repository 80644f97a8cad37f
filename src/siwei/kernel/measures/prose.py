"""Finds every number in Chinese prose: counts, 萬 and 億, percentages, ROC dates, years, ordinals, weekdays.

The report checks itself with this: each number of its text either belongs to a figure or is listed as bound to
none. So a reading says where it stands, what it says and what kind it is, and nothing readable is passed over;
list marks and labels (A4) are readings too, so that nobody takes them for figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from siwei.kernel.calendar.chinese_numerals import CHARACTERS, read_chinese
from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.roc import roc_year, year_of_roc


class Kind(StrEnum):
    """What a number in prose is."""

    NUMBER = "number"  # 1,003場次
    PERCENT = "percent"  # 99.02%
    RANGE = "range"  # 3至5件: value and last
    VAGUE = "vague"  # 數百位: no value
    ORDINAL = "ordinal"  # 第344次
    YEAR = "year"  # 106年度, 2017, 107至109年度: value is the ROC year
    MONTH = "month"  # 106年8月, 12月
    DATE = "date"  # 106年10月27日, 6月8至18日: the period
    WEEKDAYS = "weekdays"  # 每週一、四
    TIME = "time"  # 17:00
    MARKER = "marker"  # (1), 二、 at the head of a line
    LABEL = "label"  # A4


@dataclass(frozen=True, slots=True)
class Reading:
    """One number found in a text: ``text[start:end]`` is what stands there.

    `value` is None where the words name none (數百, a date without any year). `hedge` is the word that makes it
    inexact (約, 近, 逾, 多). `period` holds the days of years, months and dates; `year_implied` tells that the year
    was taken from the text before. `weekdays` count from Monday as 0.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal | None = None
    unit: str = ""
    hedge: str = ""
    last: Decimal | None = None
    period: Period | None = None
    year_implied: bool = False
    weekdays: tuple[int, ...] = ()


#: Counters after a number. Those of the second list follow Arabic digits only: 四處 is "everywhere", not 4.
_COUNTERS = (
    "人次|車次|場次|班次|人日|人|名|位|件|案|次|場|間|張|期|項|個月|個|部|座|台|臺|輛|公尺|公里|公分|公頃|公斤|公噸|坪|度|"
    "萬元|億元|元|家|則|屆|樓|級|年級|年(?!度)|天|日|小時|分鐘|週|周年|週年|點|款|條|頁|冊|卷|份|本|棟|戶|歲|所|校|班|組|隊|"
    "艘|架|面|盞|株|棵|盆|城市|國(?![際家中小民立內外])|大|種|封|通|筆|批|梯次|段|號|里|鄰|床|桶|支"
)
_ARABIC_ONLY = "|月|時|分|秒|季|處|區|版|市|倍|人座|席|代|學分|瓩|噸|克|升|折|碼"
_LATIN_UNIT = r"(?:kgf|kg|kWp|kWh|kW|MW|km|cm|mm|[A-Za-z]+)(?:/[A-Za-z㎡]+)?|㎡|℃"


def _longest_first(words: str) -> str:
    return "|".join(sorted(words.split("|"), key=len, reverse=True))


_ZH_UNIT = rf"(?:{_longest_first(_COUNTERS)})"
_UNIT = rf"(?:{_longest_first(_COUNTERS + _ARABIC_ONLY)}|{_LATIN_UNIT})"
_A = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_Z = f"[{CHARACTERS}]+"
_MIXED = rf"-?(?:(?:{_A})[兆億萬千百])*(?:(?:{_A})(?![兆億萬千百\d])|(?<=[兆億萬千百]))"
_SMALL = rf"(?:\d{{1,2}}|[{CHARACTERS}]{{1,3}})"
_YEAR = rf"(?:(?:中華)?民國前?|西元)?(?:\d{{1,4}}|[{CHARACTERS}元]{{1,8}})"
_TO = "(?:至|到|~|～|—|–|-)"
_WEEKDAY = "[一二三四五六日天]"
_FOLDED = str.maketrans("０１２３４５６７８９％．", "0123456789%.")

_PATTERNS = tuple(
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        ("marker", r"(?<![^\n])[ \t　]*(?:[(（]\d{1,2}[)）]|\d{1,2}\.(?!\d)|\d{1,2}\.(?=\d{3,4}(?!\d)))"),
        (
            "marker",
            r"(?<![^\n])[ \t　]*(?:[一二三四五六七八九十]{1,3}、|[壹貳參肆伍陸柒捌玖拾]{1,2}、"
            r"|[(（][一二三四五六七八九十]{1,3}[)）])",
        ),
        ("weekdays", rf"(?:每|毎|逢)?(?:週|周|星期|禮拜)(?P<days>{_WEEKDAY}(?:[、及和與,至到]{_WEEKDAY})*)(?!年)"),
        (
            "date",
            rf"(?:(?P<year>{_YEAR})年)?(?P<month>{_SMALL})月(?P<day>{_SMALL})日?"
            rf"(?:{_TO}(?:(?P<year2>{_YEAR})年)?(?:(?P<month2>{_SMALL})月)?(?P<day2>{_SMALL})日|(?<=日)|(?P<more>(?:[、及]{_SMALL})+)日)",
        ),
        ("month", rf"(?:(?P<year>{_YEAR})年)(?P<month>{_SMALL})月"),
        ("months", r"(?P<list>\d{1,2}(?:[、及至]\d{1,2})*)月(?!份?內)"),
        ("years", rf"(?P<first>\d{{2,4}})年?度?{_TO}(?P<second>\d{{2,4}})(?:學?年度?)"),
        ("year", rf"(?P<year>{_YEAR})(?P<suffix>學?年度|全年|年)"),
        ("ordinal", rf"第(?P<number>{_A}|{_Z})(?P<unit>{_UNIT})?"),
        ("percent", rf"(?P<number>-?{_A})\s?%|百分之(?P<words>{_Z})"),
        ("time", r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)"),
        ("label", r"(?<![\d.])0\d{1,3}-\d{6,8}|(?![Xx]\d)[A-Za-z]+\d+|週休[一二]日"),
        ("range", rf"(?P<low>{_MIXED})(?:{_UNIT})?(?:至|到|~|～)(?P<high>{_MIXED})(?P<unit>{_UNIT})?"),
        ("vague", rf"[數幾上]+(?P<size>[十百千萬億]+)(?P<unit>{_ZH_UNIT})?"),
        ("number", rf"(?P<number>{_MIXED})(?P<hedge>[多餘])?(?P<unit>{_UNIT})?"),
        ("words", rf"(?P<number>{_Z})(?P<hedge>[多餘])?(?P<unit>{_ZH_UNIT})"),
        ("words", rf"(?P<number>[{CHARACTERS}]{{2,}}[十百千萬億]?)(?P<hedge>[多餘])?"),
    )
)
_CANDIDATE = re.compile(
    rf"(?<![A-Za-z])[A-Za-z]+(?=\d)|[\d{CHARACTERS}每毎逢週周星禮第百數幾上民中西(（壹貳參肆伍陸柒捌玖拾-]"
    r"|(?<![^\n])[ \t　]"
)
_HEDGE = re.compile(r"(大約|約|將近|近|逾|超過|超逾)$")


def read_numbers(text: str, year: int | None = None) -> tuple[Reading, ...]:
    """Every number in the text, in order, none overlapping.

    `year` is the Western year meant by a date without one, until the text names another.
    """
    return tuple(_Reader(text.translate(_FOLDED), text, year).readings())


class _Reader:
    """Walks through one text and remembers the year it speaks of."""

    def __init__(self, text: str, original: str, year: int | None) -> None:
        self.text, self.original, self.year = text, original, year

    def readings(self) -> Iterator[Reading]:
        at = 0
        while found := _CANDIDATE.search(self.text, at):
            at = found.start()
            for name, pattern in _PATTERNS:
                match = pattern.match(self.text, at)
                readings = getattr(self, f"_{name}")(match) if match and match.end() > at else ()
                if readings:
                    yield from readings
                    at = readings[-1].end
                    break
            else:
                at += 1

    def _made(self, start: int, end: int, kind: Kind, **fields: object) -> Reading:
        return Reading(start, end, self.original[start:end], kind, **fields)  # type: ignore[arg-type]  # typed by callers

    def _marker(self, m: re.Match[str]) -> tuple[Reading, ...]:
        start = m.end() - len(m[0].lstrip(" \t　"))
        return (self._made(start, m.end(), Kind.MARKER),)

    def _label(self, m: re.Match[str]) -> tuple[Reading, ...]:
        return (self._made(m.start(), m.end(), Kind.LABEL),)

    def _weekdays(self, m: re.Match[str]) -> tuple[Reading, ...]:
        days = [_WEEK[c] for c in m["days"] if c in _WEEK]
        if re.search("[至到]", m["days"]) and len(days) == 2:
            days = list(range(days[0], days[1] + 1))
        return (self._made(m.start(), m.end(), Kind.WEEKDAYS, weekdays=tuple(days)),)

    def _date(self, m: re.Match[str]) -> tuple[Reading, ...]:
        named = m["year"] is not None
        year = _western(m["year"]) if m["year"] else self.year
        if named and year is None:
            return ()
        later = re.findall(_SMALL, m["more"]) if m["more"] else []
        last_day = m["day2"] or (later[-1] if later else m["day"])
        period = None
        if year is not None:
            end_year = _western(m["year2"]) if m["year2"] else year
            first = _day(year, m["month"], m["day"])
            last = _day(end_year or year, m["month2"] or m["month"], last_day)
            if first is None or last is None or last < first:
                return ()
            period = Period.days(first, last)
            self.year = year
        elif not (1 <= _small(m["month"]) <= 12 and 1 <= _small(m["day"]) <= 31):
            return ()
        return (self._made(m.start(), m.end(), Kind.DATE, period=period, year_implied=not named),)

    def _month(self, m: re.Match[str]) -> tuple[Reading, ...]:
        year, month = _western(m["year"]), _small(m["month"])
        if year is None or not 1 <= month <= 12:
            return ()
        self.year = year
        period = Period.month(year, month)
        return (self._made(m.start(), m.end(), Kind.MONTH, value=Decimal(month), period=period),)

    def _months(self, m: re.Match[str]) -> tuple[Reading, ...]:
        numbers = list(re.finditer(r"\d+", m["list"]))
        if not all(1 <= int(n[0]) <= 12 for n in numbers):
            return ()
        found = []
        for n in numbers:
            start = m.start("list") + n.start()
            end = m.end() if n is numbers[-1] else m.start("list") + n.end()
            month = int(n[0])
            period = Period.month(self.year, month) if self.year else None
            value = Decimal(month)
            found.append(self._made(start, end, Kind.MONTH, value=value, period=period, year_implied=True))
        return tuple(found)

    def _years(self, m: re.Match[str]) -> tuple[Reading, ...]:
        first, second = _western(m["first"]), _western(m["second"])
        if first is None or second is None or second <= first:
            return ()
        period = Period(date(first, 1, 1), date(second + 1, 1, 1))
        low, high = Decimal(_roc(first)), Decimal(_roc(second))
        return (self._made(m.start(), m.end(), Kind.YEAR, value=low, last=high, period=period),)

    def _year(self, m: re.Match[str]) -> tuple[Reading, ...]:
        written = m["year"]
        year = _western(written)
        named = written.startswith(("中華", "民國", "西元"))
        if year is None or not (named or _is_a_year(written)):
            return ()
        self.year = year
        value = Decimal(_roc(year))
        return (self._made(m.start(), m.end(), Kind.YEAR, value=value, period=Period.year(year)),)

    def _ordinal(self, m: re.Match[str]) -> tuple[Reading, ...]:
        value = _number(m["number"])
        if value is None:
            return ()
        return (self._made(m.start(), m.end(), Kind.ORDINAL, value=value, unit=m["unit"] or ""),)

    def _percent(self, m: re.Match[str]) -> tuple[Reading, ...]:
        value = _number(m["number"] or m["words"])
        if value is None:
            return ()
        hedge = self._hedge(m.start())
        return (self._made(m.start(), m.end(), Kind.PERCENT, value=value, unit="%", hedge=hedge),)

    def _time(self, m: re.Match[str]) -> tuple[Reading, ...]:
        if int(m["hour"]) > 24 or int(m["minute"]) > 59:
            return ()
        return (self._made(m.start(), m.end(), Kind.TIME),)

    def _range(self, m: re.Match[str]) -> tuple[Reading, ...]:
        low, high = _number(m["low"]), _number(m["high"])
        if low is None or high is None or high < low:
            return ()
        return (self._made(m.start(), m.end(), Kind.RANGE, value=low, last=high, unit=m["unit"] or ""),)

    def _vague(self, m: re.Match[str]) -> tuple[Reading, ...]:
        return (self._made(m.start(), m.end(), Kind.VAGUE, unit=m["unit"] or "", hedge=m[0][0]),)

    def _number(self, m: re.Match[str]) -> tuple[Reading, ...]:
        value = _number(m["number"])
        if value is None:
            return ()
        unit, hedge = m["unit"] or "", m["hedge"] or self._hedge(m.start())
        unit, value = _money(unit, value)
        if not unit and not hedge and re.fullmatch(r"199\d|20\d\d", m["number"]):
            self.year = int(value)
            roc = Decimal(_roc(self.year))
            return (self._made(m.start(), m.end(), Kind.YEAR, value=roc, period=Period.year(self.year)),)
        return (self._made(m.start(), m.end(), Kind.NUMBER, value=value, unit=unit, hedge=hedge),)

    def _words(self, m: re.Match[str]) -> tuple[Reading, ...]:
        value = _number(m["number"])
        unit = m.groupdict().get("unit") or ""
        if value is None or (not unit and not re.search("[十百千萬億]", m["number"])):
            return ()
        unit, value = _money(unit, value)
        hedge = m["hedge"] or self._hedge(m.start())
        return (self._made(m.start(), m.end(), Kind.NUMBER, value=value, unit=unit, hedge=hedge),)

    def _hedge(self, start: int) -> str:
        """The hedge right before a number: 約, 近, 逾."""
        found = _HEDGE.search(self.text, max(0, start - 2), start)
        return found[1] if found else ""


_WEEK = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}
_WORTH = {"兆": 10**12, "億": 10**8, "萬": 10**4, "千": 10**3, "百": 10**2, "": 1}


def _number(written: str) -> Decimal | None:
    """The value of Arabic digits with commas and 萬 or 億 among them, or of a Chinese numeral."""
    if not re.search(r"\d", written):
        try:
            return Decimal(read_chinese(written))
        except ValueError:
            return None
    total, before = Decimal(0), 10**16
    for digits, worth_name in re.findall(rf"({_A})([兆億萬千百]?)", written):
        worth = _WORTH[worth_name]
        if worth >= before:
            return None
        total, before = total + Decimal(digits.replace(",", "")) * worth, worth
    return -total if written.startswith("-") else total


def _money(unit: str, value: Decimal) -> tuple[str, Decimal]:
    """萬元 and 億元 are 元 of a larger number."""
    for name in ("萬", "億"):
        if unit == f"{name}元":
            return "元", value * _WORTH[name]
    return unit, value


def _small(written: str) -> int:
    return int(_number(written) or 0)


def _is_a_year(written: str) -> bool:
    """Whether so many 年 are a year and no span of time: 106年 is, 5年, 20年, 百年 and 前一年度 are not."""
    value = _number(written)
    return value is not None and written != "百" and (80 <= value < 200 or 1900 <= value < 2100)


def _western(written: str) -> int | None:
    """The Western year of 106, 2017, 民國106, 民國前1; None when it is no year."""
    bare = re.sub("^(?:中華)?民國|^西元", "", written)
    before = bare.startswith("前")
    value = 1 if bare == "元" else _number(bare.removeprefix("前"))
    if value is None or value != int(value):
        return None
    number = int(value)
    if written.startswith("西元") or 1000 <= number < 10_000:
        return number if 1 <= number < 9999 else None
    if not 1 <= number < 1000:
        return None
    return year_of_roc(1 - number if before else number)


def _roc(western: int) -> int:
    return roc_year(date(western, 1, 1))


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, _small(month), _small(day))
    except ValueError:
        return None
