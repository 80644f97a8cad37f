"""The pages of venue hire answer in both languages, and only to those whom they concern."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from siwei.general.venues.actions import deciding
from siwei.general.venues.actions.rooms import block
from siwei.general.venues.models import Booking
from siwei.general.venues.tests.conftest import SYSTEM, WEDNESDAY

LANGUAGES = ("zh-hant", "en")
BOOKINGS = "/venues/bookings/"
ALL = f"{BOOKINGS}?view=all"
MONTH = f"{BOOKINGS}calendar/?view=month&day={WEDNESDAY}"


@pytest.fixture
def signed_in(client):
    """A maker of signed-in clients."""

    def make(actor, language="en"):
        client.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["siwei_language"] = language
        return client

    return make


@pytest.fixture
def booking(staff, application):
    made = application(rhythm="weekly", until=WEDNESDAY + datetime.timedelta(weeks=1), purpose="成果發表")
    deciding.approve(made, by=staff.approver)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [
    BOOKINGS, f"{BOOKINGS}?view=decide", f"{BOOKINGS}?state=approved", f"{BOOKINGS}?q=成果", f"{BOOKINGS}new/ask/",
    f"{BOOKINGS}calendar/", MONTH, f"{BOOKINGS}import/take_in/", "/venues/venues/", "/venues/venues/new/add_venue/",
    "/venues/blockings/", "/venues/blockings/new/block/",
])  # fmt: skip
def test_every_page_answers_a_clerk(staff, booking, signed_in, page, language):
    at = datetime.datetime(2017, 6, 1, tzinfo=datetime.UTC)
    block(by=SYSTEM, venue=booking.venue, since=at, until=at + datetime.timedelta(hours=1), reason="檢修")
    answer = signed_in(staff.clerk, language).get(page)
    assert answer.status_code == 200
    assert f'lang="{"en" if language == "en" else "zh-Hant"}' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_shows_its_sessions_and_its_history(staff, booking, signed_in, language):
    client = signed_in(staff.clerk, language)
    page = client.get(booking.get_absolute_url()).content.decode()
    for text in (booking.number, "成果發表", "範例協會", booking.venue.name_zh if language != "en" else "Room r1"):
        assert text in page
    assert client.get(f"{booking.get_absolute_url()}history/").status_code == 200


def test_the_list_shows_what_one_may_see(staff, booking, signed_in):
    assert booking.number in signed_in(staff.applicant).get(ALL).content.decode()
    page = signed_in(staff.colleague).get(ALL)
    assert page.status_code == 200
    assert booking.number not in page.content.decode()


def test_strangers_are_told_that_it_does_not_exist(staff, booking, signed_in):
    client = signed_in(staff.colleague)
    url = booking.get_absolute_url()
    assert [client.get(f"{url}{rest}").status_code for rest in ("", "history/", "cancel/")] == [404] * 3
    assert client.post(f"{url}cancel/", {"cause": "applicant", "note": "x", "version": "2"}).status_code == 404
    booking.refresh_from_db()
    assert booking.state == "approved"


def test_without_an_account_one_is_asked_to_sign_in(client, booking):
    for page in (BOOKINGS, booking.get_absolute_url(), MONTH, f"{BOOKINGS}export.csv"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_the_calendar_tells_others_only_that_it_is_taken(staff, booking, signed_in):
    assert "成果發表" in signed_in(staff.clerk).get(MONTH).content.decode()
    page = signed_in(staff.colleague).get(MONTH)
    assert page.status_code == 200
    assert "成果發表" not in page.content.decode()


def test_an_application_by_the_page(staff, venue, signed_in):
    form = {
        "venue": venue.pk, "day": "2037-05-20", "slots": ["morning"], "purpose": "座談會", "people": "20",
        "contact": "王小明（範例）", "mail": "ming@example.org", "applicant": "agency",
    }  # fmt: skip
    client = signed_in(staff.applicant)
    refused = client.post(f"{BOOKINGS}new/ask/", {**form, "people": "51"})
    assert (refused.status_code, Booking.objects.count()) == (422, 0)
    assert "50" in refused.content.decode()
    assert client.post(f"{BOOKINGS}new/ask/", form).status_code == 302
    made = Booking.objects.get()
    assert (made.requester, made.agency) == (staff.applicant.person, staff.applicant.person.agency)


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "ods"])
def test_the_list_goes_out_as_a_sheet(staff, booking, signed_in, fmt):
    answer = signed_in(staff.clerk).get(f"{BOOKINGS}export.{fmt}?view=all")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    if fmt == "csv":
        assert booking.number in content.decode()
    if fmt == "xlsx":
        rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
        assert rows[1][:2] == (booking.number, "成果發表")


def test_blockings_are_for_the_clerk(staff, signed_in):
    assert signed_in(staff.clerk).get("/venues/blockings/").status_code == 200
    assert signed_in(staff.applicant).get("/venues/blockings/").status_code == 403
