"""An organisation's whole way, by its pages and the keeper's forms; and what becomes of a hostile envelope."""

import datetime
import re

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from siwei.documents.exchange.actions import enrolling, quarantine
from siwei.documents.exchange.certificates import facts
from siwei.documents.exchange.envelope import EnvelopeRefused, unpack
from siwei.documents.exchange.jobs import empty_quarantine, watch_certificates
from siwei.documents.exchange.models import Enrolment, Member, Quarantine
from siwei.documents.exchange.rules import strike_on
from siwei.documents.exchange.tests.conftest import CERTIFICATE, SYSTEM
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.notices.models import Notice

GIVEN = {
    "organisation": "愛河文化協會（範例）", "tax_number": "12345678", "address": "高雄市",
    "responsible": "林大同（虛構）",
    "contact": "林小同（虛構）", "phone": "07-0000000", "mail": "body@example.org", "purpose": "往來公文",
    "certificate_kind": "xca",
}  # fmt: skip
PUBLIC = "/public/exchange/"


def duties(record):
    return [duty.kind for duty in open_duties(record)]


def test_an_organisation_enrols_without_account_and_is_struck_at_last(client, keeper, approver):
    assert client.get(PUBLIC).status_code == 200
    answer = client.post(PUBLIC, GIVEN)
    assert (answer.status_code, answer.url) == (302, f"{PUBLIC}case/")
    case = Enrolment.objects.get()
    assert (case.state, duties(case)) == ("unconfirmed", [])
    assert not Enrolment.objects.visible_to(keeper).exists()
    code = re.search(case.access_code, str(Notice.objects.get().body))
    assert code is not None
    assert client.get(f"{PUBLIC}case/{case.number}/").status_code == 404

    assert client.post(f"{PUBLIC}case/", {"number": case.number, "code": "WRONG"}).status_code == 422
    answer = client.post(f"{PUBLIC}case/", {"number": case.number, "code": code[0]})
    assert answer.url == f"{PUBLIC}case/{case.number}/"
    case.refresh_from_db()
    assert (case.state, duties(case)) == ("asked", ["check"])

    with pytest.raises(NotAllowed):
        enrolling.check(case, by=keeper)  # no certificate yet
    enrolling.send_back.submit({"note": "請補憑證"}, by=keeper, record=case)
    assert duties(case) == ["correct"]
    page = client.get(f"{PUBLIC}case/{case.number}/").content.decode()
    assert "請補憑證" in page
    corrected = {**GIVEN, "certificate": CERTIFICATE, "mail": "thief@example.org"}
    assert client.post(f"{PUBLIC}case/{case.number}/correct/", corrected).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.mail, duties(case)) == ("asked", "body@example.org", ["check"])

    enrolling.check.submit({}, by=keeper, record=case)
    with pytest.raises(NotAllowed):
        enrolling.accept(case, by=keeper)
    enrolling.accept.submit({}, by=approver, record=case)
    assert (case.accepted_on, duties(case)) == (timezone.localdate(), ["open"])
    since = timezone.localdate()
    enrolling.open_exchange.submit({"code": "EB12345678", "since": since}, by=keeper, record=case)
    member = Member.objects.get()
    assert (case.state, case.member, duties(case)) == ("opened", member, [])
    assert (member.code, member.kind, member.state) == ("EB12345678", "private", "open")
    assert "EB12345678" in client.get(f"{PUBLIC}case/{case.number}/").content.decode()

    until = facts(CERTIFICATE).until
    assert watch_certificates(until + datetime.timedelta(days=1)) == 1
    assert watch_certificates(strike_on(until, 3)) == 1
    member.refresh_from_db()
    assert member.state == "struck"
    told = [str(notice.subject) for notice in Notice.objects.filter(mail="body@example.org")]
    assert len(told) == 6


def test_robots_and_floods_are_refused(client, keeper):
    assert client.post(PUBLIC, {**GIVEN, "website": "x"}).status_code == 422
    for _ in range(3):
        client.post(PUBLIC, GIVEN)
    assert client.post(PUBLIC, GIVEN).status_code == 422
    assert Enrolment.objects.count() == 3


def test_an_applicant_withdraws(client, keeper):
    client.post(PUBLIC, GIVEN)
    case = Enrolment.objects.get()
    client.post(f"{PUBLIC}case/", {"number": case.number, "code": case.access_code})
    assert client.post(f"{PUBLIC}case/{case.number}/withdraw/", {"note": "不需要"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, duties(case)) == ("withdrawn", [])


def test_a_hostile_envelope_is_kept_looked_at_and_removed(keeper, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = b"PK\x03\x04" + b"\xff" * 40
    with pytest.raises(EnvelopeRefused) as refusal:
        unpack(data)
    kept = quarantine.detain(by=SYSTEM, data=data, refusal=refusal.value, sender="A" * 99)
    again = quarantine.detain(by=SYSTEM, data=data, refusal=refusal.value)
    assert kept.stored == again.stored
    assert (kept.reason, kept.size, len(kept.sender), duties(kept)) == ("bomb", 44, 40, ["settle"])
    with default_storage.open(kept.stored) as file:
        assert file.read() == data
    for one in (kept, again):
        quarantine.settle.submit({"note": "已電話通知"}, by=keeper, record=one)
    later = timezone.localdate() + datetime.timedelta(days=200)
    path = kept.stored
    assert empty_quarantine(timezone.localdate()) == 0
    assert empty_quarantine(later) == 2
    assert not default_storage.exists(path)
    assert Quarantine.objects.filter(stored="").count() == 2
