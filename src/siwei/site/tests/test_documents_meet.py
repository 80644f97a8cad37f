"""Where correspondence and exchange meet, when things go otherwise than planned: recalls, returns, paper, crossings."""

import datetime
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.documents.content.model import Content, Gathering, Party, Recipient, Secrecy
from siwei.documents.correspondence.actions import assigning, deciding, filing, issuing, tables
from siwei.documents.correspondence.actions.drafting import redraft
from siwei.documents.correspondence.models import Incoming, Letter
from siwei.documents.correspondence.roles import REGISTRY as MAIL
from siwei.documents.exchange.actions.book import replace_member, suspend
from siwei.documents.exchange.delivery import acts, book, statements, wire
from siwei.documents.exchange.delivery.jobs import note_results
from siwei.documents.exchange.delivery.keys import identity_of
from siwei.documents.exchange.delivery.outbox import hand_over, send_recalls
from siwei.documents.exchange.delivery.posting import send
from siwei.documents.exchange.delivery.work import drain
from siwei.documents.exchange.models import Arrival, Dispatch, Member, Quarantine, Sending
from siwei.documents.exchange.models.choices import REGISTRY
from siwei.documents.exchange.transport.message import Message
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.records.writing import writing
from siwei.kernel.signing.signature import sign
from siwei.site import flows
from siwei.site.tests.test_documents import CIVIL, asked

SYSTEM = Actor.system("another office")
SECRET = Secrecy("密", "結案後解密")


def secret_letter(agency):
    letter = asked(agency)
    return replace(letter, content=replace(letter.content, secrecy=SECRET))


def recalled(sending, memory):
    acts.recall(sending, by=SYSTEM, dispatches=list(sending.dispatches.all()), note="誤繕")
    send_recalls(memory)
    drain(memory)


def elsewhere(members, person, *roles):
    """Somebody who holds roles everywhere, and sits in another agency."""
    with writing():
        Unit(agency=Agency.objects.get(code=members[5].code), code="edu-x", name_zh="文書股").save()
    return person("foreign", *roles, unit="edu-x")


# --- going out ----------


@pytest.mark.parametrize("category", ["appeal", "control"])
def test_out_of_the_ratio_is_not_out_of_the_exchange(drafted, members, memory, issue, today, category):
    letter = issue(drafted(category=category, opened_on=today, named_due=today))
    drain(memory)
    note_results(timezone.localdate())
    assert letter.no_exchange == "category"
    assert Sending.objects.get(about_id=letter.pk).state == "settled"


def test_what_cannot_travel_is_on_paper_in_its_list_of_recipients(drafted, members, issue, today):
    letter = issue(drafted(opened_on=today), physical=True)
    assert not Sending.objects.filter(about_id=letter.pk).exists()
    assert set(letter.recipients.values_list("way", flat=True)) == {"paper"}


def test_paper_instead_of_exchange_leaves_the_numerator(drafted, members, memory, issue, today):
    letter = issue(drafted(opened_on=today))
    assert letter.exchanged
    sending = Sending.objects.get(about_id=letter.pk)
    acts.on_paper(sending, by=SYSTEM, dispatches=list(sending.dispatches.all()), note="改寄紙本")
    letter.refresh_from_db()
    assert not letter.exchanged
    assert set(letter.recipients.values_list("way", flat=True)) == {"paper"}


def test_a_letter_that_reached_nobody_is_not_sent_electronically(drafted, memory, keys, issue, today):
    """No recipient stands in the address book."""
    letter = issue(drafted(opened_on=today))
    drain(memory)
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"dead"}
    letter.refresh_from_db()
    assert not letter.exchanged


def test_a_letter_is_filed_when_both_ways_are_done(house, drafted, members, memory, issue, today):
    """There is no paper of which the registry could say that it is away; the receipt from the exchange is missing."""
    letter = issue(drafted(opened_on=today, to=[members[3].code]))
    with pytest.raises(NotAllowed):
        issuing.sent(letter, by=house("registrar"))
    assert not open_duties(letter, "file").exists()
    scheme = tables.add_class(by=house("registrar"), agency=house.agency, code="0101", name="文書管理", years=5)
    with pytest.raises(ActionRefused):
        filing.file_letter(letter, by=house("handler"), file_class=scheme)
    drain(memory)
    note_results(timezone.localdate())
    assert open_duties(letter, "file").exists()


def test_a_letter_is_not_filed_before_those_on_paper_have_it(house, drafted, members, memory, issue, today):
    letter = drafted(opened_on=today, to=[members[3].code])
    person = Recipient(Party("王小明（虛構）", kind="person"), way="paper")
    content = letter.content()
    redraft(letter, by=house("handler"), content=replace(content, recipients=(*content.recipients, person)))
    issue(letter)
    drain(memory)
    note_results(timezone.localdate())
    assert not open_duties(letter, "file").exists()
    issuing.sent(letter, by=house("registrar"))
    assert open_duties(letter, "file").exists()


