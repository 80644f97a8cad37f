"""Permanent files go to the nation with a record that both signed; files of a task go to the successor."""

import datetime
import io
import re

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation

from siwei.documents.archives.actions import campaigns, items
from siwei.documents.archives.disposal import hold_actions, planning, succession, transferring
from siwei.documents.archives.disposal.tests.conftest import AS_OF, place
from siwei.documents.archives.loans import actions as loans
from siwei.documents.archives.models import (
    Destruction,
    File,
    Fonds,
    Hold,
    Item,
    NationalTransfer,
    Succession,
    TransferLine,
)
from siwei.documents.archives.roles import ARCHIVIST, LENDER
from siwei.documents.archives.takeover import actions as takeover
from siwei.documents.archives.use import applying
from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.errors import NotAllowed, WrongState
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.models import Agency, Post, Unit
from siwei.kernel.events.models import Event
from siwei.kernel.events.verify import faults
from siwei.kernel.files.models import attachments_of
from siwei.kernel.search.matching import matching

LONG_AGO = datetime.date(1990, 12, 30)
SIGNED = {
    "given_by": "秘書處 王小明（虛構）",
    "received_by": "檔案管理局 林大同（虛構）",
    "supervised_by": "政風處 陳平（虛構）",
}


def scan():
    return ContentFile(b"%PDF-1.7 signed", "record.pdf")


@pytest.fixture
def transfer(archivist, closed_file):
    """A transfer with two files that are due; one is not, one stays with the agency."""
    for name, closed, disposition, code in (
        ("縣市合併", LONG_AGO, "national", "0901"), ("建市", LONG_AGO, "national", "0901"),
        ("近年", datetime.date(2010, 1, 5), "national", "0901"), ("自存", LONG_AGO, "agency", "0902"),
    ):  # fmt: skip
        closed_file(name, code=code, years=0, disposition=disposition, closed=closed)
    return transferring.draft(by=archivist, agency=archivist.person.agency, as_of=AS_OF, opened_on=AS_OF)


def agreed(transfer, by):
    transferring.appraise(transfer, by=by, appraisal="均具國家檔案價值")
    transferring.send(transfer, by=by, sent_on=AS_OF, sent_number="高市秘檔字第1號")
    transferring.agree(transfer, by=by, agreed_on=AS_OF, agreed_number="檔應字第2號")


def test_from_the_list_to_the_record_that_both_signed(archivist, transfer, client):
    assert set(TransferLine.objects.values_list("name", "due_on")) == {
        ("縣市合併", datetime.date(2016, 1, 1)), ("建市", datetime.date(2016, 1, 1)),
    }  # fmt: skip
    assert set(TransferLine.objects.values_list("medium", flat=True)) == {"paper"}
    left = TransferLine.objects.get(name="建市")
    transferring.leave_out(left, by=archivist, note="經同意延後")
    agreed(transfer, archivist)
    with pytest.raises(ValidationError):
        transferring.hand_over(
            transfer, by=archivist, handed_on=AS_OF, signed=scan(), **{**SIGNED, "received_by": SIGNED["given_by"]}
        )
    transferring.hand_over(transfer, by=archivist, handed_on=AS_OF, signed=scan(), **SIGNED)
    gone = File.objects.get(name="縣市合併")
    assert (gone.state, gone.disposed_on, gone.disposal_number) == ("transferred", AS_OF, "檔應字第2號")
    assert set(gone.items.values_list("state", flat=True)) == {"transferred"}
    assert gone.items.first() in matching(Item.objects.all(), "縣市合併"), "the catalogue stays"
    assert File.objects.filter(state="closed").count() == 3
    assert [one.name for one in attachments_of(transfer)] == ["record.pdf"]
    client.force_login(archivist.person)
    for name, args in (("archives.transfer_list", [transfer.pk, 0]), ("archives.transfer_record", [transfer.pk])):
        paper = client.get(reverse(name, args=args))
        assert paper.content.startswith(b"%PDF")
    text = re.sub(r"\s", "", pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text())
    assert "檔應字第2號" in text
    assert "林大同" in text
    again = transferring.draft(by=archivist, agency=archivist.person.agency, as_of=AS_OF, opened_on=AS_OF)
    assert list(again.lines.values_list("name", flat=True)) == ["建市"], "what was left out comes again"
    assert not list(faults((NationalTransfer, TransferLine, File, Item)))


