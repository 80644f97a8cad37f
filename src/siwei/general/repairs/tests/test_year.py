"""What a year counts: the edges, the sample of 106, and the figures by class."""

import datetime

import pytest

from siwei.general.repairs import actions, reporting
from siwei.general.repairs.figures import AXES, lines
from siwei.general.repairs.measures import REQUESTS
from siwei.general.repairs.models import Equipment, Request, Trade
from siwei.general.repairs.sample import ACCEPTED, build
from siwei.general.repairs.sheets import EQUIPMENT, OLD_REQUESTS
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import monthly, value
from siwei.kernel.records.writing import writing
from siwei.kernel.sheets.intake import take_in

YEAR = Period.roc_year(106)
DAY = datetime.timedelta(days=1)


def accepted(hall, clerk, day):
    request = reporting.report(by=clerk, asked="燈不亮", place=hall, opened_on=day - 3 * DAY)
    actions.accept(request, by=clerk, priority="normal", accepted_on=day)
    return request


@pytest.mark.parametrize(("day", "counts"), [
    ((2016, 12, 31), 0), ((2017, 1, 1), 1), ((2017, 12, 31), 1), ((2018, 1, 1), 0),
])  # fmt: skip
def test_the_day_of_acceptance_decides(hall, clerk, day, counts):
    accepted(hall, clerk, datetime.date(*day))
    assert value(REQUESTS, YEAR)[0] == counts


def test_what_was_not_accepted_or_merged_does_not_count_and_what_was_called_off_later_does(hall, clerk):
    day = datetime.date(2017, 5, 5)
    main, merged, cancelled = (accepted(hall, clerk, day) for _number in range(3))
    actions.merge(merged, by=clerk, into=main)
    actions.cancel(cancelled, by=clerk, note="x")
    declined = reporting.report(by=clerk, asked="x", place=hall, opened_on=day)
    actions.decline(declined, by=clerk, note="x")
    reporting.report(by=clerk, asked="x", place=hall, opened_on=day)
    early = reporting.report(by=clerk, asked="x", place=hall, opened_on=day)
    actions.cancel(early, by=clerk, note="x")
    assert set(REQUESTS.evidence(YEAR)) == {main, cancelled}
    assert value(REQUESTS, YEAR)[0] == 2


def test_acceptance_lies_between_report_and_today(hall, clerk):
    request = reporting.report(by=clerk, asked="x", place=hall, opened_on=datetime.date(2017, 5, 5))
    for day in (datetime.date(2017, 5, 4), datetime.date(2999, 1, 1)):
        with pytest.raises(ActionRefused):
            actions.accept(request, by=clerk, priority="normal", accepted_on=day)


def test_the_sample_year_counts_what_the_report_printed(clerk, technician):
    technician.person.invented = True
    with writing():
        technician.person.save()
    build(YEAR)
    assert ACCEPTED == 707
    assert [int(number) for number in value(REQUESTS, YEAR)] == [707, 707]
    months = monthly(REQUESTS, YEAR)
    assert sum(number for _month, number in months) == 707
    assert all(number > 40 for _month, number in months)
    states = set(Request.objects.values_list("state", flat=True))
    assert states == set(Request.State.values)
    assert Request.objects.filter(preventive=True).count() > 10
    for axis in AXES:
        *groups, whole = lines(clerk, YEAR, axis)
        assert sum(one.count for one in groups) == whole.count == 707
        assert sum(one.cost() for one in groups) == whole.cost() > 0
        assert whole.finished < 707
        assert 0 <= (whole.median or -1) <= (whole.p90 or -1) <= 8
        assert 0 < whole.in_time < whole.timed < whole.finished
        assert lines(Actor.nobody(), YEAR, axis) == []
    assert 110 <= Equipment.objects.count() <= 130
    assert set(Equipment.objects.values_list("trade", flat=True)) == set(Trade.values)
    assert Request.objects.filter(phone__gt="").exists()
    assert Request.objects.exclude(waiting_since=None).exists()


def test_a_list_of_equipment_is_taken_in(hall, clerk, tmp_path):
    sheet = tmp_path / "equipment.csv"
    sheet.write_text("trade,name_zh,place,serial\nair,冰水主機,hall,A-1\nair,冰水主機,hall,A-1\n")
    assert [fault.row for fault in take_in(EQUIPMENT, sheet, by=clerk).faults] == [3]
    sheet.write_text("trade,name_zh,place,serial\nair,冰水主機,hall,A-1\nlift,電梯,hall,A-2\n")
    assert take_in(EQUIPMENT, sheet, by=clerk).rows == 2
    assert hall.equipment.count() == 2


def test_an_old_register_is_taken_over(hall, clerk, tmp_path):
    sheet = tmp_path / "old.csv"
    head = "place,trade,asked,opened_on,accepted_on,finished_on,result\n"
    row = "hall,air,不冷,106/12/30,107/1/2,107/1/3,清洗\n"
    sheet.write_text(head + row + "hall,air,不冷,106/5/2,106/5/1,106/5/3,清洗\n")
    assert [fault.row for fault in take_in(OLD_REQUESTS, sheet, by=clerk).faults] == [3]
    sheet.write_text(head + row + "hall,air,不冷,106/5/1,106/5/1,106/5/3,清洗\n")
    assert take_in(OLD_REQUESTS, sheet, by=clerk).rows == 2
    assert value(REQUESTS, YEAR)[0] == 1
