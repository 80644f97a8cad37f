"""An agency whose files are due: archivist, reviewer, head, supervisor, and closed files with papers."""

from __future__ import annotations

import datetime

import pytest

from siwei.documents.archives.actions import files, items
from siwei.documents.archives.disposal import executing, hold_actions, planning
from siwei.documents.archives.disposal.jobs import carry_out
from siwei.documents.archives.models import Destruction, DestructionLine, File, SchemeClass
from siwei.documents.archives.roles import ARCHIVIST, HEAD, REVIEWER, WITNESS
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover import actions as takeover
from siwei.kernel.directory.models import Unit

#: files closed in 2011 with 5 years are disposable from 2017-01-01
CLOSED, AS_OF = datetime.date(2011, 6, 30), datetime.date(2017, 3, 1)
NUMBER = "檔徵字第1060001234號"


@pytest.fixture
def archivist(actor):
    return actor("archivist", ARCHIVIST)


@pytest.fixture
def reviewer(actor):
    return actor("reviewer", REVIEWER)


@pytest.fixture
def head(actor):
    return actor("head", HEAD)


@pytest.fixture
def witness(actor):
    return actor("witness", WITNESS)


@pytest.fixture
def closed_file(archivist):
    """A maker of closed files of the archivist's agency, with papers on the shelf."""

    def make(name: str, code: str = "0101", years: int = 5, disposition: str = "destroy", papers: int = 2,
             closed: datetime.date = CLOSED, parent: str = "", *, unit: bool = True) -> File:  # fmt: skip
        agency = archivist.person.agency
        fonds = takeover.fonds_of(agency)
        one = SchemeClass.objects.filter(agency=agency, code=code).first() or scheme.add_class(
            by=archivist, agency=agency, code=code, name=f"第{code}類", years=years, parent=parent,
            ground="" if years else "history", disposition=disposition, since=datetime.date(1950, 1, 1),
        )  # fmt: skip
        unit_ = Unit.objects.get(pk=archivist.person.post.unit_id) if unit else None
        file = files.open_file(
            by=archivist, fonds=fonds, scheme_class=one, begun_on=closed.replace(month=1), name=name, unit=unit_
        )
        for nth in range(1, papers + 1):
            items.enter(
                by=archivist, fonds=fonds, file=file, number=f"{file.number}/1/{nth}", subject=f"{name}第{nth}件",
                year=file.year, state="shelved", volume_number=1,
            )  # fmt: skip
        files.add_paper(file, by=archivist, volume=1, day=closed)
        files.close_file(file, by=archivist, closed_on=closed)
        return file

    return make


@pytest.fixture
def drafted(archivist):
    """A maker of plans, with their lists."""

    def make(as_of: datetime.date = AS_OF) -> Destruction:
        return planning.draft(
            by=archivist, agency=archivist.person.agency, as_of=as_of, opened_on=as_of, plan="106年6月於焚化廠焚毀。"
        )

    return make


@pytest.fixture
def sent(archivist, reviewer, head):
    """Takes a plan from the draft to the authority."""

    def go(plan: Destruction) -> Destruction:
        planning.ask_units(plan, by=archivist)
        if plan.state == Destruction.State.UNITS:
            planning.answer(plan, by=reviewer, note="無延長需要")
        planning.submit(plan, by=archivist)
        planning.approve(plan, by=head)
        planning.send(plan, by=archivist, sent_on=AS_OF, sent_number="高市秘文字第10600001號")
        executing.pass_on(plan, by=archivist, passed_on=AS_OF, passed_number="高市府秘文字第10600002號")
        return plan

    return go


@pytest.fixture
def carried_out(archivist, witness):
    """Carries an approved plan out."""

    def go(plan: Destruction) -> Destruction:
        executing.begin(
            plan, by=archivist, approval_number=NUMBER, executed_on=AS_OF + datetime.timedelta(days=60),
            place="南區資源回收廠", method="焚化",
        )  # fmt: skip
        executing.confirm(plan, by=witness, approval_number=NUMBER)
        carry_out(plan)
        return plan

    return go


def states(plan: Destruction) -> dict[str, str]:
    """State of each line by the name of its file."""
    return dict(DestructionLine.objects.filter(plan=plan).values_list("name", "state"))


def approve(plan, by, **more):
    executing.note_approval(plan, by=by, approval_number=NUMBER, approval_on=AS_OF, **more)


def place(by, **more):
    given = {"kind": "litigation", "reason": "國賠訴訟繫屬中", "opened_on": AS_OF, "until": None}
    given |= {"file": None, "class_number": ""} | more
    return hold_actions.place(by=by, agency=by.person.agency, **given)
