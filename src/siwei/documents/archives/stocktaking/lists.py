"""A whole list, line by line: which line holds the headings, which lines are entries, and what each entry says.

The clerk maps columns to fields once (`Columns`), beginning from what `suggested` finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice
from typing import Any

from siwei.documents.archives.stocktaking import cells
from siwei.documents.archives.stocktaking.cells import Fault, Read

#: fields of an entry and the headings under which agencies have them
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "file_number": ("檔號", "檔案編號", "檔案號碼", "案卷檔號"),
    "year": ("年度號", "年度", "年份", "檔案年度", "案卷年度", "年度別", "年"),
    "class_number": ("分類號", "類號", "分類", "檔案分類號", "分類碼"),
    "case_number": ("案次號", "案次", "案號", "案名號"),
    "volume_number": ("卷次號", "卷次", "卷號", "卷", "冊次"),
    "item_number": ("目次號", "目次", "件號", "件次"),
    "title": ("案名", "卷名", "案卷名稱", "檔案名稱", "案件名稱"),
    "subject": ("案由", "主旨", "事由", "摘要", "內容摘要", "案由或摘要", "文件名稱", "內容"),
    "document_number": (
        "文號",
        "收發文字號",
        "發文字號",
        "來文字號",
        "收文字號",
        "收文號",
        "發文號",
        "字號",
        "公文文號",
    ),
    "party": (
        "來受文者",
        "來(受)文者",
        "來文者",
        "受文者",
        "來文機關",
        "受文機關",
        "發文機關",
        "來受文機關",
        "檔案產生者",
    ),
    "document_day": ("文件產生日期", "文件日期", "日期", "來文日期", "發文日期", "收文日期", "公文日期", "產生日期"),
    "retention": ("保存年限", "年限", "保存期限", "保管年限"),
    "pages": ("頁數", "頁"),
    "medium": ("媒體型式", "媒體", "檔案媒體", "載體"),
    "secrecy": ("密等", "機密等級", "密等及解密條件"),
    "box": ("箱號", "盒號", "箱次", "存放箱號", "箱"),
    "note": ("備註", "附註", "說明", "備考"),
}
#: without these an entry is nothing
NEEDED = ("year", "subject")
NUMBERS = ("case_number", "volume_number", "item_number")
TEXTS = {"title": 300, "subject": 1000, "document_number": 120, "party": 200, "box": 40, "note": 500}
#: the first so many lines may be titles of the list
TITLES = 25
#: a document may be older than the year in which its file was opened, but hardly by so many years
GENERATION = 20
TOTALS = ("合計", "小計", "總計", "共計", "總件數", "製表", "填表", "頁次", "以下空白", "本頁")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader of the list must be told about a cell. A grave one has to be mended or excused."""

    field: str
    value: str
    code: str
    grave: bool = True


@dataclass(frozen=True)
class Columns:
    """Which column (from 0) holds which field."""

    places: Mapping[int, str]
    #: fields that stand only in the first of several lines (merged cells)
    carried: frozenset[str] = frozenset()
    #: the last ROC year an entry can be of
    last_year: int = 999

    def of(self, name: str) -> list[int]:
        """The columns of one field, left to right."""
        return sorted(at for at, field_name in self.places.items() if field_name == name)


