"""The terms of a request: from the table, explained, moved by acts and by stops of work."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.general.repairs import actions, register, reporting
from siwei.general.repairs.figures import AXES, lines
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.calendar.actions import enter
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.clocks import recompute_open
from siwei.kernel.deadlines.explanation import Step
from siwei.kernel.deadlines.models import Duty, open_duties

DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2017, 7, 24)  # in the week before typhoon Nesat


def due(request, kind="finish"):
    return timezone.localdate(open_duties(request, kind).get().due)


def explained(request, kind="finish"):
    return " ".join(Step.from_json(step).text() for step in open_duties(request, kind).get().explanation)


@pytest.fixture
def accepted(asker, clerk, lift):
    def make(priority="normal", day=MONDAY):
        request = reporting.report(by=asker, asked="門關不上", place=lift.place, equipment=lift, opened_on=day)
        actions.accept(request, by=clerk, priority=priority, accepted_on=day)
        return request

    return make


@pytest.fixture
def working(accepted, clerk, technician):
    request = accepted()
    actions.assign(request, by=clerk, technician=technician.person, assigned_on=MONDAY)
    actions.visit(request, by=technician, on=MONDAY, what="看過")
    return request


def test_terms_follow_the_priority_and_explain_themselves(accepted):
    soon, normal, emergency = accepted("soon"), accepted("normal"), accepted("emergency")
    assert (due(soon, "respond"), due(soon)) == (MONDAY + DAY, datetime.date(2017, 7, 31))
    assert (due(normal, "respond"), due(normal)) == (MONDAY + 3 * DAY, datetime.date(2017, 8, 7))
    respond = open_duties(emergency, "respond").get()
    assert timezone.localtime(respond.due).hour == 10  # from eight in the morning of the day
    assert "2017" in explained(normal) or "106" in explained(normal)


def test_a_typhoon_moves_what_is_due_and_says_so(accepted, working):
    request = accepted()
    assert recompute_open() == 0
    enter(date=datetime.date(2017, 7, 31), reason="海棠颱風", by=Actor.system("test"))
    assert recompute_open() == 2
    assert due(request) == due(working) == datetime.date(2017, 8, 8)
    assert "海棠颱風" in explained(request)


def test_a_contract_says_how_soon_its_people_come(accepted, clerk, contract):
    register.change_contract(contract, by=clerk, response_hours=4)
    request = accepted()
    actions.assign(request, by=clerk, contract=contract, assigned_on=MONDAY)
    respond = open_duties(request, "respond").get()
    assert timezone.localtime(respond.due).hour == 12
    assert respond.role == "repairs.clerk"
    actions.visit(request, by=clerk, on=MONDAY, what="到場")
    assert [duty.kind for duty in open_duties(request)] == ["finish"]


def test_waiting_for_parts_stops_the_clock(working, technician, clerk):
    before = due(working)
    actions.wait_for_parts(working, by=technician, waiting_for="原廠門刀", since=MONDAY + DAY)
    assert open_duties(working, "finish").get().state == Duty.State.SUSPENDED
    with pytest.raises(NotAllowed):
        actions.wait_for_parts(working, by=technician, waiting_for="再等")
    with pytest.raises(NotAllowed):
        actions.give_time(working, by=clerk, amount=2, note="x")
    with pytest.raises(ActionRefused):
        actions.change(working, by=clerk, priority="soon")
    with pytest.raises(ValidationError):
        actions.parts_came(working, by=technician, on=MONDAY)
    actions.parts_came(working, by=technician, on=MONDAY + 4 * DAY)  # three working days stood still
    assert before == datetime.date(2017, 8, 7)
    assert due(working) == datetime.date(2017, 8, 10)
    assert "原廠門刀" in explained(working)
    assert (working.waiting_for, working.waiting_since) == ("", None)
    actions.finish(working, by=technician, result="好", finished_on=MONDAY + 7 * DAY)
    assert working.due_on == datetime.date(2017, 8, 10)


def test_what_is_finished_while_it_waited_waited_all_the_same(working, technician):
    actions.wait_for_parts(working, by=technician, waiting_for="原廠門刀", since=MONDAY + DAY)
    actions.finish(working, by=technician, result="好", finished_on=MONDAY + 4 * DAY)
    assert working.due_on == datetime.date(2017, 8, 10)


def test_stops_of_before_count_for_another_priority_too(working, technician, clerk):
    actions.wait_for_parts(working, by=technician, waiting_for="原廠門刀", since=MONDAY + DAY)
    actions.parts_came(working, by=technician, on=MONDAY + 4 * DAY)
    raw = {"trade": "lift", "place": working.place_id, "equipment": working.equipment_id, "description": "更急"}
    actions.change.submit({**raw, "priority": "soon"}, by=clerk, record=working)
    assert due(working) == datetime.date(2017, 8, 3)  # 31 July and the three working days that stood still


def test_ones_own_technician_has_not_the_term_of_the_contract_before(accepted, clerk, contract, technician):
    register.change_contract(contract, by=clerk, response_hours=4)
    request = accepted()
    actions.assign(request, by=clerk, contract=contract, assigned_on=MONDAY)
    actions.reassign(request, by=clerk, technician=technician.person, assigned_on=MONDAY)
    assert open_duties(request, "respond").get().rule == "repair.respond_normal"
    assert due(request, "respond") == MONDAY + 3 * DAY


def test_more_time_is_given_with_a_reason_before_the_end(accepted, clerk):
    request = accepted(day=timezone.localdate())
    before = due(request)
    actions.give_time.submit({"amount": "3", "note": "等候採購"}, by=clerk, record=request)
    assert due(request) > before
    assert "等候採購" in explained(request)
    with pytest.raises(ActionRefused):
        actions.give_time(accepted(), by=clerk, amount=3, note="太晚")  # it was due in 2017


def test_another_priority_is_measured_from_the_same_start(accepted, clerk):
    request = accepted()
    raw = {"trade": "lift", "place": request.place_id, "equipment": request.equipment_id, "description": "更急"}
    actions.change.submit({**raw, "priority": "soon"}, by=clerk, record=request)
    assert (due(request, "respond"), due(request)) == (MONDAY + DAY, datetime.date(2017, 7, 31))
    assert (request.asked, request.urgency) == ("門關不上", "normal")
    with pytest.raises(ValidationError):
        actions.change.submit({**raw, "priority": ""}, by=clerk, record=request)


def test_the_ceiling_of_a_contract_is_watched(accepted, clerk, contract, mailoutbox):
    register.change_contract(contract, by=clerk, hour_rate=Decimal(500), ceiling=Decimal(1000))
    request = accepted()
    actions.assign(request, by=clerk, contract=contract, assigned_on=MONDAY)
    actions.visit(request, by=clerk, on=MONDAY, what="到場", hours=Decimal(1))
    assert (contract.spent(), contract.left()) == (500, 500)
    actions.use_part(request, by=clerk, name="門刀", quantity=Decimal(2), unit_price=Decimal(300))
    assert (contract.left(), request.labour(), request.material(), request.cost()) == (-100, 500, 600, 1100)
    other = accepted()
    with pytest.raises(ActionRefused):
        actions.assign(other, by=clerk, contract=contract, assigned_on=MONDAY)
    register.change_contract(contract, by=clerk, hour_rate=Decimal(900))
    assert request.labour() == 500  # a visit keeps the price of its day


def test_who_repaired_earlier_keeps_its_cost(accepted, clerk, technician, contract):
    register.change_contract(contract, by=clerk, hour_rate=Decimal(500))
    request = accepted()
    actions.assign(request, by=clerk, contract=contract, assigned_on=MONDAY)
    actions.visit(request, by=clerk, on=MONDAY, what="到場", hours=Decimal(2))
    actions.reassign(request, by=clerk, technician=technician.person)
    actions.visit(request, by=technician, on=MONDAY + DAY, what="自修", hours=Decimal(1))
    assert (contract.spent(), request.cost()) == (1000, 1350)


def test_the_share_in_time(working, clerk, technician, accepted):
    actions.finish(working, by=technician, result="好", finished_on=datetime.date(2017, 8, 7))
    late = accepted()
    actions.assign(late, by=clerk, technician=technician.person, assigned_on=MONDAY)
    actions.visit(late, by=technician, on=MONDAY, what="看過")
    actions.finish(late, by=technician, result="好", finished_on=datetime.date(2017, 8, 8))
    accepted()
    for axis in AXES:
        whole = lines(clerk, Period.roc_year(106), axis)[-1]
        assert (whole.count, whole.finished, whole.timed, whole.in_time) == (3, 2, 2, 1)
        assert (whole.share_in_time(), whole.median, whole.p90) == (50.0, 14.5, 14.9)
        assert (whole.labour, whole.material) == (Decimal(700), Decimal(0))
