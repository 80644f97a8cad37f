"""The report of 106 as the office's folder and hand-given counts make it: every figure, every text, every slip."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from siwei.documents.correspondence.measures import ONLINE_RATE
from siwei.report.checks.declared import read_rules
from siwei.report.checks.run import findings
from siwei.report.coverage import coverage
from siwei.report.formula import Formula
from siwei.report.tests.conftest import ADDED, FOLDER, RATES
from siwei.report.wording import coverage_sentences


def test_there_are_120_figures_and_none_is_missing(facts):
    kinds = Counter(figure.kind for figure in facts.figures.values() if not figure.added)
    assert kinds == {"entered": 91, "computed": 20, "derived": 9}


def test_siwei_adds_the_rates_that_were_reached_with_every_part_of_their_sums(facts):
    added = [figure for figure in facts.figures.values() if figure.added]
    assert Counter(figure.kind for figure in added) == {"computed": 10, "derived": 2}
    rates = {figure.id: figure for figure in added if figure.kind == "derived"}
    for rate in RATES:
        assert rates[rate.id].value == Formula(rate.written).value({n: Decimal(v) for n, v in ADDED.items()})
    assert rates[ONLINE_RATE.id].value == Decimal("66.67")
    text = [b.text for _, b in facts.documents["zh"].blocks() if ONLINE_RATE.id in b.figures()]
    assert text[0].startswith("【系統增列】本年度公文線上簽核比率66.67%：")


def test_a_target_that_was_not_reached_is_found(facts):
    low = replace(facts.figures[ONLINE_RATE.id], value=Decimal("44.99"))
    found = findings(replace(facts, figures={**facts.figures, low.id: low}), read_rules(FOLDER))
    assert [f.sentence.zh for f in found if f.rule == "target"] == ["比率為44.99%，未達目標45%。"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_is_quoted(facts, language):
    quoted = {name for _, block in facts.documents[language].blocks() for name in block.figures()}
    assert quoted == set(facts.figures)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("housing.dwellings", 63),
        ("archives.transferred", 526507),
        ("workforce.reduced.workers_saving", 115500000),
        ("workforce.reduced.assistants_saving", 8700000),
        ("jobs.paper_saved", 1025475),
        ("jobs.paper_saving", 160000),
        ("jobs.toner_saved", 513),
        ("jobs.toner_saving", 610000),
        ("jobs.total_saving", 770000),
    ],
)
def test_derived_figures_come_out_as_printed(facts, figure, value):
    assert facts.figures[figure].value == Decimal(value)


@pytest.mark.parametrize(
    "words",
    [
        "各會議室受理申請使用1,003場次",
        "社會局8萬2,998件",
        "研考會5萬397件",
        "合計52萬6,507件",
        "節省經費約1億1,550萬元",
        "共計節省約77萬元",
        "發電30萬度",
        "達成率為99.02%",
        "臨時停車證12,050張",
        "收入22,000元",
        "逾700位",
        "近30家",
    ],
)
def test_numbers_print_as_the_report_prints_them(facts, words):
    assert any(words in block.text for _, block in facts.documents["zh"].blocks())


def test_english_money_and_myriads(facts):
    text = " ".join(block.text for _, block in facts.documents["en"].blocks())
    assert "about NT$115,500,000" in text
    assert "526,507 items" in text


def test_the_right_column_is_numbered_through_its_passages(facts):
    entry = next(e for e in facts.documents["zh"].entries if e.id == "general.affairs.services")
    assert [b.number for b in entry.blocks if b.level == 1] == ["1.", "2.", "3.", "4."]
    assert [b.number for b in entry.blocks if b.level == 2][:5] == ["(1)", "(2)", "(3)", "(4)", "(1)"]


def test_the_slips_of_the_report_are_found_and_nothing_else(facts):
    found = findings(facts, read_rules(FOLDER))
    assert [finding.id for finding in found] == [
        "growth:opendata.datasets.growth",
        "population:jobs.agencies_informed+exchange.agencies",
        "unit:jobs.postings:案",
        "weekdays:gazette.issues",
        "weekdays:meetings.city_meetings",
    ]
    said = {finding.rule + finding.figures[0]: finding.sentence for finding in found}
    assert "13 ÷ 10 = 130%" in said["growthopendata.datasets.growth"].zh
    assert "43%是10 ÷ 23" in said["growthopendata.datasets.growth"].zh
    assert "52 Mondays and 52 Thursdays, 104 days" in said["weekdaysgazette.issues"].en
    assert "多3" in said["weekdaysgazette.issues"].zh
    assert "星期二52天" in said["weekdaysmeetings.city_meetings"].zh


def test_coverage_counts_kinds_and_loose_digits(facts):
    found = coverage(facts.documents["zh"])
    assert (found.figures, sum(found.added.values()), found.references) == (120, 12, 133)
    said = coverage_sentences(found, "zh")
    assert "數據120項：由紀錄計得20項、由公式算得9項、填報91項" in said
    assert "系統增列12項，為原報告所無：由紀錄計得10項、由公式算得2項" in said
    assert found.loose_digits > 100
