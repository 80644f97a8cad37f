"""The office's folder is read whole, and a wrong value names its place."""

from dataclasses import replace
from datetime import date

import pytest

from siwei.kernel import office_files
from siwei.kernel.directory import office as room
from siwei.kernel.directory.office import Name, load_office, office
from siwei.kernel.office_files import OfficeDataError

KAOHSIUNG = load_office("kaohsiung")


def test_the_settings_choose_the_office(settings):
    settings.SIWEI_OFFICE = "kaohsiung"
    assert office() is KAOHSIUNG


def test_the_name_goes_by_date():
    assert KAOHSIUNG.name(date(2017, 12, 31)).zh == "秘書處"
    renamed = replace(KAOHSIUNG, names=(*KAOHSIUNG.names, Name("行政暨國際處", "Administration", date(2019, 1, 1))))
    assert renamed.name(date(2018, 12, 31)).zh == "秘書處"
    assert renamed.name(date(2019, 1, 1)).zh == "行政暨國際處"
    assert KAOHSIUNG.name(date(2017, 1, 1)).in_language("en") == "Secretariat"


def test_both_centres_and_all_seven_units():
    assert [c.name.zh for c in KAOHSIUNG.centres] == ["四維行政中心", "鳳山行政中心"]
    assert KAOHSIUNG.centre().code == "siwei"
    assert KAOHSIUNG.centre("fengshan").district == "鳳山區"
    assert [u.name.zh for u in KAOHSIUNG.units] == [
        "總務科", "文書科", "國際事務科", "機要科", "職工管理科", "消費者保護室", "視察室",
    ]  # fmt: skip
    assert KAOHSIUNG.unit("general").name.in_language("en") == "General Affairs Division"
    with pytest.raises(LookupError, match="no unit"):
        KAOHSIUNG.unit("moon")
    with pytest.raises(LookupError, match="no centre"):
        KAOHSIUNG.centre("moon")


def test_agencies_and_districts():
    by_code = {a.code: a for a in KAOHSIUNG.agencies}
    assert len(by_code) == 224
    assert by_code[KAOHSIUNG.code].name.zh == "高雄市政府秘書處"
    levels = [a.level for a in KAOHSIUNG.agencies]
    assert (levels.count("一級機關"), levels.count("區公所")) == (30, 38)
    assert all(a.name.en for a in KAOHSIUNG.agencies if a.level in ("一級機關", "區公所"))
    assert by_code["397510000A"].name.en == "Yancheng District Office"
    assert len(KAOHSIUNG.districts) == 38
    assert all(d.office_code in by_code for d in KAOHSIUNG.districts)


def test_settings_with_and_without_a_history():
    assert KAOHSIUNG.setting("venues.apply_earliest_months") == 3
    assert KAOHSIUNG.setting("procurement.priority_share", on=date(2017, 6, 1)) == 0.05
    assert KAOHSIUNG.setting("procurement.priority_share", on=date(2025, 1, 1)) == 0.10
    assert len(KAOHSIUNG.setting("extension.levels")) == 3
    with pytest.raises(ValueError, match="on which day"):
        KAOHSIUNG.setting("procurement.priority_share")
    with pytest.raises(LookupError, match="No value is in force"):
        KAOHSIUNG.setting("procurement.priority_share", on=date(1900, 1, 1))
    for key in ("venues.nothing", "nothing", "venues.apply_earliest_months.more"):
        with pytest.raises(LookupError, match="has no"):
            KAOHSIUNG.setting(key)


@pytest.fixture
def changed(monkeypatch):
    """Reads the office again with one file changed by replacing a text."""

    def change(file, old, new):
        real = office_files.office_text

        def text(name, folder):
            found = real(name, folder)
            if name == file:
                assert old in found
                found = found.replace(old, new, 1)
            return found

        monkeypatch.setattr(office_files, "office_text", text)
        return room.load_office.__wrapped__("kaohsiung")

    return change


@pytest.mark.parametrize(
    ("file", "old", "new", "parts"),
    [
        ("office.toml", 'code = "397010000A"', 'code = "X"', ["code", "'X'", "not in agencies.csv"]),
        ("office.toml", 'phone = "07-3368333"', 'phone = ""', ["phone", "must be a text"]),
        ("office.toml", 'main_centre = "siwei"', 'main_centre = "x"', ["main_centre", "none of the centres"]),
        ("office.toml", "since = 2019-01-01", 'since = "soon"', ["names[2].since", "'soon'", "a date"]),
        ("office.toml", "since = 2019-01-01", "", ["names", "every later one has"]),
        ("office.toml", 'code = "fengshan"', 'code = "siwei"', ["centres", "more than once"]),
        (
            "office.toml",
            'district = "鳳山區"',
            'district = "鳯山區"',
            ["centres.fengshan.district", "districts.csv"],
        ),
        ("office.toml", "[city]", "[town]", ["city", "must be a table"]),
        ("agencies.csv", "397020100J", "397020000A", ["row 6", "code", "more than once"]),
        (
            "agencies.csv",
            "二級機關,397020000A",
            "二級機關,997020000A",
            ["row 6", "parent_code", "no row above"],
        ),
        ("districts.csv", "新興區", "前金區", ["row 3", "name_zh", "more than once"]),
    ],
)
def test_a_wrong_value_names_its_place(changed, file, old, new, parts):
    with pytest.raises(OfficeDataError) as caught:
        changed(file, old, new)
    assert all(part in str(caught.value) for part in [f"kaohsiung/{file}", *parts]), str(caught.value)


def test_no_units_at_all(monkeypatch):
    monkeypatch.setattr(office_files, "office_text", lambda name, folder: "[[names]]\nzh='a'\nen='b'\n")
    with pytest.raises(OfficeDataError, match="must be a text"):
        room.load_office.__wrapped__("kaohsiung")
