"""The page of a record, its history in words, and its files."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.showroom import actions
from tests.showroom.models import Tour
from tests.showroom.screens import TOURS

from siwei.kernel.events.models import history_of
from siwei.kernel.files.models import Attachment
from siwei.kernel.screens.history import Reader
from siwei.kernel.screens.pages import life_of


def test_a_record_that_one_may_not_see_does_not_exist(as_guide, tour):
    hidden = tour(secret=True)
    for address in ("", "history/", "confirm/"):
        assert as_guide.get(f"{hidden.get_absolute_url()}{address}").status_code == 404


def test_the_page_shows_facts_parts_duties_and_history(as_guide, tour):
    page = as_guide.get(tour("Choir").get_absolute_url()).content.decode()
    for text in ("SR106-00001 Choir", "Atrium", "Entrance", "Confirm the tour", "New tour", "Asked for"):
        assert text in page


def test_buttons_are_those_of_the_role(as_guide, client, actor, tour):
    record = tour()
    assert b"/confirm/" in as_guide.get(record.get_absolute_url()).content
    client.force_login(actor("paul").person, backend="django.contrib.auth.backends.ModelBackend")
    assert b"/confirm/" not in client.get(record.get_absolute_url()).content


def test_history_says_fields_by_their_labels_and_values_by_their_words(guide, tour, hall):
    record = tour()
    other = actions.add_hall(by=guide, name_zh="大廳", name_en="Lobby", seats=90)
    given = {
        name: getattr(record, name) for name in ("purpose", "people", "fee", "opened_on", "start", "end", "remark")
    }
    actions.edit(record, by=guide, **{**given, "hall": other, "fee": 1200})
    last = Reader(Tour).acts(history_of(record))[-1]
    said = {str(change.label): (change.before, change.after) for change in last.changes}
    assert said == {"Hall": ("Atrium", "Lobby"), "Fee": ("0", "1,200")}


def test_parts_are_said_as_rows_that_went_and_came(guide, tour):
    record = tour()
    actions.confirm(record, by=guide)
    last = Reader(Tour).acts(history_of(record))[-1]
    assert [(c.label, c.before, c.after) for c in last.changes] == [("stops", [], ["Place Atrium, Minutes 25"])]


def test_a_case_on_its_way_shows_what_lies_ahead(guide, tour):
    record = tour()
    actions.confirm(record, by=guide)
    life = life_of(TOURS, record, history_of(record))
    assert life is not None
    assert [(str(s.label), s.at is not None, s.current) for s in life.steps] == [
        ("Asked for", True, False), ("Confirmed", True, True), ("Held", False, False),
    ]  # fmt: skip


def test_a_case_that_left_the_line_shows_where_it_ended(guide, tour):
    record = tour()
    actions.refuse(record, by=guide, note="full")
    life = life_of(TOURS, record, history_of(record))
    assert life is not None
    assert [str(step.label) for step in life.steps] == ["Asked for", "Refused"]
    assert life.tone == "bad"


def test_a_file_is_given_only_to_whoever_sees_its_record(as_guide, client, guide, tour):
    record = tour()
    actions.add_file(record, by=guide, file=SimpleUploadedFile("plan.txt", "平面圖".encode()))
    address = f"/files/{Attachment.objects.get().pk}/"
    response = as_guide.get(address)
    assert b"".join(response).decode() == "平面圖"
    assert "sandbox" in response["Content-Security-Policy"]
    client.logout()
    assert client.get(address).status_code == 404


def test_queries_of_a_page_do_not_grow_with_its_history(as_guide, guide, tour, django_assert_max_num_queries):
    record = tour()
    as_guide.get(record.get_absolute_url())
    with django_assert_max_num_queries(22) as few:
        as_guide.get(record.get_absolute_url())
    given = {name: getattr(record, name) for name in ("purpose", "people", "opened_on", "start", "end", "hall")}
    for fee in range(1, 6):
        actions.edit(record, by=guide, **given, fee=fee)
    with django_assert_max_num_queries(len(few)):
        as_guide.get(record.get_absolute_url())