def test_what_is_held_is_not_given_away(archivist, transfer):
    agreed(transfer, archivist)
    hold = hold_actions.place(
        by=archivist, agency=archivist.person.agency, kind="use", file=File.objects.get(name="建市"), class_number="",
        reason="研究案閱覽中", opened_on=AS_OF, until=None,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="研究案閱覽中"):
        transferring.hand_over(transfer, by=archivist, handed_on=AS_OF, signed=scan(), **SIGNED)
    hold_actions.end(hold, by=archivist, note="閱畢")
    transferring.hand_over(transfer, by=archivist, handed_on=AS_OF, signed=scan(), **SIGNED)
    assert transfer.state == "handed"


def test_nothing_is_given_before_it_is_agreed(archivist, transfer):
    with pytest.raises(WrongState):
        transferring.hand_over(transfer, by=archivist, handed_on=AS_OF, signed=scan(), **SIGNED)
    transferring.drop(transfer, by=archivist, note="併次年辦理")
    assert set(TransferLine.objects.values_list("state", flat=True)) == {"left_out"}


@pytest.fixture
def successor(db):
    """The archivist of another agency."""
    agency, _new = Agency.objects.get_or_create(code="397120000J", defaults={"name_zh": "社會局"})
    unit = Unit.objects.create(code="successor", name_zh="秘書室", agency=agency)
    system = Actor.system("test")
    person = open_account(
        by=system, username="successor", name_zh="承接（虛構）", email="s@example.org",
        post=Post.objects.create(unit=unit, name_zh="科員"),
    )  # fmt: skip
    give(by=system, person=person, role=ARCHIVIST.code, since=datetime.date(2010, 1, 1))
    return Actor.of(person)


def planned(archivist, successor, **more) -> Succession:
    given = {"fonds": Fonds.objects.get(), "class_number": "", "successor": successor.person.agency,
             "ground": "組織規程修正", "on": AS_OF, "opened_on": AS_OF} | more  # fmt: skip
    return succession.plan(by=archivist, **given)


def test_a_class_goes_with_its_task_and_its_holds(archivist, closed_file, successor):
    goes, stays = closed_file("社區發展", code="0203", parent="02"), closed_file("文書", code="0101")
    hold = hold_actions.place(
        by=archivist, agency=archivist.person.agency, kind="audit", file=None, class_number="02", reason="審計調閱",
        opened_on=AS_OF, until=None,
    )  # fmt: skip
    one = planned(archivist, successor, class_number="02")
    assert not Destruction.objects.visible_to(successor).exists()
    succession.carry_out(one, by=archivist)
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (one.state, one.files, one.items) == ("done", 1, 2)
    assert (goes.fonds, goes.unit) == (one.received, None)
    assert goes.fonds.agency == successor.person.agency
    assert goes.number == "100/0203/1", "its number stays"
    assert set(goes.items.values_list("fonds", flat=True)) == {goes.fonds_id}
    assert stays.fonds.agency == archivist.person.agency
    continued = Hold.objects.exclude(pk=hold.pk).get()
    assert (continued.agency, continued.class_number, continued.kind) == (successor.person.agency, "0203", "audit")
    plan = planning.draft(by=successor, agency=successor.person.agency, as_of=AS_OF, opened_on=AS_OF)
    assert list(plan.lines.values_list("name", "state")) == [("社區發展", "held")], "the successor disposes of it now"
    assert not list(faults((Succession, File, Item, Fonds, Hold)))


