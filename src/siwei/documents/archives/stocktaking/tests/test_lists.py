"""Whole lists: headings among titles, lines that are no entries, "as above", contradictions, what is missing."""

import re
from pathlib import Path

from siwei.documents.archives.stocktaking import lists, staging
from siwei.documents.archives.stocktaking.lists import Columns, Entry, Skipped, entries, heading_line, key, suggested
from siwei.documents.archives.stocktaking.reasons import reasons

LIST = [
    ["高雄市政府社會局移交檔案清冊"],
    ["", "", "製表日期：106.5.1"],
    ["箱號", "檔　號", "案　由", "文號", "文件日期", "保存年限", "備註"],
    ["1", "87/0101/1/1/1", "函送社區發展協會補助案", "社二字第123號", "87.5.3", "永久", ""],
    ["〃", "87/0101/1/1/2", "同上", "社二字第124號", "87.5.4", "〃", ""],
    ["", "", "", "", "", "", ""],
    ["箱號", "檔 號", "案 由", "文號", "文件日期", "保存年限", "備註"],
    ["2", "87/0101/2/1/1", "#REF!", "", "87.2.30", "7年", ""],
    ["2", "（破損）", "無號文件", "", "", "", "破損"],
    ["小計", "4", "", "", "", "", ""],
    ["以下空白", "", "", "", "", "", ""],
]


def test_a_list_of_the_ordinary_kind():
    number, headings = heading_line(LIST)
    assert number == 3
    places = suggested(headings)
    assert places == {
        0: "box", 1: "file_number", 2: "subject", 3: "document_number", 4: "document_day", 5: "retention", 6: "note"
    }  # fmt: skip
    found = list(entries(LIST[number:], Columns(places, last_year=106), headings, start=number + 1))
    skipped = {one.line: one.code for one in found if isinstance(one, Skipped)}
    assert skipped == {6: "empty", 7: "heading", 10: "total", 11: "total"}
    first, second, broken, unnumbered = (one for one in found if isinstance(one, Entry))

    assert first.values == {
        "box": "1", "year": 87, "class_number": "0101", "case_number": 1, "volume_number": 1, "item_number": 1,
        "subject": "函送社區發展協會補助案", "document_number": "社二字第123號", "document_day": (87, 5, 3),
        "retention": 0,
    }  # fmt: skip
    assert not first.findings
    assert key(first.values) == "87/0101/1/1/1"

    assert second.values["subject"] == "函送社區發展協會補助案"
    assert {(one.field, one.code, one.grave) for one in second.findings} == {
        ("box", "as_above", False), ("subject", "as_above", False), ("retention", "as_above", False)
    }  # fmt: skip

    graves = {(one.field, one.value, one.code) for one in broken.findings if one.grave}
    assert graves == {
        ("subject", "#REF!", "formula_error"), ("document_day", "87.2.30", "no_such_day"),
        ("retention", "7年", "not_a_period"),
    }  # fmt: skip
    assert {(one.field, one.code) for one in unnumbered.findings} == {
        ("file_number", "not_a_file_number"), ("year", "missing"),
    }  # fmt: skip


def all_entries(lines: list[list[str]], columns: Columns) -> list[Entry]:
    return [one for one in entries(lines, columns, []) if isinstance(one, Entry)]


def test_numbers_in_columns_of_their_own_are_compared_with_the_whole():
    columns = Columns({0: "file_number", 1: "year", 2: "subject"}, last_year=106)
    (entry,) = all_entries([["87/0101/1", "88", "案"]], columns)
    assert [(one.field, one.value, one.code) for one in entry.findings] == [("year", "88 ≠ 87", "contradiction")]


def test_merged_cells_are_carried_down_where_the_clerk_says_so():
    columns = Columns({0: "year", 1: "title", 2: "subject", 3: "note"}, frozenset({"year", "title"}), last_year=106)
    found = all_entries([["87", "人事", "甲", ""], ["", "", "乙", ""], ["", "", "丙", ""]], columns)
    assert [one.values["title"] for one in found] == ["人事"] * 3
    plain = Columns({0: "year", 1: "title", 2: "subject", 3: "note"}, last_year=106)
    found = all_entries([["87", "人事", "甲", ""], ["", "", "乙", "x"]], plain)
    assert [one.code for one in found[1].findings] == ["missing"]


def test_ditto_without_a_line_above_is_a_fault():
    (entry,) = all_entries([["〃", "甲", "1"]], Columns({0: "year", 1: "subject", 2: "box"}, last_year=106))
    assert [(one.field, one.code) for one in entry.findings] == [("year", "nothing_above")], "once, not missing as well"


def test_a_year_is_taken_from_the_day_and_a_subject_from_the_title():
    columns = Columns({0: "document_day", 1: "title"}, last_year=106)
    (entry,) = all_entries([["87.5.3", "社區發展"]], columns)
    assert (entry.values["year"], entry.values["subject"]) == (87, "社區發展")
    assert {one.code for one in entry.findings} == {"from_the_day", "from_the_title"}
    assert not any(one.grave for one in entry.findings)


def test_a_number_that_is_missing_is_named_where_the_list_has_a_column_for_it():
    columns = Columns({0: "year", 1: "class_number", 2: "item_number", 3: "subject"}, last_year=106)
    (entry,) = all_entries([["87", "0101", "—", "案"]], columns)
    assert [(one.field, one.code, one.grave) for one in entry.findings] == [("item_number", "number_missing", False)]
    (whole,) = all_entries([["", "87", "案", "x"]], Columns({0: "file_number", 1: "year", 2: "subject"}, last_year=106))
    assert [(one.field, one.code) for one in whole.findings] == [("file_number", "number_missing")]


def test_a_document_much_older_than_its_file_is_named():
    columns = Columns({0: "year", 1: "document_day", 2: "subject"}, last_year=106)
    old, usual = all_entries([["87", "60.1.1", "甲"], ["87", "67.1.1", "乙"]], columns)
    assert [one.code for one in old.findings] == ["long_before_its_year"]
    assert not usual.findings


def test_every_kind_of_finding_has_its_words():
    folder = Path(lists.__file__).parent
    source = "".join((folder / name).read_text() for name in ("cells.py", "lists.py", "staging.py"))
    codes = set(re.findall(r"""Fault\("(\w+)"|Finding\([^\n]*?"([a-z_]+)"(?:, grave=False)?\)""", source))
    named = {code for pair in codes for code in pair if code} | {staging.DOUBLE, staging.THERE}
    assert "number_missing" in named
    assert not named - reasons().keys()
