"""A letter's whole way through two modules: it arrives, is answered, travels to twenty agencies, and is filed."""

import datetime
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import timezone

from siwei.documents.content.model import Attached, Content, Party, Recipient, Section
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.correspondence.actions import assigning, deciding, filing, issuing, tables
from siwei.documents.correspondence.models import Incoming, Letter
from siwei.documents.correspondence.tests.conftest import House, drafted, house, word  # noqa: F401  # fixtures
from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.keys import certificate_of, make_test_keys
from siwei.documents.exchange.delivery.posting import Issued, send, send_many
from siwei.documents.exchange.delivery.tests.conftest import keys, memory  # noqa: F401  # fixtures
from siwei.documents.exchange.delivery.work import drain
from siwei.documents.exchange.models import Arrival, Dispatch, Member, Quarantine, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.directory.models import Agency
from siwei.kernel.files.models import attachments_of
from siwei.kernel.records.writing import writing
from siwei.kernel.search.matching import matching
from siwei.site import flows

DAY = datetime.timedelta(days=1)
CIVIL = "397020000A"
FAR = "far-away"


@pytest.fixture
def members(house: House, keys):  # noqa: F811  # fixtures
    """The Secretariat, and twenty-one agencies of which one lives in another installation."""
    agencies = list(Agency.objects.filter(code__startswith="397").exclude(level="市政府").order_by("code")[:22])
    make_test_keys([one.code for one in agencies])
    with writing():
        for nth, agency in enumerate(agencies):
            Member(
                code=agency.code, name=agency.name_zh, kind=Member.Kind.AGENCY, agency=agency, sample=True,
                since=datetime.date(2017, 1, 1), certificate=certificate_of(agency.code),
                address=FAR if nth == 9 else "",
            ).save()  # fmt: skip
    return agencies


def asked(agency: Agency) -> Issued:
    """A letter of the Civil Affairs Bureau to the Secretariat, with an attachment."""
    content = Content(
        "函",
        Party("高雄市政府民政局", code=CIVIL),
        "檢送里民活動中心使用調查表1份，請惠復。",
        (Section("說明", "請於文到六日內復知。"),),
        address="高雄市苓雅區四維三路2號",
        recipients=(Recipient(Party(agency.name_zh, code=agency.code)),),
        date=timezone.localdate(),
        number=IssueNumber.issued("高市民字", 106, 7),
        attachment_note="如主旨",
        attachments=(Attached("survey.csv"),),
    )
    return Issued(content, Agency.objects.get(code=CIVIL), files=(b"a,b\n1,2\n",))


def test_from_one_agency_to_twenty_and_into_the_file(house, members, word, drafted, memory, monkeypatch):  # noqa: F811
    send(asked(house.agency), by=Actor.system("another office"))
    drain(memory)

    incoming = Incoming.objects.get(agency=house.agency)
    assert (incoming.sender_code, incoming.sender_number, incoming.way) == (
        CIVIL,
        "高市民字第10600000700號",
        "exchange",
    )
    assert [one.name for one in attachments_of(incoming)] == [f"{CIVIL}_10600000700_ATTACH1.csv"]
    assert list(matching(Incoming.objects.all(), "活動中心")) == [incoming]
    assert open_duties(incoming).get().explanation
    assigning.assign(incoming, by=house("registrar"), unit=house.unit)
    assigning.hand_over(incoming, by=house("desk"), handler=house.person("handler"))

    to = [one.code for one in members if one.code != house.agency.code][:20]
    today = timezone.localdate()
    letter = drafted(answers=[incoming.pk], to=to, opened_on=today.isoformat())
    _decide(house, letter)
    issuing.proofread(letter, by=house("registrar"))
    issuing.seal(letter, by=house("sealer"))
    issuing.issue(letter, by=house("registrar"), issued_on=today)
    sending = Sending.objects.get(about_id=letter.pk)
    assert set(sending.dispatches.values_list("state", flat=True)) == {"waiting"}, "the outbox, in the same transaction"

    drain(memory)
    states = dict(sending.dispatches.values_list("code", "state"))
    far = next(one.code for one in members if Member.objects.get(code=one.code).address == FAR)
    assert states.pop(far) == "delivered", "it waits in the queue of an installation that is away"
    assert set(states.values()) == {"received"}
    letter.refresh_from_db()
    assert letter.state == Letter.State.ISSUED

    with monkeypatch.context() as there:
        there.setitem(settings.SIWEI_EXCHANGE, "installation", FAR)
        drain(memory)
    drain(memory)
    assert set(sending.dispatches.values_list("state", flat=True)) == {Dispatch.State.RECEIVED}
    assert Arrival.objects.count() == Incoming.objects.count() == 21
    acts.settle(sending, by=Actor.system("exchange"))
    assert open_duties(letter).get().label, "a file number is wanted"

    scheme = tables.add_class(by=house("registrar"), agency=house.agency, code="0101", name="文書管理", years=5)
    filing.file_letter(letter, by=house("handler"), file_class=scheme)
    assert letter.state == Letter.State.TO_FILE


