"""Bookings from a sheet: all rows or none, and every bad one named."""

import csv
import io
from operator import itemgetter

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import Workbook

from siwei.general.venues.actions import deciding
from siwei.general.venues.measures import MEASURES
from siwei.general.venues.models import Booking, Occupation, Session
from siwei.general.venues.sheets import BOOKINGS
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.calendar.period import Period
from siwei.kernel.events.models import history_of
from siwei.kernel.measures.measure import value
from siwei.kernel.sheets.column import Column
from siwei.kernel.sheets.export import export
from siwei.kernel.sheets.intake import Intake, Preview, preview, take_in, template

YEAR = Period.roc_year(106)
HEADS = ["venue", "day", "slot", "outcome", "purpose", "people", "contact"]


def row(venue="siwei-r1", day="106/3/14", slot="上午", outcome="已使用", people="30"):
    return [venue, day, slot, outcome, "業務聯繫會報", people, "王小明（範例）"]


def text(rows, heads=HEADS):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([heads, *rows])
    return buffer.getvalue()


@pytest.fixture
def sheet(tmp_path):
    """A maker of files: CSV unless another format is asked for."""

    def make(rows, heads=HEADS, fmt="csv", encoding="utf-8"):
        path = tmp_path / f"bookings.{fmt}"
        if fmt == "xlsx":
            book = Workbook()
            page = book.create_sheet(index=0)
            for line in (heads, *rows):
                page.append(line)
            book.save(path)
        elif fmt == "ods":
            columns = [Column(head, head, itemgetter(at)) for at, head in enumerate(heads)]
            path.write_bytes(b"".join(export(columns, rows, "ods")))
        else:
            path.write_text(text(rows, heads), encoding=encoding)
        return path

    return make


def faults(seen: Preview):
    return [(fault.row, fault.value, fault.reason) for fault in seen.faults]


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_the_template_can_be_taken_in_as_it_is(venue, staff, tmp_path, language):
    path = tmp_path / "template.csv"
    with override(language):
        lines = template(BOOKINGS)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(lines)
    seen = take_in(BOOKINGS, path, by=staff.clerk)
    assert (seen.rows, faults(seen)) == (1, [])
    booking = Booking.objects.get()
    assert (booking.venue, booking.state, str(booking.first_day)) == (venue, "closed", "2017-03-14")
    assert str(booking.opened_on) == "2017-03-01"
    assert history_of(booking).get().act == "venues.booking.take_in"


def test_the_command_prints_the_template(venue):
    out = io.StringIO()
    call_command("template", "venues.booking", language="en", stdout=out)
    heads, example = csv.reader(out.getvalue().splitlines())
    assert (heads[0], example[0], len(heads)) == ("Venue", "siwei-r1", len(example))


@pytest.mark.parametrize(("fmt", "encoding"), [
    ("csv", "utf-8"), ("csv", "utf-8-sig"), ("csv", "cp950"), ("xlsx", ""), ("ods", ""),
])  # fmt: skip
def test_every_format_gives_the_same_bookings(venue, staff, sheet, fmt, encoding):
    rows = [
        row(),
        row(venue="四維行政中心會議室r1", slot="evening", day="2017-03-14", outcome="approved", people="３０"),
    ]
    rows[1][0] = f"{venue.centre.name_zh}{venue.name_zh}"
    seen = take_in(BOOKINGS, sheet(rows, fmt=fmt, encoding=encoding), by=staff.clerk)
    assert faults(seen) == []
    found = Session.objects.order_by("pk").values_list("slot", "state", "booking__state", "booking__people")
    assert list(found) == [("morning", "held", "closed", 30), ("evening", "planned", "ready", 30)]
    assert Occupation.objects.count() == 2


@pytest.mark.parametrize(("bad", "column", "named"), [
    ({"venue": "siwei-r9"}, "Venue", "siwei-r9"), ({"day": "106/2/30"}, "Day", "106/2/30"), ({"day": ""}, "Day", ""),
    ({"slot": "半夜"}, "Session", "半夜"), ({"outcome": "也許"}, "Result of use", "也許"),
    ({"people": "0"}, "People", "0"), ({"people": "很多"}, "People", "很多"),
])  # fmt: skip
def test_one_bad_row_writes_nothing_and_is_named(venue, staff, sheet, bad, column, named):
    path = sheet([row(), row(slot="下午"), row(**{"slot": "晚上", **bad})])
    with override("en"):
        seen = take_in(BOOKINGS, path, by=staff.clerk)
    fault = seen.faults[0]
    assert (len(seen.faults), fault.row, fault.column, fault.value) == (1, 4, column, named)
    assert fault.reason
    assert not Booking.objects.exists()


