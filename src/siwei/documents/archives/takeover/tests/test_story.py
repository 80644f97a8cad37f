"""Papers on their way into the archive: handed over, returned, taken over, put into files, catalogued, shelved."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from siwei.documents.archives import labels
from siwei.documents.archives.actions import cataloguing, items, keeping
from siwei.documents.archives.loans.jobs import end_restrictions
from siwei.documents.archives.models import Box, Fault, File, Handover, Item
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover import actions, jobs, views
from siwei.documents.archives.takeover.screens import overdue
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Centre, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.labels.sheet import fonts
from siwei.kernel.notices.models import Notice
from siwei.kernel.search.matching import matching

DAY = datetime.date(2017, 5, 15)  # a Monday


@pytest.fixture
def people(actor):
    load_directory(office())
    return actor("archivist", ARCHIVIST), actor("handler")


@pytest.fixture
def paper(people):
    """A maker of papers of the general affairs unit, done on 15 May 2017."""
    archivist, handler = people

    def make(nth=1, **given):
        fields = {
            "agency": handler.person.agency, "unit": handler.person.unit, "handler": handler.person,
            "document_number": f"1060000{nth:02d}", "subject": f"檢送會議紀錄{nth}", "party": "高雄市政府民政局",
            "opened_on": DAY, "dated_on": DAY, "file_number": f"106/0901/1/1/{nth}", "years": 10, "pages": 3, **given,
        }  # fmt: skip
        return actions.enter_paper(by=archivist, **fields)

    return make


def test_from_the_handler_to_the_shelf(people, paper):
    archivist, handler = people
    scheme.add_class(
        by=archivist, agency=handler.person.agency, code="0901", name="會議紀錄", years=10, ground="",
        disposition="destroy", since=datetime.date(2016, 1, 1),
    )  # fmt: skip
    first, second = paper(1), paper(2, dated_on=datetime.date(2017, 5, 10))
    actions.hand_over(first, by=handler, sent_on=DAY + datetime.timedelta(days=2))
    assert first.in_time
    actions.hand_over(second, by=handler, sent_on=DAY + datetime.timedelta(days=30))
    assert second.in_time is False
    for one in (first, second):
        actions.take(one, by=archivist, taken_on=DAY + datetime.timedelta(days=31))
        assert not open_duties(one).exists()
    item = first.item
    assert (item.number, item.state, item.retention) == ("106/0901/1/1/1", Item.State.TAKEN, 10)
    assert (item.document_year, item.document_month, item.document_day) == (106, 5, 15)
    assert item.fonds == second.item.fonds

    cataloguing.put_into_file(item, by=archivist, name="106年度主管會報")
    cataloguing.put_into_file(second.item, by=archivist)
    file = File.objects.get()
    assert (file.number, file.name, file.years, file.disposition) == ("106/0901/1", "106年度主管會報", 10, "destroy")
    assert (file.oldest_on, file.youngest_on) == (datetime.date(2017, 5, 10), DAY)
    assert [volume.number for volume in file.volumes.all()] == [1]
    assert second.item.file_title == "106年度主管會報"

    given = {"subject": "106年5月主管會報紀錄", "medium": "paper", "access": "limited", "retention": "10"}
    with pytest.raises(ValidationError) as refused:
        cataloguing.catalogue.submit(given, by=archivist, record=item)
    assert "access_reason" in refused.value.message_dict
    given |= {"access_reason": "personnel", "access_until": "2027-05-15"}
    cataloguing.catalogue.submit(given, by=archivist, record=item)
    cataloguing.add_own_box(by=archivist, barcode="A-0001")
    cataloguing.put_on_shelf.submit({"barcode": "a-0001"}, by=archivist, record=item)
    item.refresh_from_db()
    assert (item.state, item.box.barcode) == (Item.State.SHELVED, "A-0001")
    assert list(matching(Item.objects.all(), "5月主管")) == [item]

    items.correct(item, by=archivist, pages=4)
    assert [event.act.rsplit(".", 1)[1] for event in history_of(item)] == [
        "enter", "put_into_file", "catalogue", "put_on_shelf", "correct",
    ]  # fmt: skip
    assert end_restrictions(datetime.date(2027, 5, 14)) == 0
    assert end_restrictions(datetime.date(2027, 5, 15)) == 1
    assert end_restrictions(datetime.date(2027, 5, 15)) == 0
    item.refresh_from_db()
    assert (item.access, item.access_reason, item.access_until) == ("open", "", None)
    assert not list(faults((Item, File, Handover, Box)))


def test_what_a_form_shows_is_not_sent_and_what_a_person_sees_goes_back(people, paper):
    archivist, handler = people
    for missing in ({"pages": None}, {"years": None}, {"file_number": ""}, {"document_number": " "}):
        with pytest.raises(ValidationError):
            actions.hand_over(paper(**missing), by=handler, sent_on=DAY)
    actions.hand_over(paper(9, pages=None, medium="digital"), by=handler, sent_on=DAY)

    one = paper(3)
    actions.hand_over(one, by=handler, sent_on=DAY)
    with pytest.raises(NotAllowed):
        actions.send_back(one, by=handler, fault=Fault.PAGES, note="缺附件")
    actions.send_back(one, by=archivist, fault=Fault.PAGES, note="缺附件一")
    assert (one.state, one.times_returned) == (Handover.State.RETURNED, 1)
    assert [notice.person for notice in Notice.objects.about(one)] == [handler.person]
    duty = open_duties(one).get()
    assert (duty.kind, duty.person) == (actions.CORRECT, handler.person)
    actions.mend(one, by=handler, pages=5)
    actions.hand_over(one, by=handler, sent_on=DAY + datetime.timedelta(days=20))
    assert one.in_time, "of the first time it went there"
    with pytest.raises(ValidationError):
        actions.take.submit({"taken_on": "2017-06-05", "complete": "on"}, by=archivist, record=one)


def test_a_file_number_is_given_once(people, paper):
    archivist, handler = people
    first, second = paper(1), paper(2, file_number="106/0901/1/1/1")
    for one in (first, second):
        actions.hand_over(one, by=handler, sent_on=DAY)
    actions.take(first, by=archivist, taken_on=DAY)
    with pytest.raises(ValidationError, match="106/0901/1/1/1"):
        actions.take(second, by=archivist, taken_on=DAY)
    actions.send_back(second, by=archivist, fault=Fault.CLASS, note="檔號重複")
    actions.mend(second, by=handler, file_number="106/0901/1/1/2")
    actions.hand_over(second, by=handler, sent_on=DAY)
    actions.take(second, by=archivist, taken_on=DAY)
    assert Item.objects.count() == 2


def test_of_a_classified_paper_the_archive_keeps_number_and_keeper(people, paper):
    archivist, handler = people
    one = paper(4, secrecy="密", subject="某人涉案", party="某機關", secret_until="本件至結案時解密")
    assert (one.subject, one.party) == (actions.HIDDEN, "")
    assert not matching(Handover.objects.all(), "涉案").exists()
    actions.hand_over(one, by=handler, sent_on=DAY)
    seen = {"taken_on": "2017-05-16", "complete": "on", "decided": "on", "fit": "on"}
    with pytest.raises(ValidationError) as refused:
        actions.take.submit(seen, by=archivist, record=one)
    assert set(refused.value.message_dict) == {"envelope"}
    actions.take.submit({**seen, "envelope": "on"}, by=archivist, record=one)
    assert (one.item.subject, one.item.secrecy, one.item.party) == (actions.HIDDEN, "密", "")
    assert not Item.objects.visible_to(handler).filter(pk=one.item.pk).exists()


def test_the_term_is_that_of_its_day_and_who_is_late_is_listed_and_told(people, paper, client):
    _archivist, handler = people
    old, new = paper(5), paper(6, opened_on=datetime.date(2021, 11, 10))
    due = {one.pk: Duty.objects.about(one).get().due.date() for one in (old, new)}
    assert due[old.pk] == datetime.date(2017, 5, 20), "five calendar days, the older wording"
    assert due[new.pk] == datetime.date(2021, 11, 17), "five working days from 9 November 2021 on"
    assert set(overdue(Handover.objects.all())) == {old, new}
    row, *others = views.by_unit(handler)
    assert others == []
    assert (row["unit"], row["waiting"], row["overdue"], row["returned"], row["oldest"]) == (
        Unit.objects.get(code="general"), 2, 2, 0, DAY,
    )  # fmt: skip
    client.force_login(handler.person)
    page = client.get(reverse("archives.late_by_unit")).content.decode()
    assert "2017-05-15" in page or "106" in page

    monday, sunday = datetime.date(2017, 6, 5), datetime.date(2017, 6, 4)
    assert jobs.remind(sunday) == 0
    assert jobs.remind(monday) == 2
    assert jobs.remind(monday) == 0, "twice is once"


def test_another_unit_does_not_see_it(people, paper, actor):
    one = paper(7)
    stranger, keeper = actor("stranger", unit="workforce"), actor("other", ARCHIVIST, unit="chancery")
    assert not Handover.objects.visible_to(stranger).exists()
    assert list(Handover.objects.visible_to(keeper)) == [one]


def test_boxes_get_labels_with_their_bare_barcode(people, client):
    archivist, handler = people
    room = keeping.add_room(by=archivist, name="庫房", centre=Centre.objects.first(), where="7樓", in_use_since=DAY)
    box = cataloguing.add_own_box(by=archivist, barcode="A-0001", room=room, shelf="A1")
    assert labels.label_of(box).address == "A-0001"
    client.force_login(handler.person)
    address = reverse("archives.box_labels", args=["room", room.pk, 0])
    assert client.get(address).status_code == client.get(reverse("archives.labels")).status_code == 403
    client.force_login(archivist.person)
    assert address in client.get(reverse("archives.labels")).content.decode()
    if fonts().is_dir():
        assert client.get(address).content.startswith(b"%PDF")
    assert client.get(reverse("archives.box_labels", args=["room", room.pk, 1])).status_code == 404