def test_what_the_register_cannot_keep_holds_up_nobody(house, members, memory, monkeypatch):  # noqa: F811
    """One document cannot be registered: it is put aside, its sender told, and what came with it is taken in."""
    first, other = asked(house.agency), asked(house.agency)
    other = replace(other, content=replace(other.content, number=IssueNumber.issued("高市民字", 106, 8)))
    refused, kept = send_many([first, other], by=Actor.system("another office"))

    read = flows._registered

    def registered(arrival, known, files):
        if arrival.issue_number == str(first.content.number):
            raise ActionRefused("the shelf is full")
        return read(arrival, known, files)

    monkeypatch.setattr(flows, "_registered", registered)
    drain(memory)
    assert [one.dispatches.get().state for one in (refused, kept)] == ["refused", "received"]
    assert refused.dispatches.get().reason == "not_kept"
    assert "the shelf is full" in str(Quarantine.objects.get().sentence)
    assert Incoming.objects.get().sender_number == str(other.content.number)


def test_an_attachment_that_is_not_taken_is_named(house, members, memory):  # noqa: F811
    """The envelope keeps it as it came; the register says that it stands there alone."""
    letter = asked(house.agency)
    content = replace(letter.content, attachments=(Attached("survey.csv"), Attached("all.zip")))
    send(
        replace(letter, content=content, files=(b"a,b\n", b"PK\x05\x06" + bytes(18))), by=Actor.system("another office")
    )
    drain(memory)
    incoming = Incoming.objects.get()
    assert [one.name[-4:] for one in attachments_of(incoming)] == [".csv"]
    assert incoming.attachments_note.startswith("如主旨；未存入：")
    assert incoming.attachments_note.endswith(".zip")


def test_each_copy_of_a_letter_written_apart_travels_alone(house, members, word, drafted, memory):  # noqa: F811
    """分繕發文: an envelope for each recipient with the sub-number that its copy bears."""
    to = [one.code for one in members if one.code != house.agency.code][:3]
    letter = drafted(to=to, split=True)
    _decide(house, letter)
    issuing.proofread(letter, by=house("registrar"))
    issuing.seal(letter, by=house("sealer"))
    issuing.issue(letter, by=house("registrar"), issued_on=timezone.localdate())
    sendings = Sending.objects.filter(about_id=letter.pk)
    assert sorted(one.dispatches.get().code for one in sendings) == sorted(to)
    drain(memory)
    numbers = set(Incoming.objects.values_list("sender_number", flat=True))
    assert len(numbers) == 3
    assert {number.split("第")[0] for number in numbers} == {str(letter.content().number).split("第")[0]}
    late = Dispatch.objects.filter(sending=sendings[1])
    with writing():
        late.update(state="delivered")
    acts.settle(sendings[0], by=Actor.system("exchange"))
    assert not open_duties(letter).exists(), "one of its recipients has not answered"
    with writing():
        late.update(state="received")
    acts.settle(sendings[1], by=Actor.system("exchange"))
    assert open_duties(letter, "file").exists()
    for one in sendings[1:]:
        acts.settle(one, by=Actor.system("exchange"))
    assert open_duties(letter).get().label


def _decide(house: House, letter: Letter) -> None:  # noqa: F811
    """Two units say something side by side, one step sends back, a deputy decides."""
    route = [house.person("division"), house.person("head")]
    both = [house.person("colleague"), house.person("stranger")]
    deciding.submit(letter, by=house("handler"), consulted=both, route=route)
    deciding.approve(letter, by=house("stranger"), opinion="無意見")
    deciding.approve(letter, by=house("colleague"), opinion="請補附件")
    deciding.send_back(letter, by=house("division"), opinion="請再酌")
    deciding.submit(letter, by=house("handler"), route=route)
    deciding.approve(letter, by=house("division"))
    day = timezone.localdate()
    appoint(by=house("head"), deputy=house.person("secretary"), since=day, until=day + 3 * DAY)
    deciding.decide(letter, by=house("secretary", behalf="head"), opinion="如擬")


def test_what_stands_in_the_register_was_taken_over(house, members, memory):  # noqa: F811
    send(asked(house.agency), by=Actor.system("another office"))
    drain(memory)
    arrivals = list(Arrival.objects.select_related("parcel"))
    assert arrivals
    assert flows.taken_over(arrivals) == {one.pk for one in arrivals}
    with writing():
        Incoming.objects.update(digest="another")
    assert flows.taken_over(arrivals) == set()
