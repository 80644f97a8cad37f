"""What a clerk can do, a program can, under the same roles and with the same answers."""

import datetime
import json

import pytest
from django.urls import include, path
from tests.toy.actions import RUNNER, ask, set_out
from tests.toy.models import Errand
from tests.toy.module import MODULE

from siwei.kernel.access.actor import Actor
from siwei.kernel.access.models import Token
from siwei.kernel.api.drawing import api
from siwei.kernel.screens.urls import module_urls

urlpatterns = [
    path("api/v1/", api((MODULE,)).urls),
    *module_urls(MODULE),
    path("", include("siwei.site.urls")),
]
pytestmark = pytest.mark.urls(__name__)
TOMORROW = datetime.date(2100, 1, 1)


@pytest.fixture
def program(client, person):
    """A program that acts as a runner."""
    token = Token.make(person("rosa", RUNNER), "test", TOMORROW)

    def call(method, address, body=None):
        answer = client.generic(
            method, f"/api/v1/toy/errands/{address}", json.dumps(body or {}), "application/json",
            headers={"authorization": f"Bearer {token}"},
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content)

    return call


@pytest.fixture
def errand(db):
    ask(by=Actor.system("test"), what="secret ink", opened_on=datetime.date(2017, 1, 5), secret=True)
    return ask(by=Actor.system("test"), what="ink", opened_on=datetime.date(2017, 1, 5))


def test_without_a_token_nothing_is_told(client, errand):
    assert client.get("/api/v1/toy/errands/").status_code == 401


def test_a_token_that_is_over_is_none(client, person, errand):
    token = Token.make(person("rosa", RUNNER), "old", datetime.date(2017, 1, 1))
    answer = client.get("/api/v1/toy/errands/", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_list_shows_what_the_person_may_see(program, errand):
    status, page = program("GET", "")
    assert status == 200
    assert [row["title"] for row in page["results"]] == [errand.title()]
    assert page["results"][0]["columns"]["opened_on"] == "2017-01-05"


def test_a_record_shows_its_sections_and_possible_actions(program, errand):
    _status, whole = program("GET", errand.pk)
    assert whole["sections"] == {"Asked": {"what": "ink", "opened_on": "2017-01-05"}, "Stops": [{"place": "desk"}]}
    assert whole["actions"] == ["set_out", "stumble"]


def test_what_one_may_not_see_is_not_there(program, errand):
    hidden = Errand.objects.get(secret=True)
    assert program("GET", hidden.pk)[0] == 404
    assert program("POST", f"{hidden.pk}/set_out")[0] == 404
    assert program("GET", 2**70)[0] == 404


def test_an_action_runs_and_stands_in_the_history(program, errand):
    status, done = program("POST", f"{errand.pk}/set_out", {"note": "with the bicycle", "seen": 1})
    assert (status, done["version"]) == (200, 2)
    _status, history = program("GET", f"{errand.pk}/history")
    assert [(e["act"], e["who"], e["note"]) for e in history][1] == ("toy.errand.set_out", "rosa", "with the bicycle")


def test_a_stale_or_wrong_act_is_refused_with_a_sentence(program, errand):
    set_out(errand, by=Actor.system("test"))
    assert program("POST", f"{errand.pk}/set_out", {"seen": 1})[0] == 409
    status, fault = program("POST", f"{errand.pk}/set_out")
    assert status == 409
    assert "on the way" in fault["detail"]


def test_wrong_values_are_named_by_field(program, errand):
    status, fault = program("POST", "ask", {"what": "x" * 99, "opened_on": "2017-01-05"})
    assert (status, list(fault["fields"])) == (422, ["what"])
    assert program("POST", "ask", {"what": "ink\0", "opened_on": "2017-01-05"})[0] == 422
    assert program("POST", "ask", {"what": "ink", "opened_on": "never"})[0] == 422
    assert Errand.objects.count() == 2


def test_a_new_case_comes_back_with_its_number(program, errand):
    status, done = program("POST", "ask", {"what": "paper", "opened_on": "2017-01-05"})
    assert status == 200
    assert done["title"] == "ER106-00003 paper"


def test_the_description_names_every_action(program, client):
    schema = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/toy/errands/{pk}/set_out" in schema["paths"]
    assert schema["components"]["schemas"]["ToyErrandAsk"]["required"] == ["what", "opened_on"]