def test_a_whole_fonds_goes_to_the_successor(archivist, closed_file, successor):
    file = closed_file("全部")
    one = planned(archivist, successor)
    succession.carry_out(one, by=archivist)
    file.refresh_from_db()
    assert (file.fonds.agency, file.fonds.last_year, one.files) == (successor.person.agency, 106, 1)
    with pytest.raises(ValidationError):
        planned(archivist, successor)


def test_a_whole_fonds_of_thousands_goes_in_one_act_by_sets(
    archivist, closed_file, successor, django_assert_max_num_queries
):
    """The number of statements does not grow with the items; every item has its event, and the holds go along."""
    of_file, of_class = (closed_file(name, code=code, papers=1) for name, code in (("甲", "0101"), ("乙", "0203")))
    loose = sets.Rows(
        """SELECT %s::bigint AS fonds_id, 'L/' || n AS number, '未立案' || n AS subject, 'handed_over' AS state,
           90 AS year, '' AS class_number FROM generate_series(1, 4000) AS n""",
        [of_file.fonds_id],
    )
    assert sets.make(items.enter, loose, by=Actor.system("archives")) == 4000
    place(archivist, file=of_file)
    place(archivist, class_number="0203")
    one = planned(archivist, successor)
    with django_assert_max_num_queries(90):
        succession.carry_out(one, by=archivist)
    assert (one.state, one.files, one.items, one.received) == ("done", 2, 4002, of_file.fonds)
    there = successor.person.agency
    assert Item.objects.filter(fonds__agency=there).count() == 4002
    event = Event.objects.filter(act="archives.item.item_goes", note=one.number)
    assert event.count() == 4002
    kept = Hold.objects.filter(agency=there, state=Hold.State.ACTIVE)
    assert {(hold.file, hold.class_number) for hold in kept} == {(of_file, ""), (None, "0203")}
    plan = planning.draft(by=successor, agency=there, as_of=AS_OF, opened_on=AS_OF)
    assert set(plan.lines.values_list("state", flat=True)) == {"held"}
    assert not list(faults((Succession, File, Item, Fonds, Hold)))
    assert takeover.fonds_of(archivist.person.agency) != of_class.fonds, (
        "what it makes from now on is a fonds of its own"
    )


def test_all_that_stands_against_a_succession_is_named_and_nothing_moves(archivist, closed_file, successor, actor):
    file = closed_file("甲", papers=3)
    first, second, third = file.items.order_by("pk")
    borrower = archivist
    out = loans.ask(by=borrower, numbers=[first], purpose="業務", opened_on=AS_OF)
    loans.approve(out, by=actor("lender", LENDER))
    loans.lend(out, by=archivist, out_on=AS_OF)
    loans.ask(by=borrower, numbers=[second], purpose="業務", opened_on=AS_OF)
    applying.register(by=archivist, agency=file.fonds.agency, described=[], items=[third], name="讀者（虛構）",
                      opened_on=AS_OF, purpose="research", reading=True)  # fmt: skip
    campaigns.plan(by=archivist, fonds=file.fonds, opened_on=AS_OF)
    one = planned(archivist, successor)
    planned(archivist, successor, class_number="0101")
    assert len(succession.against(one)) == 5
    with translation.override("en"), pytest.raises(NotAllowed) as refused:
        succession.carry_out(one, by=archivist)
    for words in ("lent out", "asked for", "use of its items", "stocktaking", "Another succession"):
        assert words in str(refused.value)
    file.refresh_from_db()
    one.refresh_from_db()
    assert (file.fonds.agency, one.state) == (archivist.person.agency, "planned")


def test_what_stands_on_a_list_does_not_go(archivist, closed_file, drafted, successor):
    closed_file("甲")
    drafted()
    with pytest.raises(NotAllowed, match="list|清冊|目錄"):
        succession.carry_out(planned(archivist, successor), by=archivist)
