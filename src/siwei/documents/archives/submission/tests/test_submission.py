"""The half-yearly submission: what goes, what stays in the house, what changed, and the same file every time."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from siwei.documents.archives.actions import items
from siwei.documents.archives.models import Item, Submission, SubmissionEntry
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.roles import ARCHIVIST, LEADER
from siwei.documents.archives.submission import actions, entries, grammar
from siwei.documents.archives.submission.collecting import checksum, lines
from siwei.documents.archives.submission.jobs import begin_half_year, collect_waiting
from siwei.documents.archives.submission.rules import ends_half_year, last_half_year
from siwei.documents.archives.takeover import actions as takeover
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.kernel.files.models import attach
from siwei.kernel.records.writing import writing

DAY = datetime.date(2017, 7, 3)
FUNCTIONS = [entries.NEW, entries.CHANGED, entries.GONE]
WORDS = st.text(max_size=30)
_BESIDE = (one / "shared/validators/tw-official-document-di-dtd" for one in Path(__file__).resolve().parents)
SET = next((folder / "104_basic_utf8.ent" for folder in _BESIDE if folder.is_dir()), None)
ENTRY = entries.Entry(1, "397010000A", "高雄市政府秘書處", FileNumber(106, "0901", 1, 1, 2), subject="演練")


@given(subject=WORDS, title=WORDS, party=WORDS, note=WORDS, access=st.sampled_from(sorted(entries.ACCESS)),
       digital=st.lists(st.builds(entries.Digital, WORDS, st.integers(0), WORDS, st.sampled_from(["", *"1234"]))),
       pages=st.none() | st.integers(0, 9999), what=st.sampled_from(FUNCTIONS))  # fmt: skip
def test_every_entry_fits_the_form_and_says_what_it_was_given(
    subject, title, party, note, access, digital, pages, what,
):  # fmt: skip
    entry = replace(ENTRY, subject=subject, title=title, party=party, note=note, access=access, pages=pages,
                    digital=tuple(digital))  # fmt: skip
    xml = entries.written(entry, what)
    assert grammar.fault_of(grammar.dtd(), xml) == ""
    root = etree.fromstring(xml)
    assert root.xpath("string(功能/@代碼)") == what
    if what == entries.GONE:
        assert root.find("目錄內容") is None
    else:
        assert root.xpath("string(目錄內容/應用限制/@代碼)") == entries.ACCESS[access]
        assert len(root.findall("目錄內容/電子檔案")) == len(digital)


@pytest.mark.parametrize("broken", ["<檔案目錄/>", "<檔案", '<功能 代碼="改"/>', "<別的/>"])
def test_the_form_refuses_what_it_does_not_know(broken):
    assert grammar.fault_of(grammar.dtd(), broken)


def test_official_tags_are_declared_as_the_official_set_declares_them():
    if SET is None:
        pytest.skip("the official definitions stand in ../shared/validators, which is not here")
    official = {" ".join(line.split()).replace(" >", ">") for line in SET.read_text("utf-8-sig").splitlines()}
    ours = [line for line in grammar.OFFICIAL.splitlines() if line]
    assert ours
    assert [line for line in ours if line not in official] == []


@pytest.mark.parametrize(
    ("sent", "last", "now", "what"),
    [
        (None, "", "a", "新增"), (None, "", None, None), ("新增", "a", "a", None), ("新增", "a", "b", "修改"),
        ("修改", "a", None, "刪除"), ("刪除", "", None, None), ("刪除", "", "a", "新增"),
    ],
)  # fmt: skip
def test_what_is_done_with_an_entry(sent, last, now, what):
    assert entries.function(sent, last, now) == what


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)))
def test_the_last_half_year_is_over_and_less_than_185_days_ago(day):
    assert ends_half_year(last_half_year(day))
    assert 1 <= (day - last_half_year(day)).days <= 184


@pytest.fixture
def leader(actor, db):
    load_directory(office())
    return actor("leader", ARCHIVIST, LEADER)


@pytest.fixture
def make(leader):
    own = fonds_of(leader.person.agency)

    def item(nth, fonds=own, **more):
        told = {
            "state": Item.State.SHELVED,
            "year": 106,
            "subject": f"演練紀錄{nth}",
            "party": "王小明（虛構）",
            **more,
        }
        return items.enter(by=leader, fonds=fonds, **{"number": f"106/0901/1/1/{nth}", **told})

    return item


def run_of(leader, until=datetime.date(2017, 6, 30), on=DAY):
    run = actions.begin(by=leader, until=until, opened_on=on)
    collect_waiting(on)
    run.refresh_from_db()
    return run


def acknowledged(leader, run):
    actions.send(run, by=leader, sent_on=run.opened_on, sent_number="高市秘字第1號")
    actions.acknowledge(run, by=leader, acknowledged_on=run.opened_on, acknowledged_number="檔字第1號")
    return run


def told(run):
    """Function and key of each entry of the file."""
    root = etree.fromstring("".join(lines(run)).encode())
    assert grammar.dtd().validate(root)
    return {int(str(one.xpath("string(@識別)"))): one.xpath("string(功能/@代碼)") for one in root}


def become(item, **fields):
    """What another part of the archives does to an item, as it lies in the table afterwards."""
    with writing():
        Item.objects.filter(pk=item.pk).update(**fields)


@pytest.mark.django_db
def test_the_first_run_says_all_that_is_catalogued_and_nothing_secret(leader, make):
    open_, closed = make(1), make(2, access="closed", access_reason="personnel")
    make(3, secrecy="密", subject="機密演練")
    make(4, state=Item.State.TAKEN)
    broken = make(5, number="87年卷")
    agency = Agency.objects.exclude(pk=leader.person.agency.pk).first()
    assert agency is not None
    other = make(6, fonds=fonds_of(agency))
    run = run_of(leader)
    assert told(run) == {open_.pk: "新增", closed.pk: "新增", other.pk: "新增"}
    assert (run.state, run.added, run.changed, run.deleted, run.left_out) == ("checked", 3, 0, 0, 1)
    assert SubmissionEntry.objects.exclude(fault="").get().item_id == broken.pk
    text = "".join(lines(run))
    assert "機密演練" not in text
    assert '應用限制 代碼="不開放"' in text
    assert f"<機關名稱>{agency.name_zh}</機關名稱>" in text


@pytest.mark.django_db
def test_a_later_run_says_what_changed_and_ended(leader, make):
    same, corrected, destroyed, withdrawn, secret = (make(nth) for nth in range(1, 6))
    first = acknowledged(leader, run_of(leader))
    items.correct(corrected, by=leader, subject="更正後案由")
    become(destroyed, state=Item.State.DESTROYED)
    become(withdrawn, state=Item.State.WITHDRAWN)
    become(secret, secrecy="密", subject="不得外流")
    never = make(7, state=Item.State.DESTROYED)
    second = run_of(leader, datetime.date(2017, 12, 31), datetime.date(2018, 1, 2))
    assert told(second) == {corrected.pk: "修改", destroyed.pk: "修改", withdrawn.pk: "刪除", secret.pk: "刪除"}
    text = "".join(lines(second))
    assert "<註記>已銷毀</註記>" in text
    assert "不得外流" not in text
    assert same.pk not in told(second)
    assert never.pk not in told(second)
    acknowledged(leader, second)
    third = run_of(leader, datetime.date(2018, 6, 30), datetime.date(2018, 7, 2))
    assert told(third) == {}, "what was said once is not said again"
    assert checksum(first) == first.sha256, "the first file is still the same"
    assert checksum(second) == second.sha256


@pytest.mark.django_db
def test_of_electronic_items_the_files_are_told_with_size_and_type(leader, make):
    body = b"%PDF-1.7\n" + b"x" * 90
    online, paper, gone = (make(nth, medium=medium) for nth, medium in enumerate(("digital", "paper", "digital"), 1))
    with writing():
        for one in (online, paper, gone):
            attach(one, ContentFile(body, "公文&附件.pdf"), by=leader)
        attach(online, ContentFile(body, "公文&附件.pdf"), by=leader)  # the same file again
    become(gone, secrecy="密")
    first = acknowledged(leader, run_of(leader))
    root = etree.fromstring("".join(lines(first)).encode())
    (one,) = root.iter("電子檔案")
    assert [part.text for part in one] == ["公文&附件.pdf", str(len(body)), "application/pdf"]
    assert one.xpath("string(ancestor::檔案目錄/@識別)") == str(online.pk)
    with writing():
        attach(online, ContentFile(b"%PDF-1.7\nmore", "補充.pdf"), by=leader)
    second = run_of(leader, datetime.date(2017, 12, 31), datetime.date(2018, 1, 2))
    assert told(second) == {online.pk: "修改"}, "another file is a change of the entry"


@pytest.mark.django_db
def test_files_of_the_paper_that_an_item_came_from_are_told_with_the_configured_source(leader, monkeypatch):
    monkeypatch.setitem(office().settings["archives"], "catalogue_file_source", "2")
    day = datetime.date(2017, 3, 1)
    paper = takeover.enter_paper(
        by=leader, agency=leader.person.agency, unit=None, handler=None, document_number="1060001", subject="線上簽核",
        opened_on=day, file_number="106/0901/1/1/1", years=10, pages=1, medium="digital",
    )  # fmt: skip
    with writing():
        attach(paper, ContentFile(b"%PDF-1.7\n", "線上簽核.pdf"), by=leader)
    takeover.hand_over(paper, by=leader, sent_on=day)
    takeover.take(paper, by=leader, taken_on=day)
    assert paper.item is not None
    become(paper.item, state=Item.State.SHELVED)
    root = etree.fromstring("".join(lines(run_of(leader))).encode())
    (one,) = root.iter("電子檔案")
    assert [(part.tag, part.text or part.get("代碼")) for part in one] == [
        ("檔案名稱", "線上簽核.pdf"), ("檔案大小", "9"), ("檔案格式", "application/pdf"), ("檔案來源別", "2"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_returned_run_is_collected_anew_and_a_later_one_waits_for_it(leader, make):
    make(1)
    first = run_of(leader)
    actions.send(first, by=leader, sent_on=DAY, sent_number="1")
    actions.returned(first, by=leader, note="格式不符")
    assert first.sha256 == ""
    make(2)
    collect_waiting(DAY)
    first.refresh_from_db()
    assert first.added == 2
    later = run_of(leader, datetime.date(2017, 12, 31), datetime.date(2018, 1, 2))
    assert later.state == "collecting", "it says what changed since the first, which has not arrived"
    with pytest.raises(ActionRefused):
        actions.collected(later, by=Actor.system("archives"))
    acknowledged(leader, first)
    make(3)
    collect_waiting(DAY)
    later.refresh_from_db()
    assert (later.state, later.added) == ("checked", 1)


@pytest.mark.django_db
def test_the_clock_begins_a_run_once_with_a_duty_of_half_a_year(leader, make):
    assert [begin_half_year(DAY), begin_half_year(DAY), begin_half_year(datetime.date(2018, 1, 1))] == [1, 0, 1]
    run = Submission.objects.earliest("pk")
    duty = open_duties(run, actions.SEND).get()
    assert isinstance(duty, Duty)
    assert duty.due is not None
    assert (duty.rule, duty.role, duty.due.date() >= datetime.date(2017, 12, 30)) == (
        "archive.catalogue", LEADER.code, True,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("until", "on"), [("2017-06-29", "2017-07-03"), ("2017-06-30", "2017-06-30")])
def test_a_half_year_that_is_none_or_not_over(leader, until, on):
    with pytest.raises((ValidationError, ActionRefused)):
        actions.begin(by=leader, until=datetime.date.fromisoformat(until), opened_on=datetime.date.fromisoformat(on))


@pytest.mark.django_db
def test_the_file_is_for_the_leader_alone(leader, make, actor, client):
    make(1)
    run = run_of(leader)
    url = reverse("archives.submission_file", args=[run.pk])
    client.force_login(leader.person)
    answer = client.get(url)
    assert b"".join(answer.streaming_content).decode() == "".join(lines(run))
    assert f"{run.number}.xml" in answer["Content-Disposition"]
    client.force_login(actor("keeper", ARCHIVIST).person)
    assert client.get(url).status_code == 403
