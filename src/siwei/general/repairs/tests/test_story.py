"""Requests lived from the report to the rating, and what goes another way."""

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from siwei.general.repairs import actions, register, reporting
from siwei.general.repairs.jobs import open_preventive, remind_overdue
from siwei.general.repairs.models import Plan, Request
from siwei.general.repairs.screens import asked_and_made
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused, NotAllowed, Stale, WrongState
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.directory.models import Centre, Place
from siwei.kernel.events.models import history_of
from siwei.kernel.files.models import attachments_of
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.writing import writing

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()


def duties(request):
    return [(duty.kind, duty.role or duty.person.username) for duty in open_duties(request)]


def picture():
    content = BytesIO()
    Image.new("RGB", (4, 4), "red").save(content, "PNG")
    return SimpleUploadedFile("door.png", content.getvalue(), "image/png")


def repaired(request, clerk, technician):
    actions.accept(request, by=clerk, priority="normal")
    actions.assign(request, by=clerk, technician=technician.person)
    actions.visit(request, by=technician, on=TODAY, what="調整門機")
    actions.finish(request, by=technician, result="已修復", finished_on=TODAY)


def test_from_report_to_rating(request_, clerk, technician, asker):
    assert (request_.state, request_.trade, duties(request_)) == ("asked", "lift", [("answer", "repairs.clerk")])
    accepted = {"trade": "lift", "priority": "soon", "accepted_on": TODAY, "description": "電梯門關不上"}
    actions.accept.submit(accepted, by=clerk, record=request_)
    assert duties(request_) == [("respond", "repairs.clerk"), ("finish", "repairs.clerk")]
    hand = {"technician": technician.person.pk, "assigned_on": TODAY}
    actions.assign.submit(hand, by=clerk, record=request_)
    assert duties(request_) == [("respond", "technician"), ("finish", "technician")]
    actions.visit.submit({"on": TODAY, "hours": "1.5", "what": "調整門機"}, by=technician, record=request_)
    actions.use_part(request_, by=technician, name="門刀", quantity=Decimal(2), unit_price=Decimal(350))
    actions.finish.submit(
        {"finished_on": TODAY, "result": "已修復"}, files={"photo": picture()}, by=technician, record=request_
    )
    assert duties(request_) == [("confirm", "asker")]
    assert [(file.kind, file.mime) for file in attachments_of(request_)] == [("after", "image/png")]
    actions.confirm(request_, by=asker)
    actions.rate.submit({"rating": "5"}, by=asker, record=request_)
    assert (request_.labour(), request_.material()) == (525, 700)  # an hour and a half at 350; two at 350
    assert (request_.state, request_.rating, request_.cost(), duties(request_)) == ("closed", 5, 1225, [])
    assert (request_.asked_trade, request_.asked_place, request_.urgency) == ("lift", request_.place, "normal")
    assert (request_.asked, request_.description) == ("門關不上", "電梯門關不上")
    assert request_.visits.get().who == "technician"
    with pytest.raises(NotAllowed):
        actions.rate(request_, by=asker, rating=1)
    assert [event.act.rsplit(".", 1)[1] for event in history_of(request_)] == [
        "report", "accept", "assign", "visit", "use_part", "finish", "confirm", "rate",
    ]  # fmt: skip


def test_what_does_not_work_after_all_is_taken_up_again_and_counts_once(request_, clerk, technician, asker):
    repaired(request_, clerk, technician)
    actions.reopen(request_, by=asker, note="又關不上")
    assert (request_.state, request_.finished_on, request_.technician) == ("accepted", None, None)
    assert request_.accepted_on == TODAY
    assert duties(request_) == [("respond", "repairs.clerk"), ("finish", "repairs.clerk")]
    assert Notice.objects.filter(person=technician.person, body="又關不上").exists()


def test_after_two_weeks_it_is_reported_anew(request_, clerk, technician, asker):
    repaired(request_, clerk, technician)
    with writing():
        Request.objects.filter(pk=request_.pk).update(finished_on=TODAY - 15 * DAY)
    with pytest.raises(ActionRefused, match="14"):
        actions.reopen(request_, by=asker, note="x")


def test_a_merged_request_follows_the_main_one(request_, clerk, technician, lift, actor):
    second = reporting.report(by=actor("second"), asked="電梯壞了", place=lift.place, equipment=lift)
    name, mail = "丙", "c@example.org"
    third = reporting.report_public(
        by=Actor.citizen(name, mail), citizen_name=name, citizen_mail=mail, asked="門壞", place=lift.place
    )
    with pytest.raises(ActionRefused):
        actions.merge(second, by=clerk, into=second)
    actions.merge(third, by=clerk, into=second)
    actions.merge(second, by=clerk, into=request_)
    assert (second.state, Request.objects.get(pk=third.pk).main(), duties(second)) == ("merged", request_, [])
    told = Notice.objects.filter(person__username="second")
    assert request_.number in told.get().body
    repaired(request_, clerk, technician)
    assert told.count() == 3  # merged, accepted, repaired
    subjects = [notice.subject for notice in Notice.objects.filter(mail="c@example.org")]
    assert sum(request_.number in subject for subject in subjects) == 2
    with pytest.raises(WrongState):
        actions.merge(request_, by=clerk, into=second)
    fourth = reporting.report(by=actor("second"), asked="門", place=lift.place)
    with pytest.raises(ActionRefused, match=second.number):
        actions.merge(fourth, by=clerk, into=second)