def test_the_command_lists_the_faults_in_a_file(venue, sheet, tmp_path):
    path = sheet([row(), row(slot="半夜"), row(people="x", day="y")])
    err = io.StringIO()
    with pytest.raises(CommandError, match="3"):
        call_command("import", "venues.booking", path, stderr=err, stdout=io.StringIO())
    with path.with_suffix(".faults.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert [line[0] for line in lines[1:]] == ["3", "4", "4"]
    assert "半夜" in err.getvalue()
    assert not Booking.objects.exists()
    good, out = sheet([row()]), io.StringIO()
    call_command("import", "venues.booking", good, check=True, stdout=out)
    assert not Booking.objects.exists()
    call_command("import", "venues.booking", good, stdout=out)
    assert Booking.objects.get().number == "VN106-00001"


def test_headings_that_are_missing_or_unknown_are_named(venue, sheet):
    assert "weather" in faults(preview(BOOKINGS, sheet([[*row(), "sun"]], [*HEADS, "weather"])))[0][2]
    assert preview(BOOKINGS, sheet([row()[:4]], HEADS[:4])).faults[0].row == 0
    assert preview(BOOKINGS, sheet([])).faults


def test_two_rows_for_one_hour_are_named(venue, staff, sheet):
    path = sheet([row(), row(outcome="取消"), row(slot="下午"), row(), row(outcome="未使用")])
    assert [(fault.row, fault.value) for fault in take_in(BOOKINGS, path, by=staff.clerk).faults] == [(5, "上午")]
    assert not Booking.objects.exists()


def test_a_row_that_meets_a_booking_is_named(venue, staff, sheet, application):
    deciding.approve(application(), by=staff.approver)
    path = sheet([row(), row(day="2017-05-17")])
    assert [fault.row for fault in take_in(BOOKINGS, path, by=staff.clerk).faults] == [3]
    assert Booking.objects.count() == 1


def test_a_booking_made_while_the_sheet_was_read_is_named_too(venue, staff, sheet):
    """Between look and write somebody took the hour: the action refuses, nothing is written, the row is told."""
    path = sheet([row(), row(slot="下午"), row()])
    blind = Intake("venues.booking", "x", BOOKINGS.action, BOOKINGS.fields)
    seen = take_in(blind, path, by=staff.clerk)
    assert [fault.row for fault in seen.faults] == [4]
    assert "VN106-00001" in seen.faults[0].reason
    assert not seen.is_good
    assert not Booking.objects.exists()


def test_n_counted_rows_change_the_figures_by_exactly_n(room, staff, sheet):
    """Per measure: so many held in a public space, so many accepted in a room; the rest of the sheet counts nowhere."""
    wanted = {"siwei-hall": 3, "siwei-r1": 5, "fengshan-hall": 2, "fengshan-r1": 4}
    rows = []
    for code, many in wanted.items():
        centre, name = code.split("-")
        room(name, centre=centre, group="public_space" if name == "hall" else "meeting_room")
        rows += [row(code, f"2017-03-{day:02}") for day in range(1, many + 1)]
        rows += [row(code, f"2017-04-{day:02}", outcome=out) for day, out in enumerate(["駁回", "取消", "申請中"], 1)]
        rows += [row(code, "2016-12-31"), row(code, "2018-01-01")]
    assert take_in(BOOKINGS, sheet(rows), by=staff.clerk).is_good
    assert [value(measure, YEAR)[0] for measure in MEASURES] == [3, 5, 2, 4]
    assert Booking.objects.count() == len(rows)


def test_only_the_clerk_takes_in(venue, staff, sheet):
    with pytest.raises(NotAllowed):
        take_in(BOOKINGS, sheet([row()]), by=staff.approver)
    assert not Booking.objects.exists()
