"""One cell of an agency's old list, read generously: its value, and what a reader of the list must be told.

Pure functions of texts. Lists were typed over thirty years by many hands and went through several programs, so a year
is written in ten ways, numbers in full-width digits, days as what an office program made of them. What can be read with
certainty is read, and a remark says how; what cannot is a fault, and nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from siwei.kernel.calendar.chinese_numerals import CHARACTERS, read_chinese
from siwei.kernel.calendar.roc import DateTextError, parse_day

#: retention in years (機關檔案保存年限及銷毀辦法 art. 4); 0 stands for 永久
PERIODS = (1, 3, 5, 10, 15, 20, 25, 30)
#: what people write where there is nothing
NOTHING = {"", "-", "--", "－", "—", "無", "缺", "空白", "N/A", "NA", "NULL", "None", "nil", "×", "X", "/"}
#: nothing that is longer than this is a mark for it, blanks included
LONGEST = 12
#: the same as in the line above
DITTO = {"〃", "″", '"', "''", "”", "“", "同上", "同前", "々"}
BROKEN = re.compile(r"#(REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?|#{3,}", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\ue000-\uf8ff]")
FIRST_DAY_OF_SERIALS = datetime.date(1899, 12, 30)
_NUMERAL = rf"(?:\d+|[{CHARACTERS}元]+)"


class Fault(Exception):  # noqa: N818  # a finding about a list, caught in this folder
    """The cell cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Read(NamedTuple):
    """What a cell says. `remark` is the code of what was done to read it, or empty."""

    value: Any
    remark: str = ""


@lru_cache(1 << 16)  # days, periods and numbers stand in line after line
def folded(text: str) -> str:
    """Full-width signs to plain ones, runs of blanks to one, invisible characters out."""
    plain = CONTROL.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", plain).strip()


def is_nothing(text: str) -> bool:
    """Whether the cell holds nothing, or one of the marks for it."""
    return not text or (len(text) <= LONGEST and folded(text) in NOTHING)


def is_ditto(text: str) -> bool:
    """Whether the cell says "as above"."""
    return text.strip() in DITTO


def number_in(text: str) -> int | None:
    """A whole number in digits or Chinese numerals; None for anything else."""
    if text.isdecimal():
        return int(text)
    try:
        return 1 if text == "元" else read_chinese(text)
    except ValueError:
        return None


# --- years ----------

_ROC = re.compile(rf"(?:(?:中華)?民國|民)?(?P<before>前)?(?P<year>{_NUMERAL})(?:年度?|\.0+)?")
_WESTERN = re.compile(r"(?:西元|公元)?(?P<year>1[89]\d\d|2[01]\d\d)(?:年度?|\.0+)?")
_RANGE = re.compile(r"(?P<first>.+?)(?:年度?)?(?:-|~|～|至|到|—|–)(?P<last>.+)")


@lru_cache(1 << 14)
def year(text: str, last: int) -> Read:
    """The ROC year of a file, at most `last`, also from a Western one. A range counts by its first year.

    Raises Fault. 民國前1年 is 0, as everywhere in the house.
    """
    plain = folded(text).replace(" ", "")
    if found := _WESTERN.fullmatch(plain):
        return Read(_in_time(int(found["year"]) - 1911, last), "western_year")
    if found := _ROC.fullmatch(plain):
        roc = number_in(found["year"])
        if roc is None or (roc == 0 and not found["before"]):
            raise Fault("not_a_year")
        if roc > 999:
            return _year_of_day(plain, last)
        as_it_is = text.isascii() and text.isdecimal()
        return Read(1 - roc if found["before"] else _in_time(roc, last), "" if as_it_is else "rewritten")
    if (found := _RANGE.fullmatch(plain)) and plain.count("-") < 2:
        first, until = year(found["first"], last).value, year(found["last"], last).value
        if first > until:
            raise Fault("range_backwards")
        return Read(first, "range_of_years")
    return _year_of_day(plain, last)


def _year_of_day(plain: str, last: int) -> Read:
    try:
        day = parse_day(plain)
    except (DateTextError, ValueError):
        raise Fault("not_a_year") from None
    return Read(_in_time(day.year - 1911, last), "year_of_a_day")


def _in_time(roc: int, last: int) -> int:
    if roc > last:
        raise Fault("year_to_come")
    return roc


# --- numbers ----------

_PART = re.compile(rf"第?(?P<number>{_NUMERAL})(?:\.0+)?[案卷目件號次冊宗]*")
_SEVERAL = re.compile(rf"第?(?P<first>{_NUMERAL})[卷目件冊]?(?:-|~|～|至|到|、|,)第?(?P<last>{_NUMERAL})[卷目件冊]?")
_OF = re.compile(r"(?P<number>\d+)/(?P<all>\d+)")


def serial(text: str, most: int = 999_999) -> Read:
    """Number of a case, volume or piece. Raises Fault."""
    if text.isascii() and text.isdecimal() and 0 < int(text) <= most:
        return Read(int(text))
    plain = folded(text).replace(" ", "").replace(",", "")
    _not_mangled(plain)
    found = _PART.fullmatch(plain) or _OF.fullmatch(plain)
    if found is None:
        raise Fault("several_in_one" if _SEVERAL.fullmatch(plain) else "not_a_number")
    number = number_in(found["number"])
    if number is None or not 0 < number <= most:
        raise Fault("not_a_number")
    return Read(number, "" if text == str(number) or text.lstrip("0") == str(number) else "rewritten")