def test_a_contractor_comes_only_under_a_contract(request_, clerk, contract, hall):
    actions.accept(request_, by=clerk, priority="emergency")
    with pytest.raises(ActionRefused):
        actions.assign(request_, by=clerk)
    with pytest.raises(ActionRefused):
        actions.assign(request_, by=clerk, contract=contract, assigned_on=datetime.date(2016, 12, 31))
    with pytest.raises(ActionRefused):
        actions.assign(request_, by=clerk, technician=clerk.person)
    actions.assign(request_, by=clerk, contract=contract)
    assert duties(request_) == [("respond", "repairs.clerk"), ("finish", "repairs.clerk")]
    assert Notice.objects.filter(mail="lift@example.org").count() == 1
    other = reporting.report(by=clerk, asked="漏水", place=hall, trade="plumbing")
    actions.accept(other, by=clerk, priority="normal")
    with pytest.raises(ActionRefused):
        actions.assign(other, by=clerk, contract=contract)


def test_who_may_do_what(request_, clerk, technician, asker, actor):
    stranger = actor("stranger")
    office: list[Action[Any, Any]] = [actions.accept, actions.assign, actions.decline, actions.merge, actions.change]
    own: list[Action[Any, Any]] = [actions.confirm, actions.reopen, actions.rate, actions.cancel, actions.say]
    for act in office:
        assert act.refusal(request_, asker)
    actions.accept(request_, by=clerk, priority="normal")
    actions.assign(request_, by=clerk, technician=technician.person)
    with pytest.raises(NotAllowed):
        actions.visit(request_, by=actor("colleague", *actions.visit.roles[1:]), on=TODAY, what="x")
    for act in own:
        assert act.refusal(request_, stranger)
        assert act.refusal(request_, Actor.nobody())
        assert act.refusal(request_, Actor.citizen("", ""))
        assert act.refusal(request_, asker) is None
    assert actions.rate.refusal(request_, clerk)


def test_who_sees_what(request_, clerk, technician, asker, actor, person):
    def seen(who):
        return Request.objects.visible_to(who).count()

    public = reporting.report_public(by=Actor.nobody(), citizen_name="乙", asked="燈", place=request_.place)
    assert seen(clerk) == seen(technician) == 2
    assert seen(asker) == 1
    assert seen(actor("colleague", unit="other")) == 1  # the same agency
    assert seen(Actor.nobody()) == seen(Actor.citizen("乙")) == 0
    code = public.plain_code
    assert Request.objects.all().found_by(public.number, code.lower()) == public
    assert Request.objects.all().found_by(public.number, "x") is None
    assert Request.objects.all().found_by(request_.number, "") is None
    assert code not in str(list(history_of(public).values_list("changes")))


def test_of_two_who_assign_at_once_the_second_is_told(request_, clerk, technician, contract):
    actions.accept(request_, by=clerk, priority="normal")
    first, second = Request.objects.get(pk=request_.pk), Request.objects.get(pk=request_.pk)
    actions.assign(first, by=clerk, technician=technician.person)
    with pytest.raises(WrongState):
        actions.assign(second, by=clerk, contract=contract)
    hand = {"contract": contract.pk, "assigned_on": TODAY}
    with pytest.raises(Stale):
        actions.assign.submit(hand, by=clerk, record=second, seen=2)
    assert Request.objects.get(pk=request_.pk).technician == technician.person


def test_a_photo_must_be_a_picture(asker, hall):
    raw = {"place": hall.pk, "asked": "x", "urgency": "normal", "trade": "other"}
    text = SimpleUploadedFile("photo.png", b"no picture", "image/png")
    with pytest.raises(ValidationError, match="photo"):
        reporting.report.submit(raw, files={"photo": text}, by=asker)
    made = reporting.report.submit(raw, files={"photo": picture()}, by=asker)
    assert attachments_of(made).get().kind == "before"


def test_a_flood_of_public_reports_ends(hall, settings):
    for _number in range(20):
        reporting.report_public(by=Actor.nobody(), citizen_name="甲", asked="x", place=hall)
    with pytest.raises(ActionRefused):
        reporting.report_public(by=Actor.nobody(), citizen_name="甲", asked="x", place=hall)


def test_messages_go_to_the_other_side(request_, clerk, asker):
    actions.say(request_, by=asker, note="還在等")
    assert Notice.objects.get().person == clerk.person
    actions.say(request_, by=clerk, note="明天到")
    assert Notice.objects.latest("pk").person == asker.person


