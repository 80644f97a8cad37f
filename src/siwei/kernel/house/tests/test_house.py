"""Who may what in the house: accounts, roles, deputies, tokens, jobs and logs, and that each act leaves its event."""

from __future__ import annotations

import datetime

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from siwei.kernel.access.actions import end as end_role
from siwei.kernel.access.actions import give, make, revoke
from siwei.kernel.access.actor import ADMINISTRATOR, AUDITOR, Actor, Role
from siwei.kernel.access.models import Grant, Token
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.actions import end as end_deputy
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.directory.actions import (
    change_password,
    close_account,
    open_account,
    reopen_account,
    set_temporary_password,
)
from siwei.kernel.directory.models import Person
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.house.actions import order
from siwei.kernel.records.writing import WriteOutsideActionError, writing

CLERK = Role("venues.clerk", "Venue clerk")
TODAY = timezone.localdate()
LATER = TODAY + datetime.timedelta(days=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "Only-for-tests-1"


@pytest.fixture
def ada(actor):
    return actor("ada", ADMINISTRATOR)


@pytest.fixture
def rosa(actor):
    return actor("rosa", CLERK)


@pytest.fixture
def signed_in(client):
    def enter(somebody: Actor):
        client.force_login(somebody.person, backend=BACKEND)
        client.cookies["siwei_language"] = "en"
        return client

    return enter


# --- roles ----------


def test_the_administrator_gives_a_role_and_ends_it(ada, person):
    paul = person("paul")
    given = give(by=ada, person=paul, role=CLERK.code, since=TODAY, note="order 12")
    assert Actor.of(paul).holds(CLERK)
    end_role(given, by=ada, until=TODAY, note="moved")
    assert not Actor.of(paul).holds(CLERK)
    assert [event.act for event in history_of(given)] == ["access.grant.give", "access.grant.end"]


@pytest.mark.parametrize("role", [CLERK, AUDITOR, ADMINISTRATOR])
def test_nobody_gives_a_role_to_himself(ada, role):
    with pytest.raises(NotAllowed):
        give(by=ada, person=ada.person, role=role.code, since=TODAY)


def test_administrators_and_auditors_have_no_part_in_the_business(ada, rosa, person):
    other = person("otto", ADMINISTRATOR)
    for somebody, role in ((other, CLERK), (rosa.person, ADMINISTRATOR), (rosa.person, AUDITOR), (other, AUDITOR)):
        with pytest.raises(NotAllowed):
            give(by=ada, person=somebody, role=role.code, since=TODAY)
    assert not ada.holds(CLERK)


def test_a_role_that_ended_no_longer_stands_in_the_way(ada, rosa):
    end_role(Grant.objects.get(person=rosa.person), by=ada, until=TODAY, note="moves")
    assert give(by=ada, person=rosa.person, role=AUDITOR.code, since=TODAY)


def test_a_role_is_not_given_twice(ada, rosa):
    with pytest.raises(ValidationError):
        give(by=ada, person=rosa.person, role=CLERK.code, since=TODAY)


def test_whoever_is_no_administrator_gives_nothing(rosa, person):
    with pytest.raises(NotAllowed):
        give(by=rosa, person=person("paul"), role=CLERK.code, since=TODAY)


def test_people_and_roles_are_written_by_actions_only(rosa):
    with pytest.raises(WriteOutsideActionError):
        Grant.objects.create(person=rosa.person, role="administrator", since=TODAY)
    with pytest.raises(WriteOutsideActionError):
        rosa.person.save()
    rosa.person.save(update_fields=["last_login"])  # a trace of signing in


# --- deputies ----------


def test_everybody_appoints_and_ends_his_own_deputies(rosa, person):
    made = appoint(by=rosa, deputy=person("paul"), since=TODAY, until=LATER)
    assert made.person == rosa.person
    with pytest.raises(NotAllowed):
        appoint(by=rosa, person=person("paul"), deputy=rosa.person, since=TODAY, until=LATER)
    with pytest.raises(NotAllowed):
        end_deputy(made, by=Actor.of(person("paul")), note="no")
    end_deputy(made, by=rosa, note="back early")
    assert made.until == TODAY


def test_an_administrator_does_not_become_a_deputy(ada, rosa):
    with pytest.raises(NotAllowed):
        appoint(by=ada, person=rosa.person, deputy=ada.person, since=TODAY, until=LATER)


# --- accounts and passwords ----------


def test_an_account_is_opened_closed_and_opened_again(ada):
    made = open_account(by=ada, username="new", name_zh="新人")
    text = set_temporary_password(made, by=ada)
    assert made.check_password(text)
    close_account(made, by=ada, note="left")
    assert not made.is_active
    reopen_account(made, by=ada, note="came back")
    history = list(history_of(made))
    assert [event.act.rsplit(".", 1)[1] for event in history] == [
        "open_account", "set_temporary_password", "close_account", "reopen_account",
    ]  # fmt: skip
    assert not any(name == "password" or name == "last_login" for event in history for name in event.changes)
    assert not list(faults((Person, Grant)))


def test_a_temporary_password_is_changed_before_anything_else(ada, person, client):
    text = set_temporary_password(person("rosa"), by=ada)
    client.post("/accounts/login/", {"login": "rosa", "password": text})
    assert client.get("/inbox/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/api/v1/house/people/").status_code == 403
    new = {"oldpassword": text, "password1": "Fresh-and-long-7", "password2": "Fresh-and-long-7"}
    assert client.post("/accounts/password/change/", new).headers["Location"] == "/"
    assert client.get("/inbox/").status_code == 200
    acts = [(event.act, event.actor_name) for event in history_of(Person.objects.get(username="rosa"))]
    assert acts[-1] == ("directory.person.change_password", "rosa")


def _aged(person: Person, days: int) -> Person:
    """The person as if the password had been set some days ago; the clock itself stays."""
    with writing():
        Person.objects.filter(pk=person.pk).update(password_on=TODAY - datetime.timedelta(days=days))
    aged: Person = Person.objects.get(pk=person.pk)
    return aged


def test_a_password_lasts_ninety_days(rosa, signed_in):
    _aged(rosa.person, 89)
    assert signed_in(rosa).get("/inbox/").status_code == 200
    _aged(rosa.person, 90)
    assert signed_in(rosa).get("/inbox/").status_code == 302


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("Kurz-1", False),
        ("alllowercase", False),
        ("lower-and-hyphen", False),
        ("lower-with-4", True),
        ("Größer44", True),
    ],
)
def test_length_and_kinds_of_characters(person, password, right):
    rosa = _aged(person("rosa"), 5)
    if right:
        validate_password(password, rosa)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, rosa)


