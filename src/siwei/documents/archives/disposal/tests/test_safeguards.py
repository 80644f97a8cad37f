"""What keeps a file: lent, listed elsewhere, classified, asked for by its unit; and who sees what."""

import csv
import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from siwei.documents.archives.disposal import executing, lines, planning
from siwei.documents.archives.disposal.jobs import tell_of_cleaning
from siwei.documents.archives.disposal.listing import outcome_of
from siwei.documents.archives.disposal.tests.conftest import AS_OF, NUMBER, approve, states
from siwei.documents.archives.models import Destruction, DestructionLine, Item
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.writing import writing

SYSTEM = Actor.system("test")


def test_what_is_lent_is_not_destroyed(archivist, actor, closed_file, drafted, sent):
    from siwei.documents.archives.loans import actions as loans
    from siwei.documents.archives.roles import LENDER

    one = closed_file("借出的")
    loan = loans.ask(by=actor("borrower"), numbers=[one.items.first()], purpose="查案", opened_on=AS_OF)
    loans.approve(loan, by=actor("lender", LENDER))
    loans.lend(loan, by=archivist, out_on=AS_OF)
    plan = sent(drafted())
    approve(plan, archivist)
    with pytest.raises(NotAllowed, match=one.number):
        executing.begin(plan, by=archivist, approval_number=NUMBER, executed_on=AS_OF, place="廠", method="焚化")


def test_a_file_stands_on_one_list(archivist, closed_file, drafted):
    closed_file("甲")
    assert states(drafted()) == {"甲": "proposed"}
    assert states(drafted()) == {}
    planning.drop(Destruction.objects.earliest("pk"), by=archivist, note="重擬")
    assert states(drafted()) == {"甲": "proposed"}


def test_a_unit_without_anybody_who_answers_stops_the_round(archivist, closed_file, drafted):
    closed_file("甲")
    with pytest.raises(ValidationError, match="general"):
        planning.ask_units(drafted(), by=archivist)


def test_files_without_a_unit_are_the_archivist_s_to_answer_for(archivist, closed_file, drafted):
    closed_file("甲", unit=False)
    plan = drafted()
    planning.ask_units(plan, by=archivist)
    assert plan.state == "answered"


def test_only_the_unit_prolongs_and_only_while_it_is_asked(archivist, reviewer, actor, closed_file, drafted, sent):
    one = closed_file("甲")
    plan = drafted()
    line = DestructionLine.objects.get(file=one)
    with pytest.raises(NotAllowed):
        lines.prolong(line, by=actor("somebody"), years=1, note="x")
    lines.prolong(line, by=reviewer, years=2, note="查考")
    lines.unprolong(line, by=reviewer, note="不需要了")
    one.refresh_from_db()
    assert one.prolonged == 0
    sent(plan)
    with pytest.raises(NotAllowed):
        lines.prolong(line, by=reviewer, years=1, note="x")


def test_another_agency_s_archivist_sees_none_of_it(archivist, closed_file, drafted, client, person):
    from siwei.documents.archives.roles import ARCHIVIST
    from siwei.kernel.directory.actions import open_account
    from siwei.kernel.directory.models import Agency, Post, Unit

    closed_file("甲")
    plan = drafted()
    agency = Agency.objects.create(code="397120000J", name_zh="社會局")
    post = Post.objects.create(unit=Unit.objects.create(code="else", name_zh="他科", agency=agency), name_zh="科員")
    from siwei.kernel.access.actions import give

    other = open_account(by=SYSTEM, username="other", name_zh="他", email="o@example.org", post=post)
    give(by=SYSTEM, person=other, role=ARCHIVIST.code, since=datetime.date(2010, 1, 1))
    them = Actor.of(other)
    assert not Destruction.objects.visible_to(them).exists()
    assert not DestructionLine.objects.visible_to(them).exists()
    with pytest.raises(NotAllowed):
        planning.drop(plan, by=them, note="x")
    client.force_login(other)
    assert client.get(reverse("archives.destruction_catalogue", args=[plan.pk, 0])).status_code == 404
    client.force_login(archivist.person)
    assert client.get(reverse("archives.destruction_catalogue", args=[plan.pk, 0])).content.startswith(b"%PDF")


def test_a_long_catalogue_is_cut_into_sheets_without_losing_a_line(archivist, closed_file, drafted, monkeypatch):
    from siwei.documents.archives.disposal import sheets

    for nth in range(6):
        closed_file(f"案{nth}")
    monkeypatch.setattr(sheets, "FULL", 300)
    lines_ = DestructionLine.objects.filter(plan=drafted()).order_by("pk")
    cut = list(sheets.of_files(lines_))
    assert len(cut) > 1
    found = [row[0] for one in cut for row in list(csv.reader(io.StringIO(one.decode("utf-8-sig"))))[1:]]
    assert found == list(lines_.values_list("number", flat=True))


def test_nothing_is_destroyed_before_it_is_declassified(archivist, closed_file, drafted, sent):
    one, other = closed_file("密件案"), closed_file("平件案")
    with writing():
        Item.objects.filter(pk=one.items.first().pk).update(secrecy="密")
    plan = drafted()
    assert states(plan) == {"平件案": "proposed"}
    assert outcome_of(one).day is None
    sent(plan)
    approve(plan, archivist)
    with writing():
        Item.objects.filter(pk=other.items.first().pk).update(secrecy="密")
    with pytest.raises(NotAllowed, match=other.number):
        executing.begin(plan, by=archivist, approval_number=NUMBER, executed_on=AS_OF, place="廠", method="焚化")


def test_archivists_are_told_once_a_year_what_is_to_be_disposed_of(archivist, closed_file):
    closed_file("甲")
    closed_file("乙", code="0203", disposition="appraise")
    closed_file("丙", code="0901", years=0, disposition="national", closed=datetime.date(1990, 1, 1))
    closed_file("丁", closed=datetime.date(2016, 1, 1))
    assert tell_of_cleaning(datetime.date(2017, 1, 2)) == 1
    assert tell_of_cleaning(datetime.date(2017, 1, 2)) == 0
    with override("en"):
        notice = Notice.objects.get(person=archivist.person)
        assert "1 to be destroyed, 1 to be appraised, 1 to be transferred" in str(notice.body)
