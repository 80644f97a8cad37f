"""Dates of the Republic of China (民國): year 106 is 2017. Printing them, and reading what people type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.calendar.chinese_numerals import CHARACTERS, read_chinese, write_chinese

FIRST_YEAR = 1912  # 民國元年


class RocStyle(StrEnum):
    """The forms in which the office writes a day."""

    PLAIN = "plain"  # 106年10月27日
    FULL = "full"  # 中華民國106年10月27日
    COMPACT = "compact"  # 1061027
    SLASH = "slash"  # 106/10/27
    DOT = "dot"  # 106.10.27
    CHINESE = "chinese"  # 中華民國一百零六年十月二十七日


class DateTextError(ValueError):
    """A text that is no date: which part is wrong (`place`), what stood there (`value`), why (`reason`)."""

    def __init__(self, place: str | Promise, value: str, reason: str | Promise) -> None:
        super().__init__(place, value, reason)
        self.place, self.value, self.reason = place, value, reason

    def __str__(self) -> str:
        return gettext("%(place)s “%(value)s”: %(reason)s") % {
            "place": self.place,
            "value": self.value,
            "reason": self.reason,
        }


def roc_year(day: date) -> int:
    """The ROC year of a day: 2017 is 106. Before 1912 it is 0 or less: 1911 (民國前1年) is 0."""
    return day.year - FIRST_YEAR + 1


def year_of_roc(roc: int) -> int:
    """The Western year of a ROC year: 106 is 2017, 0 (民國前1年) is 1911."""
    return roc + FIRST_YEAR - 1


def format_roc_year(roc: int) -> str:
    """``106年``; year 0 is ``民國前1年``."""
    return f"{roc}年" if roc > 0 else f"民國前{1 - roc}年"


def format_roc(day: date, style: RocStyle = RocStyle.PLAIN) -> str:
    """The day in one of the office's forms. ValueError where it has none (compact before 1912)."""
    roc = roc_year(day)
    if style in (RocStyle.COMPACT, RocStyle.SLASH, RocStyle.DOT):
        if not 1 <= roc <= 999:
            raise ValueError(f"{day.isoformat()} has no {style} ROC form: its ROC year is {roc}.")
        return _NUMERIC[style].format(roc, day.month, day.day)
    number: Callable[[int], str] = write_chinese if style is RocStyle.CHINESE else str
    year = number(roc) if roc > 0 else f"前{number(1 - roc)}"
    if style is RocStyle.CHINESE and roc == 1:
        year = "元"
    prefix = "中華民國" if style is not RocStyle.PLAIN else "" if roc > 0 else "民國"
    return f"{prefix}{year}年{number(day.month)}月{number(day.day)}日"


_NUMERIC = {
    RocStyle.COMPACT: "{:03d}{:02d}{:02d}",
    RocStyle.SLASH: "{:03d}/{:02d}/{:02d}",
    RocStyle.DOT: "{:03d}.{:02d}.{:02d}",
}


def format_day(day: date, language: str) -> str:
    """A day as its reader expects it: ROC in Chinese, ISO in any other language."""
    return format_roc(day) if language.lower().startswith("zh") else day.isoformat()


_NUMBER = rf"\d+|[{CHARACTERS}元]+"
_IN_WORDS = re.compile(
    rf"(?:(?:中華)?民國)?(?P<before>前)?(?P<year>{_NUMBER})年(?P<month>{_NUMBER})月(?P<day>{_NUMBER})日?"
)
_SEPARATED = re.compile(r"(?:民國)?(?P<year>\d+)(?P<mark>[/.\-])(?P<month>\d+)(?P=mark)(?P<day>\d+)")
_COMPACT = re.compile(r"(?P<year>\d{2,3})(?P<month>\d{2})(?P<day>\d{2})")


def parse_roc(text: str) -> date:
    """The day that a text in any of the ROC forms names.

    Tolerant of dress: full-width digits, blanks, 中華民國 or nothing before, Chinese numerals (一百零六,
    一○六, 廿七, 元年), months without a leading zero. Strict in matter: a Western year, a 13th month or a 30
    February raise DateTextError, and nothing is guessed.
    """
    folded = _fold(text)
    found = _IN_WORDS.fullmatch(folded) or _SEPARATED.fullmatch(folded) or _COMPACT.fullmatch(folded)
    if not found:
        raise DateTextError(_("date"), text, _("not a ROC date; write it like 106年10月27日 or 106/10/27"))
    parts = found.groupdict()
    roc = _part(_("year"), parts["year"])
    if roc > 999:
        raise DateTextError(_("year"), parts["year"], _("a Western year; a ROC year has at most three digits"))
    if roc < 1:
        raise DateTextError(_("year"), parts["year"], _("there is no ROC year 0"))
    year = year_of_roc(1 - roc if parts.get("before") else roc)
    return _checked_day(year, parts["month"], parts["day"])


_WESTERN = re.compile(r"(?P<year>\d{4})(?P<mark>[/.\-]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
_WESTERN_IN_WORDS = re.compile(r"(?:西元)?(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日?")


def parse_day(text: str) -> date:
    """A day typed either way: with a four-digit Western year (2017-10-27, 20171027) or as a ROC date."""
    folded = _fold(text)
    found = _WESTERN_IN_WORDS.fullmatch(folded) or _WESTERN.fullmatch(folded)
    if found and (found.groupdict().get("mark", "年") or len(folded) == 8):
        if int(found["year"]) < 1:
            raise DateTextError(_("year"), found["year"], _("there is no year 0"))
        return _checked_day(int(found["year"]), found["month"], found["day"])
    return parse_roc(text)


_YEAR = re.compile(rf"(?:(?:中華)?民國)?(?P<before>前)?(?P<year>{_NUMBER})(?:年度?)?")


def parse_roc_year(text: str) -> int:
    """The ROC year in ``106``, ``106年度``, ``民國一百零六年``; 民國前1年 is 0. Raises DateTextError."""
    found = _YEAR.fullmatch(_fold(text))
    if not found:
        raise DateTextError(_("year"), text, _("not a ROC year; write it like 106"))
    roc = _part(_("year"), found["year"])
    if not 1 <= roc <= 999:
        raise DateTextError(_("year"), found["year"], _("a ROC year lies between 1 and 999"))
    return 1 - roc if found["before"] else roc


def _fold(text: str) -> str:
    """Full-width signs to plain ones, blanks dropped."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _part(place: str | Promise, written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written == "元":
        return 1
    try:
        return read_chinese(written)
    except ValueError:
        raise DateTextError(place, written, _("not a number")) from None


def _checked_day(year: int, month_text: str, day_text: str) -> date:
    month, day = _part(_("month"), month_text), _part(_("day"), day_text)
    if not 1 <= month <= 12:
        raise DateTextError(_("month"), month_text, _("months go from 1 to 12"))
    try:
        return date(year, month, day)
    except ValueError:
        raise DateTextError(_("day"), day_text, _("this month has no such day")) from None
