"""What the year counts: whole tables, the edges of the period, and the sample."""

import pytest

from siwei.general.safety import actions
from siwei.general.safety.measures import MEASURES
from siwei.general.safety.models import Exercise
from siwei.general.safety.sample import build
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import monthly, value

YEAR = Period.roc_year(106)
FIGURES = {measure.id: measure for measure in MEASURES}


def figures(year=YEAR):
    return {name.removeprefix("safety."): int(value(measure, year)[0]) for name, measure in FIGURES.items()}


def test_the_sample_year_counts_what_the_report_printed(clerk):
    build(YEAR)
    assert figures() == {
        "civil_defence_trainings": 1,
        "civil_defence_trainees": 80,
        "fire_drills.siwei": 2,
        "fire_drills.fengshan": 2,
    }
    assert sum(int(number) for _month, number in monthly(FIGURES["safety.fire_drills.siwei"], YEAR)) == 2
    assert Exercise.objects.count() == 11
    assert set(Exercise.objects.values_list("state", flat=True)) == {
        "planned", "reported", "closed", "cancelled", "not_held",
    }  # fmt: skip


def test_the_sample_is_the_same_each_time(clerk):
    build(Period.roc_year(107))
    assert figures(Period.roc_year(107))["civil_defence_trainees"] == 80


@pytest.mark.parametrize(("held_on", "hours", "counts"), [
    ("2016-12-31", "4", 0), ("2017-01-01", "4", 1), ("2017-12-31", "4", 1), ("2018-01-01", "4", 0),
    ("2017-05-17", "3.9", 0), ("2017-05-17", "8", 1),
])  # fmt: skip
def test_drills_at_the_edges_of_the_year_and_of_four_hours(held, held_on, hours, counts):
    held(held_on, hours)
    assert figures()["fire_drills.siwei"] == counts
    assert figures()["fire_drills.fengshan"] == 0


def test_a_training_shorter_than_four_hours_is_still_a_training(held):
    held(kind="civil_defence_training", hours="3", people=5, absent=2)
    assert (figures()["civil_defence_trainings"], figures()["civil_defence_trainees"]) == (1, 3)


def test_trainees_of_drills_do_not_count(held):
    held(people=5)
    assert figures()["civil_defence_trainees"] == 0


def test_what_is_only_planned_does_not_count(planned, clerk):
    exercise = planned()
    actions.enlist.submit({"people": "林甲"}, by=clerk, record=exercise)
    assert set(figures().values()) == {0}


def test_the_public_evidence_names_nobody(held):
    held(kind="civil_defence_training")
    for measure in MEASURES:
        for row in measure.evidence(YEAR):
            shown = " ".join(str(column.of(row)) for column in measure.public_columns)
            assert "林" not in shown
