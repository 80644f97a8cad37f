"""The reader finds every kind of number in Chinese prose, with its place, value, unit and kind."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.calendar.chinese_numerals import write_chinese
from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.roc import RocStyle, format_roc
from siwei.kernel.measures.prose import Kind, read_numbers


def read(text: str, year: int | None = None) -> list[tuple[Any, ...]]:
    return [(r.kind, r.text, r.value, r.unit) for r in read_numbers(text, year)]


@pytest.mark.parametrize(
    ("text", "kind", "span", "value", "unit"),
    [
        ("計開放1,003場次，", Kind.NUMBER, "1,003場次", 1003, "場次"),
        ("社會局8萬2,998件、", Kind.NUMBER, "8萬2,998件", 82998, "件"),
        ("約1億1,550萬元，", Kind.NUMBER, "1億1,550萬元", 115500000, "元"),
        ("獎金1萬元", Kind.NUMBER, "1萬元", 10000, "元"),
        ("達99.02%目標", Kind.PERCENT, "99.02%", Decimal("99.02"), "%"),
        ("成長４３％，", Kind.PERCENT, "４３％", 43, "%"),
        ("百分之五", Kind.PERCENT, "百分之五", Decimal(5), "%"),
        ("於第344次市政會議", Kind.ORDINAL, "第344次", 344, "次"),
        ("第一次申訴", Kind.ORDINAL, "第一次", 1, "次"),
        ("106年度計", Kind.YEAR, "106年度", 106, ""),
        ("民國一百零六年間", Kind.YEAR, "民國一百零六年", 106, ""),
        ("西元2017年間", Kind.YEAR, "西元2017年", 106, ""),
        ("民國前1年", Kind.YEAR, "民國前1年", 0, ""),
        ("舉辦2017生態交通", Kind.YEAR, "2017", 106, ""),
        ("107至109年度公務車", Kind.YEAR, "107至109年度", 107, ""),
        ("106年8月設計", Kind.MONTH, "106年8月", 8, ""),
        ("締盟20週年", Kind.NUMBER, "20週年", 20, "週年"),
        ("為期5年，", Kind.NUMBER, "5年", Decimal(5), "年"),
        ("建市百年", Kind.NUMBER, "百年", 100, "年"),
        ("兩位女大學生", Kind.NUMBER, "兩位", 2, "位"),
        ("官員三十多人來訪", Kind.NUMBER, "三十多人", 30, "人"),
        ("提供百個工作", Kind.NUMBER, "百個", 100, "個"),
        ("一百零六件", Kind.NUMBER, "一百零六件", 106, "件"),
        ("三千五百餘名", Kind.NUMBER, "三千五百餘名", 3500, "名"),
        ("數百位民眾", Kind.VAGUE, "數百位", None, "位"),
        ("3至5件", Kind.RANGE, "3至5件", 3, "件"),
        ("達450kgf/㎡(", Kind.NUMBER, "450kgf/㎡", 450, "kgf/㎡"),
        ("下午17:30起", Kind.TIME, "17:30", None, ""),
        ("電話07-3368333", Kind.LABEL, "07-3368333", None, ""),
        ("週休二日", Kind.LABEL, "週休二日", None, ""),
        ("撥1950專線", Kind.NUMBER, "1950", 1950, ""),
    ],
)
def test_one_number(text, kind, span, value, unit):
    assert read(text) == [(kind, span, value, unit)]


@pytest.mark.parametrize(
    "text",
    ["四維行政中心", "三民區", "一起共同", "三重縣議會", "統一發票", "花開四季", "九如路", "前一年度", "四處野地", ""],
)
def test_characters_that_are_no_numbers(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "year", "first", "last", "implied"),
    [
        ("106年10月27日訂頒", None, date(2017, 10, 27), date(2017, 10, 27), False),
        ("中華民國一百零六年十月二十七日", None, date(2017, 10, 27), date(2017, 10, 27), False),
        ("2017年10月27日", None, date(2017, 10, 27), date(2017, 10, 27), False),
        ("106年6月8至18日", None, date(2017, 6, 8), date(2017, 6, 18), False),
        ("106年12月30日至107年1月2日", None, date(2017, 12, 30), date(2018, 1, 2), False),
        ("3月12日至5月15日", 2017, date(2017, 3, 12), date(2017, 5, 15), True),
        ("12月16、17日", 2017, date(2017, 12, 16), date(2017, 12, 17), True),
    ],
)
def test_dates(text, year, first, last, implied):
    (reading,) = read_numbers(text, year)
    assert (reading.kind, reading.text) == (Kind.DATE, text.removesuffix("訂頒"))
    assert reading.period == Period.days(first, last)
    assert reading.year_implied == implied


def test_a_date_without_a_year_takes_the_one_before():
    _first, second = read_numbers("於106年11月7日及12月26日進行")
    assert second.period == Period.day(date(2017, 12, 26))
    assert second.year_implied
    (alone,) = read_numbers("12月26日")
    assert (alone.kind, alone.period) == (Kind.DATE, None)


@pytest.mark.parametrize("text", ["106年13月1日", "106年2月30日", "13月26日"])
def test_an_impossible_date_is_not_a_date(text):
    assert Kind.DATE not in {r.kind for r in read_numbers(text)}


def test_months_in_a_row():
    found = read_numbers("分別於6、12月辦理；106年6月、8月及11月間")
    assert [r.value for r in found] == [6, 12, 6, 8, 11]
    assert {r.kind for r in found} == {Kind.MONTH}
    assert found[-1].period == Period.month(2017, 11)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每週一、四定期發行", (0, 3)),
        ("每週二舉行", (1,)),
        ("星期一至五", (0, 1, 2, 3, 4)),
        ("週六、日", (5, 6)),
        ("每周三及五", (2, 4)),
    ],
)
def test_weekdays(text, days):
    (reading,) = read_numbers(text)
    assert (reading.kind, reading.weekdays) == (Kind.WEEKDAYS, days)


def test_year_ranges_and_ranges_have_both_ends():
    (years,) = read_numbers("107至109年度")
    assert (years.value, years.last) == (Decimal(107), Decimal(109))
    assert years.period == Period(date(2018, 1, 1), date(2021, 1, 1))
    (span,) = read_numbers("約1,000至1萬2,000人")
    assert (span.value, span.last, span.unit) == (Decimal(1000), Decimal(12000), "人")


def test_marks_at_the_head_of_a_line_are_no_figures():
    text = "一、事務管理\n(一)庶務\n1.105年9月颱風\n (2)辦理3次\n壹、一般\n2.2017國際"
    found = read_numbers(text)
    assert [r.text for r in found if r.kind is Kind.MARKER] == ["一、", "(一)", "1.", "(2)", "壹、", "2."]
    assert [r.text for r in found if r.kind is not Kind.MARKER] == ["105年9月", "3次", "2017"]


def test_paper_sizes_and_the_formula_of_the_savings():
    text = "節省1,025,475張A4紙(363案X 565個機關X5張A4紙)約16萬元"
    assert [(r.text, r.value, r.hedge) for r in read_numbers(text) if r.kind is Kind.NUMBER] == [
        ("1,025,475張", Decimal(1025475), ""),
        ("363案", Decimal(363), ""),
        ("565個", Decimal(565), ""),
        ("5張", Decimal(5), ""),
        ("16萬元", Decimal(160000), "約"),
    ]
    assert [r.text for r in read_numbers(text) if r.kind is Kind.LABEL] == ["A4", "A4"]


@pytest.mark.parametrize(
    ("text", "hedge"), [("約180人", "約"), ("近30家", "近"), ("逾700位", "逾"), ("700多位", "多"), ("將近30家", "將近")]
)
def test_words_that_make_a_number_inexact(text, hedge):
    (reading,) = read_numbers(text)
    assert reading.hedge == hedge


@given(st.integers(10, 10**8))
def test_chinese_numerals_read(number):
    (reading,) = read_numbers(f"共{write_chinese(number)}件")
    assert (reading.kind, reading.value, reading.unit) == (Kind.NUMBER, number, "件")


@given(st.dates(date(1912, 1, 1), date(2100, 1, 1)), st.sampled_from([RocStyle.PLAIN, RocStyle.FULL, RocStyle.CHINESE]))
def test_printed_dates_read(day, style):
    (reading,) = read_numbers(f"於{format_roc(day, style)}止")
    assert reading.kind is Kind.DATE
    assert reading.period == Period.day(day)


@given(st.text("0123456789,.%年月日至、第次約數百萬億零一二兩十件人X A(\n)週-", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_in_order_without_overlap(text):
    found = read_numbers(text)
    assert all(text[r.start : r.end] == r.text for r in found)
    assert all(r.start < r.end for r in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text("0123456789", min_size=1, max_size=12))
def test_no_digit_is_passed_over(digits):
    assert "".join(r.text for r in read_numbers(f"計{digits}，")).endswith(digits)
