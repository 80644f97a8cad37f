"""Formulas: arithmetic in text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.report.formula import Formula, FormulaError

NUMBERS = {"jobs.postings": Decimal(363), "jobs.agencies": Decimal(565), "price.sheet": Decimal("0.156")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jobs.postings * jobs.agencies * 5", "1025475"),
        ("ceiling(jobs.postings * jobs.agencies * 5 / 2000)", "513"),
        ("rounded(jobs.postings * jobs.agencies * 5 * price.sheet, 10000)", "160000"),
        ("-jobs.postings + 400", "37"),
        ("(1 + 2) * 3 - 4 / 8", "8.5"),
        ("rounded(5, 10)", "10"),  # halves up, not to even
    ],
)
def test_a_formula_computes_exactly(text, value):
    assert Formula(text).value(NUMBERS) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "jobs.postings ** 2",
        "[1]",
        "a if b else c",
        "lambda: 1",
        "1 +",
        "max(1, 2)",
        "'x'",
        "a and b",
        "",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(FormulaError):
        Formula(text).value(NUMBERS)


def test_a_missing_number_is_named():
    with pytest.raises(FormulaError, match=r"jobs\.sheets"):
        Formula("jobs.postings * jobs.sheets").value(NUMBERS)


def test_division_by_zero_is_told():
    with pytest.raises(FormulaError, match="cannot be computed"):
        Formula("1 / (jobs.postings - 363)").value(NUMBERS)


def test_names_come_once_in_order():
    assert Formula("jobs.agencies * (jobs.postings + jobs.agencies)").names() == ("jobs.agencies", "jobs.postings")


def test_written_out_keeps_its_brackets():
    assert Formula("jobs.postings * (jobs.agencies - 65) / 2").written_out(NUMBERS) == "363 × (565 − 65) ÷ 2"


names = st.sampled_from(["a.b", "a.c", "d"])
expressions = st.recursive(
    names | st.integers(1, 999).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
)


@given(expressions, st.tuples(*[st.integers(-(10**6), 10**6)] * 3))
def test_written_out_means_the_same_sum(text, values):
    """The sum that a reader sees, computed as it stands, is the value; brackets are neither lost nor needed twice."""
    numbers = dict(zip(("a.b", "a.c", "d"), map(Decimal, values), strict=True))
    written = Formula(text).written_out({name: abs(value) for name, value in numbers.items()})
    plain = written.replace(",", "").replace("−", "-").replace("×", "*")
    assert eval(plain) == int(Formula(text).value({name: abs(value) for name, value in numbers.items()}))  # noqa: S307  # digits and signs
