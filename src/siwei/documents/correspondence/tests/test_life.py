"""What may happen to a document on its way: time, reassignment, duplicates, numbers, seals, deputies, memoranda."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation

from siwei.documents.correspondence.actions import (
    assigning,
    clocks,
    deciding,
    drafting,
    issuing,
    noting,
    receiving,
    tables,
    timing,
)
from siwei.documents.correspondence.jobs import remind
from siwei.documents.correspondence.models import Answer, Incoming, Letter
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.models import rounds_of, slip_of
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import DAY
from siwei.kernel.deadlines.clock import due_date
from siwei.kernel.deadlines.clocks import clock_of
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.deadlines.rules import Unit as UnitOfTime
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.writing import writing

MONDAY = datetime.date(2017, 5, 15)


def today():
    return office_calendar().working_day_on_or_after(timezone.localdate())


def test_numbers_are_the_agencys_own_and_have_no_gap(house, received, word):
    other = Agency.objects.get(code="397020000A")
    first, second = received(), received()
    elsewhere = receiving.receive(
        by=Actor.system("test"), agency=other, sender_name="內政部", subject="函", opened_on=MONDAY
    )
    assert [one.number for one in (first, second, elsewhere)] == ["106000001", "106000002", "106000001"]
    with pytest.raises(ValidationError):
        received(unit=Unit.objects.create(code="x", name_zh="他機關", agency=other).pk)
    assert received().number == "106000003"


def test_the_registry_of_one_agency_receives_nothing_for_another(house):
    other = Agency.objects.get(code="397020000A")
    with pytest.raises(NotAllowed):
        receiving.receive(by=house("registrar"), agency=other, sender_name="內政部", subject="函", opened_on=MONDAY)


def test_what_came_before_is_recognised(received):
    first = received(sender_number="高市民字第10600000100號")
    with pytest.raises(ValidationError) as refused:
        received(sender_number="高市民字第10600000100號")
    assert first.number in str(refused.value)
    again = received(sender_number="高市民字第10600000100號", again="on")
    assert again.number == "106000002"


def test_a_change_of_speed_counts_anew_from_the_same_beginning(house, in_hand):
    incoming = in_hand()
    assigning.change_speed(incoming, by=house("division"), speed="最速件", category="general", note="首長交辦")
    (duty,) = open_duties(incoming)
    assert duty.due.date() == MONDAY + DAY
    assert duty.person == house.person("handler")
    with pytest.raises(ValidationError):
        assigning.change_speed(incoming, by=house("division"), speed="普通件", category="appeal", note="訴願")


def test_days_that_the_sender_gives_are_calendar_days_from_the_day_after_and_say_so(house, received):
    """The example of RULES 1.5, received on the 7th and due on the 17th of October; here in the year 106."""
    incoming = received(opened_on="2017-10-07", within_days="10", speed="最速件")
    (duty,) = open_duties(incoming)
    assert (duty.rule, timezone.localdate(duty.due)) == ("doc.within_days", datetime.date(2017, 10, 17))
    with translation.override("zh-hant"):
        told = " ".join(due_date(clock_of(duty), office_calendar()).explained())
    assert "10月17日" in told or "10/17" in told
    assigning.change_speed(
        incoming, by=house("registrar"), speed="普通件", category="general", note="電話紀錄", within_days=20
    )
    (duty,) = open_duties(incoming)
    assert timezone.localdate(duty.due) == datetime.date(2017, 10, 27)


def test_days_that_the_sender_gives_are_working_days_where_the_office_counts_so(received, monkeypatch):
    rule = deadline_rule("doc.within_days", MONDAY)
    monkeypatch.setattr(clocks, "deadline_rule", lambda *_given: replace(rule, unit=UnitOfTime.WORKING_DAY))
    (duty,) = open_duties(received(within_days="6"))
    assert timezone.localdate(duty.due) == datetime.date(2017, 5, 23)


@pytest.mark.parametrize(
    "given", [{"within_days": "0"}, {"within_days": "367"}, {"within_days": "5", "named_due": "2017-06-01"}]
)
def test_a_limit_is_one_and_makes_sense(received, given):
    with pytest.raises(ValidationError) as refused:
        received(**given)
    assert "within_days" in refused.value.message_dict


def test_a_notice_of_a_meeting_is_due_on_its_day(received):
    notice = received(kind="開會通知單", meets_on="2017-06-02")
    assert timezone.localdate(open_duties(notice).get().due) == datetime.date(2017, 6, 2)
    letter = received(meets_on="2017-06-02")
    assert timezone.localdate(open_duties(letter).get().due) == datetime.date(2017, 5, 23)


def test_reassignment_is_free_once_in_time_then_wants_agreement_then_the_top(house, received):
    incoming = received(opened_on=today().isoformat())
    assigning.assign(incoming, by=house("registrar"), unit=house.unit)
    general, chancery = Unit.objects.get(code="general"), Unit.objects.get(code="chancery")
    assigning.reassign(incoming, by=house("desk"), unit=general, note="非本科業務")
    with pytest.raises(ValidationError):
        assigning.reassign(incoming, by=house("registrar"), unit=chancery, note="非本科業務")
    assigning.reassign(incoming, by=house("registrar"), unit=chancery, note="非本科業務", agreed="劉秘書")
    with pytest.raises(NotAllowed):
        assigning.reassign(incoming, by=house("registrar"), unit=house.unit, note="再議", agreed="王科長")
    assigning.reassign(incoming, by=house("secretary"), unit=house.unit, note="裁定")
    assert incoming.unit == house.unit


def test_late_reassignment_wants_agreement_at_once(house, received):
    incoming = received()
    assigning.assign(incoming, by=house("registrar"), unit=house.unit)
    general = Unit.objects.get(code="general")
    with pytest.raises(ValidationError):
        assigning.reassign(incoming, by=house("desk"), unit=general, note="非本科業務", on=MONDAY + 2 * DAY)
    assigning.reassign(incoming, by=house("desk"), unit=general, note="非本科業務", on=MONDAY + DAY)


def test_more_time_by_level_before_the_due_day_only(house, in_hand):
    incoming = in_hand(opened_on=today().isoformat())
    (duty,) = open_duties(incoming)
    with pytest.raises(ValidationError):
        timing.ask_for_time(incoming, by=house("handler"), days=11, note="資料未齊", approver=house.person("division"))
    timing.ask_for_time(incoming, by=house("handler"), days=5, note="資料未齊", approver=house.person("division"))
    with pytest.raises(NotAllowed):
        timing.grant_time(incoming, by=house("section"), days=5, note="可")
    timing.grant_time(incoming, by=house("division"), days=5, note="可")
    later = open_duties(incoming).get()
    due, extended = timezone.localdate(duty.due), timezone.localdate(later.due)
    assert office_calendar().add_working_days(due, 5) == extended
    with pytest.raises(NotAllowed):
        timing.grant_time(incoming, by=house("division"), days=10, note="再延")  # fifteen in all: second level
    timing.grant_time(incoming, by=house("secretary"), days=10, note="再延")
    overdue = in_hand(subject="逾期案")
    with pytest.raises(ActionRefused):
        timing.grant_time(overdue, by=house("division"), days=3, note="補延")


def test_a_stopped_clock_gives_its_days_back(house, in_hand):
    incoming = in_hand()
    timing.stop_clock(incoming, by=house("division"), note="候中央釋示", on=MONDAY + DAY)
    timing.let_run(incoming, by=house("handler"), note="釋示已到", on=MONDAY + 3 * DAY)
    assert open_duties(incoming).get().due.date() == datetime.date(2017, 5, 25)
    noting.note_on_paper(incoming, by=house("handler"), on=MONDAY + 4 * DAY, note="卷內")
    assert (incoming.used_days, incoming.in_time, incoming.online) == (2, True, False)


def test_kept_for_reference_by_decision(house, in_hand):
    incoming = in_hand()
    route = [house.person("section"), house.person("division")]
    noting.propose(incoming, by=house("handler"), proposal="擬存查", route=route)
    noting.approve(incoming, by=house("section"))
    noting.send_back(incoming, by=house("division"), opinion="請附研析")
    assert incoming.state == Incoming.State.HANDLING
    noting.propose(incoming, by=house("handler"), proposal="擬存查", route=route)
    noting.approve(incoming, by=house("section"))
    noting.decide(incoming, by=house("division"), on=MONDAY + DAY)
    assert (incoming.state, incoming.outcome, incoming.online) == (Incoming.State.CLOSED, "noted", True)


def test_several_answered_by_one_count_from_the_last(house, in_hand, issued, drafted):
    first = in_hand()
    second = in_hand(opened_on=(MONDAY + 2 * DAY).isoformat())
    letter = drafted(answers=[first.pk, second.pk], how=Answer.How.COLLECTED, opened_on=MONDAY.isoformat())
    issued(letter, on=MONDAY + 3 * DAY)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.used_days, second.used_days) == (1, 1)
    assert not letter.self_created


def test_issue_numbers_have_no_gap_and_a_cancelled_one_stays(house, drafted, issued):
    first, second = issued(), issued()
    assert [one.issue_number for one in (first, second)] == ["高市秘文字第10600000100號", "高市秘文字第10600000200號"]
    issuing.cancel_issue(second, by=house("registrar"), note="日期誤植")
    assert (second.state, second.issue_number != "", second.letters) == (Letter.State.CANCELLED, True, 0)
    third = drafted()
    deciding.submit(third, by=house("handler"), route=[house.person("head")])
    deciding.decide(third, by=house("head"))
    issuing.proofread(third, by=house("registrar"))
    issuing.seal(third, by=house("sealer"))
    with pytest.raises(ValidationError), transaction.atomic():
        issuing.issue(third, by=house("registrar"), issued_on=MONDAY - DAY)
    issuing.issue(third, by=Actor.system("register"), issued_on=MONDAY)
    assert third.issue_number.endswith("10600000300號")


def test_one_number_for_in_and_out_takes_sub_numbers(house, in_hand, issued, drafted, monkeypatch):
    monkeypatch.setattr(issuing, "same_number", lambda letter: True)
    incoming = in_hand()
    first, second = drafted(answers=[incoming.pk]), drafted(answers=[incoming.pk])
    issued(first)
    issued(second)
    assert first.issue_number.endswith("10600000100號")
    assert second.issue_number.endswith("10600000101號")
    alone = issued()
    assert alone.issue_number.endswith(f"{alone.number}00號")


def test_the_seal_is_set_on_the_decided_version_only(house, decided):
    letter = decided()
    issuing.proofread(letter, by=house("registrar"))
    version = letter.newest()
    with writing():
        letter.versions.filter(pk=version.pk).update(content={**version.content, "subject": "改過的主旨"})
    with pytest.raises(ActionRefused):
        issuing.seal(letter, by=house("sealer"))
    assert not letter.seals.exists()


def test_a_decided_letter_that_is_opened_again_is_decided_again(house, decided):
    letter = decided()
    issuing.reopen(letter, by=house("handler"), note="附件有誤")
    assert (letter.state, letter.decided_digest, letter.online) == (Letter.State.DRAFT, "", False)


def test_versions_are_never_changed(drafted):
    version = drafted().newest()
    with writing(), pytest.raises(TypeError):
        version.save()


def test_who_decides_must_have_the_level(house, drafted):
    item = tables.add_delegation(by=house("registrar"), agency=house.agency, item="函復", level=3, since=MONDAY)
    letter = drafted()
    with pytest.raises(ValidationError):
        deciding.submit(letter, by=house("handler"), route=[house.person("section"), house.person("division")])
    lower = drafted(delegation=item.pk)
    deciding.submit(lower, by=house("handler"), route=[house.person("division"), house.person("head")])
    deciding.decide(lower, by=house("division"), opinion="依分層負責核定")
    assert lower.state == Letter.State.APPROVED, "the head is not asked any more"
    deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
    with pytest.raises(NotAllowed):
        deciding.decide(letter, by=house("division"))


def test_nobody_away_is_waited_for_without_a_deputy(house, drafted):
    letter, day = drafted(), timezone.localdate()
    appoint(by=house("head"), since=day, until=day + 3 * DAY)
    route = [house.person("head")]
    with pytest.raises(ValidationError, match="head"):
        deciding.submit(letter, by=house("handler"), route=route)
    appoint(by=house("head"), since=day, until=day + 3 * DAY, deputy=house.person("secretary"))
    deciding.submit(letter, by=house("handler"), route=route)
    deciding.decide(letter, by=house("secretary", behalf="head"))


def test_a_deputy_does_not_approve_his_own_draft(house, drafted):
    letter, day = drafted(), timezone.localdate()
    appoint(by=house("division"), since=day, until=day + 3 * DAY, deputy=house.person("section"))
    people = [house.person(name) for name in ("section", "division", "head")]
    deciding.submit(letter, by=house("handler"), route=people)
    content = letter.content()
    changed = replace(content, subject="經修改的主旨")
    drafting.redraft(letter, by=house("section"), content=changed, note="改稿")
    deciding.approve(letter, by=house("section"))
    with pytest.raises(NotAllowed):
        deciding.approve(letter, by=house("section", behalf="division"))
    deciding.approve(letter, by=house("division"))


def test_a_step_is_inserted_and_it_goes_back_to_any_earlier_one(house, drafted):
    letter = drafted()
    people = [house.person(name) for name in ("section", "division", "head")]
    deciding.submit(letter, by=house("handler"), route=people)
    deciding.approve(letter, by=house("section"))
    deciding.insert_step(letter, by=house("division"), people=[house.person("colleague")])
    assert letter.state == Letter.State.CONSULTING
    deciding.approve(letter, by=house("colleague"), opinion="無意見")
    deciding.approve(letter, by=house("division"))
    slip = slip_of(letter)
    assert slip is not None
    step = slip.decided()[0]
    deciding.send_back(letter, by=house("head"), opinion="請股長再酌", to=step)
    assert letter.state == Letter.State.SUBMITTED
    deciding.approve(letter, by=house("section"), opinion="已修正")
    deciding.approve(letter, by=house("colleague"))
    deciding.approve(letter, by=house("division"))
    deciding.decide(letter, by=house("head"))
    assert len(rounds_of(letter).get().steps.all()) == 8


def test_a_memorandum_is_concluded_and_closes_what_it_is_about(house, in_hand, drafted):
    incoming = in_hand()
    memorandum = drafted(kind="簽", recipients=[], answers=[incoming.pk])
    deciding.submit(memorandum, by=house("handler"), route=[house.person("head")])
    deciding.decide(memorandum, by=house("head"))
    with pytest.raises(NotAllowed):
        issuing.proofread(memorandum, by=house("registrar"))
    issuing.conclude(memorandum, by=house("handler"), on=MONDAY + DAY)
    incoming.refresh_from_db()
    assert (memorandum.state, incoming.outcome) == (Letter.State.NOTED, "noted")


def test_handlers_are_reminded_once_a_day_and_never_on_a_day_off(house, in_hand):
    incoming = in_hand()
    Notice.objects.all().delete()
    day = timezone.localdate()
    calendar = office_calendar()
    saturday = next(day + n * DAY for n in range(8) if not calendar.is_working_day(day + n * DAY))
    assert remind(saturday) == 0
    working = next(day - n * DAY for n in range(8) if calendar.is_working_day(day - n * DAY))
    assert remind(working) == 1
    assert remind(working) == 0
    assert [notice.person for notice in Notice.objects.about(incoming)] == [house.person("handler")]


def test_who_stands_outside_sees_nothing(house, in_hand, drafted):
    incoming, letter = in_hand(), drafted()
    for name in ("stranger", "colleague", "secretary", "head"):
        assert not Incoming.objects.visible_to(house(name)).filter(pk=incoming.pk).exists(), name
    deciding.submit(letter, by=house("handler"), route=[house.person("head")], consulted=[house.person("stranger")])
    assert Letter.objects.visible_to(house("stranger")).filter(pk=letter.pk).exists()
    assert not Letter.objects.visible_to(house("colleague")).filter(pk=letter.pk).exists()


def test_what_waits_at_another_agency_is_in_nobody_elses_inbox(house):
    other = Agency.objects.get(code="397020000A")
    unit = Unit.objects.create(code="civil-sec", name_zh="秘書室", agency=other)
    elsewhere = receiving.receive(
        by=Actor.system("test"), agency=other, sender_name="內政部", subject="函", opened_on=MONDAY, unit=unit
    )
    here = receiving.receive(
        by=Actor.system("test"),
        agency=house.agency,
        sender_name="內政部",
        subject="函",
        opened_on=MONDAY,
        unit=house.unit,
    )
    desk = {duty.record for duty in Duty.objects.open().of(house("desk"))}
    assert here in desk
    assert elsewhere not in desk
