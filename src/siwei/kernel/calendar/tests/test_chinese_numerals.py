"""Chinese numerals: written ones read back; spoken and cheque forms read; nonsense is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.calendar.chinese_numerals import CHARACTERS, read_chinese, write_chinese


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (16, "十六"),
        (20, "二十"),
        (106, "一百零六"),
        (110, "一百一十"),
        (1003, "一千零三"),
        (10_000, "一萬"),
        (20_010, "二萬零一十"),
        (82_998, "八萬二千九百九十八"),
        (115_500_000, "一億一千五百五十萬"),
        (100_000_005, "一億零五"),
    ],
)
def test_written_form(number, text):
    assert write_chinese(number) == text
    assert read_chinese(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一○六", 106),
        ("兩百", 200),
        ("百", 100),
        ("廿七", 27),
        ("卅", 30),
        ("一百五", 150),
        ("三萬五", 35_000),
        ("壹佰零陸", 106),
        ("十萬", 100_000),
        ("一百十", 110),
    ],
)
def test_other_forms(text, number):
    assert read_chinese(text) == number


@pytest.mark.parametrize("text", ["", "百千", "一十百", "十十", "一億億", "人", "億萬"])
def test_nonsense_is_refused(text):
    with pytest.raises(ValueError, match="not a numeral"):
        read_chinese(text)


@pytest.mark.parametrize("number", [-1, 10**16])
def test_out_of_range(number):
    with pytest.raises(ValueError, match="cannot be written"):
        write_chinese(number)


@given(st.one_of(*(st.integers(0, 10**k - 1) for k in (2, 4, 6, 9, 16))))
def test_every_written_number_reads_back(number):
    assert read_chinese(write_chinese(number)) == number


@given(st.text(CHARACTERS, min_size=1, max_size=12))
def test_any_row_of_characters_is_read_or_refused(text):
    with contextlib.suppress(ValueError):
        assert read_chinese(text) >= 0
