"""Believable lists of old files, as an agency would send them; the same every time. Invented, and the list says so."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile

#: items of each fonds (report of 106, 貳(六)2)
PARTS: Mapping[str, int] = {
    "social_affairs": 82_998,
    "civil_affairs": 129_262,
    "finance": 157_499,
    "county_research": 50_397,
    "legal_affairs": 5_733,
    "urban_development": 50_486,
    "budget": 50_132,
}
HEADINGS = ["箱號", "檔號", "案名", "案由", "文號", "來(受)文者", "文件日期", "保存年限", "頁數"]
#: pieces of a volume, and of a box
IN_VOLUME, IN_BOX = 40, 480
MATTERS = (
    "補助",
    "調查",
    "會議紀錄",
    "人事異動",
    "經費核銷",
    "陳情",
    "採購",
    "工程驗收",
    "法規釋示",
    "統計報表",
    "講習",
    "獎懲",
)
PLACES = (
    "鹽埕", "鼓山", "左營", "楠梓", "三民", "新興", "前金", "苓雅", "前鎮", "旗津", "小港", "鳳山", "岡山", "旗山",
    "美濃", "林園", "大寮", "仁武", "茄萣", "六龜", "甲仙", "杉林", "內門", "彌陀", "永安",
)  # fmt: skip
THINGS = (
    "里民活動中心",
    "市場",
    "公有土地",
    "社區發展協會",
    "托兒所",
    "老人文康中心",
    "寺廟登記",
    "河川整治",
    "都市計畫",
    "公園",
)
ENDS = ("案，請核示。", "乙案，復請查照。", "一份，請鑒核。", "相關事宜，請查照辦理。", "執行情形，請備查。")
BODIES = ("內政部", "行政院", "臺灣省政府", "高雄市議會", "高雄縣政府", "審計室", "各區公所", "財政部", "省政府社會處")
FAULTS = (
    ("檔號", "（無號）"), ("檔號", "2003-01-01"), ("保存年限", "7年"), ("文件日期", "87.2.30"), ("案由", "#REF!"),
    ("案由", ""), ("頁數", "十幾"), ("檔號", "１０５／０１０１／１／１／１"), ("文件日期", "35918"), ("案由", "同上"),
)  # fmt: skip


def believable(name: str, number: int, *, start: int = 0, faults: bool = False) -> Iterator[list[str]]:
    """The lines of a list of so many items, numbered as if `start` stood before; `faults`: in every seventh."""
    chance = random.Random(name)  # noqa: S311  # a sample, no secret
    yield [f"移交檔案清冊（範例資料，內容虛構）{name}"]
    yield HEADINGS
    for at in range(number):
        line = _line(chance, start + at)
        if faults and at % 7 == 3:
            heading, text = FAULTS[at // 7 % len(FAULTS)]
            line[HEADINGS.index(heading)] = text
        yield line
    yield ["合計", str(number)]


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of a list, its columns as values."""

    box: int
    year: int
    class_number: str
    number: str
    title: str
    subject: str
    document_number: str
    party: str
    month: int
    day: int
    years: int
    pages: int


def piece(chance: random.Random, at: int) -> Piece:
    """The item at a place of the list; the same for the same sequence of chances."""
    volume, nth = divmod(at, IN_VOLUME)
    year, case = 50 + volume % 45, volume // 45 + 1
    place, thing, matter = chance.choice(PLACES), chance.choice(THINGS), chance.choice(MATTERS)
    class_number = f"{1 + case % 9:02d}{1 + volume % 7:02d}"
    return Piece(
        at // IN_BOX + 1, year, class_number, f"{year}/{class_number}/{case}/1/{nth + 1}", f"{thing}{matter}",
        f"{place}區{thing}{matter}{chance.choice(ENDS)}", f"（{year}）字第{chance.randint(100, 99_999)}號",
        chance.choice(BODIES), chance.randint(1, 12), chance.randint(1, 28), chance.choice((0, 0, 30, 20)),
        chance.randint(1, 60),
    )  # fmt: skip


def _line(chance: random.Random, at: int) -> list[str]:
    one = piece(chance, at)
    return [
        str(one.box), one.number, one.title, one.subject, one.document_number, one.party,
        f"{one.year}.{one.month}.{one.day}", f"{one.years}年" if one.years else "永久", str(one.pages),
    ]  # fmt: skip


def as_file(lines: Iterator[list[str]]) -> ContentFile[bytes]:
    """The list as a CSV file in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return ContentFile(text.getvalue().encode("utf-8-sig"), "移交檔案清冊.csv")
