"""Pages of no module: start, inbox, notices, search, help, the public door, sign-in and errors."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from tests.showroom.models import Hall

from siwei.kernel.notices.models import Notice, notify
from siwei.kernel.screens.home import duties_of
from siwei.kernel.search import finding


def test_the_start_page_shows_duties_of_my_role_and_nobody_elses(as_guide, client, actor, tour):
    tour("Choir")
    assert b"Confirm the tour" in as_guide.get("/").content
    client.force_login(actor("paul").person, backend="django.contrib.auth.backends.ModelBackend")
    assert b"Confirm the tour" not in client.get("/").content


def test_the_inbox_has_overdue_duties_first(as_guide, guide, tour):
    tour("later", day=25)
    tour("sooner", day=10)
    assert [getattr(duty.record, "purpose", "") for duty in duties_of(guide)] == ["sooner", "later"]
    page = as_guide.get("/inbox/").content.decode()
    assert "2 overdue" in page


def test_notices_are_read_by_their_own_person_alone(as_guide, actor, guide, tour):
    record = tour()
    notify(record, to=[guide.person], subject="Yours", body="Come.")
    notify(record, to=[actor("paul").person], subject="His", body="Go.")
    page = as_guide.get("/notices/").content.decode()
    assert "Yours" in page
    assert "His" not in page
    other = Notice.objects.get(subject="His")
    assert as_guide.get(f"/notices/{other.pk}/").status_code == 404
    as_guide.post("/notices/read/")
    other.refresh_from_db()
    assert other.read_at is None
    assert Notice.objects.get(subject="Yours").read_at


def test_search_finds_over_all_types_what_one_may_see(as_guide, tour):
    tour("淨灘志工行前說明")
    tour("志工祕密集合", secret=True)
    page = as_guide.get("/search/", {"q": "志工"}).content.decode()
    assert "淨灘<mark>志工</mark>" in page
    assert "祕密" not in page
    assert "Nothing found" in as_guide.get("/search/", {"q": "鯨魚"}).content.decode()


def test_a_search_is_narrowed_and_paged_without_telling_what_one_may_not_see(as_guide, tour):
    for n in range(23):
        tour(f"志工說明會第{n}場")
    tour("志工祕密說明會", secret=True)
    page = as_guide.get("/search/", {"q": "志工说明"}).content.decode()
    assert "23 records found" in page
    assert page.count('class="hit"') == 20
    assert "祕密" not in page
    assert as_guide.get("/search/", {"q": "志工說明", "after": "20"}).content.decode().count('class="hit"') == 3
    assert "Nothing found" in as_guide.get("/search/", {"q": "志工", "agency": "999999"}).content.decode()
    less = as_guide.get("/search/", {"q": "志工 鯨魚"}).content.decode()
    assert "With one word less:" in less
    for odd in ("kind=x", "agency=x", "year=0", "year=99999", "after=0001-01-01.9.9", "after=-1", "place=%00"):
        assert as_guide.get(f"/search/?q=志工&{odd}").status_code == 200


def test_where_many_match_kinds_and_years_are_offered_without_a_number(as_guide, tour, monkeypatch):
    monkeypatch.setattr(finding, "MANY", 5)
    for n in range(23):
        tour(f"志工說明會第{n}場")
    page = as_guide.get("/search/", {"q": "志工"}).content.decode()
    assert "Many records match" in page
    assert 'class="facet"' in page
    assert "year=20" in page


@pytest.mark.parametrize("address", ["/help/", "/public/", "/accounts/login/"])
def test_open_pages_need_no_account(client, db, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/inbox/", "/notices/", "/search/?q=%00", "/accounts/password/change/", "/accounts/2fa/"]
)
def test_own_pages_open_for_staff(as_visitor, address):
    assert as_visitor.get(address).status_code == 200


def test_five_wrong_passwords_lock_an_account(client, person, settings):
    cache.clear()
    person("rosa")
    for _attempt in range(5):
        response = client.post("/accounts/login/", {"login": "rosa", "password": "wrong"})
    assert b"too many wrong passwords" in response.content or "密碼錯誤次數過多" in response.content.decode()
    response = client.post("/accounts/login/", {"login": "rosa", "password": "Only-for-tests-1"})
    assert "_auth_user_id" not in client.session


def test_language_is_switched_and_kept(as_guide, tour):
    tour()
    client = as_guide
    del client.cookies["siwei_language"]
    client.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").content.decode()
    client.post("/language/", {"language": "zh-hant", "next": "/"})
    assert 'lang="zh-Hant"' in client.get("/").content.decode()


def test_a_missing_page_speaks_plainly(as_guide):
    response = as_guide.get("/no/such/page/")
    assert response.status_code == 404
    assert b"There is no such page" in response.content


def test_a_sheet_with_a_bad_row_writes_nothing_and_names_it(as_guide, hall):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("halls.csv", "name_zh,seats\n大廳,90\n,x\n".encode())
    response = as_guide.post("/showroom/halls/import/add_hall/", {"file": bad})
    assert response.status_code == 422
    assert Hall.objects.count() == 1
    lines = as_guide.get("/showroom/halls/import/add_hall/faults/").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    good = SimpleUploadedFile("halls.csv", "name_zh,seats\n大廳,90\n小廳,9\n".encode())
    assert b"2 rows can be written" in as_guide.post("/showroom/halls/import/add_hall/", {"file": good}).content
    as_guide.post("/showroom/halls/import/add_hall/", {"write": "1"})
    assert Hall.objects.count() == 3
    as_guide.post("/showroom/halls/import/add_hall/", {"write": "1"})
    assert Hall.objects.count() == 3