@dataclass(slots=True)
class Entry:
    """A line that is an entry: where it stood, its texts by field, what it says, and the findings."""

    line: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no entry, and why: `empty`, `heading`, `total` or `remark`."""

    line: int
    text: str
    code: str


# --- headings ----------


def heading_line(lines: Iterable[Sequence[str]]) -> tuple[int, list[str]]:
    """Number (from 1) and cells of the line that holds the headings; (0, []) when none looks like it."""
    best: tuple[int, list[str]] = (0, [])
    found = 1
    for number, line in enumerate(islice(lines, TITLES), start=1):
        known = sum(bool(_field_of(cell)) for cell in line)
        if known > found:
            best, found = (number, list(line)), known
    return best


def suggested(headings: Sequence[str]) -> dict[int, str]:
    """A first mapping of columns; the clerk has the last word. Only texts may stand in two columns."""
    places: dict[int, str] = {}
    for at, heading in enumerate(headings):
        name = _field_of(heading)
        if name and (name not in places.values() or name in TEXTS):
            places[at] = name
    return places


def _field_of(heading: str) -> str:
    plain = cells.folded(heading).replace(" ", "").rstrip(":：*")
    for name, known in HEADINGS.items():
        if plain in known or plain.removesuffix("(必填)") in known:
            return name
    return ""


# --- lines ----------


def entries(
    lines: Iterable[Sequence[str]], columns: Columns, headings: Sequence[str], start: int = 1
) -> Iterator[Entry | Skipped]:
    """Every line from the one numbered `start` on, as an entry or as what it is else."""
    above: dict[str, str] = {}
    heads = [cells.folded(cell) for cell in headings if cell.strip()]
    for number, line in enumerate(lines, start=start):
        kind = _kind(line, heads, columns)
        if kind:
            yield Skipped(number, " ".join(filter(None, line))[:200], kind)
            continue
        entry = Entry(number, _texts(line, columns))
        _fill_from_above(entry, above, columns)
        above = entry.texts
        read(entry, columns)
        yield entry


def _numberless(entry: Entry, columns: Columns) -> Iterator[str]:
    """Columns of the file number that the list has and this entry leaves empty."""
    said = {one.field for one in entry.findings}
    for name in ("file_number", "class_number", "case_number", "item_number"):
        if name in columns.places.values() and name not in said and cells.is_nothing(entry.texts.get(name, "")):
            yield name


def _kind(line: Sequence[str], heads: Sequence[str], columns: Columns) -> str:
    filled = [cell for cell in line if cell.strip()]
    if not filled:
        return "empty"
    if heads and cells.folded(filled[0]) == heads[0] and [cells.folded(cell) for cell in filled] == heads:
        return "heading"
    first = cells.folded(filled[0]).replace(" ", "")
    if first.startswith(TOTALS) and len(filled) <= max(3, len(columns.places) // 2):
        return "total"
    mapped = [name for at, name in columns.places.items() if at < len(line) and line[at].strip()]
    alone = len(filled) == 1 and len(columns.places) >= 4
    return "remark" if alone and not (columns.carried and mapped == ["subject"]) else ""


def _texts(line: Sequence[str], columns: Columns) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, name in sorted(columns.places.items()):
        text = line[at].strip() if at < len(line) else ""
        if text and name in found and found[name] != text:
            text = f"{found[name]}；{text}"
        if text:
            found[name] = text
    return found


def _fill_from_above(entry: Entry, above: Mapping[str, str], columns: Columns) -> None:
    """What stands for "as above", or is carried down under merged cells."""
    for name in set(columns.places.values()):
        text = entry.texts.get(name, "")
        if cells.is_ditto(text) or (not text and name in columns.carried):
            if name in above:
                entry.texts[name] = above[name]
                entry.findings.append(Finding(name, text, "as_above", grave=False))
            elif text:
                entry.findings.append(Finding(name, text, "nothing_above"))
                del entry.texts[name]


# --- what an entry says ----------


def read(entry: Entry, columns: Columns) -> None:
    """Fill `values` from `texts`; also called again for a line that a clerk mended."""
    texts = {name: text for name, text in entry.texts.items() if not cells.is_nothing(text)}
    _split_file_number(entry, texts)
    readers = _readers(columns.last_year)
    for name, text in texts.items():
        if name == "file_number":
            continue
        if "#" in text and cells.BROKEN.search(text):
            entry.findings.append(Finding(name, text, "formula_error"))
            continue
        try:
            found = readers[name](text)
        except Fault as fault:
            entry.findings.append(Finding(name, text[:200], fault.code))
            continue
        entry.values[name] = found.value
        if found.remark:
            entry.findings.append(Finding(name, text[:200], found.remark, grave=False))
    entry.findings += [Finding(name, "", "number_missing", grave=False) for name in _numberless(entry, columns)]
    _fill_in(entry)


def _split_file_number(entry: Entry, texts: dict[str, str]) -> None:
    """The parts of a 檔號 in one cell, where they have no columns of their own."""
    whole = texts.get("file_number")
    if not whole:
        return
    parts = cells.file_number(whole)
    if parts is None:
        grave = "year" not in texts
        entry.findings.append(Finding("file_number", whole[:200], "not_a_file_number", grave=grave))
        return
    for name, text in parts.items():
        if name not in texts:
            texts[name] = text
        elif cells.folded(texts[name]).lstrip("0") != cells.folded(text).lstrip("0"):
            entry.findings.append(Finding(name, f"{texts[name]} ≠ {text}"[:200], "contradiction"))


@cache
def _readers(last: int) -> Mapping[str, Callable[[str], Read]]:
    """What reads each field, when no entry can be of a year after `last`."""
    texts = {name: partial(cells.words, most=most) for name, most in TEXTS.items()}
    return {
        **texts,
        **dict.fromkeys(NUMBERS, cells.serial),
        "year": lambda text: cells.year(text, last),
        "document_day": lambda text: cells.day(text, last),
        "class_number": cells.class_number,
        "retention": cells.retention,
        "pages": lambda text: cells.serial(text.removesuffix("頁").removesuffix("P"), 99_999),
        "medium": cells.medium,
        "secrecy": cells.secrecy,
    }


def _fill_in(entry: Entry) -> None:
    """What one cell tells of another that is empty; and what is needed and missing."""
    values = entry.values
    faulty = {one.field for one in entry.findings if one.grave}
    if "year" not in values and "year" not in faulty and "document_day" in values:
        values["year"] = values["document_day"][0]
        entry.findings.append(Finding("year", "", "from_the_day", grave=False))
    if "subject" not in values and "subject" not in faulty and "title" in values:
        values["subject"] = values["title"]
        entry.findings.append(Finding("subject", "", "from_the_title", grave=False))
    for name in NEEDED:
        if name not in values and name not in faulty:
            entry.findings.append(Finding(name, "", "missing"))
    if "document_day" in values and "year" in values and _is_later(values):
        entry.findings.append(
            Finding("document_day", entry.texts.get("document_day", ""), "long_before_its_year", grave=False)
        )


def _is_later(values: Mapping[str, Any]) -> bool:
    """A document may be older than the year its file was opened, but hardly by a generation."""
    return bool(values["year"] - values["document_day"][0] > GENERATION)


def key(values: Mapping[str, Any]) -> str:
    """年度號/分類號/案次號/卷次號/目次號, by which two entries are the same; empty where that cannot be said."""
    parts = [values.get(name) for name in ("year", "class_number", "case_number", "volume_number", "item_number")]
    if any(part is None for part in parts[:3]) or parts[4] is None:
        return ""
    return "/".join("" if part is None else str(part) for part in parts)
