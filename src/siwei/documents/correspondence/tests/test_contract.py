"""What every record type promises, for documents and the tables of the office."""

import datetime

import pytest

from siwei.documents.correspondence.actions import assigning, drafting, receiving, secrets, tables
from siwei.documents.correspondence.models import (
    Delegation,
    FileClass,
    Incoming,
    Letter,
    RecipientGroup,
    SecretEntry,
    Template,
    Word,
)
from siwei.documents.correspondence.roles import ROLES
from siwei.kernel.directory.models import Person, Unit
from siwei.kernel.testing.contract import RecordContract
from siwei.kernel.testing.subject import Subject

DAY = datetime.date(2017, 5, 17)


def home():
    return Unit.objects.get(code="general")


def other(record, actor):
    """Somebody else than who acts, of the same house."""
    rows = Person.objects.filter(username__startswith="contract-").exclude(pk=actor.person.pk)
    return [rows.exclude(username="contract-visitor").order_by("username")[0].pk]


def one_other(record, actor):
    return other(record, actor)[0]


def in_hand(clerk, subject, day):
    """An incoming document that the clerk handles."""
    made = receiving.receive(
        by=clerk, agency=home().agency, sender_name="民政局", subject=subject, opened_on=day, unit=home()
    )
    assigning.hand_over(made, by=clerk, handler=clerk.person)
    return made


class OfDocuments(Subject):
    """The people are all of one unit and hold every role of the module."""

    roles = ROLES

    @pytest.fixture(autouse=True)
    def _two(self, clerk, colleague):
        """Both stand before the first record, because slips and duties name them."""


class TestIncoming(OfDocuments, RecordContract):
    record = Incoming
    given = {
        "receive": {"kind": "函", "unit": lambda record, actor: home().pk, "category": "general"},
        "assign": {"unit": lambda record, actor: home().pk},
        "reassign": {"unit": lambda record, actor: Unit.objects.get(code="documents").pk, "agreed": "王股長"},
        "hand_over": {"handler": lambda record, actor: actor.person.pk},
        "propose": {"route": other, "consulted": other},
        "join": {"into": lambda record, actor: Incoming.objects.get(subject="另案").pk},
        "ask_for_time": {"days": "3", "approver": one_other},
        "grant_time": {"days": "3"},
    }

    elsewhere = {
        "ask_for_time": "only before the due day, and these are of 2017: test_life",
        "grant_time": "only before the due day, and these are of 2017: test_life",
        "name_reader_of_incoming": "for classified documents: test_secrecy",
        "declassify": "for classified documents: test_secrecy",
    }

    @pytest.fixture(autouse=True)
    def _tables(self, clerk):
        tables.add_class(by=clerk, agency=home().agency, code="0101", name="文書")
        in_hand(clerk, "另案", DAY)

    def make(self, clerk, nth):
        return in_hand(clerk, f"調查{nth}", DAY + datetime.timedelta(days=nth))


class TestLetter(OfDocuments, RecordContract):
    record = Letter
    given = {
        "draft": {"unit": lambda record, actor: home().pk, "kind": "函", "subject": "函復調查", "answers": []},
        "redraft": {"subject": lambda record, actor: f"{record.subject}一", "kind": "函"},
        "submit": {"route": other, "consulted": other},
        "answer_too": {"incoming": lambda record, actor: Incoming.objects.get(subject="來文").pk},
        "insert_step": {"people": lambda record, actor: [Person.objects.get(username="contract-third").pk]},
        "decide_on_paper": {"person": one_other},
    }

    elsewhere = {
        "name_reader_of_letter": "for classified documents: test_secrecy",
        "declassify_letter": "for classified documents: test_secrecy",
        "conclude": "for memoranda, which stay inside: test_life",
        "noted": "for memoranda, which stay inside: test_life",
        "note_exchange": "the exchange does it: siwei/site/tests",
    }

    @pytest.fixture(autouse=True)
    def _tables(self, clerk, actor):
        actor("contract-third")
        in_hand(clerk, "來文", DAY)
        tables.add_word(by=clerk, agency=home().agency, text="高市秘總字", since=datetime.date(2010, 1, 1))
        tables.add_class(by=clerk, agency=home().agency, code="0101", name="文書")

    def make(self, clerk, nth):
        day = DAY + datetime.timedelta(days=nth)
        values = {
            "unit": home().pk, "kind": "函", "subject": f"函復調查{nth}", "opened_on": day, "speed": "普通件",
            "category": "general", "how": "single", "others": "王小明（虛構）",
        }  # fmt: skip
        return drafting.draft.submit(values, by=clerk)


class TestWord(OfDocuments, RecordContract):
    record = Word
    given = {"add_word": {"text": "高市秘新字"}}

    def make(self, clerk, nth):
        return tables.add_word(by=clerk, agency=home().agency, text=f"高市秘{nth}字", since=DAY)


class TestDelegation(OfDocuments, RecordContract):
    record = Delegation

    def make(self, clerk, nth):
        return tables.add_delegation(by=clerk, agency=home().agency, item=f"一般函復{nth}", level=3, since=DAY)


class TestRecipientGroup(OfDocuments, RecordContract):
    record = RecipientGroup

    def make(self, clerk, nth):
        return tables.add_group(by=clerk, agency=home().agency, name=f"各區公所{nth}", members=[])


class TestTemplate(OfDocuments, RecordContract):
    record = Template

    def make(self, clerk, nth):
        content = {"kind": "函", "sender": {"name": "秘書處"}}
        return tables.add_template(by=clerk, agency=home().agency, name=f"函稿{nth}", kind="函", content=content)


class TestFileClass(OfDocuments, RecordContract):
    record = FileClass

    def make(self, clerk, nth):
        return tables.add_class(by=clerk, agency=home().agency, code=f"01{nth:02d}", name=f"文書{nth}")


class TestSecretEntry(OfDocuments, RecordContract):
    record = SecretEntry

    def make(self, clerk, nth):
        return secrets.enter_secret(
            by=clerk, agency=home().agency, document_number=f"{nth}", level="機密", place="保險櫃", keeper=clerk.person,
            opened_on=DAY,
        )  # fmt: skip
