"""What is shown: photos, the free sessions of the catalogue, the statistics with their rows, one's own calendar."""

import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from siwei.general.venues.actions import deciding, feeds, money, rooms, using
from siwei.general.venues.brochure import brochure_pdf
from siwei.general.venues.feeds import address_of
from siwei.general.venues.figures import by_applicant, by_centre, by_month, by_venue
from siwei.general.venues.models import Photo, Venue
from siwei.general.venues.sketches import sketches
from siwei.general.venues.tests.conftest import ASKED, SYSTEM, WEDNESDAY, WEEK, picture
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.calendar.period import Period

YEAR = Period.year(2017)
STATISTICS = "/venues/statistics/?year=2017"


@pytest.fixture
def signed_in(client):
    """A maker of signed-in clients."""

    def make(actor, language="en"):
        client.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["siwei_language"] = language
        return client

    return make


@pytest.fixture
def year(staff, application, venue):
    """Held, not held, planned, cancelled; paid and partly returned."""
    paid = application(rhythm="weekly", until=WEDNESDAY + WEEK, people=30)
    deciding.approve(paid, by=staff.approver)
    money.pay(paid, by=staff.cashier, on=ASKED, receipt="R1")
    using.mark_use(paid, by=staff.clerk, on=WEDNESDAY + WEEK, not_held=[paid.sessions.last()])
    using.inspect(paid, by=staff.clerk, deduction=500, note="x")
    money.return_deposit(paid, by=staff.cashier, on=WEDNESDAY + 2 * WEEK, receipt="D1")
    free = application(applicant="agency", slots=["evening"], people=10)
    deciding.approve(free, by=staff.approver)
    refused = application(slots=["afternoon"])
    deciding.refuse(refused, by=staff.approver, ground="unsuited", note="x")
    return venue


def test_a_photo_is_shown_with_its_words(staff, venue, client):
    rooms.add_photo(venue, by=SYSTEM, photo=picture(), alt_zh="大門", alt_en="The door")
    for page in (reverse("venues_catalogue"), reverse("venues_venue", args=[venue.code])):
        client.cookies["siwei_language"] = "en"
        text = client.get(page).content.decode()
        assert 'alt="The door"' in text
        (source,) = set(re.findall(r'<img[^>]* src="([^"]+)" alt="The door"', text))
        answer = client.get(source)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    (photo,) = Photo.objects.all()
    rooms.take_photo_off.submit({"photo": photo.pk}, by=staff.clerk, record=venue)
    assert "The door" not in client.get(reverse("venues_catalogue")).content.decode()
    assert client.get(source).status_code == 403


def test_a_photo_needs_words_and_a_picture(staff, venue):
    form = rooms.add_photo.bound({}, {"photo": picture()}, actor=staff.clerk, record=venue)
    assert set(form.errors) == {"alt_zh"}
    text = ContentFile(b"a sentence", name="x.png")
    form = rooms.add_photo.bound({"alt_zh": "x"}, {"photo": text}, actor=staff.clerk, record=venue)
    assert set(form.errors) == {"photo"}


def test_sketches_are_drawn_and_stand_in_the_brochure(venue):
    plan = {"name": "會議室", "floor": "1F", "people": 40, "note": "示意圖", "stage": False}
    one, two = sketches([plan, {**plan, "stage": True}])
    assert one != two
    assert {one[:8], two[:8]} == {b"\x89PNG\r\n\x1a\n"}
    without = brochure_pdf(list(Venue.objects.all()), english=False)
    rooms.add_photo(venue, by=SYSTEM, photo=ContentFile(one, name="plan.png"), alt_zh="平面示意圖", sketch=True)
    made = brochure_pdf(list(Venue.objects.all()), english=False)
    assert b"/Subtype/Image" in made
    assert b"/Subtype/Image" not in without