def class_number(text: str) -> Read:
    """Number of a class, at most 20 letters, digits, points and hyphens. Raises Fault."""
    plain = folded(text).replace(" ", "").upper()
    _not_mangled(plain)
    if plain.endswith(".0"):
        return Read(plain.removesuffix(".0"), "rewritten")
    if len(plain) > 20:
        raise Fault("too_long")
    if not re.fullmatch(r"[0-9A-Z]+(?:[.\-][0-9A-Z]+)*", plain):
        raise Fault("not_a_class")
    return Read(plain, "" if plain == text else "rewritten")


def _not_mangled(plain: str) -> None:
    """What an office program made of a number: a day, or one with an exponent. What it was cannot be known."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[ T].*)?|\d{1,2}月\d{1,2}日", plain):
        raise Fault("made_a_day")
    if re.fullmatch(r"\d(?:\.\d+)?[Ee]\+?\d+", plain):
        raise Fault("made_an_exponent")


_WHOLE = re.compile(r"[/／\\]")


def file_number(text: str) -> dict[str, str] | None:
    """The parts of 年度號/分類號/案次號/卷次號/目次號 written in one cell, as texts; None when it is not written so."""
    parts = [part.strip() for part in _WHOLE.split(text.strip())]
    if not 2 <= len(parts) <= 5 or not all(parts[:2]):
        return None
    return dict(zip(("year", "class_number", "case_number", "volume_number", "item_number"), parts, strict=False))


# --- days, periods, words ----------

_MONTH = re.compile(r"(?:民國)?(?P<year>\d{1,3}|1[89]\d\d|20\d\d)[年./\-](?P<month>\d{1,2})月?")


@lru_cache(1 << 14)
def day(text: str, last: int) -> Read:
    """The day of a document as (ROC year, month, day), month and day 0 where the list does not say. Raises Fault."""
    plain = folded(text).replace(" ", "")
    remark = "" if plain == text else "rewritten"
    if re.fullmatch(r"\d{5}(?:\.0+)?", plain) and 9_000 < int(plain[:5]) < 60_000:
        found = FIRST_DAY_OF_SERIALS + datetime.timedelta(int(plain[:5]))
        return Read((_in_time(found.year - 1911, last), found.month, found.day), "serial_of_a_day")
    if whole := _MONTH.fullmatch(plain):
        month = int(whole["month"])
        if not 1 <= month <= 12:
            raise Fault("no_such_day")
        return Read((year(whole["year"], last).value, month, 0), "no_day")
    try:
        found = parse_day(re.sub(r"\.0+$", "", plain.removesuffix("T00:00:00")))
    except (DateTextError, ValueError):
        return _year_alone(plain, last)
    return Read((_in_time(found.year - 1911, last), found.month, found.day), remark)


def _year_alone(plain: str, last: int) -> Read:
    if re.fullmatch(r"\d{1,3}[./\-年]\d{1,2}[./\-月]\d{1,2}日?|\d{6,7}", plain):
        raise Fault("no_such_day")
    try:
        return Read((year(plain, last).value, 0, 0), "no_day")
    except Fault as fault:
        raise Fault("year_to_come" if fault.code == "year_to_come" else "not_a_day") from None


_PERIOD = re.compile(rf"(?:保存)?(?P<years>{_NUMERAL})(?:\.0+)?(?:年|yr|年限)?")


@lru_cache(1 << 14)
def retention(text: str) -> Read:
    """Years of retention, 0 for 永久. Raises Fault for a period that the law does not know."""
    plain = folded(text).replace(" ", "")
    if plain in {"永久", "永久保存", "永", "P", "PERM", "99", "999", "99年"}:
        return Read(0, "" if plain == "永久" else "rewritten")
    found = _PERIOD.fullmatch(plain)
    years = number_in(found["years"]) if found else None
    if years not in PERIODS:
        raise Fault("not_a_period")
    return Read(years, "" if text in (str(years), f"{years}年") else "rewritten")


SECRECY: Mapping[str, str] = {"普通": "", "一般": "", "非密": "", "否": "", "密": "密", "密件": "密", "是": "密"}


def secrecy(text: str) -> Read:
    """密 or nothing. Raises Fault for state secrets, which do not go this way."""
    plain = folded(text).replace(" ", "")
    if plain in SECRECY:
        return Read(SECRECY[plain])
    raise Fault("state_secret" if "機密" in plain or plain == "絕對機密" else "not_a_secrecy")


MEDIA: Mapping[str, str] = {
    "紙本": "paper", "紙": "paper", "紙質": "paper", "文書": "paper", "電子": "digital", "電子檔": "digital",
    "光碟": "digital", "微縮": "film", "微縮片": "film", "膠片": "film", "照片": "photo", "相片": "photo", "圖": "map",
    "地圖": "map", "圖說": "map", "錄音": "sound", "錄影": "video", "其他": "other",
}  # fmt: skip


def medium(text: str) -> Read:
    """Kind of medium. Raises Fault for a word that is not known."""
    plain = folded(text).replace(" ", "").removesuffix("檔案").removesuffix("類")
    if plain not in MEDIA:
        raise Fault("not_a_medium")
    return Read(MEDIA[plain])


def words(text: str, most: int) -> Read:
    """Free text on one line. Full-width letters stay as typed; invisible characters go. Raises Fault."""
    plain = text if text.isprintable() and "  " not in text else re.sub(r"\s+", " ", CONTROL.sub("", text)).strip()
    if len(plain) > most:
        raise Fault("too_long")
    if "\ufffd" in plain or "???" in plain:
        return Read(plain, "lost_characters")
    return Read(plain, "" if plain == text.strip() else "rewritten")
