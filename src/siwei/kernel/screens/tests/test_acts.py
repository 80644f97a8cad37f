"""Forms of actions: errors beside the field, refusals in words, and two people at once."""

from __future__ import annotations

import datetime

from tests.showroom import actions
from tests.showroom.models import Hall, Tour

from siwei.kernel.events.models import history_of

GIVEN = {
    "purpose": "Choir", "people": "20", "fee": "0", "opened_on": "2017-07-01", "start": "2017-08-15T09:00",
    "end": "2017-08-15T11:00", "remark": "",
}  # fmt: skip


def test_a_new_record_is_made_through_its_action(as_guide, hall):
    response = as_guide.post("/showroom/tours/new/ask/", {**GIVEN, "hall": hall.pk})
    tour = Tour.objects.get()
    assert response["Location"] == tour.get_absolute_url()
    assert history_of(tour).get().act == "showroom.tour.ask"


def test_a_faulty_form_says_what_is_wrong_beside_the_field_and_above(as_guide, hall):
    response = as_guide.post("/showroom/tours/new/ask/", {**GIVEN, "hall": hall.pk, "people": "many"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_people"' in page
    assert 'id="id_people_error"' in page
    assert 'aria-invalid="true"' in page
    assert not Tour.objects.exists()


def test_what_the_business_refuses_stands_beside_its_field(as_guide, hall):
    response = as_guide.post("/showroom/tours/new/ask/", {**GIVEN, "hall": hall.pk, "people": "400"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"people": ["The hall holds 40."]}


def test_a_link_can_fill_in_values(as_guide, hall):
    page = as_guide.get("/showroom/tours/new/ask/", {"hall": hall.pk, "purpose": "Quiz"}).content.decode()
    assert 'value="Quiz"' in page


def test_an_act_is_run_with_its_note(as_guide, tour):
    record = tour()
    as_guide.post(f"{record.get_absolute_url()}confirm/", {"note": "welcome", "seen": record.version})
    record.refresh_from_db()
    assert record.state == "confirmed"
    assert [event.note for event in history_of(record)] == ["", "welcome"]


def test_of_two_people_at_once_the_second_is_told_what_changed(as_guide, guide, tour):
    record = tour()
    seen = record.version
    given = {name: getattr(record, name) for name in ("purpose", "people", "opened_on", "start", "end", "hall")}
    actions.edit(record, by=guide, **given, fee=900)
    response = as_guide.post(f"{record.get_absolute_url()}confirm/", {"note": "mine", "seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else was quicker" in page
    assert "900" in page
    assert "mine" in page
    assert f'name="seen" value="{record.version}"' in page
    record.refresh_from_db()
    assert record.state == "asked"
    as_guide.post(f"{record.get_absolute_url()}confirm/", {"note": "mine", "seen": record.version})
    record.refresh_from_db()
    assert record.state == "confirmed"


def test_an_act_out_of_its_state_is_refused_in_a_sentence(as_guide, guide, tour):
    record = tour()
    actions.confirm(record, by=guide)
    response = as_guide.get(f"{record.get_absolute_url()}refuse/", follow=True)
    assert "not possible now" in str(next(iter(response.context["messages"])))
    response = as_guide.post(f"{record.get_absolute_url()}refuse/", {"note": "x"})
    assert response.status_code == 422
    assert b"is not possible" in response.content


def test_without_the_role_the_form_is_not_shown_and_not_taken(as_visitor, tour):
    record = tour()
    assert as_visitor.get(f"{record.get_absolute_url()}confirm/").status_code == 302
    assert as_visitor.post(f"{record.get_absolute_url()}confirm/", {"note": ""}).status_code == 422
    assert as_visitor.get("/showroom/halls/new/add_hall/").status_code == 302
    as_visitor.post("/showroom/halls/new/add_hall/", {"name_zh": "x", "seats": 1})
    assert Hall.objects.count() == 1


def test_verbs_that_do_not_exist_are_not_found(as_guide, tour):
    record = tour()
    assert as_guide.get(f"{record.get_absolute_url()}fly/").status_code == 404
    assert as_guide.get(f"{record.get_absolute_url()}ask/").status_code == 404
    assert as_guide.get("/showroom/tours/new/confirm/").status_code == 404


def test_dates_are_asked_by_the_browsers_own_boxes(as_guide, hall):
    page = as_guide.get("/showroom/tours/new/ask/", {"opened_on": "2017-07-01"}).content.decode()
    assert 'type="date" name="opened_on" value="2017-07-01"' in page
    assert 'type="datetime-local" name="start"' in page


def test_an_editing_form_shows_what_is_there(as_guide, tour):
    record = tour("Choir", remark="quiet, please")
    page = as_guide.get(f"{record.get_absolute_url()}edit/").content.decode()
    assert "quiet, please" in page
    assert record.start.astimezone(datetime.timezone(datetime.timedelta(hours=8))).strftime("%Y-%m-%dT%H:%M") in page
