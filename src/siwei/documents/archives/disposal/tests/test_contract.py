"""What every record type promises, for disposal."""

import datetime

from siwei.documents.archives.actions import files, items
from siwei.documents.archives.disposal import hold_actions, planning, succession, transferring
from siwei.documents.archives.models import (
    Destruction,
    DestructionLine,
    File,
    Hold,
    NationalTransfer,
    SchemeClass,
    Succession,
    TransferLine,
)
from siwei.documents.archives.roles import ARCHIVIST, HEAD, REVIEWER, WITNESS
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.directory.models import Agency
from siwei.kernel.testing.contract import RecordContract

ROLES = (ARCHIVIST, REVIEWER, HEAD, WITNESS)
AS_OF = datetime.date(2017, 5, 17)


def closed_file(by, nth=0, *, years=5, closed=datetime.date(2011, 3, 1)) -> File:
    agency = by.person.agency
    code = "0901" if years == 0 else "0101"
    one = SchemeClass.objects.filter(agency=agency, code=code).first() or scheme.add_class(
        by=by, agency=agency, code=code, name="會議", years=years, ground="" if years else "history",
        disposition="destroy" if years else "national", since=datetime.date(1950, 1, 1),
    )  # fmt: skip
    file = files.open_file(
        by=by, fonds=fonds_of(agency), scheme_class=one, begun_on=closed, name=f"第{nth}案", unit=by.person.unit
    )
    items.enter(by=by, fonds=file.fonds, file=file, number=f"{file.number}/1/1", subject="函", state="shelved")
    files.close_file(file, by=by, closed_on=closed)
    return file


def drafted(by, nth=0) -> Destruction:
    closed_file(by, nth)
    return planning.draft(by=by, agency=by.person.agency, as_of=AS_OF, opened_on=AS_OF, plan="焚化")


def own_agency(_one, by):
    return by.person.agency.pk


class TestHold(RecordContract):
    record = Hold
    roles = ROLES
    given = {
        "place": {"agency": own_agency, "file": lambda _one, by: closed_file(by, 9).number, "class_number": ""},
        "change_end": {"until": "2030-01-01"},
    }
    elsewhere = {"run_out": "the clock", "hold_goes": "with a succession"}

    def make(self, clerk, nth):
        return hold_actions.place(
            by=clerk, agency=clerk.person.agency, kind="audit", file=closed_file(clerk, nth), class_number="",
            reason=f"審計{nth}", opened_on=AS_OF, until=None,
        )  # fmt: skip


NUMBER = {"approval_number": lambda one, _by: one.approval_number}


class TestDestruction(RecordContract):
    record = Destruction
    roles = ROLES
    given = {
        "draft": {"agency": own_agency},
        "send": {"sent_on": "2017-05-17"},
        "pass_on": {"passed_on": "2017-05-17"},
        "note_approval": {"approval_number": "檔徵字第1號", "approval_on": "2017-05-18"},
        "begin": {**NUMBER, "executed_on": "2017-05-19"},
        "confirm": NUMBER,
        "note_resent": {"resent_on": "2017-05-20"},
    }
    elsewhere = {
        "partly": "test_destruction.py: what the authority does not approve",
        "leave_held_out": "needs a hold: test_destruction.py",
        "done": "a worker marks and certifies: test_destruction.py",
        "resent": "after the worker: test_destruction.py",
        "mark_some": "the worker",
        "certify": "the worker",
        "note_resent": "after the worker: test_destruction.py",
    }

    def make(self, clerk, nth):
        return drafted(clerk, nth)


LINE_BY_SETS = dict.fromkeys(
    ("stop", "go_on_granted", "go_on_proposed", "fall_out", "grant", "grant_held", "refuse", "mark_destroyed"),
    "by sets, with the plan or a hold: test_destruction.py",
)


class TestDestructionLine(RecordContract):
    record = DestructionLine
    roles = ROLES
    elsewhere = LINE_BY_SETS

    def make(self, clerk, nth):
        plan = drafted(clerk, nth)
        return plan.lines.order_by("pk").last()


class TestNationalTransfer(RecordContract):
    record = NationalTransfer
    roles = ROLES
    given = {
        "draft": {"agency": own_agency},
        "hand_over": {"given_by": "秘書處甲（虛構）", "received_by": "檔案局乙（虛構）"},
    }

    def make(self, clerk, nth):
        closed_file(clerk, nth, years=0, closed=datetime.date(1990, 1, 1))
        return transferring.draft(by=clerk, agency=clerk.person.agency, as_of=AS_OF, opened_on=AS_OF)


class TestTransferLine(RecordContract):
    record = TransferLine
    roles = ROLES
    elsewhere = dict.fromkeys(("fall_out", "mark_handed"), "by sets, with the transfer: test_transfer.py")

    def make(self, clerk, nth):
        return TestNationalTransfer().make(clerk, nth).lines.order_by("pk").last()


def successor() -> Agency:
    return Agency.objects.exclude(code="397010000A").earliest("code")


class TestSuccession(RecordContract):
    record = Succession
    roles = ROLES
    given = {
        "plan": {
            "fonds": lambda _one, by: fonds_of(by.person.agency).pk, "successor": lambda _one, by: successor().pk,
            "class_number": "",
        }
    }  # fmt: skip

    def make(self, clerk, nth):
        return succession.plan(
            by=clerk, fonds=closed_file(clerk, nth).fonds, class_number="", successor=successor(),
            ground=f"組織規程{nth}", on=AS_OF, opened_on=AS_OF,
        )  # fmt: skip
