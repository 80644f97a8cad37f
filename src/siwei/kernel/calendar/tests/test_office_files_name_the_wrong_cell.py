"""A mistyped table of the office names file, row, column, value and reason."""

import pytest

from siwei.kernel import office_files
from siwei.kernel.calendar import office_calendar
from siwei.kernel.office_files import OfficeDataError

HEAD = "date,is_working_day,name,name_en,source\n"


@pytest.fixture
def written(monkeypatch):
    """Lets a test say what the calendar file holds."""

    def write(text):
        real = office_files.office_text
        monkeypatch.setattr(
            office_files,
            "office_text",
            lambda file, office: text if file.endswith(".csv") else real(file, office),
        )
        return office_calendar.official_calendar.__wrapped__("kaohsiung")

    return write


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (HEAD + "2017-01-01,2,,,x\n", ["row 2", "is_working_day", "'2'", "must be 1 or 0"]),
        (HEAD + "2017-02-30,1,,,x\n", ["row 2", "date", "2017-02-30", "is not a date"]),
        (
            HEAD + "2017-01-01,1,,,x\n2017-01-03,1,,,x\n",
            ["row 3", "date", "2017-01-03", "must follow 2017-01-01"],
        ),
        (HEAD + "2017-01-01,0,開國紀念日,,x\n", ["row 2", "name_en", "must not be empty"]),
        (HEAD + "2017-01-01,1\n", ["row 2", "wrong number of cells"]),
        ("date,source\n", ["row 1", "is_working_day", "lacks these columns"]),
        (HEAD, ["has no days"]),
    ],
)
def test_wrong_cell(written, text, parts):
    with pytest.raises(OfficeDataError) as caught:
        written(text)
    assert all(part in str(caught.value) for part in ["kaohsiung/office-calendar.csv", *parts])


def test_missing_office():
    with pytest.raises(OfficeDataError, match="is missing"):
        office_files.office_text("office.toml", "atlantis")


def test_broken_toml(monkeypatch):
    monkeypatch.setattr(office_files, "office_text", lambda file, office: "a = ")
    with pytest.raises(OfficeDataError, match="is not TOML"):
        office_files.office_toml("office.toml", "kaohsiung")
