"""A letter arrives, is assigned, answered, co-signed by two units, returned once, signed by a deputy, issued, filed."""

import datetime

import pytest
from django.utils import timezone

from siwei.documents.correspondence.actions import deciding, filing, issuing, tables
from siwei.documents.correspondence.actions.drafting import redraft
from siwei.documents.correspondence.actions.recipients import note_exchange
from siwei.documents.correspondence.models import Incoming, Letter
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.models import rounds_of
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.directory.models import Agency

DAY = datetime.date(2017, 5, 15)


def test_from_receipt_to_file(house, in_hand, drafted, word):
    incoming = in_hand()
    (duty,) = open_duties(incoming)
    assert duty.due.date() == datetime.date(2017, 5, 23), "six working days from the 16th"
    assert len(duty.explanation) > 2

    agencies = list(Agency.objects.filter(code__startswith="3970").exclude(code="397010000A")[:20])
    letter = drafted(answers=[incoming.pk], to=[one.code for one in agencies])
    two = [house.person("colleague"), house.person("stranger")]
    deciding.submit(letter, by=house("handler"), consulted=two, route=[house.person("division"), house.person("head")])
    assert letter.state == Letter.State.CONSULTING
    with pytest.raises(NotAllowed):
        deciding.approve(letter, by=house("division"))
    deciding.approve(letter, by=house("stranger"), opinion="無意見")
    deciding.approve(letter, by=house("colleague"), opinion="請補附件")
    assert letter.state == Letter.State.SUBMITTED

    deciding.send_back(letter, by=house("division"), opinion="主旨請再精簡")
    assert letter.state == Letter.State.DRAFT
    shown = redraft.bound(record=letter, actor=house("handler")).initial
    given = {**shown, "subject": "函復調查表", "recipients": [one.pk for one in agencies], "copies": []}
    redraft.submit(given, by=house("handler"), record=letter)
    assert [version.nth for version in letter.versions.all()] == [1, 2]
    deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
    deciding.approve(letter, by=house("division"))

    day = timezone.localdate()
    appoint(by=house("head"), deputy=house.person("secretary"), since=day, until=day + datetime.timedelta(days=3))
    deciding.decide(letter, by=house("secretary", behalf="head"), opinion="如擬")
    first, second = rounds_of(letter)
    assert (first.state, second.state) == ("returned", "approved")
    assert [step.opinion for step in first.steps.all()][:2] == ["請補附件", "無意見"]
    *_others, last = second.steps.all()
    assert (last.decided_by, last.behalf) == (house.person("secretary"), house.person("head"))
    assert {step.digest for step in second.steps.all()} == {letter.decided_digest}
    assert letter.recipients.count() == 20

    with pytest.raises(ActionRefused):
        issuing.seal(letter, by=house("sealer"))
    issuing.proofread(letter, by=house("registrar"))
    issuing.seal(letter, by=house("sealer"))
    issuing.issue(letter, by=Actor.system("register"), issued_on=DAY + datetime.timedelta(days=2))
    assert letter.issue_number == "高市秘文字第10600000100號"
    assert (letter.exchanged, letter.letters, letter.online) == (True, 1, True)
    incoming.refresh_from_db()
    assert (incoming.state, incoming.outcome, incoming.used_days) == (Incoming.State.CLOSED, "answered", 2)
    assert incoming.in_time

    has = list(letter.recipients.values_list("code", flat=True))
    note_exchange(letter, by=Actor.system("exchange"), has=has)
    scheme = tables.add_class(by=house("registrar"), agency=house.agency, code="0101", name="文書管理", years=5)
    filing.file_letter(letter, by=house("handler"), file_class=scheme)
    filing.file_incoming(incoming, by=house("handler"), file_class=scheme)
    assert (letter.file_number, incoming.file_number) == ("106/0101/1/1/1", "106/0101/1/1/2")
    filing.take_letter(letter, by=house("registrar"), filed_on=datetime.date(2017, 5, 22))
    assert letter.state == Letter.State.FILED
