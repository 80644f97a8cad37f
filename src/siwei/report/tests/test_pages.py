"""The pages: who sees what, and that each shows what stands behind a figure."""

import datetime

import pytest
from tests.toy.actions import ask

from siwei.report.actions import publish
from siwei.report.models import Report
from siwei.report.roles import EDITOR, SIGNATURES
from siwei.report.tests.conftest import ADDED, COMPUTED, ROOMS

STAFF = (
    "/report/",
    "/report/106/",
    "/report/106/checks/",
    "/report/106/figures/",
    f"/report/106/figures/{ROOMS}/",
    f"/report/106/figures/{ROOMS}/panel/",
    "/report/106/compare/",
    "/report/106/files/",
    "/report/106/files/report.html",
    "/report/106/files/package.zip",
)


@pytest.fixture
def desk(client, house):
    client.force_login(house.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", STAFF)
def test_staff_see_every_page_and_others_are_sent_to_sign_in(desk, address):
    assert desk.get(address).status_code == 200
    desk.logout()
    assert desk.get(address).status_code == 302


@pytest.mark.parametrize("address", ["/report/105/", "/report/106/figures/no.such/", "/report/106/files/x.pdf"])
def test_what_does_not_exist_is_not_found(desk, address):
    assert desk.get(address).status_code == 404


def test_the_draft_links_each_figure_to_its_evidence(desk):
    page = desk.get("/report/106/").content.decode()
    assert f'href="/report/106/figures/{ROOMS}/"' in page
    assert f'hx-get="/report/106/figures/{ROOMS}/panel/"' in page
    assert "style=" not in page


def test_the_rows_of_a_figure_go_out_as_a_sheet_with_public_columns_only(desk):
    page = b"".join(desk.get(f"/report/106/figures/{ROOMS}/rows.csv").streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in page.splitlines()] == ["Day", "2017-01-01", "2017-03-01", "2017-12-31"]


@pytest.mark.parametrize("address", [f"{ROOMS}/rows.exe", "no.such/rows.csv", "jobs.postings/rows.csv"])
def test_no_sheet_of_what_has_no_rows(desk, address):
    assert desk.get(f"/report/106/figures/{address}").status_code == 404


def test_a_rate_opens_into_numerator_and_denominator(desk):
    page = desk.get("/report/106/figures/correspondence.electronic_exchange_rate/")
    said = [(label, [part[2] for part in parts]) for label, parts in page.context["groups"]]
    assert said == [
        ("分子", ["correspondence.sent.electronically"]),
        ("分母", ["correspondence.sent"]),
        ("不列計", ["correspondence.sent.not_suitable"]),
    ]
    text = page.content.decode()
    assert "/report/106/figures/correspondence.sent.not_suitable/" in text
    assert "100 × 1 ÷ 1 ≈ 100.00" in text


def test_more_rows_than_are_counted_page_up_to_there(desk, monkeypatch):
    monkeypatch.setattr("siwei.report.evidence.COUNTED", 2)
    monkeypatch.setattr("siwei.report.evidence.ROWS", 1)
    page = desk.get(f"/report/106/figures/{ROOMS}/?page=9")
    assert (page.context["total"], page.context["page"].number, page.context["more"]) == (3, 2, True)


def test_a_page_of_a_figure_asks_for_that_figure_alone(desk, django_assert_max_num_queries):
    """Each figure once, and of this one its months, its year before and its rows: not the months of all."""
    desk.get(f"/report/106/figures/{ROOMS}/")
    with django_assert_max_num_queries(len(COMPUTED) + len(ADDED) + 30):
        desk.get(f"/report/106/figures/{ROOMS}/")


@pytest.fixture
def secret(house):
    """A fourth row of the figure, whose record the system alone may see."""
    return ask(by=house, what=ROOMS, opened_on=datetime.date(2017, 6, 1), secret=True)


def rows_of(client, somebody):
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/report/106/figures/{ROOMS}/")
    return page.context, page.content.decode()


def test_staff_find_the_rows_they_may_see_and_the_number_of_the_rest(client, secret, person):
    context, page = rows_of(client, person("paul"))
    assert (context["total"], context["hidden"], context["closed"]) == (4, 1, 0)
    assert len(context["evidence"]) == 3
    assert secret.number not in page


@pytest.mark.parametrize("role", [EDITOR, *SIGNATURES], ids=lambda role: role.code)
def test_who_answers_for_the_report_reads_the_public_columns_of_every_row(client, secret, person, role):
    context, page = rows_of(client, person("edda", role))
    assert (context["total"], context["hidden"], context["closed"]) == (4, 0, 1)
    assert len(context["evidence"]) == 4
    assert [row.pk for _place, record, row in context["evidence"] if record is None] == [secret.pk]
    assert secret.number in page, "a public column"
    assert secret.title() not in page
    assert f"/toy/errands/{secret.pk}/" not in page


def test_a_finding_is_excused_on_its_page(desk):
    data = {"finding": "weekdays:gazette.issues", "reason": "extra issues are counted"}
    assert desk.post("/report/106/checks/", data).status_code == 302
    assert Report.objects.get().excuses.get().reason == "extra issues are counted"


def test_an_excuse_needs_a_reason(desk):
    response = desk.post("/report/106/checks/", {"finding": "weekdays:gazette.issues", "reason": ""})
    assert response.status_code == 422
    assert not Report.objects.get().excuses.exists()


def test_whoever_is_no_editor_may_not_excuse(client, house, person):
    client.force_login(person("paul"), backend="django.contrib.auth.backends.ModelBackend")
    data = {"finding": "weekdays:gazette.issues", "reason": "because"}
    assert client.post("/report/106/checks/", data).status_code == 422
    assert "<textarea" not in client.get("/report/106/checks/").content.decode()


def test_the_public_sees_published_reports_only(client, sealed_house, house):
    for address in ("/public/report/106/", "/public/report/106/package.zip"):
        assert client.get(address).status_code == 404
    publish(sealed_house, by=house)
    page = client.get("/public/report/106/").content.decode()
    assert sealed_house.seal_hash in page
    assert "/report/106/figures/" not in page.replace("/public/report/", "")
    assert client.get("/public/report/106/package.zip").status_code == 200
    assert client.get("/public/report/").status_code == 200


def test_the_public_report_does_not_follow_later_changes(client, sealed_house, house):
    import datetime

    publish(sealed_house, by=house)
    before = client.get("/public/report/106/").content
    ask(by=house, what=ROOMS, opened_on=datetime.date(2017, 6, 1))
    words = [part.split(b"csrfmiddlewaretoken")[0] for part in (before, client.get("/public/report/106/").content)]
    assert words[0] == words[1]


def test_the_difference_is_shown_row_by_row(desk, sealed_house, house):
    import datetime

    new = ask(by=house, what=ROOMS, opened_on=datetime.date(2017, 6, 1))
    page = desk.get("/report/106/compare/").content.decode()
    assert f"/report/106/compare/{ROOMS}/" in page
    assert new.title() in desk.get(f"/report/106/compare/{ROOMS}/").content.decode()


def test_a_derived_difference_leads_to_the_figure_it_follows_from(desk, sealed_house, house):
    from decimal import Decimal

    from siwei.report.actions import correct
    from siwei.report.models import EnteredFigure

    correct(EnteredFigure.objects.get(figure="jobs.postings"), by=house, value=Decimal(364), source="x", note="y")
    page = desk.get("/report/106/compare/jobs.paper_saved/").content.decode()
    assert "/report/106/compare/jobs.postings/" in page
    assert "+1" in page
