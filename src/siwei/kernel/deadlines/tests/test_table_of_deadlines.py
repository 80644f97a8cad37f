"""The office's table of deadlines: whole, and a wrong cell is named."""

from datetime import date

import pytest

from siwei.kernel import office_files
from siwei.kernel.deadlines import rules as room
from siwei.kernel.deadlines.rules import EndRule, Length, Start, Unit, deadline_rules
from siwei.kernel.office_files import OfficeDataError

RULES = deadline_rules("kaohsiung")


def test_all_rows_are_there():
    assert (
        len({rule.key for rule in RULES}) == 82
    )  # 71 of the source, doc.within_days and doc.interpellation and nine of repairs
    assert len(RULES) == 83  # archive.filing changed in 2021


def test_settings_decide_where_practice_differs():
    by_key = {rule.key: rule for rule in RULES}
    assert by_key["petition.close"].unit is Unit.CALENDAR_DAY
    assert by_key["consumer.first"].start is Start.DAY_AFTER
    assert by_key["doc.within_days"].length is None


def test_one_row_in_full():
    rule = next(rule for rule in RULES if rule.key == "appl.people")
    assert rule.length == Length(2, Unit.MONTH)
    assert rule.end is EndRule.NEXT_WORKING_DAY
    assert rule.extensible.most == Length(2, Unit.MONTH)
    assert rule.extensible.times == 1
    assert "第51條" in rule.source
    assert rule.in_force(date(1999, 1, 1))


def test_a_length_is_not_negative():
    with pytest.raises(ValueError, match="not negative"):
        Length(-1, Unit.HOUR)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (
            "receipt,day_after,1,working_day",
            "receipt,day_after,one,working_day",
            ["row 2", "amount", "'one'"],
        ),
        (
            "receipt,day_after,1,working_day",
            "receipt,day_after,-1,working_day",
            ["row 2", "amount", "negative"],
        ),
        (
            "receipt,day_after,1,working_day",
            "receipt,day_after,1,fortnight",
            ["row 2", "unit", "'fortnight'"],
        ),
        ("receipt,day_after,1,working_day", "receipt,moment,1,working_day", ["row 2", "start", "hours run"]),
        ("receipt,day_after,1,working_day", "receipt,named,1,working_day", ["row 2", "start", "named date"]),
        ("1,working_day,0", "1,working_day,1", ["row 2", "holidays_counted", "does not fit"]),
        ("=clock.petition_unit", "=clock.nothing", ["row 13", "unit", "is none of"]),
        (",,2021-11-09,", ",2022-01-01,2021-11-09,", ["row 18", "until", "after since"]),
        (",,2021-11-09,", ",,2022-01-01,", ["row 19", "since", "overlaps another row of archive.filing"]),
    ],
)
def test_a_wrong_cell_is_named(monkeypatch, old, new, parts):
    real = office_files.office_text("deadlines.csv", "kaohsiung")
    settings = office_files.office_text("settings.toml", "kaohsiung")
    assert old in real
    changed = real.replace(old, new, 1)
    monkeypatch.setattr(
        office_files, "office_text", lambda file, office: changed if file.endswith(".csv") else settings
    )
    with pytest.raises(OfficeDataError) as caught:
        room.deadline_rules.__wrapped__("kaohsiung")
    assert all(part in str(caught.value) for part in ["kaohsiung/deadlines.csv", *parts]), str(caught.value)
