"""A roster comes out of a sheet: checked as a whole, one act an exercise, attendance once it was held."""

import pytest

from siwei.general.safety.rosters import ROSTERS
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.events.models import history_of
from siwei.kernel.sheets.intake import preview, take_in


@pytest.fixture
def sheet(tmp_path):
    def make(*rows, head="exercise,name,unit,squad,attended"):
        path = tmp_path / "roster.csv"
        path.write_text("\n".join((head, *rows)), encoding="utf-8")
        return path

    return make


def people(exercise):
    return [(one.name, one.unit, one.squad, one.attended) for one in exercise.roster.all()]


def test_a_roster_is_taken_in_as_one_act(planned, clerk, sheet):
    first, second = planned(), planned(subject="下半年演練", planned_on="2017-11-15")
    path = sheet(f"{first.number},王一,總務科,滅火班,", f"{second.number},王一,,,", f"{first.number},李二,,,")
    before = history_of(first).count()
    assert take_in(ROSTERS, path, by=clerk).rows == 3
    assert people(first) == [("王一", "總務科", "extinguishing", None), ("李二", "", "", None)]
    assert people(second) == [("王一", "", "", None)]
    assert history_of(first).count() == before + 1
    assert take_in(ROSTERS, path, by=clerk).rows == 3  # again: nobody stands there twice
    assert first.roster.count() == 2


def test_attendance_is_taken_in_once_it_was_held(held, clerk, sheet):
    exercise = held(people=2)
    path = sheet(f"{exercise.number},林0,,,否", f"{exercise.number},林1,,,是", f"{exercise.number},後來,,,")
    assert take_in(ROSTERS, path, by=clerk).is_good
    assert [(one.name, one.attended) for one in exercise.roster.all()] == [
        ("林0", False), ("林1", True), ("後來", True),
    ]  # fmt: skip


def test_one_wrong_row_writes_nothing_and_is_named(planned, clerk, sheet):
    exercise = planned()
    rows = (
        f"{exercise.number},王一,,,", f"{exercise.number},王一,,,", f"{exercise.number},李二,,沒有班,",
        "DR999-00001,張三,,,", f"{exercise.number},趙四,,,是", f"{exercise.number},,,,",
    )  # fmt: skip
    seen = take_in(ROSTERS, sheet(*rows), by=clerk)
    assert [fault.row for fault in seen.faults] == [3, 4, 5, 6, 7]
    assert people(exercise) == []


def test_only_the_clerk_takes_in(planned, actor, sheet):
    exercise = planned()
    path = sheet(f"{exercise.number},王一,,,")
    assert preview(ROSTERS, path).is_good
    with pytest.raises(NotAllowed):
        take_in(ROSTERS, path, by=actor("stranger"))
