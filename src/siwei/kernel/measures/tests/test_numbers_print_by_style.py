"""Numbers print as the report prints them, by the style of the figure, in both languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.kernel.measures.numerals import Style, print_en, print_number, print_zh, round_to
from siwei.kernel.measures.prose import Kind, read_numbers

D = Decimal
UNITS = [
    "",
    "件",
    "案",
    "次",
    "場次",
    "人",
    "人次",
    "名",
    "位",
    "間",
    "張",
    "期",
    "項",
    "個",
    "車次",
    "度",
    "元",
    "公尺",
    "家",
]


@pytest.mark.parametrize(
    ("value", "unit", "style", "decimals", "zh", "en"),
    [
        (1003, "場次", Style.PLAIN, 0, "1,003場次", "1,003 sessions"),
        (1025475, "張", Style.PLAIN, 0, "1,025,475張", "1,025,475 sheets"),
        (12050, "張", Style.PLAIN, 0, "12,050張", "12,050 sheets"),
        (82998, "件", Style.WAN, 0, "8萬2,998件", "82,998 cases"),
        (129262, "件", Style.WAN, 0, "12萬9,262件", "129,262 cases"),
        (50397, "件", Style.WAN, 0, "5萬397件", "50,397 cases"),
        (5733, "件", Style.WAN, 0, "5,733件", "5,733 cases"),
        (526507, "件", Style.WAN, 0, "52萬6,507件", "526,507 cases"),
        (300000, "度", Style.WAN, 0, "30萬度", "300,000 kWh"),
        (115500000, "元", Style.ABOUT_WAN, 0, "約1億1,550萬元", "about NT$115,500,000"),
        (770000, "元", Style.ABOUT_WAN, 0, "約77萬元", "about NT$770,000"),
        (83000, "元", Style.ABOUT_WAN, 0, "約8萬3,000元", "about NT$83,000"),
        (639442789, "", Style.WAN, 0, "6億3,944萬2,789", "639,442,789"),
        (22000, "元", Style.PLAIN, 0, "22,000元", "NT$22,000"),
        (180, "人", Style.ABOUT, 0, "約180人", "about 180 people"),
        (30, "家", Style.NEARLY, 0, "近30家", "nearly 30 companies"),
        (700, "位", Style.OVER, 0, "逾700位", "over 700 people"),
        (70000, "位", Style.OVER_WAN, 0, "逾7萬位", "over 70,000 people"),
        (70000, "位", Style.NEARLY_WAN, 0, "近7萬位", "nearly 70,000 people"),
        (D("99.02"), "%", Style.PLAIN, None, "99.02%", "99.02%"),
        (90, "%", Style.PLAIN, None, "90%", "90%"),
        (D("43.478"), "%", Style.PLAIN, 1, "43.5%", "43.5%"),
        (D("2.5"), "%", Style.PLAIN, 0, "3%", "3%"),
        (D("5.76"), "公尺", Style.PLAIN, None, "5.76公尺", "5.76 m"),
        (2017, "", Style.DIGITS, 0, "2017", "2017"),
        (1, "件", Style.PLAIN, 0, "1件", "1 case"),
        (0, "件", Style.WAN, 0, "0件", "0 cases"),
        (7, "個", Style.PLAIN, 0, "7個", "7"),
        (3, "rounds", Style.PLAIN, 0, "3rounds", "3 rounds"),
        (-82998, "件", Style.WAN, 0, "-8萬2,998件", "-82,998 cases"),
        (-500, "元", Style.PLAIN, 0, "-500元", "-NT$500"),
        (1_200_000_000_000, "元", Style.WAN, 0, "1兆2,000億元", "NT$1,200,000,000,000"),
    ],
)
def test_printed(value, unit, style, decimals, zh, en):
    assert print_zh(value, unit, style, decimals) == zh
    assert print_en(value, unit, style, decimals) == en
    assert print_number(value, unit, style, decimals, language="zh-hant") == zh
    assert print_number(value, unit, style, decimals, language="en") == en


def test_money_is_rounded_as_the_report_does():
    assert round_to(D("159974.1"), 10_000) == 160_000
    assert round_to(D("609957"), 10_000) == 610_000
    assert round_to(D("5000"), 10_000) == 10_000


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="no number"):
        print_zh(D("NaN"))


@given(
    st.decimals(-(10**15), 10**15, places=2) | st.integers(0, 10**17).map(D) | st.integers(0, 20_000).map(D),
    st.sampled_from(UNITS),
    st.sampled_from(Style),
)
def test_what_is_printed_reads_back(value, unit, style):
    printed = print_zh(value, unit, style)
    readings = read_numbers(f"共計{printed}，")
    assert len(readings) == 1
    (reading,) = readings
    if reading.kind is Kind.YEAR:
        assert style is Style.DIGITS
        assert reading.value == value - 1911
        return
    assert (reading.kind, reading.value, reading.unit) == (Kind.NUMBER, value, unit)
    assert reading.hedge == style.hedge_zh


@given(st.decimals(0, 1000, places=2), st.sampled_from([0, 1, 2, None]))
def test_percentages_read_back(value, decimals):
    (reading,) = read_numbers(f"達{print_zh(value, '%', decimals=decimals)}目標")
    assert reading.kind is Kind.PERCENT
    assert reading.value is not None
    assert abs(reading.value - value) <= D("0.5")
    if decimals is None:
        assert reading.value == value