def test_sub_numbers_of_split_letters_are_given_once(house, members, in_hand, drafted, issue, today, monkeypatch):
    monkeypatch.setattr(issuing, "same_number", lambda letter: True)
    answered = in_hand(opened_on=today)
    codes = [member.code for member in members if member.code != house.agency.code][:2]
    letters = [
        drafted(answers=[answered.pk], to=codes, split="on", opened_on=today),
        drafted(answers=[answered.pk], to=codes[:1], opened_on=today),
    ]
    for letter in letters:
        issue(letter)
    sent = list(Sending.objects.values_list("issue_number", flat=True))
    assert len(set(sent)) == len(sent) == 3


def test_a_recipient_with_a_long_name_is_refused(house, drafted, members, today):
    letter = drafted(opened_on=today)
    long = Recipient(Party("高雄市政府" * 30, code=CIVIL))
    with pytest.raises(ValidationError):
        redraft(letter, by=house("handler"), content=replace(letter.content(), recipients=(long,)))


# --- coming in and going back ----------


def test_returning_to_the_sender_tells_the_sender(house, members, memory):
    sending = send(asked(house.agency), by=SYSTEM)
    assert sending is not None
    drain(memory)
    incoming = Incoming.objects.get(agency=house.agency)
    assigning.return_to_sender(incoming, by=house("registrar"), note="非本機關業務")
    drain(memory)
    dispatch = sending.dispatches.get()
    assert (dispatch.state, dispatch.said) == ("refused", "非本機關業務")


def test_sending_back_an_arrival_closes_its_register_entry(house, members, memory):
    send(asked(house.agency), by=SYSTEM)
    drain(memory)
    acts.send_back(Arrival.objects.get(), by=SYSTEM, note="誤送")
    incoming = Incoming.objects.get(agency=house.agency)
    assert incoming.state == Incoming.State.RETURNED
    assert not open_duties(incoming).exists()


def test_giving_back_what_was_recalled_closes_its_register_entry(house, members, memory):
    sending = send(asked(house.agency), by=SYSTEM)
    drain(memory)
    recalled(sending, memory)
    acts.give_back(Arrival.objects.get(), by=SYSTEM, note="同意")
    assert Incoming.objects.get(agency=house.agency).state == Incoming.State.RETURNED


def test_what_waits_for_a_decision_is_not_given_back_behind_its_back(house, members, memory):
    from siwei.documents.correspondence.actions import noting

    sending = send(asked(house.agency), by=SYSTEM)
    drain(memory)
    incoming = Incoming.objects.get(agency=house.agency)
    assigning.assign(incoming, by=house("registrar"), unit=house.unit)
    assigning.hand_over(incoming, by=house("desk"), handler=house.person("handler"))
    noting.propose(incoming, by=house("handler"), proposal="擬存查", route=[house.person("division")])
    recalled(sending, memory)
    with pytest.raises(ActionRefused):
        acts.give_back(Arrival.objects.get(), by=SYSTEM, note="同意")
    assert Arrival.objects.get().state == Arrival.State.ASKED_BACK


def test_a_notice_of_meeting_that_came_is_due_on_its_day(house, members, memory):
    """RULES 1.5: the day of the meeting ends the clock of the receiver."""
    day = timezone.localdate() + datetime.timedelta(days=40)
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    here = Party(house.agency.name_zh, code=house.agency.code)
    notice = Content(
        "開會通知單",
        Party("高雄市政府民政局", code=CIVIL),
        "研商會議",
        recipients=(Recipient(here),),
        date=timezone.localdate(),
        number=asked(house.agency).content.number,
        gathering=Gathering(
            times=(at,), place="第一會議室", chair=(Party("王小明（虛構）", "person"),), attendees=(here,),
            contact="李大同（虛構）", phone="07-1234567",
        ),
    )  # fmt: skip
    send(replace(asked(house.agency), content=notice, files=()), by=SYSTEM)
    drain(memory)
    incoming = Incoming.objects.get(agency=house.agency)
    due = open_duties(incoming).get().due
    assert incoming.meets_on == day
    assert due is not None
    assert timezone.localdate(due) == day


# --- who may know ----------


def test_a_classified_arrival_is_known_by_name_list_only(house, members, memory, person):
    early = Actor.of(person("early", REGISTRY, MAIL, unit="documents"))
    send(secret_letter(house.agency), by=SYSTEM)
    drain(memory)
    late = Actor.of(person("late", REGISTRY, MAIL, unit="documents"))
    for actor, knows in ((early, True), (late, False)):
        assert Arrival.objects.visible_to(actor).exists() is knows
        assert Incoming.objects.visible_to(actor).exists() is knows


def test_of_classified_ones_delivery_keeps_no_subject_and_auditors_see_none(house, members, memory, person):
    auditor = Actor.of(person("auditor", AUDITOR, unit="documents"))
    send(secret_letter(house.agency), by=SYSTEM)
    drain(memory)
    assert (Sending.objects.get().subject, Arrival.objects.get().subject) == ("", "")
    assert not Arrival.objects.visible_to(auditor).exists()
    assert not Sending.objects.visible_to(auditor).exists()
    send(replace(asked(house.agency), files=(b"c,d\n",)), by=SYSTEM)
    drain(memory)
    assert Arrival.objects.visible_to(auditor).count() == 1


