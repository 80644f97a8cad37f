"""The checked preview: every fault named, all rows or none."""

import csv

import pytest
from django import forms
from tests.toy.actions import ask
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import creates
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake, preview, take_in, template, write_faults


def fields():
    return (
        Field("what", "What", parse.text(10), required=True, example="ink"),
        Field("opened_on", "Day", parse.day, required=True, example="106/3/1"),
        Field("secret", "Secret", parse.yes_no),
    )


ERRANDS = Intake("toy.errand", "Errands", ask, fields)


@pytest.fixture
def clerk(actor):
    return actor("anna")


@pytest.fixture
def sheet(tmp_path):
    def make(*rows, heads="what,opened_on"):
        path = tmp_path / "errands.csv"
        path.write_text("\n".join([heads, *rows]), encoding="utf-8")
        return path

    return make


def told(seen):
    return [(fault.row, fault.column, fault.value) for fault in seen.faults]


def test_good_rows_are_written_with_number_and_history(sheet, clerk):
    done: list[int] = []
    seen = take_in(ERRANDS, sheet("ink,106/3/1", "", "paper,106/3/2"), by=clerk, progress=done.append)
    assert (seen.rows, seen.is_good, done) == (2, True, [2])
    assert list(Errand.objects.order_by("pk").values_list("number", "what", "version")) == [
        ("ER106-00001", "ink", 1), ("ER106-00002", "paper", 1),
    ]  # fmt: skip


def test_looking_writes_nothing(sheet, db):
    seen = preview(ERRANDS, sheet("ink,106/3/1"))
    assert (seen.rows, seen.first[0]["what"]) == (1, "ink")
    assert not Errand.objects.exists()


def test_every_fault_is_named_and_nothing_written(sheet, clerk):
    seen = take_in(ERRANDS, sheet("ink,106/3/1", "much too long,106/3/40", ",106/3/1"), by=clerk)
    assert told(seen) == [(3, "What", "much too long"), (3, "Day", "106/3/40"), (4, "What", "")]
    assert not Errand.objects.exists()


@pytest.mark.parametrize("heads", ["Day,What", "opened_on,WHAT", " what , day ,secret"])
def test_headings_in_any_order_by_name_or_label(sheet, clerk, heads):
    rows = {"Day,What": "106/3/1,ink", "opened_on,WHAT": "106/3/1,ink"}.get(heads, "ink,106/3/1,是")
    assert take_in(ERRANDS, sheet(rows, heads=heads), by=clerk).is_good
    assert Errand.objects.get().what == "ink"


@pytest.mark.parametrize("heads", ["what", "what,opened_on,colour", "", "what,what"])
def test_wrong_headings_are_one_fault_of_the_file(sheet, clerk, heads):
    seen = take_in(ERRANDS, sheet("ink,106/3/1,x", heads=heads), by=clerk)
    assert told(seen) == [(0, "", "errands.csv")]
    assert not Errand.objects.exists()


def test_a_sheet_without_rows_is_not_good(sheet, clerk):
    assert not take_in(ERRANDS, sheet(), by=clerk).is_good


def test_a_short_row_lacks_its_last_cells(sheet, db):
    assert told(preview(ERRANDS, sheet("ink"))) == [(2, "Day", "")]


def test_a_check_of_the_whole_row(sheet, db):
    def check(row):
        if row["what"] == "ink" and row["opened_on"].month == 3:
            yield "opened_on", "no ink in March"

    seen = preview(Intake("x", "x", ask, fields, check=check), sheet("ink,106/3/1", "ink,106/4/1"))
    assert [(f.row, f.column, f.value, f.reason) for f in seen.faults] == [(2, "Day", "106/3/1", "no ink in March")]


def test_a_check_over_all_rows_begins_anew_with_each_file(sheet, db):
    def check_all():
        seen = set()

        def check(row):
            if row["what"] in seen:
                yield "what", "twice"
            seen.add(row["what"])

        return check

    intake = Intake("x", "x", ask, fields, check_all=check_all)
    path = sheet("ink,106/3/1", "ink,106/3/2")
    assert told(preview(intake, path)) == told(preview(intake, path)) == [(3, "What", "ink")]


def test_a_row_that_the_action_refuses_is_named(sheet, clerk):
    @creates(Errand, role=ask.roles, label="Ask carefully", form=forms.Form)
    def ask_carefully(*, by: Actor, **given) -> Errand:
        if given["what"] == "gold":
            raise ActionRefused("the till is empty")
        return ask(by=by, **given)

    seen = take_in(Intake("x", "x", ask_carefully, fields), sheet("ink,106/3/1", "", "gold,106/3/1"), by=clerk)
    assert [(f.row, f.reason) for f in seen.faults] == [(4, "the till is empty")]
    assert not seen.is_good
    assert not Errand.objects.exists()


def test_whoever_may_not_is_told_so(sheet, db):
    with pytest.raises(NotAllowed):
        take_in(ERRANDS, sheet("ink,106/3/1"), by=Actor.nobody())


def test_more_rows_than_one_chunk(sheet, clerk):
    done: list[int] = []
    assert take_in(ERRANDS, sheet(*(f"no {n},106/3/1" for n in range(1500))), by=clerk, progress=done.append).is_good
    assert done == [1000, 1500]
    assert Errand.objects.order_by("-pk")[0].number == "ER106-01500"


def test_the_template_is_taken_in_as_it_is(sheet, clerk):
    heads, example = template(ERRANDS)
    assert heads == ["What", "Day", "Secret"]
    assert take_in(ERRANDS, sheet(",".join(example), heads=",".join(heads)), by=clerk).is_good


def test_faults_come_back_as_a_file(sheet, tmp_path, db):
    path = tmp_path / "faults.csv"
    write_faults(preview(ERRANDS, sheet("much too long,x")).faults, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[:3] for row in rows[1:]] == [["2", "What", "much too long"], ["2", "Day", "x"]]
    assert all(row[3] for row in rows)
