"""What a seal holds comes back as it went in, and names nobody."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from siwei.report.bilingual import Text
from siwei.report.figures import FigureValue
from siwei.report.freezing import figure_from_json, figure_json, number, withheld

PEOPLE = FigureValue("p.x", "", "computed", Decimal(80), Text("人", "p"), Text("人", "people"), Text())


def test_every_figure_of_the_year_survives_json(facts):
    for figure in facts.figures.values():
        assert figure_from_json(figure_json(figure)) == figure


@given(st.decimals(-(10**9), 10**9, places=4))
def test_numbers_are_kept_exactly_and_shortest(value):
    assert Decimal(number(value)) == value
    assert not number(value).endswith((".", ".0"))


@given(st.lists(st.integers(0, 40), min_size=12, max_size=12))
def test_a_month_of_one_or_two_people_is_withheld_and_cannot_be_computed(months):
    shown = withheld(replace(PEOPLE, monthly=tuple(map(Decimal, months)))).monthly
    hidden = [month for month, value in zip(months, shown, strict=True) if value is None]
    assert all(value is None or value == 0 or value >= 3 for value in shown)
    assert len(hidden) != 1 or sum(1 for month in months if month) == 1


def test_sessions_are_no_people_and_stay():
    figure = replace(PEOPLE, unit=Text("場次", "sessions"), monthly=(Decimal(1),) * 12)
    assert withheld(figure) is figure
