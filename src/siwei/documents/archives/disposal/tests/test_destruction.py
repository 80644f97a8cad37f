"""Destructions from list to certificate: in full, in part, stopped by holds; nothing without approval and two."""

import csv
import datetime
import hashlib
import io
import itertools
import re
from typing import Any

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from siwei.documents.archives.disposal import chunks, executing, hold_actions, lines, planning
from siwei.documents.archives.disposal.jobs import carry_out, end_holds, work_on_destructions
from siwei.documents.archives.disposal.listing import outcome_of
from siwei.documents.archives.disposal.tests.conftest import AS_OF, NUMBER, approve, place, states
from siwei.documents.archives.models import Destruction, DestructionLine, File, Hold, Item
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import NotAllowed, WrongState
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.files.models import Attachment, attach, attachments_of
from siwei.kernel.records.writing import writing
from siwei.kernel.search.matching import matching

SYSTEM = Actor.system("test")
ALL = (Destruction, DestructionLine, Hold, File, Item)


def with_scan(item, by, content=b"%PDF-1.7 scan"):
    with writing(), transaction.atomic():
        return attach(item, ContentFile(content, "scan.pdf"), by=by)


def test_from_the_list_to_the_certificate(
    archivist, reviewer, witness, closed_file, drafted, sent, carried_out, django_capture_on_commit_callbacks
):
    due, prolonged = closed_file("文書稽催"), closed_file("講習")
    young = closed_file("去年的", closed=datetime.date(2016, 6, 30))
    closed_file("要鑑定的", code="0203", disposition="appraise", years=3)
    scan = with_scan(due.items.first(), archivist)
    kept_scan = with_scan(young.items.first(), archivist, b"%PDF-1.7 other")
    plan = drafted()
    assert states(plan) == {"文書稽催": "proposed", "講習": "proposed"}
    line = DestructionLine.objects.get(plan=plan, file=due)
    assert (line.due_on, line.volumes, line.items, line.retention) == (datetime.date(2017, 1, 1), 1, 2, "5年")
    assert line.due_on == outcome_of(due).day
    planning.ask_units(plan, by=archivist)
    lines.prolong(DestructionLine.objects.get(file=prolonged), by=reviewer, years=3, note="續辦業務參考")
    planning.answer(plan, by=reviewer)
    planning.take_back(plan, by=archivist, note="再核")
    sent(plan)
    approve(plan, archivist)
    assert plan.state == "approved"
    assert states(plan) == {"文書稽催": "granted", "講習": "prolonged"}
    with django_capture_on_commit_callbacks(execute=True):
        carried_out(plan)

    assert (plan.state, plan.destroyed) == ("done", 1)
    due.refresh_from_db()
    assert (due.state, due.disposal_number, due.disposed_on) == ("destroyed", NUMBER, datetime.date(2017, 4, 30))
    assert set(due.items.values_list("state", flat=True)) == {"destroyed"}
    line.refresh_from_db()
    assert (line.state, line.approval_number, line.approval_on) == ("destroyed", NUMBER, AS_OF)
    assert due.items.first() in matching(Item.objects.all(), "文書稽催"), "the catalogue stays"
    assert history_of(due.items.first()).count() == 2, "events stay"
    assert not Attachment.objects.filter(pk=scan.pk).exists()
    assert not default_storage.exists(scan.file.name), "the bytes are gone"
    assert default_storage.exists(kept_scan.file.name)
    prolonged.refresh_from_db()
    assert outcome_of(prolonged).day == datetime.date(2020, 1, 1)
    papers = list(attachments_of(plan))
    assert [one.name.removeprefix(plan.number) for one in papers] == [
        "-certificate.pdf", "-catalogue-1.csv", "-items-1.csv", "-catalogue.pdf",
    ]  # fmt: skip
    contents = []
    for one in papers[1:3]:
        with one.file.open() as sheet:
            contents.append(sheet.read())
    assert plan.catalogue_digest == hashlib.sha256(b"".join(contents)).hexdigest()
    by_file, by_item = (list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) for content in contents)
    assert [row[0] for row in by_file[1:]] == [due.number]
    assert [row[2] for row in by_item[1:]] == ["文書稽催第1件", "文書稽催第2件"]
    with papers[0].file.open() as paper:
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages))
    assert NUMBER in text
    assert plan.catalogue_digest[:32] in text
    executing.note_resent(plan, by=archivist, resent_on=datetime.date(2017, 7, 1))
    assert not list(faults(ALL))


