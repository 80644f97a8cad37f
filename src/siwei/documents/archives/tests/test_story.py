"""A fonds from its list to the receipt: read, mended, entered, checked box by box, handed over, counted; and undone."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from siwei.documents.archives.actions import campaigns, items
from siwei.documents.archives.measures import of_fonds
from siwei.documents.archives.models import Box, Campaign, Finding, Item, ListRow
from siwei.documents.archives.office import office_fonds
from siwei.documents.archives.stocktaking import staging
from siwei.documents.archives.stocktaking.jobs import enter_list, read_list
from siwei.documents.archives.tests.conftest import DAY, plain
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.calendar.period import Period
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.measures.measure import value
from siwei.kernel.search.matching import matching

SYSTEM = Actor.system("archives")
SOCIAL = of_fonds(next(one for one in office_fonds() if one.code == "social_affairs"))


def test_from_the_list_to_the_figure(archivist, counter, entered, client):
    campaign = entered([plain(at, 1 + at // 3) for at in range(1, 8)])
    assert campaign.state == Campaign.State.COUNTING
    assert (campaign.entries, Item.objects.count(), ListRow.objects.count()) == (7, 7, 0)
    assert [box.barcode for box in Box.objects.order_by("pk")] == [f"{campaign.number}-000{n}" for n in (1, 2, 3)]
    item = Item.objects.get(number="87/0101/1/1/4")
    assert (item.document_year, item.document_month, item.document_day, item.retention) == (87, 5, 3, 0)
    assert (item.title(), getattr(item.box, "label", "")) == ("87/0101/1/1/4 社區發展補助案4", "2")
    assert history_of(item).get().act == items.enter.name
    assert list(matching(Item.objects.all(), "補助案4")) == [item]
    assert not list(faults((Item, Campaign, Box)))

    client.force_login(counter.person)
    page = reverse("archives.scan_box", args=[item.box_id])
    client.post(page, {"code": "８７/0101/1/1/4"})
    client.post(page, {"code": "87/0101/1/1/3", "how": "damaged", "note": "蟲蛀"})
    client.post(page, {"code": "87/0101/9/9/9", "surplus": "1", "subject": "無號文件"})
    client.post(page, {"finish": "1"})
    states = dict(Item.objects.filter(box=item.box_id).values_list("number", "state"))
    assert states == {
        "87/0101/1/1/3": "damaged", "87/0101/1/1/4": "present", "87/0101/1/1/5": "missing", "87/0101/9/9/9": "surplus",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        campaigns.settle(campaign, by=archivist, note="x")
    for box in Box.objects.filter(checked_on=None):
        client.post(reverse("archives.scan_box", args=[box.pk]), {"finish": "1", "all_there": "1"})

    campaign.refresh_from_db()
    campaigns.settle(campaign, by=archivist, note="缺1件，由移交機關查明。")
    campaigns.hand_files_over(campaign, by=archivist, handed_over_on=DAY + datetime.timedelta(days=60), note="雙方")
    assert Item.objects.filter(state="handed_over").count() == 7, "six of the list that were found, and one more"
    assert value(SOCIAL, Period.year(2017)) == (Decimal(7), 7)
    assert value(SOCIAL, Period.year(2016)) == (Decimal(0), 0)
    assert not list(faults((Item, Campaign, Box)))


MESSY = [
    ["1", "８７/0101/1/1/1", "全形", "", "87.5.3", "永久"],
    ["1", "（無號）", "無號文件", "", "", "永久"],
    ["1", "87/0101/1/1/1", "重複", "", "87.5.3", "永久"],
    ["1", "87/0101/1/1/2", "", "", "87.2.30", "7年"],
    ["", "", "", "", "", ""],
    ["1", "110/0101/1/1/3", "未來", "", "", "永久"],
    ["合計", "5", "", "", "", ""],
]


def test_every_fault_is_named_and_keeps_its_line_out(archivist, listed):
    campaign = listed(MESSY)
    graves = Finding.objects.filter(campaign=campaign, grave=True).order_by("line", "field")
    assert [(one.line, one.field, one.value, one.code) for one in graves] == [
        (4, "file_number", "（無號）", "not_a_file_number"),
        (4, "year", "", "missing"),
        (5, "file_number", "87/0101/1/1/1 = 3", "double_in_list"),
        (6, "document_day", "87.2.30", "no_such_day"),
        (6, "retention", "7年", "not_a_period"),
        (6, "subject", "", "missing"),
        (8, "year", "110", "year_to_come"),
    ]
    assert (campaign.entries, campaign.skipped) == (5, 2)
    assert dict(ListRow.objects.values_list("line", "open")) == {3: 0, 4: 2, 5: 1, 6: 3, 8: 1}
    with pytest.raises(NotAllowed, match="4"):
        campaigns.accept(campaign, by=archivist)


def test_lines_are_mended_let_pass_and_left_out(archivist, listed):
    campaign = listed(MESSY)
    row = {one.line: one for one in ListRow.objects.all()}
    campaigns.mend(campaign, by=archivist, row=row[5], texts={**row[5].texts, "file_number": "87/0101/1/1/7"})
    campaigns.mend(campaign, by=archivist, row=row[6], texts={"file_number": "87/0101/1/1/2", "subject": "補正"})
    campaigns.leave_out(campaign, by=archivist, row=row[8], note="誤植")
    campaigns.excuse(campaign, by=archivist, code="not_a_file_number", note="原件無號")
    campaigns.excuse(campaign, by=archivist, code="missing", note="年度不明")
    assert not staging.open_lines(campaign)
    campaigns.accept(campaign, by=archivist)
    enter_list(campaign, SYSTEM)
    found = list(Item.objects.order_by("line").values_list("line", "number", "year", "subject"))
    assert found == [
        (3, "87/0101/1/1/1", 87, "全形"), (4, "", None, "無號文件"), (5, "87/0101/1/1/7", 87, "重複"),
        (6, "87/0101/1/1/2", 87, "補正"),
    ]  # fmt: skip


def test_all_lines_of_a_kind_are_left_out_at_once(archivist, listed, client):
    campaign = listed([*MESSY, ["1", "87/0101/1/1/1", "再重複", "", "", ""]])
    client.force_login(archivist.person)
    page = reverse("archives.list", args=[campaign.pk])
    client.post(page, {"code": "double_in_list", "note": "同一件", "leave_out": "1"})
    campaign.refresh_from_db()
    assert (campaign.entries, campaign.skipped) == (4, 4)
    assert sorted(ListRow.objects.values_list("line", flat=True)) == [3, 4, 6, 8]
    assert set(Finding.objects.filter(code="double_in_list").values_list("settled", flat=True)) == {"同一件"}
    again = client.post(page, {"code": "double_in_list", "note": "x", "leave_out": "1"}, follow=True)
    assert "已無" in again.content.decode()


def test_an_entry_without_a_subject_is_never_let_pass(archivist, listed):
    campaign = listed([["1", "87/0101/1/1/1", "#REF!", "", "", ""]])
    with pytest.raises(Exception, match="let pass|可准予"):
        campaigns.excuse(campaign, by=archivist, code="formula_error", note="x")
    assert staging.open_lines(campaign) == 1


def test_a_reader_that_was_killed_goes_on_where_it_was(archivist, fonds, listed, monkeypatch):
    """KilledError after any chunk, of reading or of making: no line is lost, none double."""
    from siwei.documents.archives.stocktaking import entering

    monkeypatch.setattr(staging, "CHUNK", 4)
    monkeypatch.setattr(entering, "CHUNK", 3)
    rows = [["1" if at % 3 else "〃", *plain(at)[1:]] for at in range(1, 12)]
    rows[0][0] = "1"
    whole = listed(rows)
    expected = list(ListRow.objects.filter(campaign=whole).order_by("line").values_list("line", "texts"))
    campaigns.put_list_aside(whole, by=archivist, note="again")
    assert not ListRow.objects.exists()
    assert not Finding.objects.exists()

    from siwei.documents.archives.tests.conftest import sheet

    campaign = whole
    campaigns.take_list(campaign, by=archivist, file=sheet(rows))
    given = campaign.columns
    campaigns.name_columns(campaign, by=archivist, places=given["places"], carried=[], last_year=106)

    class KilledError(Exception):
        pass

    def die(_done):
        raise KilledError

    while campaign.state == Campaign.State.READING:
        try:
            read_list(campaign, SYSTEM, progress=die)
        except KilledError:
            campaign = Campaign.objects.get(pk=campaign.pk)
    assert list(ListRow.objects.filter(campaign=campaign).order_by("line").values_list("line", "texts")) == expected
    assert campaign.entries == 11
    campaigns.accept(campaign, by=archivist)
    while campaign.state == Campaign.State.ENTERING:
        try:
            enter_list(campaign, SYSTEM, progress=die)
        except KilledError:
            campaign = Campaign.objects.get(pk=campaign.pk)
    assert list(Item.objects.order_by("line").values_list("line", flat=True)) == list(range(3, 14))


def test_withdrawn_entries_are_nowhere_and_can_be_entered_again(archivist, entered, counter):
    campaign = entered([plain(at) for at in range(1, 5)])
    campaigns.undo_entering(campaign, by=archivist, note="清冊版本錯誤")
    assert campaign.state == Campaign.State.PLANNED
    staff = Item.objects.standing()
    assert not staff.exists()
    assert Item.objects.filter(state="withdrawn").count() == 4
    given = campaign.columns
    campaigns.name_columns(campaign, by=archivist, places=given["places"], carried=[], last_year=106)
    read_list(campaign, SYSTEM)
    assert not staging.open_lines(campaign), "what was withdrawn is not there already"
    campaigns.accept(campaign, by=archivist)
    enter_list(campaign, SYSTEM)
    assert Item.objects.standing().count() == 4
    assert Box.objects.count() == 1, "the box of before is used again"


def test_a_second_list_of_the_same_files_is_found_out(archivist, entered, listed):
    entered([plain(at) for at in range(1, 4)])
    second = listed([plain(3), plain(4)])
    assert [(one.line, one.code) for one in Finding.objects.filter(campaign=second, grave=True)] == [
        (3, "there_already")
    ]


def test_the_columns_that_an_agency_named_are_offered_for_its_next_list(archivist, fonds, listed):
    headings = ["箱", "號碼", "內容說明", "文號", "日期", "年限"]
    first = campaigns.plan(by=archivist, fonds=fonds, opened_on=DAY)
    from siwei.documents.archives.tests.conftest import sheet

    campaigns.take_list(first, by=archivist, file=sheet([plain(1)], headings))
    places = {"0": "box", "1": "file_number", "2": "subject", "4": "document_day"}
    campaigns.name_columns(first, by=archivist, places=places, carried=["box"], last_year=99)
    read_list(first, SYSTEM)
    second = campaigns.plan(by=archivist, fonds=fonds, opened_on=DAY)
    campaigns.take_list(second, by=archivist, file=sheet([plain(2)], headings))
    assert (second.columns["places"], second.columns["carried"]) == (places, ["box"])


def test_two_stocktakers_in_one_box_do_not_overwrite_each_other(entered, counter, actor, client):
    from siwei.documents.archives.roles import COUNTER, LEADER

    entered([plain(at) for at in range(1, 4)])
    box = Box.objects.get()
    page = reverse("archives.scan_box", args=[box.pk])
    for who, code in ((counter, 1), (actor("second", COUNTER, LEADER), 2), (counter, 1)):
        client.force_login(who.person)
        client.post(page, {"code": f"87/0101/1/1/{code}"})
    assert sorted(Item.objects.values_list("state", flat=True)) == ["listed", "present", "present"]
    assert history_of(Item.objects.get(number="87/0101/1/1/1")).count() == 2, "the second scan is told, not written"
    client.post(page, {"undo": Item.objects.get(number="87/0101/1/1/1").pk})
    assert client.post(page, {"undo": "x"}).status_code == 404
    assert Item.objects.filter(state="listed").count() == 2


def test_who_only_counts_does_not_hand_over(counter, entered):
    campaign = entered([plain(1)])
    with pytest.raises(ActionRefused):
        campaigns.undo_entering(campaign, by=counter, note="x")


def test_the_pages_of_a_list_ask_a_fixed_number_of_queries(archivist, listed, client, django_assert_max_num_queries):
    campaign = listed([[*plain(at)[:5], "7年"] for at in range(1, 120)])
    client.force_login(archivist.person)
    with django_assert_max_num_queries(32):
        page = client.get(reverse("archives.list", args=[campaign.pk]))
    assert "119" in page.content.decode()
    assert connection.queries_limit


def test_a_scan_sent_again_changes_nothing(entered, counter, client):
    """The page sends a scan until it is answered, so the server may get one twice (no signal in the basement)."""
    entered([plain(at) for at in range(1, 4)])
    box = Box.objects.get()
    page = reverse("archives.scan_box", args=[box.pk])
    client.force_login(counter.person)

    def scan(**fields):
        answer = client.post(page, fields, headers={"Accept": "application/json"}).json()
        assert set(answer) == {"said", "left", "checked", "last"}
        return answer

    for fields in (
        {"code": "87/0101/1/1/1"},
        {"code": "87/0101/1/1/2", "how": "damaged", "note": "水漬"},
        {"code": "99/9/1/1/1", "surplus": "1", "subject": "未列冊"},
    ):
        first = scan(**fields)
        number, acts = Item.objects.count(), history_of(Item.objects.get(pk=first["checked"])).count()
        second = scan(**fields)
        assert second["checked"] == first["checked"]
        assert [one["tone"] for one in second["said"]] == ["warning"], second
        assert (Item.objects.count(), history_of(Item.objects.get(pk=first["checked"])).count()) == (number, acts)
    assert (first["left"], first["last"]["number"]) == (1, "87/0101/1/1/2")
    unknown = scan(code="5/5/5/5/5")
    assert (unknown["checked"], unknown["said"][0]["tone"]) == (None, "warning")
    assert scan(undo=first["last"]["pk"])["left"] == 2


def test_a_scan_that_comes_after_the_stocktaking_was_settled_writes_nothing(archivist, entered, counter, client):
    """A phone that was out of reach sends late; by then the list may be signed."""
    campaign = entered([plain(at) for at in range(1, 4)])
    box = Box.objects.get()
    page = reverse("archives.scan_box", args=[box.pk])
    client.force_login(counter.person)
    for fields in ({"code": "87/0101/1/1/1"}, {"finish": "1"}):
        client.post(page, fields, headers={"Accept": "application/json"})
    campaigns.settle(campaign, by=archivist, note="x")
    before = sorted(Item.objects.values_list("number", "state"))
    for fields in (
        {"code": "87/0101/9/9/9", "surplus": "1", "subject": "無號文件"}, {"code": "87/0101/1/1/2"}, {"finish": "1"},
        {"code": "87/0101/1/1/1", "how": "damaged"}, {"undo": str(Item.objects.get(number="87/0101/1/1/1").pk)},
        {"finish": "1", "all_there": "1"},
    ):  # fmt: skip
        answer = client.post(page, fields, headers={"Accept": "application/json"})
        assert answer.status_code == 200, fields
        assert [one["tone"] for one in answer.json()["said"]] == ["error"], fields
    assert sorted(Item.objects.values_list("number", "state")) == before


def test_a_scan_of_nonsense_is_answered(entered, counter, client):
    entered([plain(at) for at in range(1, 4)])
    box = Box.objects.get()
    page = reverse("archives.scan_box", args=[box.pk])
    client.force_login(counter.person)
    long = "x" * 5000
    for fields in ({"code": long}, {"code": long, "surplus": "1", "subject": long}, {"code": "87/0101/1/1/1",
                   "how": "damaged", "note": long}, {"code": "\0"}, {"undo": "9" * 40}):  # fmt: skip
        answer = client.post(page, fields, headers={"Accept": "application/json"})
        assert answer.status_code in (200, 404), fields