def test_none_of_the_last_three_and_not_twice_a_day(person):
    def refused(somebody: Person, password: str) -> bool:
        try:
            validate_password(password, somebody)
        except ValidationError:
            return True
        return False

    rosa = person("rosa")
    assert refused(rosa, "Another-one-1")  # set today
    for n in range(1, 4):
        rosa = _aged(rosa, 5)
        change_password(rosa, by=Actor.of(rosa), password=f"Another-one-{n}")
    rosa = _aged(rosa, 5)
    assert [refused(rosa, f"Another-one-{n}") for n in (3, 2, 1)] == [True, True, True]
    assert not refused(rosa, PASSWORD)  # the fourth from the end


def test_a_password_is_changed_by_its_owner_only(ada, rosa):
    with pytest.raises(NotAllowed):
        change_password(rosa.person, by=ada, password="Another-one-1")
    with pytest.raises(NotAllowed):
        set_temporary_password(ada.person, by=ada)


def test_the_first_administrator_comes_from_the_command_line(db, capsys):
    call_command("administrator", "first", "第一人")
    made = Person.objects.get(username="first")
    assert made.check_password(capsys.readouterr().out.strip())
    assert made.password_temporary
    assert Actor.of(made).holds(ADMINISTRATOR)


# --- networks ----------


