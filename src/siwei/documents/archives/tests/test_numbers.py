"""File numbers are read in any width and printed in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.archives.numbers import FileNumber

NUMBERS = st.builds(
    FileNumber,
    year=st.integers(1, 999),
    class_number=st.from_regex(r"\A[0-9A-Za-z][0-9A-Za-z.-]{0,19}\Z"),
    serial=st.integers(0, 999_999_999),
    volume=st.integers(0, 9999),
    item=st.integers(0, 999_999),
)
WIDE = str.maketrans("0123456789/", "０１２３４５６７８９／")


@given(NUMBERS)
def test_what_is_printed_is_read_again_in_either_width(number):
    assert FileNumber.read(number.text) == number
    assert FileNumber.read(f" {number.text.translate(WIDE)}\n") == number


@pytest.mark.parametrize(
    "text", ["", "106", "106/0901/1", "106//1/1/1", "0/0901/1/1/1", "106/0901/1/1/1/1", "甲/1/1/1/1"]
)
def test_what_is_no_complete_number_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        FileNumber.read(text)


def test_it_prints_its_parts():
    number = FileNumber.read("98/0901/2/1/12")
    assert (number.text, number.of_file) == ("098/0901/2/1/12", "098/0901/2")
