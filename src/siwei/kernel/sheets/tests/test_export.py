"""Sheets that go out are opened again with the programs' own libraries."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pytest
from lxml import etree
from odfdo import Document
from openpyxl import load_workbook

from siwei.kernel.sheets.column import Column
from siwei.kernel.sheets.export import FORMATS, FORMULA_STARTS, cell, export, harmless

DAY = datetime.date(2017, 3, 14)
NOON = datetime.datetime(2017, 3, 14, 4, 30, tzinfo=datetime.UTC)  # half past twelve in Taipei
TEXTS = ["中庭", "a,b;c", 'He said "no"', "two\nlines", "<b>&amp;</b>", "'quoted", " edge "]
FORMULAS = ["=1+1", "+886 7 336-8333", "-5", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")']


def sheet(fmt: str, rows: list[Any], heads: tuple[str, ...] = ("one", "two")) -> bytes:
    columns = [Column(head, f"欄{head}", itemgetter(at)) for at, head in enumerate(heads)]
    return b"".join(export(columns, rows, fmt))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].values)


def read_ods(content: bytes) -> list[list[Any]]:
    table = Document(io.BytesIO(content)).body.get_table(0)
    assert table is not None
    return list(table.get_values())


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_as_it_was(text):
    rows = [[text, "x"]]
    assert read_csv(sheet("csv", rows)) == [["欄one", "欄two"], [text, "x"]]
    assert read_xlsx(sheet("xlsx", rows)) == [("欄one", "欄two"), (text, "x")]
    assert " ".join(str(read_ods(sheet("ods", rows))[1][0]).split()) == " ".join(text.split())


def test_numbers_and_dates_are_numbers_and_dates():
    rows = [[7, Decimal("2.50")], [DAY, NOON], [None, True], [1.5, False]]
    assert read_xlsx(sheet("xlsx", rows))[1:] == [
        (7, 2.5), (datetime.datetime(2017, 3, 14), datetime.datetime(2017, 3, 14, 12, 30)), (None, "✓"), (1.5, None),
    ]  # fmt: skip
    found = read_ods(sheet("ods", rows))[1:]
    assert [float(x) for x in found[0]] == [7, 2.5]
    assert found[1][1] == datetime.datetime(2017, 3, 14, 12, 30)
    assert str(found[1][0]).startswith("2017-03-14")
    assert found[2] == [None, "✓"]
    assert read_csv(sheet("csv", rows))[1:] == [
        ["7", "2.50"], ["2017-03-14", "2017-03-14 12:30:00"], ["", "✓"], ["1.5", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    """CSV has no types, so a quote stands before; XLSX and ODS carry the type text."""
    found = read_csv(sheet("csv", [[text, "x"]]))[1][0]
    assert found == f"'{text}"
    book = load_workbook(io.BytesIO(sheet("xlsx", [[text, "x"]])))
    one = book.worksheets[0].cell(2, 1)
    assert (one.data_type, one.value) == ("s", text)
    with zipfile.ZipFile(io.BytesIO(sheet("ods", [[text, "x"]]))) as package:
        content = package.read("content.xml")
    assert b"table:formula" not in content
    kinds = [v for k, v in etree.fromstring(content)[0][0][0][1][0].attrib.items() if str(k).endswith("value-type")]
    assert kinds == ["string"]


def test_a_number_below_zero_stays_a_number():
    assert read_csv(sheet("csv", [[-5, Decimal("-2.5")]]))[1] == ["-5", "-2.5"]


def test_harmless_touches_nothing_else():
    assert harmless("safe = yes") == "safe = yes"
    assert all(harmless(start).startswith("'") for start in FORMULA_STARTS)


@pytest.mark.parametrize("fmt", FORMATS)
def test_characters_that_no_file_may_hold(fmt):
    """A control character that somebody pasted must not make the file unreadable."""
    content = sheet(fmt, [["bell\x07 and \x0b tab", "x"]])
    found: Any = {"csv": read_csv, "xlsx": read_xlsx, "ods": read_ods}[fmt](content)
    assert "bell" in str(found[1][0])


@pytest.mark.parametrize("fmt", FORMATS)
def test_without_rows_the_headings_stand_alone(fmt):
    content = sheet(fmt, [])
    found: Any = {"csv": read_csv, "xlsx": read_xlsx, "ods": read_ods}[fmt](content)
    assert [list(line) for line in found] == [["欄one", "欄two"]]


@pytest.mark.parametrize("fmt", FORMATS)
def test_many_rows_in_pieces(fmt):
    rows = [[f"列{n}", n] for n in range(3000)]
    pieces = list(export([Column("a", "A", itemgetter(0)), Column("b", "B", itemgetter(1))], rows, fmt))
    found: Any = {"csv": read_csv, "xlsx": read_xlsx, "ods": read_ods}[fmt](b"".join(pieces))
    assert len(found) == 3001
    assert str(found[3000][0]) == "列2999"


def test_csv_is_streamed():
    """The first piece leaves before the last row is asked for."""
    asked = []

    def rows():
        for n in range(50_000):
            asked.append(n)
            yield [f"text {n}", n]

    pieces = export([Column("a", "A", itemgetter(0)), Column("b", "B", itemgetter(1))], rows(), "csv")
    next(pieces)
    next(pieces)
    assert len(asked) < 10_000


def test_an_office_program_knows_what_an_ods_is():
    with zipfile.ZipFile(io.BytesIO(sheet("ods", [["a", 1]]))) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype").decode() == FORMATS["ods"]
        assert "META-INF/manifest.xml" in package.namelist()


def test_a_column_follows_its_path():
    class Room:
        name = "中庭"

        def get_state_display(self):
            return "開放"

    room = Room()
    row = type("Row", (), {"room": room, "none": None, "who": lambda self: "anna"})()
    paths = {"room__name": "中庭", "room__state": "開放", "none__name": None, "who": "anna", "missing": None}
    assert {path: Column(path, path).of(row) for path in paths} == paths
    assert Column("x", "x", lambda _row: 3).of(row) == 3


def test_a_record_goes_out_by_its_name():
    class Hall:
        def __str__(self):
            return "大禮堂"

    assert cell(Hall()) == "大禮堂"