def test_administrators_work_from_the_networks_of_the_office(settings, ada, rosa, signed_in):
    settings.SIWEI_ADMIN_NETWORKS = ["10.1.0.0/16"]
    assert signed_in(rosa).get("/inbox/").status_code == 200
    client = signed_in(ada)
    assert client.get("/inbox/").status_code == 403
    assert client.get("/inbox/", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/inbox/", HTTP_X_FORWARDED_FOR="10.1.2.3").status_code == 403  # no proxy of ours
    token = make(by=ada, label="test", until=LATER).text
    client.logout()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert client.get("/api/v1/house/people/", **bearer).status_code == 401
    assert client.get("/api/v1/house/people/", REMOTE_ADDR="10.1.2.3", **bearer).status_code == 200


# --- pages ----------

PAGES = [
    # address, clerk, administrator, auditor
    ("/house/people/", 200, 200, 200),
    ("/house/people/{rosa}/", 200, 200, 200),
    ("/house/people/{rosa}/history/", 403, 200, 200),
    ("/house/people/new/open_account/", 302, 200, 302),
    ("/house/people/{paul}/set_temporary_password/", 302, 200, 302),
    ("/house/roles/", 200, 200, 200),
    ("/house/roles/{grant}/", 404, 200, 200),
    ("/house/roles/new/give/", 302, 200, 302),
    ("/house/deputies/new/appoint/", 200, 200, 200),
    ("/house/closures/", 200, 200, 200),
    ("/house/closures/new/enter/", 302, 200, 302),
    ("/house/tokens/new/make/", 200, 200, 200),
    ("/house/jobs/", 403, 200, 200),
    ("/house/jobs/new/order/", 403, 200, 302),
    ("/house/sign-ins/", 403, 200, 200),
    ("/house/failures/", 403, 200, 200),
    ("/house/failures/export.csv", 403, 200, 200),
    ("/house/audit/", 403, 403, 200),
    ("/house/audit/export.csv", 403, 403, 200),
    ("/house/audit/{event}/", 403, 403, 200),
    ("/accounts/sessions/", 200, 200, 200),
]


@pytest.mark.parametrize("who", ["clerk", "administrator", "auditor", "nobody"])
def test_who_opens_which_page(who, ada, rosa, person, actor, client, signed_in):
    grant = Grant.objects.get(person=ada.person)
    names = {
        "rosa": rosa.person.pk,
        "paul": person("paul").pk,
        "grant": grant.pk,
        "event": history_of(grant).get().pk,
    }
    people = {"clerk": rosa, "administrator": ada, "auditor": actor("aud", AUDITOR)}
    visitor = signed_in(people[who]) if who in people else client
    column = {"clerk": 1, "administrator": 2, "auditor": 3}.get(who)
    answers = {row[0]: visitor.get(row[0].format(**names)).status_code for row in PAGES}
    assert answers == {row[0]: row[column] if column else 302 for row in PAGES}


def test_roles_of_others_stay_with_those_who_oversee(rosa, ada, signed_in, person):
    client = signed_in(Actor.of(person("paul")))
    page = client.get(f"/house/people/{rosa.person.pk}/").content.decode()
    assert "rosa@example.org" in page
    assert "venues.clerk" not in page
    assert "Password set on" not in page
    told = client.get(f"/api/v1/house/people/{rosa.person.pk}").json()
    assert set(told["sections"]) == {"Person"}


def test_a_token_is_shown_once_and_revoked(rosa, signed_in):
    client = signed_in(rosa)
    page = client.post("/house/tokens/new/make/", {"label": "sheet", "until": LATER.isoformat()})
    token = Token.objects.get()
    text = page.context["text"]
    assert text in page.content.decode()
    assert page.headers["Cache-Control"].find("no-store") >= 0
    assert Token.objects.valid(text) == token
    assert text not in client.get(f"/house/tokens/{token.pk}/").content.decode()
    assert "sha256" not in history_of(token).get().changes
    revoke(token, by=rosa)
    assert Token.objects.valid(text) is None


def test_an_unreadable_token_is_refused_with_reasons(rosa, signed_in):
    page = signed_in(rosa).post("/house/tokens/new/make/", {"label": "", "until": "2000-01-01"})
    assert page.status_code == 422
    assert not Token.objects.exists()


def test_a_job_is_ordered_once(ada, rosa, signed_in):
    page = signed_in(ada).post("/house/jobs/new/order/", {"job": "notices.send"})
    assert page.status_code == 302
    assert "waits for the worker" in signed_in(ada).get("/house/jobs/").content.decode()
    with pytest.raises(NotAllowed):
        order(by=ada, job="notices.send")
    with pytest.raises(NotAllowed):
        order(by=rosa, job="events.checkpoint")


def test_sign_ins_and_refusals_are_logged_and_an_account_unlocked(ada, person, client, signed_in):
    cache.clear()
    person("rosa")
    for _attempt in range(5):
        client.post("/accounts/login/", {"login": "rosa", "password": "wrong"})
    assert AccessFailureLog.objects.filter(username="rosa").count() == 5
    rosa = Person.objects.get(username="rosa")
    admin = signed_in(ada)
    assert "rosa" in admin.get("/house/failures/").content.decode()
    assert admin.post(f"/house/people/{rosa.pk}/unlock/").status_code == 302
    client.logout()
    client.post("/accounts/login/", {"login": "rosa", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(rosa.pk)
    assert "rosa" in signed_in(ada).get("/house/sign-ins/").content.decode()


def test_the_auditor_reads_every_act_and_takes_it_out(ada, rosa, actor, signed_in):
    given = give(by=ada, person=Person.objects.get(username="rosa"), role="venues.cashier", since=TODAY, note="order 7")
    client = signed_in(actor("aud", AUDITOR))
    page = client.get("/house/audit/", {"act": "access.grant.give", "person": ada.person.pk}).content.decode()
    assert "1 entry" in page
    assert "order 7" in page
    sheet = b"".join(client.get("/house/audit/export.csv", {"note": "order 7"}).streaming_content).decode()
    assert sheet.count("\n") == 2
    event = history_of(given).get()
    assert "venues.cashier" in client.get(f"/house/audit/{event.pk}/").content.decode()


def test_deputies_are_seen_by_both_sides(rosa, person, actor):
    appoint(by=rosa, deputy=person("paul"), since=TODAY, until=LATER)
    seen = {name: Deputy.objects.visible_to(actor(name)).count() for name in ("rosa", "paul", "third")}
    assert seen == {"rosa": 1, "paul": 1, "third": 0}
