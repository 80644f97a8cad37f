"""Lists: who sees which rows, and how they are searched, filtered, sorted and paged."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from tests.showroom import actions
from tests.showroom.screens import TOURS

from siwei.kernel.search import frequencies

LIST = "/showroom/tours/"


def purposes(response) -> list[str]:
    return [row.purpose for row in response.context["page"].object_list]


def test_a_stranger_is_sent_to_sign_in(client, db):
    response = client.get(LIST)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_only_visible_rows_are_listed_and_counted(as_guide, tour):
    tour("seen")
    tour("hidden", secret=True)
    response = as_guide.get(LIST)
    assert purposes(response) == ["seen"]
    assert b"1 entry" in response.content


def test_the_first_tab_is_open_and_all_shows_everything(as_guide, guide, tour):
    tour("open")
    actions.refuse(tour("gone"), by=guide, note="closed")
    assert purposes(as_guide.get(LIST)) == ["open"]
    assert sorted(purposes(as_guide.get(LIST, {"view": "all"}))) == ["gone", "open"]


def test_chinese_words_of_two_characters_are_found(as_guide, tour):
    tour("淨灘志工行前說明")
    tour("市政會議")
    assert purposes(as_guide.get(LIST, {"q": "志工"})) == ["淨灘志工行前說明"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"start_from": "2017-08-11"}, ["late"]),
        ({"start_to": "2017-08-10"}, ["early"]),
        ({"start_from": "2017-08-10", "start_to": "2017-08-20"}, ["late", "early"]),
        ({"purpose": "arl"}, ["early"]),
        ({"people": "２０"}, ["late", "early"]),
        ({"people": "2"}, []),
        ({"people": "twenty"}, []),
        ({"people": "99999999999999999999"}, []),
        ({"secret": "1"}, []),
        ({"state": ["asked", "held"]}, ["late", "early"]),
        ({"state": "refused"}, []),
    ],
)
def test_filters_narrow_the_rows(as_guide, tour, asked, found):
    tour("early", day=10)
    tour("late", day=20)
    assert purposes(as_guide.get(LIST, {**asked, "view": "all"})) == found


def test_a_filter_in_force_is_a_chip_that_can_be_taken_away(as_guide, tour, hall):
    tour()
    response = as_guide.get(LIST, {"hall": hall.pk, "state": ["asked", "held"]})
    chips = response.context["listing"].panel.chips()
    assert [chip.label for chip in chips] == ["State: Asked for", "State: Held", "Hall: Atrium"]
    assert chips[0].without == f"?hall={hall.pk}&state=held"


def test_a_bad_date_filters_nothing_and_is_told(as_guide, tour):
    tour()
    response = as_guide.get(LIST, {"start_from": "yesterday"})
    assert len(purposes(response)) == 1
    assert b"Enter a valid date" in response.content


def test_a_heading_sorts_up_then_down(as_guide, tour):
    tour("b", people=3)
    tour("a", people=9)
    assert purposes(as_guide.get(LIST, {"sort": "people"})) == ["b", "a"]
    response = as_guide.get(LIST, {"sort": "-people"})
    assert purposes(response) == ["a", "b"]
    assert b'aria-sort="descending"' in response.content


def test_unknown_sort_and_page_do_no_harm(as_guide, tour):
    tour()
    assert as_guide.get(LIST, {"sort": "hall__password", "page": "x\0", "q": "\0"}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(as_guide, tour, django_assert_max_num_queries):
    for at in range(3):
        tour(f"tour {at}")
    as_guide.get(LIST)
    with django_assert_max_num_queries(15) as few:
        as_guide.get(LIST)
    for at in range(12):
        tour(f"more {at}")
    with django_assert_max_num_queries(len(few)):
        as_guide.get(LIST)


def test_export_holds_the_rows_of_all_pages_as_filtered(as_guide, tour, monkeypatch):
    monkeypatch.setitem(TOURS.__dict__, "page_size", 1)
    tour("early", day=10)
    tour("late", day=20)
    tour("other", day=25)
    response = as_guide.get(f"{LIST}export.csv", {"start_to": "2017-08-21"})
    lines = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert [line[1] for line in lines] == ["Purpose", "late", "early"]
    assert as_guide.get(f"{LIST}export.pdf").status_code == 404


def test_an_act_on_chosen_rows_names_those_that_refuse(as_guide, guide, tour):
    first, second = tour("first"), tour("second")
    actions.confirm(second, by=guide)
    response = as_guide.post(LIST, {"act": "confirm", "chosen": [first.pk, second.pk]}, follow=True)
    first.refresh_from_db()
    assert first.state == "confirmed"
    texts = [str(message) for message in response.context["messages"]]
    assert any("second" in text and "not possible" in text for text in texts)
    assert any("1 done" in text for text in texts)


def test_what_is_frequent_is_paged_without_being_counted(as_guide, tour, monkeypatch):
    for n in range(9):
        tour(f"市政會議{n}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")
    frequencies.forget()
    monkeypatch.setitem(TOURS.__dict__, "page_size", 2)
    monkeypatch.setattr("siwei.kernel.search.matching.MANY", 0)
    small = {"q": "會議", "view": "all"}
    first = as_guide.get(LIST, small)
    assert b"More than 4 entries" in first.content
    third = as_guide.get(LIST, {**small, "page": "3"})
    assert len(third.context["page"].object_list) == 2
    assert b"More than 8 entries" in third.content
    last = as_guide.get(LIST, {**small, "page": "5"})
    assert b"9 entries" in last.content
    assert len(last.context["page"].object_list) == 1
    frequencies.forget()
