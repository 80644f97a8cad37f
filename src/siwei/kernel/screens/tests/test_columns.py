"""A person chooses the columns of a list; the list and its sheets follow, for him and nobody else."""

import csv
import io

import pytest
from tests.showroom.screens import TOURS

from siwei.kernel.screens.models import Layout
from siwei.kernel.screens.tests.conftest import signed_in

LIST = "/showroom/tours/"
USUAL = [column.name for column in TOURS.shown_columns]


def labels(*names: str) -> list[str]:
    known = {column.name: str(column.label) for column in TOURS.shown_columns}
    return [known[name] for name in names]


def heads(client) -> list[str]:
    return [head.column.name for head in client.get(LIST).context["listing"].heads()]


def sheet(client, **query) -> list[str]:
    answer = client.get(f"{LIST}export.csv", query)
    return next(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def choose(client, *names, **places):
    return client.post(f"{LIST}columns/", {"shown": names, **{f"place-{n}": p for n, p in places.items()}})


def test_the_list_and_its_sheets_follow_the_choice(as_guide, tour):
    tour("Choir")
    first, second, *_rest = USUAL
    assert heads(as_guide) == USUAL
    assert choose(as_guide, first, second, **{first: "2", second: "1"}).status_code == 302
    assert heads(as_guide) == [second, first]
    assert sheet(as_guide, view="all") == labels(second, first)
    assert sheet(as_guide, view="all", columns="all") == labels(*USUAL)
    page = as_guide.get(LIST).content.decode()
    assert "columns=all" in page
    assert 'class="row-link"' in page, "whichever column is first opens the record"


def test_nobody_else_sees_another_list(as_guide, client, actor, tour):
    choose(as_guide, USUAL[0])
    assert heads(as_guide) == USUAL[:1]
    assert heads(signed_in(client, actor("paul"))) == USUAL
    assert "columns=all" not in client.get(LIST).content.decode()


def test_the_usual_columns_come_back(as_guide, tour):
    choose(as_guide, USUAL[0])
    as_guide.post(f"{LIST}columns/", {"usual": "1"})
    assert heads(as_guide) == USUAL
    assert not Layout.objects.exists()


@pytest.mark.parametrize("names", [[], ["no-such-column"]], ids=["none", "unknown"])
def test_a_list_has_at_least_one_column(as_guide, tour, names):
    assert choose(as_guide, *names).status_code == 422
    assert heads(as_guide) == USUAL


def test_a_column_that_is_no_more_is_passed_over(as_guide, guide, tour):
    tour("Choir")
    Layout.objects.create(person=guide.person, screen=TOURS.name, columns=["gone", USUAL[1]])
    assert heads(as_guide) == [USUAL[1]]
    Layout.objects.update(columns=["gone"])
    assert heads(as_guide) == USUAL


def test_the_page_shows_what_is_chosen_first(as_guide, tour):
    choose(as_guide, USUAL[1], USUAL[0], **{USUAL[1]: "1", USUAL[0]: "2"})
    rows = as_guide.get(f"{LIST}columns/").context["rows"]
    assert [column.name for _place, column, _shown in rows][:2] == [USUAL[1], USUAL[0]]
    assert [shown for _place, _column, shown in rows] == [True, True, *[False] * (len(USUAL) - 2)]