def test_a_preventive_round_is_opened_once(lift, clerk):
    plan = register.plan(by=clerk, equipment=lift, what="保養", every_months=1, next_on=TODAY - 40 * DAY)
    assert open_preventive(TODAY) == 1
    assert open_preventive(TODAY) == 0
    case = Request.objects.get()
    assert (case.preventive, case.state, case.opened_on) == (True, "accepted", TODAY - 40 * DAY)
    assert Plan.objects.get().next_on > TODAY
    old = Plan.objects.get()
    with pytest.raises(ActionRefused):
        register.open_due_round(old, by=clerk, day=TODAY)
    with pytest.raises(ActionRefused):
        register.retire(lift, by=clerk, retired_on=TODAY)
    register.end_plan(plan, by=clerk, ended_on=TODAY)
    register.retire(lift, by=clerk, retired_on=TODAY)


def test_a_round_set_back_to_a_day_that_was_done_opens_only_what_is_missing(lift, hall, clerk):
    terms = {"what": "月保養", "every_months": 1, "next_on": TODAY}
    plan = register.plan.submit({**terms, "trade": "lift", "centre": hall.centre_id}, by=clerk)
    assert open_preventive(TODAY) == 1
    names = {"name_zh": "L-2", "name_en": ""}
    second = register.register(by=clerk, trade="lift", place=hall, serial="L-2", **names)
    register.change_plan(plan, by=clerk, next_on=TODAY)
    assert open_preventive(TODAY) == 1
    assert {case.equipment for case in Request.objects.all()} == {lift, second}


def test_a_plan_of_a_class_opens_a_case_for_each_piece_once(lift, hall, clerk):
    def piece(serial, trade, place=hall, **more):
        names = {"name_zh": serial, "name_en": ""}
        return register.register(by=clerk, trade=trade, place=place, serial=serial, **names, **more)

    fengshan = Centre.objects.get(code="fengshan")
    there = Place.objects.create(code="there", name_zh="鳳山", centre=fengshan, floor="1F")
    second, far, gone = piece("L-2", "lift"), piece("L-3", "lift", there), piece("L-4", "lift")
    piece("A-1", "air")
    register.retire(gone, by=clerk, retired_on=TODAY)
    terms = {"what": "月保養", "every_months": 1, "next_on": TODAY}
    here = register.plan.submit({**terms, "trade": "lift", "centre": hall.centre_id}, by=clerk)
    assert open_preventive(TODAY) == 1
    assert open_preventive(TODAY) == 0
    assert set(here.requests.values_list("equipment", flat=True)) == {lift.pk, second.pk}
    both = register.plan.submit({**terms, "trade": "lift"}, by=clerk)
    assert open_preventive(TODAY) == 1
    assert set(both.requests.values_list("equipment", flat=True)) == {lift.pk, second.pk, far.pk}
    with pytest.raises(ValidationError):
        register.plan.submit(terms, by=clerk)
    with pytest.raises(ValidationError):
        register.plan.submit({**terms, "trade": "lift", "equipment": lift.pk}, by=clerk)


def test_a_call_is_written_down_for_whoever_calls(clerk, technician, asker, hall):
    raw = {
        "citizen_name": "王課長", "phone": "07-336-8333", "agency": asker.person.agency.pk, "place": hall.pk,
        "asked": "燈不亮", "trade": "plumbing", "urgency": "soon", "opened_on": TODAY, "citizen_mail": "w@example.org",
    }  # fmt: skip
    with pytest.raises(ValidationError, match="phone"):
        reporting.take_call.submit({**raw, "phone": "x"}, by=clerk)
    with pytest.raises(ValidationError, match="opened_on"):
        reporting.take_call.submit({**raw, "opened_on": TODAY + DAY}, by=clerk)
    with pytest.raises(NotAllowed):
        reporting.take_call.submit(raw, by=asker)
    made = reporting.take_call.submit(raw, by=clerk)
    assert (made.asked_by(), made.phone, made.agency) == ("王課長", "07-336-8333", asker.person.agency)
    assert made.plain_code in Notice.objects.get(mail="w@example.org").body
    assert made in Request.objects.visible_to(asker)  # whose agency it is
    repaired(made, clerk, technician)
    assert duties(made) == [("confirm", "repairs.clerk")]
    actions.confirm(made, by=clerk)


def test_what_was_asked_stays_whatever_becomes_of_it(request_, clerk, hall):
    actions.accept(request_, by=clerk, priority="emergency", trade="building", description="車廂門")
    other = Place.objects.create(code="b1", name_zh="地下室", centre=hall.centre, floor="B1")
    changed = {"trade": "other", "priority": "soon", "place": other.pk, "equipment": "", "description": "地下室的門"}
    actions.change.submit(changed, by=clerk, record=request_)
    assert [line[1] for line in asked_lines(request_, clerk)] == ["電梯", "大廳", "普通", "門關不上"]
    assert [line[2] for line in asked_lines(request_, clerk)] == ["其他", "地下室", "急", "地下室的門"]


def asked_lines(request, actor):
    with override("zh-hant"):
        found = asked_and_made(request, actor)["lines"]
        return [tuple(str(one) for one in line) for line in found]


def test_what_is_late_is_told(request_, clerk, asker):
    assert remind_overdue(TODAY) == 0
    with writing():
        Duty.objects.filter(kind="answer").update(due=timezone.now() - DAY)
    assert remind_overdue(TODAY) == 1
    assert Notice.objects.get().person == clerk.person
