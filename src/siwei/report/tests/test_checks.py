"""Each rule is silent when the sum holds and says the sum when it does not."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.report.bilingual import LANGUAGES, Language, Text
from siwei.report.checks.finding import Facts
from siwei.report.checks.prose import read_prose
from siwei.report.checks.rules import AtLeast, Growth, PartOf, Product, SamePopulation, Share, SumOfParts
from siwei.report.checks.run import missing, untold
from siwei.report.document import build
from siwei.report.figures import FigureValue
from siwei.report.outline import Item
from siwei.report.passages import Passage, parse
from siwei.report.tests.conftest import EDITION


def figure(name, value, unit="個", **more):
    number = None if value is None else Decimal(value)
    return FigureValue(
        name, "", more.pop("kind", "entered"), number, Text(name, name), Text(unit, unit), Text(), **more
    )


def facts_of(*figures, zh="", en=""):
    item = Item("general.item", 1, Text("壹、", "I."), Text("項", "item"), ("p",))
    texts: dict[tuple[str, Language], Passage] = {("p", "zh"): parse(zh, "p", "zh"), ("p", "en"): parse(en, "p", "en")}
    documents = {lang: build([item], texts, tuple(figures), (), EDITION, lang) for lang in LANGUAGES}
    return Facts(106, {f.id: f for f in figures}, documents)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(-3, 3))
def test_a_sum_is_flagged_exactly_when_it_does_not_hold(parts, off):
    names = tuple(f"p.x{n}" for n in range(len(parts)))
    figures = [figure(name, value) for name, value in zip(names, parts, strict=True)]
    facts = facts_of(figure("p.total", sum(parts) + off), *figures)
    found = list(SumOfParts("p.total", names)(facts))
    assert bool(found) == bool(off)


@given(st.integers(1, 500), st.integers(1, 500))
def test_growth_that_follows_is_never_flagged(new, before):
    right = round(Decimal(new) * 100 / before, 0)
    facts = facts_of(figure("p.g", right, "%"), figure("p.new", new), figure("p.all", new + before))
    assert not list(Growth("p.g", "p.new", "p.all")(facts))
    wrong = facts_of(figure("p.g", right + 1, "%"), figure("p.new", new), figure("p.all", new + before))
    assert len(list(Growth("p.g", "p.new", "p.all")(wrong))) == 1


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (Product("p.r", ("p.a",), Decimal(5)), {"p.r": 50, "p.a": 10}, {"p.r": 51, "p.a": 10}),
        (Product("p.r", ("p.a",), Decimal("0.1"), Decimal(100)), {"p.r": 160, "p.a": 1599}, {"p.r": 300, "p.a": 1599}),
        (Share("p.r", "p.a", "p.b"), {"p.r": 43, "p.a": 10, "p.b": 23}, {"p.r": 44, "p.a": 10, "p.b": 23}),
        (PartOf("p.a", ("p.b",)), {"p.a": 9, "p.b": 9}, {"p.a": 9, "p.b": 10}),
        (AtLeast("p.a", Decimal(90)), {"p.a": 90}, {"p.a": 89}),
        (SamePopulation("p.a", "p.b", Text("甲", "a")), {"p.a": 615, "p.b": 615}, {"p.a": 615, "p.b": 565}),
    ],
)  # fmt: skip
def test_rules(rule, good, bad):
    assert not list(rule(facts_of(*(figure(name, value) for name, value in good.items()))))
    (finding,) = rule(facts_of(*(figure(name, value) for name, value in bad.items())))
    assert finding.figures
    assert finding.sentence.zh
    assert finding.sentence.en


@pytest.mark.parametrize("rule", [SumOfParts("p.a", ("p.b",)), Growth("p.a", "p.b", "p.c"), AtLeast("p.a", Decimal(1))])
def test_a_rule_without_its_numbers_is_silent(rule):
    assert not list(rule(facts_of(figure("p.a", None, kind="missing"))))


def test_a_missing_figure_and_an_untold_passage_are_errors():
    facts = facts_of(figure("p.a", None, kind="missing"))
    assert [f.id for f in missing(facts)] == ["missing:p.a"]
    assert [f.id for f in untold(replace(facts, untold=("kiosk",)))] == ["untold:kiosk"]


def prose(zh, *figures, en=None):
    quoted = "".join(f"{{{f.id}}} " for f in figures)
    return [finding.id for finding in read_prose(facts_of(*figures, zh=zh, en=en if en is not None else quoted))]


def test_a_unit_that_is_not_the_figure_s_own():
    assert prose("公告{p.a}次", figure("p.a", 363, "次")) == []
    assert prose("公告{p.a}案", figure("p.a", 363, "次")) == ["unit:p.a:案"]
    assert prose("參加{p.a}名", figure("p.a", 12, "位")) == []


def test_weekdays_of_the_text_against_the_calendar():
    assert prose("每週二開會，全年{p.a}次。", figure("p.a", 52, "次")) == []
    assert prose("每週二開會，全年{p.a}次。", figure("p.a", 50, "次")) == ["weekdays:p.a"]
    assert prose("每週日休館，全年{p.a}次。", figure("p.a", 53, "次")) == []  # 2017 begins and ends on a Sunday


def test_a_list_that_names_more_than_it_counts():
    assert prose("考核人事處、警察局、財政局等{p.a}個機關。", figure("p.a", 3)) == []
    assert prose("考核人事處、警察局、財政局等{p.a}個機關。", figure("p.a", 4)) == ["list:p.a"]


def test_digits_typed_by_hand_that_are_a_figure():
    assert prose("受理{p.a}件，這707件中。", figure("p.a", 707, "件")) == ["typed:p.a"]
    assert prose("受理{p.a}件，其中7件。", figure("p.a", 707, "件")) == []


def test_a_day_that_does_not_exist():
    assert prose("106年2月29日落成。") == ["date:general.item:106年2月29日"]
    assert prose("105年2月29日落成。") == []


def test_a_figure_quoted_in_one_language_only():
    assert prose("計{p.a}個。", figure("p.a", 7), en="nothing") == ["language:p.a:general.item"]


def test_an_excuse_holds_for_the_sum_that_was_excused():
    """Other numbers give another fingerprint, the same numbers the same."""
    rule = AtLeast("p.a", Decimal(90))
    (first,), (same,), (other,) = (rule(facts_of(figure("p.a", value))) for value in (89, 89, 88))
    assert first.id == other.id
    assert first.fingerprint == same.fingerprint != other.fingerprint
