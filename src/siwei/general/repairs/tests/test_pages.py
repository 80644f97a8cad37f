"""The pages of repairs answer, and the public ones tell nobody what is not theirs."""

import pytest
from django.http import QueryDict

from siwei.general.repairs import actions, reporting
from siwei.general.repairs.figures import AXES, lines
from siwei.general.repairs.models import Request
from siwei.general.repairs.views import list_addresses
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.labels import sheet
from siwei.kernel.module import screen_of
from siwei.kernel.screens.lists import Listing


@pytest.fixture
def citizen_case(client, lift):
    answer = client.post(
        f"/public/repairs/e/{lift.token}/",
        {"asked": "門夾人", "urgency": "soon", "citizen_name": "王小明", "citizen_mail": "w@example.org"},
    )
    assert answer.status_code == 302, answer.content.decode()
    return Request.objects.get()


def test_from_the_code_on_the_lift_to_the_rating(client, citizen_case, lift, clerk, technician, mailoutbox):
    page = client.get("/public/repairs/case/").content.decode()
    code = client.session["repairs_code"]
    assert citizen_case.number in page
    assert code in page
    actions.accept(citizen_case, by=clerk, priority="normal", description="車廂門夾人")
    actions.assign(citizen_case, by=clerk, technician=technician.person)
    today = citizen_case.accepted_on
    actions.visit(citizen_case, by=technician, on=today, what="調整")
    actions.finish(citizen_case, by=technician, result="已調整", finished_on=today)
    client.post("/public/repairs/leave/")
    assert "王小明" not in client.get("/public/repairs/case/").content.decode()
    wrong = client.post("/public/repairs/case/", {"number": citizen_case.number, "code": "AAAA-AAAA-AAAA"})
    assert wrong.status_code == 422
    client.post("/public/repairs/case/", {"number": citizen_case.number.lower(), "code": code.lower()})
    assert "已調整" in client.get("/public/repairs/case/").content.decode()
    client.post("/public/repairs/case/reopen/", {"note": "還是會夾"})
    citizen_case.refresh_from_db()
    assert citizen_case.state == "accepted"
    actions.assign(citizen_case, by=clerk, technician=technician.person)
    actions.visit(citizen_case, by=technician, on=today, what="換光幕")
    actions.finish(citizen_case, by=technician, result="已更換", finished_on=today)
    assert client.get("/public/repairs/case/confirm/").status_code == 200
    client.post("/public/repairs/case/confirm/", {"note": ""})
    client.post("/public/repairs/case/rate/", {"rating": "4"})
    citizen_case.refresh_from_db()
    assert (citizen_case.state, citizen_case.rating) == ("closed", 4)
    assert client.get("/public/repairs/case/accept/").status_code == 404


