"""The reader over the real report of ROC 106: how many of its 120 figures it finds in the prose."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from siwei.kernel.measures.prose import Kind, read_numbers

_BESIDE = (parent / "shared" / "seed" for parent in Path(__file__).resolve().parents)
SEED = next((path for path in _BESIDE if path.is_dir()), Path("absent"))
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the seed report is not beside the repository")

# The report does not write these as numbers: they are counted in lists, or told by names.
NOT_WRITTEN = {
    "oversight.control_yuan.visits",  # 第1次 to 第1次, one paragraph each
    "partners.agreements_signed",  # (1) to (5)
    "archives.reference_uses",  # two titles
    "trips.mayor_trips",  # three paragraphs
    "evaluations.archive_awards.agencies",  # two names
    "evaluations.archive_awards.persons",  # one name
}


@pytest.fixture(scope="module")
def readings():
    return read_numbers((SEED / "report-106.txt").read_text(encoding="utf-8"), 2017)


@pytest.fixture(scope="module")
def figures():
    with (SEED / "figures.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


# Written with another counter than figures.csv has: 9個提案 (案), 12城市 (個).
OTHER_COUNTER = {"workforce.hiring_proposals": "個", "events.luncheon.cities": "城市"}


def test_written_figures_are_found_each_by_a_reading_of_its_own(readings, figures):
    """114 of the 120 are written as numbers; one reading may serve one figure only, so 2 cannot prove every 2."""
    left = Counter((r.value, r.unit) for r in readings if r.kind in (Kind.NUMBER, Kind.PERCENT))
    missed = []
    for figure in figures:
        if figure["id"] in NOT_WRITTEN:
            continue
        key = Decimal(figure["value"]), OTHER_COUNTER.get(figure["id"], figure["unit"].removesuffix("/人"))
        if left[key]:
            left[key] -= 1
        else:
            missed.append(figure["id"])
    assert len(figures) == 120
    assert missed == ["safety.fire_drills.fengshan"]  # 各辦理2次: one number, two centres
    assert len(figures) - len(NOT_WRITTEN) - len(missed) == 113


def test_the_weekdays_of_gazette_and_meeting(readings):
    assert [(r.text, r.weekdays) for r in readings if r.kind is Kind.WEEKDAYS] == [
        ("每週一、四", (0, 3)),
        ("每週二", (1,)),
    ]


def test_every_year_named_is_plausible(readings):
    years = {int(r.value) for r in readings if r.kind is Kind.YEAR and r.value is not None}
    assert years == {105, 106, 107}


def test_no_arabic_digit_of_the_report_is_passed_over(readings):
    text = (SEED / "report-106.txt").read_text(encoding="utf-8")
    covered = {n for r in readings for n in range(r.start, r.end)}
    assert [n for n, c in enumerate(text) if c.isdecimal() and n not in covered] == []
