"""Correspondence at the edges: counts, days, numbers and names where things go another way than planned."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from siwei.documents.content.model import Content, Party, Recipient
from siwei.documents.correspondence import jobs, rules
from siwei.documents.correspondence.actions import (
    assigning,
    deciding,
    drafting,
    filing,
    issuing,
    noting,
    receiving,
    tables,
    timing,
)
from siwei.documents.correspondence.figures import lines
from siwei.documents.correspondence.measures import finished_incoming
from siwei.documents.correspondence.models import Incoming, IncomingText, Letter, Word
from siwei.documents.correspondence.roles import DESK, LEVELS
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.files.models import attachments_of
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.writing import writing

MONDAY = datetime.date(2017, 5, 15)
DAY = datetime.timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def statement(house, start, end):
    return lines(house.agency, Period(start, end), "category")[-1]


@pytest.fixture
def scheme(house):
    return tables.add_class(by=house("registrar"), agency=house.agency, code="0101", name="文書管理", years=5)


@pytest.fixture
def sealed(house, decided):
    def make(**given):
        letter = decided(**given)
        issuing.proofread(letter, by=house("registrar"))
        issuing.seal(letter, by=house("sealer"))
        return letter

    return make


# --- what counts ----------


def test_of_joined_documents_the_first_is_answered_and_the_others_count_as_noted(in_hand, drafted, issued):
    """RULES 1.5: 併辦."""
    first, other = in_hand(opened_on="2017-05-10"), in_hand(opened_on="2017-05-12")
    issued(drafted(answers=[other.pk, first.pk], how="joined"))
    for incoming, outcome in ((first, "answered"), (other, "noted")):
        incoming.refresh_from_db()
        assert incoming.outcome == outcome


def test_joining_is_no_approval_on_line_and_counts_as_noted(house, in_hand):
    one, other = in_hand(), in_hand()
    noting.join(one, by=house("handler"), into=other, on=MONDAY)
    assert not finished_incoming(Period.year(2017)).filter(pk=one.pk).exists()
    assert statement(house, MONDAY, MONDAY + 20 * DAY).noted == 1


def test_letters_of_their_own_count_where_they_can_go_electronically():
    persons = (Recipient(Party(f"民{nth}", kind="person"), way="paper") for nth in range(9))
    to = (Recipient(Party("甲", code="397020000A")), *persons)
    content = Content("函", Party("乙", code="397010000A"), "x", recipients=to)
    assert rules.no_exchange(content, "general", physical=False) == ""
    assert rules.letters_counted(to, split=True) == 1
    assert rules.letters_counted(to[1:], split=True) == 9


def test_the_statement_follows_the_clock_that_counts(house, in_hand):
    incoming = in_hand(opened_on="2017-05-02", speed="最速件")
    assigning.change_speed(
        incoming, by=house("registrar"), speed="普通件", category="general", note="來文機關同意",
        named_due=datetime.date(2017, 9, 1),
    )  # fmt: skip
    total = statement(house, datetime.date(2017, 5, 1), datetime.date(2017, 6, 1))
    assert (total.open_late, total.open_in_time) == (0, 1)


def test_in_a_running_month_nothing_is_late_before_its_day(house, in_hand, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_given: datetime.date(2017, 5, 16))
    in_hand(opened_on="2017-05-15", named_due=datetime.date(2017, 5, 30))
    total = statement(house, datetime.date(2017, 5, 1), datetime.date(2017, 6, 1))
    assert (total.open_late, total.open_in_time) == (0, 1)


def test_what_was_returned_stands_in_no_statement(house, received):
    received()
    assigning.return_to_sender(received(), by=house("registrar"), note="非本機關業務")
    total = statement(house, MONDAY, MONDAY + 20 * DAY)
    assert (total.received, total.open_late + total.open_in_time) == (1, 1)


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "1900-01", "2017-13"])
def test_a_statement_of_an_odd_month_is_not_found(client, house, received, month):
    received()
    client.force_login(house.person("registrar"), backend=BACKEND)
    assert client.get(f"/correspondence/statement/?month={month}").status_code == 404


# --- deciding and issuing ----------


def test_nobody_decides_while_others_are_still_asked(house, drafted):
    letter = drafted()
    deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
    deciding.approve(letter, by=house("division"))
    deciding.insert_step(letter, by=house("head"), people=[house.person("colleague")])
    with pytest.raises(ActionRefused):
        deciding.decide(letter, by=house("head"))


@pytest.mark.parametrize("days", [-1, 20])
def test_a_letter_is_issued_from_the_day_of_its_decision_to_today(house, sealed, days):
    letter = sealed()
    with pytest.raises(ValidationError):
        issuing.issue(letter, by=house("registrar"), issued_on=timezone.localdate() + days * DAY)
    issuing.issue(letter, by=house("registrar"), issued_on=timezone.localdate())


def test_a_decision_on_paper_has_its_own_day(house, drafted):
    letter = drafted()
    with pytest.raises(ValidationError):
        deciding.decide_on_paper(letter, by=house("handler"), person=house.person("head"), note="櫃1", on=MONDAY - DAY)
    deciding.decide_on_paper(letter, by=house("handler"), person=house.person("head"), note="櫃1", on=MONDAY)
    issuing.proofread(letter, by=house("registrar"))
    issuing.seal(letter, by=house("sealer"))
    issuing.issue(letter, by=house("registrar"), issued_on=MONDAY + DAY)
    assert letter.issued_on == MONDAY + DAY


def test_a_word_out_of_force_is_refused_at_issue(house, sealed):
    with writing():
        old = Word(agency=house.agency, text="高市舊字", since=MONDAY - 99 * DAY, until=MONDAY)
        old.save()
    with pytest.raises(ValidationError):
        issuing.issue(sealed(), by=house("registrar"), issued_on=timezone.localdate(), word=old)


def test_a_second_answer_in_the_next_year_has_a_number_of_its_own(in_hand, drafted, issued, monkeypatch):
    """收發文同號: the sub-numbers of a receiving number go on over the end of the year."""
    monkeypatch.setattr(issuing, "same_number", lambda letter: True)
    incoming = in_hand()
    one, two = drafted(answers=[incoming.pk]), drafted(answers=[incoming.pk])
    issued(one, on=datetime.date(2017, 12, 29))
    issued(two, on=datetime.date(2018, 1, 3))
    assert [letter.issue_number[-3:] for letter in (one, two)] == ["00號", "01號"]
    assert one.issue_number[:-3] == two.issue_number[:-3]


def test_it_is_signed_by_the_head_of_the_agency_that_issues(person, decided, house):
    """代擬代判: drafted by the Secretariat, issued by another agency."""
    city = Agency.objects.exclude(pk=house.agency.pk).order_by("code")[0]
    with writing():
        Unit(agency=city, code="hall", name_zh="市長室").save()
    mayor = person("mayor", LEVELS[0], unit="hall")
    letter = decided()
    letter.agency = city
    assert mayor.name_zh in "".join(issuing.signature_of(letter, MONDAY))


def test_a_cancelled_letter_opens_again_what_it_answered(house, in_hand, drafted, issued):
    incoming = in_hand()
    timing.stop_clock(incoming, by=house("division"), note="等鑑定", on=MONDAY + DAY)
    timing.let_run(incoming, by=house("handler"), note="已鑑定", on=MONDAY + 3 * DAY)
    due = open_duties(incoming, "handle").get().due
    letter = issued(drafted(answers=[incoming.pk]), on=MONDAY + 5 * DAY)
    issuing.cancel_issue(letter, by=house("registrar"), note="誤發")
    incoming.refresh_from_db()
    assert (incoming.state, incoming.outcome, incoming.in_time) == (Incoming.State.HANDLING, "", None)
    assert [(duty.kind, duty.due) for duty in open_duties(incoming)] == [("handle", due)]


def test_what_another_letter_answers_too_stays_answered(house, in_hand, drafted, issued):
    incoming = in_hand()
    one, two = drafted(answers=[incoming.pk]), drafted(answers=[incoming.pk])
    for letter in (one, two):
        issued(letter)
    issuing.cancel_issue(one, by=house("registrar"), note="誤發")
    incoming.refresh_from_db()
    assert incoming.state == Incoming.State.CLOSED


def test_a_file_that_does_not_go_with_it_is_named(house, drafted):
    letter = drafted()
    content = letter.content().to_json() | {"attachments": [{"name": "a.pdf", "sha256": "0" * 64, "size": 1}]}
    with pytest.raises(ValidationError, match=r"a\.pdf"):
        drafting.redraft(letter, by=house("handler"), content=Content.from_json(content))


# --- clocks ----------


def test_a_change_of_speed_keeps_the_clock_standing(house, in_hand):
    incoming = in_hand(opened_on=timezone.localdate().isoformat())
    timing.stop_clock(incoming, by=house("division"), note="等鑑定", on=timezone.localdate())
    assigning.change_speed(incoming, by=house("registrar"), speed="速件", category="general", note="x")
    assert open_duties(incoming, "handle").get().state == Duty.State.SUSPENDED


def test_extensions_are_counted_over_a_change_of_speed(house, in_hand):
    incoming = in_hand(opened_on=timezone.localdate().isoformat())
    for _time in range(timing.table().most_times):
        timing.grant_time(incoming, by=house("head"), days=1, note="x")
    assigning.change_speed(incoming, by=house("registrar"), speed="速件", category="general", note="x")
    with pytest.raises(ValidationError):
        timing.grant_time(incoming, by=house("head"), days=1, note="once more")


def test_more_time_is_asked_for_before_the_due_day(house, in_hand):
    overdue = in_hand(opened_on="2017-05-15")
    with pytest.raises(ActionRefused):
        timing.ask_for_time(overdue, by=house("handler"), days=3, note="x", approver=house.person("division"))


def test_another_notice_of_the_day_swallows_no_reminder(house, in_hand, monkeypatch):
    in_hand(opened_on="2017-05-15")  # who is the handler now was told today
    day = office_calendar().working_day_on_or_after(timezone.localdate())
    mine = Notice.objects.filter(person=house.person("handler"))
    before = mine.count()
    assert jobs.remind(day) == 1
    assert jobs.remind(day) == 0 or day != timezone.localdate()
    assert mine.count() >= before + 1


# --- filing ----------


def test_a_letter_is_filed_only_when_its_result_is_in(house, issued, scheme):
    letter = issued()
    with pytest.raises(ActionRefused):
        filing.file_letter(letter, by=house("handler"), file_class=scheme)


@pytest.mark.parametrize(("given", "years"), [({}, ["106", "106"]), ({"year": 107}, ["106", "107"])])
def test_a_case_that_goes_on_keeps_its_year(house, in_hand, scheme, given, years):
    """RULES 2.2: the year of the case, not of the document; a case of that number begun anew is said."""
    found = []
    for day, year in (("2017-12-20", {}), ("2018-01-10", given)):
        one = in_hand(opened_on=day)
        noting.note_on_paper(one, by=house("handler"), on=datetime.date.fromisoformat(day), note="櫃1")
        filing.file_incoming(one, by=house("handler"), file_class=scheme, case=7, **year)
        found.append(one.file_number.split("/")[0])
    assert found == years


def test_what_is_taken_in_hand_again_keeps_its_place_in_the_file(house, in_hand, scheme):
    one = in_hand()
    noting.note_on_paper(one, by=house("handler"), on=MONDAY, note="櫃1")
    filing.file_incoming(one, by=house("handler"), file_class=scheme)
    number = one.file_number
    noting.reopen(one, by=house("registrar"), note="誤結")
    noting.note_on_paper(one, by=house("handler"), on=MONDAY, note="櫃1")
    filing.file_incoming(one, by=house("handler"), file_class=scheme)
    assert one.file_number == number


# --- receiving ----------


def test_the_same_paper_of_a_sender_without_code_is_recognised(received):
    paper = {"sender_code": "", "sender_name": "財政部", "sender_number": "台財字第1060000001號", "way": "paper"}
    received(**paper)
    with pytest.raises(ValidationError):
        received(**paper)
    received(**{**paper, "sender_name": "經濟部"})


def test_a_lost_file_does_not_stop_the_reading_of_the_others(house):
    rows = [
        receiving.receive(
            by=house("registrar"), agency=house.agency, sender_name="甲", subject="乙", opened_on=MONDAY,
            files=[SimpleUploadedFile(f"{nth}.txt", f"字{nth}".encode())],
        )
        for nth in (1, 2)
    ]  # fmt: skip
    (lost,) = attachments_of(rows[0])
    lost.file.storage.delete(lost.file.name)
    jobs.read_files(MONDAY)
    assert not IncomingText.objects.get(incoming=rows[1]).unread


# --- what a notice may say ----------


def test_no_notice_says_what_was_said_of_a_classified_document(house, person, received, drafted):
    weak = "弱點在第三號主機"
    person("desk2", DESK, unit="mail")
    secret = {"subject": "機敏", "secrecy": "密", "secret_until": "結案後解密"}
    letter = drafted(**secret)
    deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
    deciding.send_back(letter, by=house("division"), opinion=weak)
    deciding.submit(letter, by=house("handler"), route=[house.person("head")])
    deciding.decide(letter, by=house("head"), opinion=weak)
    incoming = received(**secret)
    assigning.assign(incoming, by=house("registrar"), unit=house.unit)
    mail = Unit.objects.get(code="mail")
    assigning.reassign(incoming, by=house("registrar"), unit=mail, note=weak, agreed="王科長", on=MONDAY)
    assigning.reassign(incoming, by=house("registrar"), unit=house.unit, note="x", agreed=weak, on=MONDAY)
    assigning.hand_over(incoming, by=house("desk"), handler=house.person("handler"), note=weak)
    assert Notice.objects.exists()
    assert not [notice for notice in Notice.objects.all() if weak in f"{notice.subject}{notice.body}"]


def test_acts_of_the_program_are_nobody_elses(house, issued):
    from siwei.documents.correspondence.actions.recipients import note_exchange
    from siwei.kernel.actions.errors import NotAllowed

    letter = issued()
    with pytest.raises(NotAllowed):
        note_exchange(letter, by=house("registrar"), has=["397020000A"])
    note_exchange(letter, by=Actor.system("exchange"), has=["397020000A"])
    assert Letter.objects.get().exchanged
