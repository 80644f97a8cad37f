"""A messy list of 50,397 entries, as 前高雄縣政府研考會 might have sent it: are all its faults named, and how fast.

The workbook is written by openpyxl from a generator that knows nothing of the reader: titles, printed pages with their
totals and headings again, days that are cells of days, numbers in full-width digits, ditto marks. Into every seventh
line one fault is put, and what was put is compared with what the reader named. All of it is invented.
"""

from __future__ import annotations

import datetime
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files import File
from django.db import connection
from openpyxl import Workbook

from siwei.documents.archives.actions import campaigns
from siwei.documents.archives.actions.keeping import add_fonds
from siwei.documents.archives.models import Campaign, Finding, Item, ListRow
from siwei.documents.archives.stocktaking.jobs import enter_list, read_list
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.site.ratio import Ratio

ENTRIES, PAGE = 50_397, 35
BY = Actor.system("bench")
HEADINGS = ("項次", "箱號", "檔案年度", "分類 號", "案次", "卷次", "目次", "案　名", "案由或摘要", "收發文字號",
            "來（受）文者", "公文日期", "保存 年限", "頁數", "密等", "備 註")  # fmt: skip
AT = {name: at for at, name in enumerate(("n", "box", "year", "class_number", "case_number", "volume_number",
      "item_number", "title", "subject", "document_number", "party", "document_day", "retention", "pages", "secrecy",
      "note"))}  # fmt: skip
DIGITS = ("", *"一二三四五六七八九")


class Planted(NamedTuple):
    """A cell (or what makes it of the ROC year) and what a reader should say of it; grave ones keep the entry out."""

    field: str
    cell: Any
    code: str
    grave: bool = True


FAULTS = (
    Planted("year", "不明", "not_a_year"),
    Planted("year", 199, "year_to_come"),
    Planted("class_number", datetime.datetime(2003, 1, 1), "made_a_day"),  # noqa: DTZ001  # as a sheet has it
    Planted("class_number", "1.01E+05", "made_an_exponent"),
    Planted("case_number", "3、4", "several_in_one"),
    Planted("case_number", "甲", "not_a_number"),
    Planted("item_number", None, "number_missing", grave=False),
    Planted("subject", "#REF!", "formula_error"),
    Planted("subject", None, "from_the_title", grave=False),
    Planted("subject", "文" * 1200, "too_long"),
    Planted("subject", "關於???里民活動中心案", "lost_characters", grave=False),
    Planted("document_day", "87.2.30", "no_such_day"),
    Planted("document_day", "不詳", "not_a_day"),
    Planted("document_day", "87.5", "no_day", grave=False),
    Planted("document_day", 35918, "serial_of_a_day", grave=False),
    Planted("retention", "7年", "not_a_period"),
    Planted("pages", "十幾", "not_a_number"),
    Planted("secrecy", "機密", "state_secret"),
    Planted("year", lambda year: f"西元{1911 + year}", "western_year", grave=False),
    Planted("year", lambda year: f"{DIGITS[year // 10]}十{DIGITS[year % 10]}", "rewritten", grave=False),
    Planted("item_number", "twice", "double_in_list"),
)