def test_the_duty_of_a_recall_goes_to_the_agency_that_has_it(house, members, memory, person):
    foreign = Actor.of(elsewhere(members, person, REGISTRY))
    sending = send(asked(house.agency), by=SYSTEM)
    drain(memory)
    recalled(sending, memory)
    duty = Duty.objects.get(kind=acts.ASKED)
    assert duty.unit is not None
    assert duty.unit.agency == house.agency
    assert duty not in Duty.objects.of(foreign)


def test_once_submitted_the_handler_alone_does_not_declassify(house, drafted):
    letter = drafted(subject="機敏", secrecy="密", secret_until="結案後解密")
    deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
    deciding.approve(letter, by=house("division"), opinion="弱點在第三號主機")
    deciding.withdraw(letter, by=house("handler"))
    with pytest.raises(ValidationError):
        redraft(letter, by=house("handler"), content=replace(letter.content(), secrecy=Secrecy(), subject="一般"))
    assert not Letter.objects.visible_to(house("desk")).exists()


# --- what others say ----------


def test_a_co_recipient_takes_nothing_out(house, members, memory):
    """Whoever has the envelope knows the marks of all its recipients."""
    now = timezone.now()
    sending = send(asked(house.agency), by=SYSTEM)
    assert sending is not None
    one = sending.dispatches.get()
    hand_over(memory)
    statements._take_recalls([(members[3].code, wire.Item(one.mark, "recall", now, one.code, ""))], now)
    drain(memory)
    assert Arrival.objects.exists()


def test_nor_does_it_spoil_the_senders_own_recall(house, members, memory):
    now = timezone.now()
    sending = send(asked(house.agency), by=SYSTEM)
    assert sending is not None
    one = sending.dispatches.get()
    hand_over(memory)
    statements._take_recalls([(members[3].code, wire.Item(one.mark, "recall", now, one.code, ""))], now)
    recalled(sending, memory)
    assert not Arrival.objects.exists()


def said_by(code, item):
    """A statement as it travels."""
    body = wire.Statement(code, timezone.now(), (item,)).to_bytes()
    packed = wire.pack_statements([wire.Signed(body, sign(body, identity_of(code)))])
    return Message(uuid.uuid4().hex, "kaohsiung", wire.STATEMENTS, packed)


def test_nobody_settles_as_recalled_what_nobody_recalled(house, members, memory):
    sending = send(asked(house.agency), by=SYSTEM)
    assert sending is not None
    one = sending.dispatches.get()
    hand_over(memory)
    now = timezone.now()
    statements.take_statements(said_by(house.agency.code, wire.Item(one.mark, "recalled", now, "", "")), now)
    assert sending.dispatches.get().state == "delivered"


def test_of_answers_that_cross_the_latest_decision_counts(house, members, memory):
    sending = send(asked(house.agency), by=SYSTEM)
    assert sending is not None
    one = sending.dispatches.get()
    hand_over(memory)
    now, code = timezone.now(), house.agency.code
    earlier = now - datetime.timedelta(minutes=5)
    for at, verdict in ((now, "refused"), (earlier, "received")):
        statements.take_statements(said_by(code, wire.Item(one.mark, verdict, at, "misdirected", "")), now)  # type: ignore[arg-type]
    assert sending.dispatches.get().state == "refused"


def test_who_was_told_of_a_refusal_is_said_to_be_told(house, members, memory, monkeypatch):
    def full(*_given):
        raise ActionRefused("the shelf is full")

    sending = send(asked(house.agency), by=SYSTEM)
    assert sending is not None
    monkeypatch.setattr(flows, "_registered", full)
    drain(memory)
    assert sending.dispatches.get().state == "refused"
    assert Quarantine.objects.get().told_at is not None


# --- the address book ----------


@pytest.mark.parametrize(("days", "leads_to"), [(0, "new"), (40, "old")])
def test_a_replacement_takes_effect_on_its_day(members, days, leads_to):
    today = timezone.localdate()
    old, new = (Member.objects.get(code=members[nth].code) for nth in (4, 5))
    replace_member(old, by=SYSTEM, successor=new, day=today + datetime.timedelta(days=days), note="改制")
    code = {"old": old.code, "new": new.code}[leads_to]
    assert book.addresses([old.code], today)[old.code].code == code
    assert book.addresses([old.code], today + datetime.timedelta(days=40))[old.code].code == new.code


def test_a_suspension_takes_effect_on_its_day(members):
    today = timezone.localdate()
    day = today + datetime.timedelta(days=3)
    member = Member.objects.get(code=members[4].code)
    suspend(member, by=SYSTEM, day=day, note="系統更換")
    assert member.code in book.addresses([member.code], today)
    assert member.code not in book.addresses([member.code], day)
