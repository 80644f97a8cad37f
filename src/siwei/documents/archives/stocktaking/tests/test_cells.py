"""Years, numbers and days as agencies wrote them: what is read, what is refused, and that nothing is guessed."""

import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.archives.stocktaking import cells
from siwei.documents.archives.stocktaking.cells import Fault
from siwei.kernel.calendar.chinese_numerals import write_chinese

LAST = 106


@pytest.mark.parametrize(
    ("text", "roc", "remark"),
    [
        ("87", 87, ""), ("087", 87, ""), ("８７", 87, "rewritten"), ("民國87年", 87, "rewritten"),
        ("87年度", 87, "rewritten"), ("八十七年", 87, "rewritten"), ("民 87", 87, "rewritten"),
        ("87.0", 87, "rewritten"),
        ("1998", 87, "western_year"), ("西元1998年", 87, "western_year"), ("2017.0", 106, "western_year"),
        ("87-89", 87, "range_of_years"), ("87年至89年", 87, "range_of_years"), ("８７～８９", 87, "range_of_years"),
        ("民國前2年", -1, "rewritten"), ("元年", 1, "rewritten"), ("87.5.3", 87, "year_of_a_day"),
        ("870503", 87, "year_of_a_day"), ("1998/5/3", 87, "year_of_a_day"),
    ],
)  # fmt: skip
def test_years_that_are_read(text, roc, remark):
    assert cells.year(text, LAST) == (roc, remark)


@pytest.mark.parametrize(
    ("text", "code"),
    [("107", "year_to_come"), ("2018", "year_to_come"), ("不詳", "not_a_year"), ("0", "not_a_year"),
     ("87?", "not_a_year"), ("89-87", "range_backwards"), ("8 7 年 5", "not_a_year"),
     ("1871225", "year_to_come"), ("19870", "not_a_year")],
)  # fmt: skip
def test_years_that_are_not(text, code):
    with pytest.raises(Fault) as fault:
        cells.year(text, LAST)
    assert fault.value.code == code


@given(st.integers(1, 106), st.sampled_from(["{}", "民國{}年", "{}年度", " {} ", "{}.0"]), st.booleans(), st.booleans())
def test_a_year_is_the_same_in_every_dress(roc, dress, wide, in_words):
    digits = write_chinese(roc) if in_words and ".0" not in dress else str(roc)
    text = dress.format(digits)
    if wide:
        text = text.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert cells.year(text, LAST).value == roc


@given(st.text(max_size=12))
def test_no_text_breaks_a_reader(text):
    for read in (lambda t: cells.year(t, LAST), lambda t: cells.day(t, LAST), cells.serial, cells.class_number,
                 cells.retention, cells.medium, cells.secrecy, lambda t: cells.words(t, 50)):  # fmt: skip
        with suppress(Fault):
            read(text)


@pytest.mark.parametrize(
    ("text", "number", "remark"),
    [("3", 3, ""), ("0003", 3, ""), ("第三卷", 3, "rewritten"), ("３", 3, "rewritten"), ("3.0", 3, "rewritten"),
     ("2/5", 2, "rewritten"), ("1,024", 1024, "rewritten")],
)  # fmt: skip
def test_serial_numbers(text, number, remark):
    assert cells.serial(text) == (number, remark)


@pytest.mark.parametrize(
    ("text", "code"),
    [("1-3", "several_in_one"), ("1、2", "several_in_one"), ("2017-03-01", "made_a_day"), ("3月1日", "made_a_day"),
     ("1.05E+10", "made_an_exponent"), ("甲", "not_a_number"), ("0", "not_a_number"), ("-4", "not_a_number")],
)  # fmt: skip
def test_numbers_that_cannot_be_known(text, code):
    with pytest.raises(Fault) as fault:
        cells.serial(text)
    assert fault.value.code == code


def test_a_class_number_made_a_day_is_not_guessed():
    assert cells.class_number("０１０１－2").value == "0101-2"
    for text, code in (("2003-01-01", "made_a_day"), ("1E+05", "made_an_exponent"), ("總務", "not_a_class")):
        with pytest.raises(Fault) as fault:
            cells.class_number(text)
        assert fault.value.code == code


@pytest.mark.parametrize(
    ("text", "day", "remark"),
    [("87.5.3", (87, 5, 3), ""), ("８７／５／３", (87, 5, 3), "rewritten"), ("0870503", (87, 5, 3), ""),
     ("民國87年5月3日", (87, 5, 3), ""), ("1998-05-03", (87, 5, 3), ""), ("35918", (87, 5, 3), "serial_of_a_day"),
     ("87年5月", (87, 5, 0), "no_day"), ("87.05", (87, 5, 0), "no_day"), ("87", (87, 0, 0), "no_day")],
)  # fmt: skip
def test_days(text, day, remark):
    assert cells.day(text, LAST) == (day, remark)


@pytest.mark.parametrize(
    ("text", "code"),
    [("87.2.30", "no_such_day"), ("870230", "no_such_day"), ("87年13月", "no_such_day"), ("昨日", "not_a_day"),
     ("110.1.1", "year_to_come")],
)  # fmt: skip
def test_days_that_are_not(text, code):
    with pytest.raises(Fault) as fault:
        cells.day(text, LAST)
    assert fault.value.code == code


@given(st.dates(datetime.date(1912, 1, 1), datetime.date(2017, 12, 31)))
def test_every_day_is_read_in_every_form(day):
    roc = day.year - 1911
    parts = (roc, day.month, day.day)
    for text in (day.isoformat(), f"{roc}/{day.month}/{day.day}", f"{roc:03d}{day.month:02d}{day.day:02d}"):
        assert cells.day(text, LAST).value == parts


def test_periods_are_those_of_the_law():
    assert [cells.retention(text).value for text in ("永久", "10年", "１０", "十年", "保存5年", "3.0")] == [
        0,
        10,
        10,
        10,
        5,
        3,
    ]
    for text in ("7年", "100", "長期"):
        with pytest.raises(Fault):
            cells.retention(text)


def test_state_secrets_do_not_go_this_way():
    assert cells.secrecy("普通").value == ""
    assert cells.secrecy("密").value == "密"
    for text in ("機密", "極機密", "絕對機密"):
        with pytest.raises(Fault) as fault:
            cells.secrecy(text)
        assert fault.value.code == "state_secret"