def test_a_list_that_a_hold_stops_says_which_and_why(
    archivist, witness, closed_file, drafted, sent, carried_out, client
):
    """The must-show of issue 4: approved by the authority, then a suit; nothing is destroyed while it lasts."""
    for nth in range(3):
        closed_file(f"工程爭議{nth}", code="0203", parent="02")
    free = closed_file("無關", code="0101")
    plan = drafted()
    sent(plan)
    approve(plan, archivist)
    hold = place(archivist, class_number="02")
    assert states(plan) == {"工程爭議0": "held", "工程爭議1": "held", "工程爭議2": "held", "無關": "granted"}
    with pytest.raises(NotAllowed, match=rf"{hold.number}.*國賠訴訟繫屬中.*3"):
        executing.begin(plan, by=archivist, approval_number=NUMBER, executed_on=AS_OF, place="廠", method="焚化")
    client.force_login(archivist.person)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert hold.number in page
    assert "國賠訴訟繫屬中" in page
    assert Item.objects.filter(state="destroyed").count() == 0

    executing.leave_held_out(plan, by=archivist, note="訴訟終結後另案報核")
    carried_out(plan)
    free.refresh_from_db()
    assert (free.state, plan.destroyed) == ("destroyed", 1)
    assert File.objects.filter(name__startswith="工程爭議", state="closed").count() == 3
    hold_actions.end(hold, by=archivist, note="判決確定")
    assert set(states(drafted()).values()) == {"proposed"}, "they come again with the next list"
    assert not list(faults(ALL))


def test_a_hold_between_the_first_and_the_second_person_stops_it(archivist, witness, closed_file, drafted, sent):
    one = closed_file("爭議")
    plan = drafted()
    sent(plan)
    approve(plan, archivist)
    executing.begin(plan, by=archivist, approval_number=NUMBER, executed_on=AS_OF, place="廠", method="焚化")
    place(archivist, file=one, kind="audit")
    with pytest.raises(NotAllowed, match="AK"):
        executing.confirm(plan, by=witness, approval_number=NUMBER)
    assert work_on_destructions(AS_OF) == 0
    one.refresh_from_db()
    assert one.state == "closed"


def test_what_is_held_is_listed_as_stopped_and_goes_on_when_the_hold_runs_out(archivist, closed_file, drafted):
    one, other = closed_file("甲"), closed_file("乙")
    until = datetime.date(2017, 6, 1)
    first, second = place(archivist, file=one, until=until), place(archivist, file=one, kind="use")
    plan = drafted()
    assert states(plan) == {"甲": "held", "乙": "proposed"}
    assert end_holds(until - datetime.timedelta(days=1)) == 0
    assert end_holds(until) == 1
    assert end_holds(until) == 0
    first.refresh_from_db()
    assert (first.state, first.ended_on) == ("ended", until)
    line = DestructionLine.objects.get(file=one)
    assert (line.state, line.hold) == ("held", second), "the second hold goes on keeping it"
    hold_actions.end(second, by=archivist, note="歸還")
    assert states(plan) == {"甲": "proposed", "乙": "proposed"}
    place(archivist, class_number="0101")
    with pytest.raises(NotAllowed, match="國賠訴訟繫屬中"):
        planning.ask_units(plan, by=archivist)
    assert other.state == "closed"


def test_a_hold_that_ends_too_late_for_the_plan_lets_the_line_fall_out(
    archivist, closed_file, drafted, sent, carried_out
):
    held, _free = closed_file("甲"), closed_file("乙")
    hold = place(archivist, file=held)
    plan = sent(drafted())
    assert states(plan) == {"甲": "left_out", "乙": "proposed"}, "what is held never goes to the authority"
    hold_actions.end(hold, by=archivist, note="撤回")
    approve(plan, archivist)
    assert states(plan) == {"甲": "left_out", "乙": "granted"}


def test_what_the_authority_does_not_approve_is_kept(archivist, closed_file, drafted, sent, carried_out):
    keep, go = closed_file("具史料價值"), closed_file("例行")
    whole = closed_file("整類", code="0203")
    plan = sent(drafted())
    form = {"approval_number": NUMBER, "approval_on": "2017-04-01", "note": "具史料價值，應續保存"}
    with pytest.raises(ValidationError, match="999/1/1"):
        executing.note_approval.submit({**form, "refused": "999/1/1"}, by=archivist, record=plan)
    executing.note_approval.submit({**form, "refused": f"{keep.number}\n0203"}, by=archivist, record=plan)
    assert plan.state == "partly"
    assert states(plan) == {"具史料價值": "refused", "例行": "granted", "整類": "refused"}
    carried_out(plan)
    assert set(File.objects.filter(pk__in=[keep.pk, whole.pk]).values_list("state", flat=True)) == {"closed"}
    assert File.objects.get(pk=go.pk).state == "destroyed"
    line = DestructionLine.objects.get(file=keep)
    assert (line.reason, line.approval_number) == ("具史料價值，應續保存", "")
    assert not list(faults(ALL))