def test_the_page_behind_a_code_shows_what_runs_but_not_unread_words(client, citizen_case, lift, clerk):
    page = client.get(f"/public/repairs/e/{lift.token}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "門夾人" not in text
    assert "王小明" not in text
    actions.accept(citizen_case, by=clerk, priority="normal", description="車廂門夾人")
    assert "車廂門夾人" in client.get(f"/public/repairs/e/{lift.token}/").content.decode()
    assert client.get("/public/repairs/e/unknown/").status_code == 404


def test_a_machine_that_fills_in_everything_is_refused(client, lift):
    raw = {"asked": "x", "urgency": "soon", "citizen_name": "bot", "website": "http://x"}
    assert client.post(f"/public/repairs/e/{lift.token}/", raw).status_code == 422
    assert client.post("/public/repairs/", raw).status_code == 422
    assert not Request.objects.exists()


def test_acts_need_the_code(client, citizen_case, django_user_model):
    client.cookies.clear()
    for verb in ("confirm", "cancel"):
        assert client.post(f"/public/repairs/case/{verb}/", {"note": "x"}).status_code == 302
    citizen_case.refresh_from_db()
    assert citizen_case.state == "asked"


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_staff_pages(client, request_, clerk, contract, language):
    client.force_login(clerk.person, backend="django.contrib.auth.backends.ModelBackend")
    actions.accept(request_, by=clerk, priority="normal")
    year = request_.accepted_on.year
    for path in (
        "/repairs/requests/", "/repairs/requests/?view=mine", "/repairs/requests/?view=overdue",
        f"/repairs/requests/{request_.pk}/", f"/repairs/requests/{request_.pk}/assign/",
        "/repairs/requests/new/report/", "/repairs/requests/new/take_over/", f"/repairs/requests/{request_.pk}/merge/",
        "/repairs/equipment/", f"/repairs/equipment/{request_.equipment_id}/",
        "/repairs/equipment/new/register/", "/repairs/contracts/", "/repairs/contracts/new/enter_contract/",
        f"/repairs/contracts/{contract.pk}/", f"/repairs/contracts/{contract.pk}/change_contract/", "/repairs/plans/",
        "/repairs/requests/?view=waiting", "/repairs/requests/new/take_call/", "/repairs/plans/new/plan/",
        f"/repairs/requests/{request_.pk}/give_time/", f"/repairs/requests/{request_.pk}/change/",
        f"/repairs/statistics/?year={year}&by=agency", f"/repairs/statistics/?year={year}&by=contract",
        f"/repairs/statistics.xlsx?year={year}", f"/repairs/statistics.ods?year={year}&by=centre",
        f"/repairs/statistics/?year={year}", "/repairs/statistics/?year=2001", "/repairs/codes/", "/public/repairs/",
    ):  # fmt: skip
        answer = client.get(path, headers={"accept-language": language})
        assert answer.status_code == 200, path
    for path in ("/repairs/statistics/?year=x", "/repairs/statistics/?by=x", "/repairs/statistics.pdf"):
        assert client.get(path).status_code == 404


def test_each_number_of_the_statistics_opens_exactly_its_rows(client, request_, clerk, technician, contract, hall):
    client.force_login(clerk.person, backend="django.contrib.auth.backends.ModelBackend")
    public = reporting.report_public(by=Actor.nobody(), citizen_name="乙", asked="燈", place=hall)
    merged = reporting.report(by=clerk, asked="同", place=hall)
    for one in (request_, public, merged):
        actions.accept(one, by=clerk, priority="normal")
    actions.merge(merged, by=clerk, into=public)
    actions.assign(request_, by=clerk, contract=contract)
    actions.visit(request_, by=clerk, on=request_.accepted_on, what="調整")
    actions.finish(request_, by=clerk, result="好", finished_on=request_.accepted_on)
    screen, year = screen_of(Request), request_.accepted_on.year
    for axis in AXES:
        found = lines(clerk, Period.year(year), axis)
        assert [one.count for one in found] == ([2, 2] if axis.name == "centre" else [1, 1, 2])
        for line in found:
            for name, address in list_addresses(screen.url, line).items():
                query = QueryDict(address.partition("?")[2])
                assert Listing(screen, clerk, query).rows().count() == getattr(line, name), (axis.name, name)
    sheet = b"".join(client.get(f"/repairs/statistics.csv?year={year}").streaming_content).decode("utf-8-sig")
    assert len(sheet.splitlines()) == 4


def test_statistics_and_codes_are_for_the_crew(client, request_, asker):
    client.force_login(asker.person, backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/repairs/statistics/", "/repairs/codes/", "/repairs/codes/siwei.pdf", "/repairs/contracts/"):
        assert client.get(path).status_code == 403
    assert client.get("/repairs/requests/").status_code == 200


def test_the_sheet_of_codes_is_a_pdf(client, lift, clerk):
    if not sheet.fonts().is_dir():
        pytest.skip("no printing fonts")
    client.force_login(clerk.person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/repairs/codes/siwei.pdf")
    assert answer.content.startswith(b"%PDF")
    assert lift.token not in sheet.svg("http://x/")


def test_a_visitor_without_account_sees_nothing_of_the_office(client, request_):
    assert client.get(f"/repairs/requests/{request_.pk}/").status_code == 302
    assert not Request.objects.visible_to(Actor.nobody()).exists()
