"""The scheme: versions by date, what fits what, in and out by sheet; files keep the rule under which they were made."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.documents.archives.actions import files
from siwei.documents.archives.models import File, SchemeClass
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.scheme import actions, rules
from siwei.documents.archives.scheme.jobs import turn
from siwei.documents.archives.scheme.sheets import CLASSES
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.kernel.sheets.intake import preview, take_in


@pytest.fixture
def archivist(actor):
    load_directory(office())
    return actor("archivist", ARCHIVIST)


def entered(by, years=10, since=datetime.date(2010, 1, 1), **more):
    ground, disposition = ("", "destroy") if years else ("policy", "national")
    given = {"agency": by.person.agency, "code": "0901", "name": "會議紀錄", "years": years, "since": since}
    return actions.add_class(by=by, ground=ground, disposition=disposition, **{**given, **more})


def test_a_new_version_ends_the_old_one_and_files_keep_theirs(archivist):
    old = entered(archivist)
    fonds = fonds_of(archivist.person.agency)
    day = datetime.date(2016, 5, 1)
    first = files.open_file(by=archivist, fonds=fonds, scheme_class=old, begun_on=day, name="105年會議")
    new = entered(archivist, 0, datetime.date(2017, 1, 1))
    old.refresh_from_db()
    assert (old.until, new.until) == (datetime.date(2017, 1, 1), None)
    on = SchemeClass.objects.on
    assert [on(datetime.date(2016, 12, 31)).get(), on(datetime.date(2017, 1, 1)).get()] == [old, new]
    given = {"fonds": fonds.pk, "scheme_class": old.pk, "name": "106年會議", "begun_on": "2017-02-01"}
    with pytest.raises(ValidationError) as refused:
        files.open_file.submit(given, by=archivist)
    assert "scheme_class" in refused.value.message_dict
    second = files.open_file.submit({**given, "scheme_class": new.pk}, by=archivist)
    third = files.open_file.submit({**given, "scheme_class": new.pk}, by=archivist)
    first.refresh_from_db()
    assert [(file.number, file.retention) for file in (first, second, third)] == [
        ("105/0901/1", "10年"), ("106/0901/1", "永久"), ("106/0901/2", "永久"),
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        entered(archivist, 5, datetime.date(2016, 1, 1))


NEXT, AFTER = (timezone.localdate() + datetime.timedelta(days=days) for days in (30, 400))
ONE = datetime.timedelta(days=1)


def in_force():
    return [(one.years, one.since) for one in SchemeClass.objects.filter(in_force=True)]


def test_versions_planned_ahead_come_into_force_on_their_day(archivist):
    now, first, second = entered(archivist, 10), entered(archivist, 20, NEXT), entered(archivist, 30, AFTER)
    rows = SchemeClass.objects.order_by("since")
    assert [(one.since, one.until) for one in rows] == [(now.since, NEXT), (NEXT, AFTER), (AFTER, None)]
    on = SchemeClass.objects.on
    days = (NEXT - ONE, NEXT, AFTER - ONE, AFTER)
    assert [on(day).get() for day in days] == [now, first, first, second]
    assert in_force() == [(10, now.since)]
    for day, years, changed in (
        (NEXT - ONE, 10, 0),
        (NEXT, 20, 2),
        (NEXT, 20, 0),
        (AFTER - ONE, 20, 0),
        (AFTER, 30, 2),
    ):
        assert turn(day) == changed
        assert [one for one, _since in in_force()] == [years]


def test_files_keep_the_rule_under_which_they_were_made(archivist):
    now, first = entered(archivist, 10), entered(archivist, 20, NEXT)
    fonds = fonds_of(archivist.person.agency)
    given = {"fonds": fonds.pk, "name": "會議"}
    before = files.open_file.submit({**given, "scheme_class": now.pk, "begun_on": NEXT - ONE}, by=archivist)
    for wrong, day in ((first, NEXT - ONE), (now, NEXT)):
        with pytest.raises(ValidationError) as refused:
            files.open_file.submit({**given, "scheme_class": wrong.pk, "begun_on": day}, by=archivist)
        assert "scheme_class" in refused.value.message_dict
    turn(NEXT)
    on_it = files.open_file.submit({**given, "scheme_class": first.pk, "begun_on": NEXT}, by=archivist)
    before.refresh_from_db()
    assert (before.years, before.scheme_class, on_it.years) == (10, now, 20)
    # a paper of a year before the scheme does not fall under a version that is still to come
    number = FileNumber.read("85/0901/1/1/1")
    entered(archivist, 30, AFTER)
    known = SchemeClass.objects.filter(code="0901").that_ruled(datetime.date(1996, 1, 1))
    old = files.open_numbered(by=archivist, fonds=fonds, number=number, name="", years=None, day=None)
    assert (known, old.scheme_class, old.years) == (now, now, 10)


def test_a_planned_version_is_mended_before_its_day_and_not_after(archivist):
    now, first, second = entered(archivist, 10), entered(archivist, 20, NEXT), entered(archivist, 30, AFTER)
    rest: dict[str, Any] = {"years": 25, "ground": "", "disposition": "appraise"}
    actions.replan.submit({"since": NEXT + ONE, **rest}, by=archivist, record=first)
    now.refresh_from_db()
    assert (now.until, first.since, first.years, first.until) == (NEXT + ONE, NEXT + ONE, 25, AFTER)
    for wrong in (AFTER, timezone.localdate()):
        with pytest.raises(ValidationError):
            actions.replan(first, by=archivist, since=wrong, **rest)
    with pytest.raises(NotAllowed):
        actions.replan(now, by=archivist, since=NEXT + ONE, **rest)
    with pytest.raises(ValidationError) as refused:
        actions.replan.submit({"since": AFTER, **rest, "ground": "law"}, by=archivist, record=second)
    assert "ground" in refused.value.message_dict


@pytest.mark.parametrize(
    ("years", "ground", "disposition", "wrong"),
    [
        (10, "", "destroy", set()), (10, "", "appraise", set()), (0, "law", "national", set()),
        (0, "history", "agency", set()), (0, "", "agency", {"ground"}), (10, "law", "destroy", {"ground"}),
        (10, "", "national", {"disposition"}), (0, "law", "destroy", {"disposition"}),
    ],
)  # fmt: skip
def test_retention_ground_and_disposition_fit(years, ground, disposition, wrong):
    assert set(rules.contradictions(years, ground, disposition)) == wrong
    usual = rules.usual_disposition(years)
    assert "disposition" not in rules.contradictions(years, ground, usual)


def test_a_changed_retention_keeps_the_first_and_the_reason(archivist):
    file = files.open_file(
        by=archivist, fonds=fonds_of(archivist.person.agency), scheme_class=entered(archivist), name="會議",
        begun_on=datetime.date(2017, 1, 3),
    )  # fmt: skip
    for years, note in ((20, "涉訟延長"), (30, "再延長")):
        given = {"years": years, "disposition": "appraise", "note": note}
        files.change_retention.submit(given, by=archivist, record=file)
    assert (file.years, file.years_before, file.years_reason) == (30, 10, "再延長")
    files.add_volume(file, by=archivist, name="附圖")
    assert [volume.number for volume in file.volumes.all()] == [1, 2]
    files.add_paper(file, by=archivist, volume=1, day=datetime.date(2017, 3, 1))
    with pytest.raises(ValidationError):
        files.close_file(file, by=archivist, closed_on=datetime.date(2017, 2, 1))
    files.close_file(file, by=archivist, closed_on=datetime.date(2017, 4, 1))
    with pytest.raises(ValidationError):
        files.add_paper(file, by=archivist, volume=1, day=None)


def test_a_sheet_goes_in_whole_or_not_at_all(archivist, tmp_path):
    agency = archivist.person.agency
    sheet = tmp_path / "scheme.csv"
    names = {field.name: str(field.label) for field in CLASSES.fields()}
    head = ",".join(names[name] for name in ("agency", "code", "name", "years", "ground", "disposition", "since"))
    good = [
        f"{agency.code},01,綜合業務,永久,organisation,agency,105/1/1",
        f"{agency.name_zh},0101,會議紀錄,10年,,destroy,2016/1/1",
    ]
    bad = [f"{agency.code},0102,X,10年,law,destroy,105/1/1", f"{agency.code},01/3,Y,7年,,destroy,105/1/1"]
    sheet.write_text("\n".join([head, *good, *bad]), encoding="utf-8-sig")
    seen = preview(CLASSES, sheet)
    assert {(fault.row, fault.column) for fault in seen.faults} >= {(4, names["ground"]), (5, names["code"])}
    assert not take_in(CLASSES, sheet, by=archivist).is_good
    assert not SchemeClass.objects.exists()
    sheet.write_text("\n".join([head, *good]), encoding="utf-8-sig")
    assert take_in(CLASSES, sheet, by=archivist).is_good
    assert {(one.code, one.retention) for one in SchemeClass.objects.all()} == {("01", "永久"), ("0101", "10年")}


def test_another_agencys_scheme_is_not_ours_to_write(archivist):
    other = Agency.objects.exclude(pk=archivist.person.agency.pk).first()
    with pytest.raises(ValidationError):
        entered(archivist, agency=other)
    assert not File.objects.exists()