def test_if_nothing_is_approved_it_was_returned(archivist, closed_file, drafted, sent):
    closed_file("甲")
    plan = sent(drafted())
    with pytest.raises(ValidationError):
        approve(plan, archivist, refused=["0101"])
    executing.note_return(plan, by=archivist, note="請補附計畫")
    assert (plan.state, plan.sent_number) == ("draft", "")
    assert states(plan) == {"甲": "proposed"}


def test_nothing_before_approval_nor_by_one_person(archivist, witness, closed_file, drafted, sent, actor):
    closed_file("甲")
    plan = drafted()
    begin: dict[str, Any] = {"approval_number": NUMBER, "executed_on": AS_OF, "place": "廠", "method": "焚化"}
    with pytest.raises((WrongState, NotAllowed)):
        executing.begin(plan, by=archivist, **begin)
    with pytest.raises(WrongState):
        carry_out(plan)
    sent(plan)
    with pytest.raises((WrongState, NotAllowed)):
        executing.begin(plan, by=archivist, **begin)
    approve(plan, archivist)
    with pytest.raises(ValidationError):
        executing.begin(plan, by=archivist, **{**begin, "approval_number": "別的字號"})
    with pytest.raises(ValidationError):
        executing.begin(plan, by=archivist, **{**begin, "executed_on": AS_OF - datetime.timedelta(days=1)})
    from siwei.documents.archives.roles import ARCHIVIST, WITNESS

    both = actor("both", ARCHIVIST, WITNESS)
    executing.begin(plan, by=both, **begin)
    with pytest.raises(NotAllowed):
        executing.confirm(plan, by=both, approval_number=NUMBER)
    with pytest.raises(NotAllowed):
        executing.confirm(plan, by=archivist, approval_number=NUMBER)
    with pytest.raises(NotAllowed):
        executing.confirm(plan, by=SYSTEM, approval_number=NUMBER)
    with pytest.raises(ValidationError):
        executing.confirm(plan, by=witness, approval_number="別的字號")
    executing.call_off(plan, by=witness, note="下雨")
    assert (plan.state, plan.executed_by) == ("approved", None)
    assert File.objects.get().state == "closed"


def test_the_database_itself_refuses_what_was_not_approved(archivist, closed_file, drafted):
    one = closed_file("甲")
    plan = drafted()
    for sql, pk in (
        ("UPDATE archives_file SET state = 'destroyed' WHERE id = %s", one.pk),
        ("UPDATE archives_destructionline SET state = 'destroyed' WHERE file_id = %s", one.pk),
        ("UPDATE archives_destruction SET state = 'executing' WHERE id = %s", plan.pk),
        ("UPDATE archives_destruction SET state = 'marking', approval_number = 'x', executed_on = '2017-01-01', "
         f"executed_by_id = {archivist.person.pk}, witness_id = {archivist.person.pk} WHERE id = %s", plan.pk),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [pk])


def test_a_worker_that_is_killed_goes_on_where_it_was(archivist, witness, closed_file, drafted, sent, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 2)
    for nth in range(5):
        closed_file(f"案{nth}")
    plan = sent(drafted())
    approve(plan, archivist)
    executing.begin(plan, by=archivist, approval_number=NUMBER, executed_on=AS_OF, place="廠", method="焚化")
    executing.confirm(plan, by=witness, approval_number=NUMBER)

    class KilledError(Exception):
        pass

    kills = itertools.count()

    def die(_done):
        next(kills)
        raise KilledError

    while plan.state == "marking":
        try:
            carry_out(plan, progress=die)
        except KilledError:
            plan = Destruction.objects.get(pk=plan.pk)
    assert (next(kills), plan.destroyed, plan.state) == (3, 5, "done")
    assert File.objects.filter(state="destroyed").count() == 5
    assert not list(faults(ALL))


def test_originals_go_first_and_their_copy_when_the_whole_period_is_over(
    archivist, closed_file, drafted, sent, carried_out, django_capture_on_commit_callbacks
):
    one = closed_file("掃描過的", years=10, code="0203")
    lines.note_copy(one, by=archivist, copied_on=datetime.date(2014, 1, 1), copied_to="電子")
    assert one.original_years == 5
    scan = with_scan(one.items.first(), archivist)
    plan = sent(drafted())
    assert DestructionLine.objects.get(plan=plan).originals_only
    approve(plan, archivist)
    with django_capture_on_commit_callbacks(execute=True):
        carried_out(plan)
    one.refresh_from_db()
    assert one.state == "copied"
    assert set(one.items.values_list("state", flat=True)) == {"copy"}
    assert Attachment.objects.filter(pk=scan.pk).exists(), "the copy stays available (art. 7)"
    assert states(drafted(datetime.date(2021, 12, 31))) == {}
    last = drafted(datetime.date(2022, 1, 1))
    assert states(last) == {"掃描過的": "proposed"}
    assert not DestructionLine.objects.get(plan=last).originals_only
    assert not list(faults(ALL))
