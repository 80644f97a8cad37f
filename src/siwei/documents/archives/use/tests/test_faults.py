"""Faults that were found in use: dates that cannot be, fees that could no longer be paid, one paper for two people."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from siwei.documents.archives.models import UsePiece, UseRequest
from siwei.documents.archives.use import applying, deciding, reading
from siwei.documents.archives.use.tests.conftest import APPLICANT, DAY
from siwei.documents.archives.use.tests.test_story import CATALOGUE, entered, granted
from siwei.kernel.access.codes import new_code
from siwei.kernel.actions.errors import ActionRefused

State = UseRequest.State


def test_a_refusal_for_want_of_correction_lies_behind_the_term(people, files):
    archivist, head = people
    request = entered(archivist)
    applying.ask_correction(request, by=archivist, asked_on=DAY, fault="x")
    for early in (DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=7)):
        with pytest.raises(ValidationError, match="decided_on"):
            deciding.refuse_uncorrected(request, by=head, decided_on=early)
    deciding.refuse_uncorrected(request, by=head, decided_on=DAY + datetime.timedelta(days=8))


def test_fees_are_paid_also_after_the_use_was_stopped_or_given_up(people, files):
    archivist, head = people
    stopped, left = granted(archivist, head, files[0]), granted(archivist, head, files[1])
    for one in (stopped, left):
        reading.charge(one, by=archivist, on=DAY, kind="black_b4", count=3)
    reading.hand_out(stopped, by=archivist, pieces=stopped.pieces.all(), out_on=DAY + datetime.timedelta(days=4))
    reading.stop(stopped, by=archivist, note="圈點")
    applying.withdraw(left, by=archivist, note="x")
    for one in (stopped, left):
        reading.note_payment(one, by=archivist, paid_on=DAY, receipt="7")
        assert [fee.receipt for fee in one.fees.all()] == ["7"]
        with pytest.raises(ActionRefused):
            reading.note_payment(one, by=archivist, paid_on=DAY, receipt="8")


def test_a_day_before_the_fee_table_is_named(people, files):
    archivist, head = people
    request = granted(archivist, head, files[0])
    with pytest.raises(ValidationError, match="100年12月31日|2011-12-31"):
        reading.charge(request, by=archivist, on=datetime.date(2011, 12, 31), kind="black_b4", count=1)


def test_a_correction_does_not_come_in_the_future(people, files):
    archivist, _head = people
    request = entered(archivist, opened_on=timezone.localdate())
    applying.ask_correction(request, by=archivist, asked_on=timezone.localdate(), fault="x")
    with pytest.raises(ValidationError, match="corrected_on"):
        applying.correct(request, by=archivist, corrected_on=timezone.localdate() + datetime.timedelta(days=90))


def test_a_new_code_ends_what_the_one_before_opened(people, files, client):
    sent = client.post(f"{CATALOGUE}apply/", {**APPLICANT, "described": "x", "agency": str(people[0].person.agency.pk)})
    assert client.get(sent.url).status_code == 200
    applying.give_code(UseRequest.objects.get(), by=people[0], code=new_code())
    assert client.get(sent.url).status_code == 404, "whoever found the old one sees nothing more"


def test_past_visits_stay_when_an_application_is_withdrawn(people, files, monkeypatch):
    archivist, head = people
    request = granted(archivist, head, files[0])
    from siwei.kernel.calendar.office_calendar import office_calendar

    day = office_calendar().next_working_day(timezone.localdate())
    reading.book(request, by=archivist, day=day, session="morning")
    monkeypatch.setattr(timezone, "localdate", lambda *_a: day + datetime.timedelta(days=1))
    applying.withdraw(request, by=archivist, note="x")
    assert request.visits.get().given_up is False, "who came has come"


def test_what_a_reader_has_is_not_lent_out_as_well(people, files):
    archivist, head = people
    request = granted(archivist, head, files[0])
    reading.hand_out(request, by=archivist, pieces=request.pieces.all(), out_on=DAY + datetime.timedelta(days=4))
    from siwei.documents.archives.loans.actions import _demand_lendable

    with pytest.raises(ValidationError, match=request.number):
        _demand_lendable(files[0])


def test_the_pages_answer_garbage(people, files, client):
    sent = client.post(f"{CATALOGUE}apply/", {**APPLICANT, "described": "x", "agency": str(people[0].person.agency.pk)})
    assert sent.status_code == 302
    assert client.get(f"{CATALOGUE}case/A%00B/").status_code == 404
    for given in ({"after": "x"}, {"after": "\0"}, {"year": "9" * 40}, {"year": "\0"}, {"agency": "\0"},
                  {"agency": "9" * 30}, {"after": "9" * 40}):  # fmt: skip
        assert client.get(CATALOGUE, {"q": "打狗", **given}).status_code in (200, 400, 404), given
    assert client.get(f"{CATALOGUE}items/{10**30}/").status_code == 404
    assert client.post(f"{CATALOGUE}items/{files[0].pk}/choose/", {"back": "q=a\r\nX: y"}).status_code == 302


def test_a_day_of_which_no_calendar_is_known_is_named(people, files, monkeypatch):
    archivist, head = people
    request = granted(archivist, head, files[0])
    far = timezone.localdate() + datetime.timedelta(days=3650)
    monkeypatch.setattr(reading, "_days_ahead", lambda: 10_000)
    with pytest.raises(ValidationError, match="day"):
        reading.book(request, by=archivist, day=far, session="morning")


@pytest.mark.django_db(transaction=True)
def test_one_paper_handed_out_twice_at_once_is_told(people, files):
    archivist, head = people
    both = [granted(archivist, head, files[0]) for _nth in range(2)]
    start, told = threading.Barrier(2), []

    def hand(request):
        try:
            start.wait()
            reading.hand_out(request, by=archivist, pieces=list(request.pieces.all()),
                             out_on=DAY + datetime.timedelta(days=4))  # fmt: skip
            told.append("out")
        except ValidationError:
            told.append("told")
        except Exception as fault:  # what a person would see as a fault of the house
            told.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=[one]) for one in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["out", "told"]
    assert UsePiece.objects.exclude(out_on=None).count() == 1
