"""ROC dates: every printed form reads back, and a wrong text says which part is wrong and why."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.calendar.roc import (
    DateTextError,
    RocStyle,
    format_day,
    format_roc,
    format_roc_year,
    parse_day,
    parse_roc,
    parse_roc_year,
    roc_year,
    year_of_roc,
)

DAY = date(2017, 10, 27)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (RocStyle.PLAIN, "106年10月27日"),
        (RocStyle.FULL, "中華民國106年10月27日"),
        (RocStyle.COMPACT, "1061027"),
        (RocStyle.SLASH, "106/10/27"),
        (RocStyle.DOT, "106.10.27"),
        (RocStyle.CHINESE, "中華民國一百零六年十月二十七日"),
    ],
)
def test_forms_of_one_day(style, text):
    assert format_roc(DAY, style) == text
    assert parse_roc(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "１０６年１０月２７日",
        "民國106年10月27日",
        " 106 年 10 月 27 日 ",
        "106年10月27",
        "一百零六年十月二十七日",
        "一○六年十月廿七日",
        "一〇六年十月二十七日",
        "106／10／27",
        "106-10-27",
        "民國106.10.27",
    ],
)
def test_dress_does_not_matter(text):
    assert parse_roc(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("99/1/5", date(2010, 1, 5)),
        ("0990105", date(2010, 1, 5)),
        ("990105", date(2010, 1, 5)),
        ("民國元年1月1日", date(1912, 1, 1)),
        ("中華民國元年一月一日", date(1912, 1, 1)),
        ("民國前1年10月10日", date(1911, 10, 10)),
        ("105年2月29日", date(2016, 2, 29)),
    ],
)
def test_edges_of_years(text, day):
    assert parse_roc(text) == day


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("106年13月1日", "month", "13"),
        ("106年2月29日", "day", "29"),
        ("1061301", "month", "13"),
        ("106/0/1", "month", "0"),
        ("2017年10月27日", "year", "2017"),
        ("2017/10/27", "year", "2017"),
        ("0年1月1日", "year", "0"),
        ("一百千年十月一日", "year", "一百千"),
        ("yesterday", "date", "yesterday"),
        ("", "date", ""),
        ("106/10.27", "date", "106/10.27"),
        ("民國前0年1月1日", "year", "0"),
    ],
)
def test_an_error_names_place_value_and_reason(text, place, value):
    with pytest.raises(DateTextError) as caught:
        parse_roc(text)
    from django.utils.translation import override

    with override("en"):
        assert str(caught.value.place) == place
        assert str(caught.value.reason)
    assert caught.value.value == value
    assert value in str(caught.value)


def test_both_calendars_in_one_field():
    assert parse_day("2017-10-27") == parse_day("20171027") == parse_day("2017/10/27") == DAY
    assert parse_day("西元2017年10月27日") == parse_day("1061027") == parse_day("106年10月27日") == DAY
    with pytest.raises(DateTextError):
        parse_day("2017-02-30")


def test_years():
    assert roc_year(DAY) == 106
    assert roc_year(date(1911, 12, 31)) == 0
    assert year_of_roc(106) == 2017
    assert format_roc_year(0) == "民國前1年"
    assert parse_roc_year("106") == parse_roc_year("106年度") == parse_roc_year("民國一百零六年") == 106
    assert parse_roc_year("民國前1年") == 0
    for wrong in ("", "2017", "0", "甲"):
        with pytest.raises(DateTextError):
            parse_roc_year(wrong)


def test_day_in_the_readers_language():
    assert format_day(DAY, "zh-hant") == "106年10月27日"
    assert format_day(DAY, "en") == "2017-10-27"


def test_no_compact_form_before_the_republic():
    with pytest.raises(ValueError, match="no compact ROC form"):
        format_roc(date(1911, 1, 1), RocStyle.COMPACT)


@given(st.dates(date(1, 1, 1), date(2910, 12, 31)), st.sampled_from(RocStyle))
def test_what_is_printed_reads_back(day, style):
    if day.year < 1912 and style in (RocStyle.COMPACT, RocStyle.SLASH, RocStyle.DOT):
        return
    if day.year < 913:  # 民國前1000年 and earlier: printed for completeness, not read
        return
    assert parse_roc(format_roc(day, style)) == day


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_but_never_crashes(text):
    for parse in (parse_roc, parse_day, parse_roc_year):
        with contextlib.suppress(DateTextError):
            parse(text)
