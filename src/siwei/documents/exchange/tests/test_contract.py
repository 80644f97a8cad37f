"""What every record type promises, for members, enrolments and refused envelopes."""

import datetime

from siwei.documents.exchange.actions import book, enrolling, quarantine
from siwei.documents.exchange.envelope import EnvelopeRefused
from siwei.documents.exchange.models import APPROVER, BOOK, REGISTRY, Enrolment, Member, Quarantine
from siwei.documents.exchange.tests.conftest import CERTIFICATE
from siwei.kernel.access.actor import Actor
from siwei.kernel.testing.contract import RecordContract

DAY = datetime.date(2017, 11, 1)
SYSTEM = Actor.system("test")


def another(member):
    """Another entry of the book."""
    rows = Member.objects.exclude(pk=member.pk)
    return rows.first() or book.add_member(by=SYSTEM, code="OTHER00001", name="新機關", kind="agency", since=DAY)


class TestMember(RecordContract):
    record = Member
    roles = (BOOK,)
    given = {"add_member": {"code": "NEW0000001"}, "replace_member": {"successor": lambda one, _actor: another(one).pk}}
    elsewhere = dict.fromkeys(("announce", "take_over"), "no form; see test_book")

    def make(self, clerk, nth):
        return book.add_member(by=clerk, code=f"TEST{nth:06d}", name=f"單位{nth}", kind="agency", since=DAY)


class TestEnrolment(RecordContract):
    record = Enrolment
    roles = (BOOK, APPROVER)
    given = {"apply": {"tax_number": "12345678", "website": ""}}
    elsewhere = dict.fromkeys(("unconfirmed", "confirm"), "shows to nobody and is the applicant's; see test_enrolling")

    def make(self, clerk, nth):
        made = enrolling.apply(
            by=SYSTEM, asked_on=DAY, organisation=f"協會{nth}", tax_number=f"{nth:08d}", address="高雄市",
            responsible="王", contact="王", phone="07", mail=f"{nth}@example.org", purpose="往來公文",
            certificate_kind="xca", certificate=CERTIFICATE,
        )  # fmt: skip
        enrolling.confirm(made, by=SYSTEM)
        return made


class TestQuarantine(RecordContract):
    record = Quarantine
    roles = (REGISTRY,)
    elsewhere = {"discard": "the system does it: test_story"}

    def make(self, clerk, nth):
        refusal = EnvelopeRefused("grammar", f"第{nth}處不符")
        return quarantine.detain(by=SYSTEM, data=f"bytes {nth}".encode(), refusal=refusal, sender=f"TEST{nth:06d}")
