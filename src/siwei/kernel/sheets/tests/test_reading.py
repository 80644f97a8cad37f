"""Sheets that come in, as messy as offices make them."""

import datetime
import io
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document, Table
from openpyxl import Workbook

from siwei.kernel.sheets import parse
from siwei.kernel.sheets.reading import SheetUnreadableError, lines


@pytest.fixture
def file(tmp_path):
    def make(content: bytes):
        path = tmp_path / "sheet"
        path.write_bytes(content)
        return path

    return make


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "a,b\r\n1,2\r\n", " a , b \n 1,2 ", '"a",b\n1,"2"']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_every_divider_and_line_end(file, text, encoding):
    assert list(lines(file(text.encode(encoding)))) == [["a", "b"], ["1", "2"]]


def test_big5_is_tried_on_the_whole_file(file):
    """The first Chinese character stands far behind the beginning."""
    text = "a,b\n" + "1,2\n" * 30_000 + "會議室,高雄\n"
    *_others, last = lines(file(text.encode("cp950")))
    assert last == ["會議室", "高雄"]


def test_a_cell_may_hold_lines_and_dividers(file):
    assert list(lines(file(b'a,b\n"one\ntwo","x,y"\n'))) == [["a", "b"], ["one\ntwo", "x,y"]]


@pytest.mark.parametrize("content", [
    b"\xff\xfe\x00\x01\xff", b"PK\x03\x04 broken", b"PK\x03\x04", b'a,b\n"never closed,1\n',
], ids=["neither", "broken package", "nothing but a mark", "open quote"])  # fmt: skip
def test_what_is_no_sheet_is_said(file, content):
    with pytest.raises(SheetUnreadableError):
        list(lines(file(content)))


def test_a_package_that_is_no_sheet_is_said(file):
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("photo.jpg", b"x")
    with pytest.raises(SheetUnreadableError):
        list(lines(file(buffer.getvalue())))


def test_an_empty_file_has_no_lines(file):
    assert list(lines(file(b""))) == []


def test_xlsx_of_every_kind_of_cell(file):
    book = Workbook()
    page = book.create_sheet(index=0)
    page.append(["venue", " day ", "people", None, "note"])
    page.append(["中庭", datetime.datetime(2017, 3, 14), 30.0, None, 2.5])
    page.append([None] * 5)
    page.append(["x", datetime.datetime(2017, 3, 14, 9, 30), 7, True, "=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert list(lines(file(buffer.getvalue()))) == [
        ["venue", "day", "people", "", "note"],
        ["中庭", "2017-03-14", "30", "", "2.5"],
        ["", "", "", "", ""],
        ["x", "2017-03-14 09:30:00", "7", "True", ""],
    ]


def test_ods_written_by_another_program(file):
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Tabelle")
    table.set_values(
        [["venue", "day", "people"], ["中庭", datetime.date(2017, 3, 14), 30], ["", "", ""], ["x", "y", 2.5]]
    )
    document.body.append(table)
    buffer = io.BytesIO()
    document.save(buffer)
    found = [line[:3] for line in lines(file(buffer.getvalue())) if any(line)]
    assert found == [["venue", "day", "people"], ["中庭", "2017-03-14", "30"], ["x", "y", "2.5"]]


# --- one cell ----------


@pytest.mark.parametrize("text", [
    "2017-03-14", "2017/3/14", "106/3/14", "106.3.14", "106年3月14日", "民國106年3月14日", "1060314", "１０６/３/１４",
])  # fmt: skip
def test_a_day_in_any_usual_form(text):
    assert parse.day(text) == datetime.date(2017, 3, 14)


@pytest.mark.parametrize("text", ["", "soon", "106/2/30", "2017-13-01", "14.3.", "106/3/14x", "-1/1/1"])
def test_what_is_no_day_is_said(text):
    with override("en"), pytest.raises(ValueError, match="is not a date"):
        parse.day(text)


@pytest.mark.parametrize(("text", "number"), [("30", 30), ("１，２００", 1200), ("1,200", 1200), (" 7 ", 7), ("0", 0)])
def test_a_whole_number(text, number):
    assert parse.integer()(text) == number


@pytest.mark.parametrize("text", ["", "many", "2.5", "-1", "99999999999", "1e3"])
def test_what_is_no_whole_number_is_said(text):
    with pytest.raises(ValueError, match="."):
        parse.integer()(text)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "", "x"])
def test_what_is_no_number_is_said(text):
    with pytest.raises(ValueError, match="."):
        parse.decimal(text)


def test_decimals_of_any_width():
    assert parse.decimal("１,２３４.５０") == Decimal("1234.50")


def test_choices_are_read_without_regard_to_case_and_named():
    choose = parse.one_of({"Morning": 1, "上午": 1, "Evening": 2})
    assert (choose("morning"), choose("上午"), choose("EVENING")) == (1, 1, 2)
    with pytest.raises(ValueError, match="上午"):
        choose("noon")


@pytest.mark.parametrize(("text", "answer"), [("是", True), ("Yes", True), ("✓", True), ("否", False), ("0", False)])
def test_yes_and_no(text, answer):
    assert parse.yes_no(text) is answer
    with pytest.raises(ValueError, match="."):
        parse.yes_no("perhaps")


def test_text_has_a_length_and_no_zero_byte():
    assert parse.text(3)("三個字") == "三個字"
    for bad in ("four", "a\0"):
        with pytest.raises(ValueError, match="."):
            parse.text(3)(bad)


@given(st.text(max_size=30))
def test_a_parser_answers_or_says_why(text):
    """Whatever stands in a cell, a parser gives a value or a ValueError, nothing else."""
    for one in (parse.day, parse.decimal, parse.integer(), parse.yes_no, parse.text(10), parse.one_of({"a": 1})):
        try:
            one(text)
        except ValueError as reason:
            assert str(reason)  # noqa: PT017


def ods(rows: str) -> bytes:
    """A package with a table of these rows, as an office program shortens equal ones."""
    import zipfile

    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = f"<office:document-content{names}><office:body><office:spreadsheet><table:table>{rows}</table:table>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("content.xml", content + "</office:spreadsheet></office:body></office:document-content>")
    return buffer.getvalue()


def ods_row(text: str, times: int) -> str:
    cell = f"<table:table-cell>{text}</table:table-cell>"
    return f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'


def test_equal_and_blank_rows_of_an_ods_keep_the_numbers_of_lines_right(file):
    rows = ods_row("<text:p>a</text:p>", 2) + ods_row("", 3) + ods_row("<text:p>b</text:p>", 1) + ods_row("", 1_048_570)
    assert list(lines(file(ods(rows)))) == [["a"], ["a"], [""], [""], [""], ["b"]]


def test_a_row_that_stands_a_thousand_million_times_is_refused(file):
    with pytest.raises(SheetUnreadableError):
        list(lines(file(ods(ods_row("<text:p>a</text:p>", 10**9)))))