Truth = set[tuple[int, str, str, bool]]


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is 50,397 entries."""
    load_directory(office())
    fonds = add_fonds(by=BY, code="bench", name_zh="範例機關", agency=Agency.objects.order_by("pk")[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "清冊.xlsx"
        truth, rows = _written(path, int(ENTRIES * scale))
        bare = _copied(rows)
        campaign = campaigns.plan(by=BY, fonds=fonds, opened_on=datetime.date(2017, 5, 1))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        with path.open("rb") as file:
            campaigns.take_list(campaign, by=BY, file=File(file, name=path.name))
        columns = campaign.columns
        campaigns.name_columns(campaign, by=BY, places=columns["places"], carried=[], last_year=106)
        read_list(campaign, BY)
        read = time.perf_counter() - began
        yield from _compared(campaign, truth)
        began = time.perf_counter()
        mended = _settled(campaign, truth)
        settled = time.perf_counter() - began
        began = time.perf_counter()
        campaigns.accept(campaign, by=BY)
        enter_list(campaign, BY)
        entered = time.perf_counter() - began
    made = Item.objects.filter(campaign=campaign).count()
    yield Ratio("entries made of the list / entries of the list", made / campaign.entries, 1, at_least=True)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    note = (
        f"{made:,} entries: read and compared in {read:.0f} s, {mended} lines mended and the rest settled in "
        f"{settled:.0f} s, entered in {entered:.0f} s; memory grew by {grown} MB"
    )
    yield Ratio("workbook read, compared and entered / COPY of its cells", (read + entered) / bare, 5, note=note)


def _settled(campaign: Campaign, truth: Truth) -> int:
    """As a clerk does: subjects that cannot be read are typed, state secrets left out, all else let pass.

    Gives how many were typed.
    """
    subjects = [line for line, field, _code, grave in truth if grave and field == "subject"]
    for row in ListRow.objects.filter(campaign=campaign, line__in=subjects):
        campaigns.mend(campaign, by=BY, row=row, texts={**row.texts, "subject": "（原冊無法辨識）"})
    campaigns.leave_out_kind(campaign, by=BY, code="state_secret", note="國家機密另案點交（範例）")
    for code in sorted({code for _l, field, code, grave in truth if grave and field not in ("subject", "secrecy")}):
        campaigns.excuse(campaign, by=BY, code=code, note="原冊如此（範例）")
    return len(subjects)


def _compared(campaign: Campaign, truth: Truth) -> Iterator[Ratio]:
    """Faults that were named of those that were put in, and put in of those that were named; line, cell and kind."""
    rows = Finding.objects.filter(campaign=campaign).exclude(field="").exclude(code="as_above")
    named = set(rows.values_list("line", "field", "code", "grave"))
    kinds = len({code for _line, _field, code, _grave in truth})
    note = f"{len(truth):,} faults of {kinds} kinds; first not named: {sorted(truth - named)[:2]}"
    yield Ratio("faults named with their line, cell and kind / put in", len(named & truth) / len(truth), 1,
                at_least=True, note=note)  # fmt: skip
    extra = sorted(named - truth)[:2]
    yield Ratio("put in / named", len(named & truth) / len(named), 1, at_least=True, note=f"first too many: {extra}")


def _written(path: Path, count: int) -> tuple[Truth, list[list[Any]]]:
    """Write the workbook; gives what a reader has to find, and the entries."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("清冊")
    for line in (
        ["前高雄縣政府研考會檔案移交清冊（範例資料，內容虛構）"],
        ["", "", "製表日期：106.5.1"],
        [],
        list(HEADINGS),
    ):
        sheet.append(line)
    chance = random.Random(50397)  # noqa: S311  # a generator of texts
    truth: Truth = set()
    entries: list[list[Any]] = []
    line = 4
    for n in range(count):
        if n and n % PAGE == 0:
            for cells in (["小計", PAGE], [], list(HEADINGS)):
                sheet.append(cells)
                line += 1
        cells = _entry(chance, n)
        line += 1
        if n % 7 == 3:
            planted = FAULTS[n // 7 % len(FAULTS)]
            if planted.cell == "twice":
                for name in ("year", "class_number", "case_number", "item_number"):
                    cells[AT[name]] = entries[-1][AT[name]]
                truth.add((line, "file_number", planted.code, True))
            else:
                cell = planted.cell
                cells[AT[planted.field]] = cell(int(cells[AT["year"]])) if callable(cell) else cell
                truth.add((line, planted.field, planted.code, planted.grave))
        sheet.append(cells)
        entries.append(cells)
    sheet.append(["合計", count])
    book.save(path)
    return truth, entries


def _entry(chance: random.Random, n: int) -> list[Any]:
    """A line without a fault: cells are numbers, texts or days, as different typists left them."""
    volume, piece = divmod(n, 40)
    year, case = 50 + volume % 45, volume // 45 + 1
    day = datetime.datetime(1911 + year, chance.randint(1, 12), chance.randint(1, 28))  # noqa: DTZ001  # a day
    dress, place = chance.randrange(3), chance.choice("鹽鼓左楠三新前苓")
    return [
        n + 1,
        "〃" if n % PAGE else n // 480 + 1,
        year if dress else str(year),
        f"{1 + case % 9:02d}{1 + volume % 7:02d}",
        case,
        "1",
        piece + 1,
        "里民活動中心補助",
        f"{place}區里民活動中心補助案{n}，請核示。",
        f"（{year}）字第{chance.randint(100, 99_999)}號",
        chance.choice(("內政部", "臺灣省政府", "高雄縣政府")),
        (day, f"{year}.{day.month}.{day.day}", f"{year}/{day.month:02d}/{day.day:02d}")[dress],
        ("永久", "30年", "10")[chance.randrange(3)],
        chance.randint(1, 60),
        "",
        "",
    ]


def _copied(rows: list[list[Any]]) -> float:
    """Seconds that PostgreSQL needs for the same cells as texts, unchecked and without index."""
    texts = ["\t".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare ({', '.join(f'{name} text' for name in AT)})")
        began = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:  # type: ignore[attr-defined]  # psycopg's
            copy.write("".join(texts))
        taken = time.perf_counter() - began
        cursor.execute("DROP TABLE bare")
    return taken