def test_the_catalogue_says_which_sessions_are_free(year, client):
    client.cookies["siwei_language"] = "en"
    page = client.get(reverse("venues_catalogue"), {"day": str(WEDNESDAY)}).content.decode()
    assert f"day={WEDNESDAY}&amp;slot=afternoon" in page
    assert f"day={WEDNESDAY}&amp;slot=morning" not in page


def test_the_numbers_of_a_year(staff, year):
    (one,) = by_venue(staff.clerk, YEAR)
    assert (one.asked, one.accepted, one.held, one.missed, one.cancelled, one.people) == (4, 3, 1, 1, 0, 30)
    assert one.income == 2000 + 3000 - 2500
    assert one.open_sessions == 365 * 3
    assert one.percent == pytest.approx(100 * 3 / 1095)
    assert [(line.accepted, line.income) for line in by_centre(staff.clerk, YEAR)] == [(3, 2500)]
    kinds = {line.query.split("&")[0]: line.accepted for line in by_applicant(staff.clerk, YEAR)}
    assert kinds == {
        "applicant=agency": 1, "applicant=co_organised": 0, "applicant=public_interest": 0, "applicant=other": 2,
    }  # fmt: skip
    months = by_month(staff.clerk, YEAR, str)
    assert ([line.accepted for line in months], months[3].income) == ([0] * 4 + [3] + [0] * 7, 5000)
    assert by_venue(staff.clerk, Period.year(2016))[0].asked == 0


def test_every_number_opens_as_many_rows(staff, year, signed_in):
    client = signed_in(staff.clerk)
    page = client.get(STATISTICS).content.decode()
    links = re.findall(r'<a href="(/venues/sessions/[^"]+)">([\d,]+)</a>', page)
    assert len(links) >= 12
    for url, number in links:
        sheet = client.get(url.replace("&amp;", "&").replace("/sessions/?", "/sessions/export.csv?"))
        rows = b"".join(sheet.streaming_content).decode().strip().splitlines()[1:]
        people = number == "30"  # the number of people opens the sessions in which they came
        assert len(rows) == (1 if people else int(number)), url


def test_the_statistics_go_out_as_a_sheet_and_are_the_offices(staff, year, signed_in):
    client = signed_in(staff.clerk)
    sheet = client.get("/venues/statistics/sheet.csv?year=2017")
    lines = b"".join(sheet.streaming_content).decode().strip().splitlines()
    assert len(lines) == 1 + 1 + 1 + 4 + 12
    assert client.get("/venues/statistics/sheet.exe").status_code == 404
    assert client.get("/venues/statistics/?year=x").status_code == 404
    for page in (STATISTICS, "/venues/sessions/", "/venues/payments/"):
        assert signed_in(staff.applicant).get(page).status_code == 403


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("page", [STATISTICS, "/venues/sessions/", "/venues/payments/", "/venues/my-calendar/"])
def test_the_pages_answer_in_both_languages(staff, year, signed_in, page, language):
    assert signed_in(staff.clerk, language).get(page).status_code == 200


def test_ones_calendar_has_a_secret_address_that_can_be_replaced(staff, application, signed_in):
    booking = application(day=datetime.date(2037, 5, 20), asked_on=datetime.date(2037, 4, 1))
    deciding.approve(booking, by=staff.approver)
    client = signed_in(staff.applicant)
    assert address_of(staff.applicant.person) == ""
    assert client.post("/venues/my-calendar/").status_code == 302
    old = address_of(staff.applicant.person)
    assert old in client.get("/venues/my-calendar/").content.decode()
    assert "/venues/my-calendar/" in client.get("/venues/bookings/").content.decode()
    client.logout()
    assert "座談會" in client.get(old).content.decode()
    feeds.renew_feed(staff.applicant.person, by=staff.applicant, key="another-secret")
    assert client.get(old).status_code == 404
    assert client.get(address_of(staff.applicant.person)).status_code == 200
    with pytest.raises(NotAllowed):
        feeds.renew_feed(staff.applicant.person, by=staff.clerk, key="x")
