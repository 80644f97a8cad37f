"""S44: a citizen finds files, applies, corrects, is decided upon, reads, pays; and what is not shown or given."""

import datetime
import json
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from siwei.documents.archives.disposal.holds import holds_of
from siwei.documents.archives.disposal.tests.test_contract import closed_file
from siwei.documents.archives.models import CODE_OF, Hold, UsePiece, UseRequest
from siwei.documents.archives.use import applying, deciding, reading
from siwei.documents.archives.use.jobs import forget_ended
from siwei.documents.archives.use.measures import REFERENCE_USES
from siwei.documents.archives.use.tests.conftest import APPLICANT, DAY
from siwei.kernel.access.codes import code_digest
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import Event, history_of
from siwei.kernel.labels.sheet import fonts
from siwei.kernel.measures.measure import value
from siwei.kernel.notices.models import Notice

CATALOGUE = "/public/archives/"
State = UseRequest.State


def entered(archivist, **more):
    given = {"agency": archivist.person.agency, "described": ["打狗公園"], "name": "林", "id_number": "A1",
             "phone": "1", "address": "x", "purpose": "research", "opened_on": DAY}  # fmt: skip
    return applying.register(by=archivist, **{**given, **more})


def test_from_search_to_close_with_a_correction_in_between(people, files, client):
    archivist, head = people
    with translation.override("zh-hant"):
        page = client.get(CATALOGUE, {"q": "打狗公園"}).content.decode()
        assert re.findall(r"/public/archives/items/(\d+)/\"", page) == [str(files[1].pk), str(files[0].pk)]
        for one in files[:2]:
            client.post(reverse("archives.public_choose", args=[one.pk]), {"back": "q=打狗公園"})
        sent = client.post(f"{CATALOGUE}apply/", {**APPLICANT, "described": "公園照片"})
        request = UseRequest.objects.get()
        assert sent.url == f"{CATALOGUE}case/{request.number}/"
        shown = client.get(sent.url).content.decode()
        (code,) = re.findall(r"<code>([A-Z0-9-]{14})</code>", shown)
        assert request.pieces.count() == 3

        deadline = open_duties(request).get()
        assert timezone.localtime(deadline.due).date() == request.opened_on + datetime.timedelta(days=30)
        applying.ask_correction(request, by=archivist, asked_on=request.opened_on, fault="請敘明照片年代")
        assert not open_duties(request, "decide").exists(), "no term of the office runs meanwhile"
        client.post(f"{CATALOGUE}leave/")
        assert client.get(sent.url).status_code == 404, "the session forgot the case"
        wrong = client.post(f"{CATALOGUE}case/", {"number": request.number, "code": "AAAA-BBBB-CCCC"})
        assert wrong.status_code == 422
        client.post(f"{CATALOGUE}case/", {"number": request.number.lower(), "code": code.replace("-", " ")})
        assert "請敘明照片年代" in client.get(sent.url).content.decode()
        fixed = client.post(f"{sent.url}correct/", {**APPLICANT, "purpose_words": "民國四十年代照片"})
        assert fixed.url == sent.url
    request.refresh_from_db()
    assert (request.state, request.corrected_on) == (State.RECEIVED, timezone.localdate())
    assert request.pieces.count() == 3

    applying.accept(request, by=archivist)
    pieces = list(request.pieces.all())
    deciding.examine(request, by=archivist, pieces=pieces[:2], decision="full")
    with pytest.raises(ActionRefused):
        deciding.submit(request, by=archivist)
    deciding.examine(request, by=archivist, pieces=pieces[2:], decision="refused", ground="interest", reason="涉及肖像")
    deciding.submit(request, by=archivist)
    with pytest.raises(NotAllowed):
        deciding.decide(request, by=archivist, decided_on=timezone.localdate())
    deciding.decide(request, by=head, decided_on=timezone.localdate(), cautions="四維行政中心閱覽室")
    assert request.state == State.PARTLY
    if fonts().is_dir():
        assert client.get(f"{sent.url}notice.pdf").content.startswith(b"%PDF")

    day = office_calendar().next_working_day(timezone.localdate())
    booked = client.post(f"{sent.url}book/", {"day": day.isoformat(), "session": "morning"})
    assert booked.status_code == 302, booked.content.decode()[-2000:]
    reading.hand_out(request, by=archivist, pieces=pieces[:2], out_on=day)
    with pytest.raises(ActionRefused):
        reading.close(request, by=archivist, closed_on=day)
    reading.take_in(request, by=archivist, pieces=pieces[:2], back_on=day, hours=Decimal("2.5"))
    reading.charge(request, by=archivist, on=day, kind="black_a3", count=4)
    assert [fee.amount for fee in request.fees.all()] == [40, 12]
    with pytest.raises(ActionRefused):
        reading.close(request, by=archivist, closed_on=day)
    reading.note_payment(request, by=archivist, paid_on=day, receipt="1")
    reading.close(request, by=archivist, closed_on=day)
    assert request.state == State.CLOSED
    year = Period.year(timezone.localdate().year)
    assert value(REFERENCE_USES, year)[1] == 1
    assert Notice.objects.filter(mail=APPLICANT["mail"]).count() == 4, "received, correct, decided, booked"


def test_who_applied_on_paper_gets_a_code_once_on_a_receipt(people, client, as_page):
    archivist, head = people
    request = entered(archivist)
    address = reverse("archives.use_receipt", args=[request.pk])
    look_up = f"{CATALOGUE}case/"

    def opens(code):
        client.post(f"{CATALOGUE}leave/")
        client.post(look_up, {"number": request.number, "code": code})
        return client.get(f"{look_up}{request.number}/").status_code == 200

    assert not opens(""), "without a code nobody looks it up"
    asked = as_page(archivist).get(address)
    assert asked.status_code == 200
    request.refresh_from_db()
    assert request.code_digest == "", "to look at the page gives nothing out"
    given = as_page(archivist).post(address)
    page = given.content.decode()
    (code,) = re.findall(r"<code>([A-Z0-9-]{14})</code>", page)
    assert "打狗公園" in page
    assert request.number in page
    assert "no-store" in given.headers["Cache-Control"]
    assert code not in as_page(archivist).get(address).content.decode(), "shown once"
    request.refresh_from_db()
    assert request.code_digest == code_digest(code, CODE_OF)
    last = history_of(request).last()
    assert last is not None
    assert (last.act, last.actor_name) == ("archives.userequest.give_code", archivist.name)
    told = json.dumps([last.changes, last.note, list(Notice.objects.values_list("subject", "body"))])
    assert code not in told
    assert request.code_digest not in told
    assert opens(code)
    second = re.findall(r"<code>([A-Z0-9-]{14})</code>", as_page(archivist).post(address).content.decode())[0]
    assert opens(second)
    assert not opens(code), "a new one ends the one before"
    assert as_page(head).post(address).status_code == 403


def test_the_public_finds_open_items_by_number_and_gist_alone(people, files, client):
    def found(words, **more):
        page = client.get(CATALOGUE, {"q": words, **more}).content.decode()
        return sorted(map(int, re.findall(r"/public/archives/items/(\d+)/\"", page))), page

    both = sorted(one.pk for one in files[:2])
    assert found("打狗公園")[0] == both
    assert found("園")[0] == both, "one character is enough"
    assert found("考核")[0] == found("要塞")[0] == found("新到卷")[0] == []
    assert found("王小明")[0] == [], "who wrote or was written to is no word of the public's"
    page = found("打狗公園")[1]
    assert "2 筆" in page or "2 records" in page, "of those that may not be seen there is not even a count"
    assert found("打狗公園 -用地")[0] == [files[0].pk]
    assert found("40/0901/1/1/2")[0] == [files[1].pk]
    for hidden in files[2:]:
        assert client.get(reverse("archives.public_item", args=[hidden.pk])).status_code == 404
        assert client.post(reverse("archives.public_choose", args=[hidden.pk])).status_code == 404
    shown = client.get(reverse("archives.public_item", args=[files[0].pk])).content.decode()
    assert "王小明" not in shown
    assert '"@type": "ArchiveComponent"' in shown


def test_a_code_is_shown_with_its_own_application_alone(people, files, client):
    agency, shown = people[0].person.agency, []
    for words in ("公園照片", "市場照片"):
        sent = client.post(f"{CATALOGUE}apply/", {**APPLICANT, "described": words, "agency": str(agency.pk)})
        (code,) = re.findall(r"<code>([A-Z0-9-]{14})</code>", client.get(sent.url).content.decode())
        shown.append((sent.url.split("/")[-2], code))
    assert [UseRequest.objects.all().found_by(*one) is not None for one in shown] == [True, True]
    for number, code in shown:
        assert code in client.get(f"{CATALOGUE}case/{number}/").content.decode()


def test_personal_data_stand_in_no_history_and_are_forgotten(people, files, client):
    archivist, _head = people
    client.post(f"{CATALOGUE}apply/", {**APPLICANT, "name": "林機密名", "described": "公園照片",
                                       "agency": str(archivist.person.agency.pk)})  # fmt: skip
    assert Event.objects.get(act__endswith=".apply_public").actor_name == "申請人"
    applying.withdraw(UseRequest.objects.get(), by=archivist, note="撤回")
    request = entered(archivist, name="林機密名", id_number="Z999999999", mail="who@example.org")
    applying.withdraw(request, by=archivist, note="撤回")
    kept = "".join(str(changes) for changes in Event.objects.values_list("changes", flat=True))
    assert "林機密名" not in kept
    assert "Z999999999" not in kept
    assert forget_ended(request.closed_on + datetime.timedelta(days=300)) == 0
    after = request.closed_on.replace(year=request.closed_on.year + 5)
    assert Notice.objects.exclude(mail="").exists()
    assert (forget_ended(after), forget_ended(after)) == (2, 0)
    assert not Notice.objects.exclude(mail="").exists()
    assert not Notice.objects.filter(person=None).exclude(body="").exists()
    request.refresh_from_db()
    assert not any(getattr(request, name) for name in UseRequest.PERSONAL)
    assert request.pieces.count() == 1, "what was asked for and decided stays"


def test_what_is_asked_for_is_not_destroyed_meanwhile(people):
    """The hold of a running application takes the file off the plans of destruction (issue 4, archives 4)."""
    archivist, _head = people
    file = closed_file(archivist)
    request = entered(archivist, described=[f"{file.number}/1/1"])
    assert holds_of(file) == []
    applying.accept(request, by=archivist)
    hold = Hold.objects.get()
    assert (hold.file, hold.kind, hold.state) == (file, "use", "active")
    assert holds_of(file) == [hold]
    applying.withdraw(request, by=archivist, note="x")
    hold.refresh_from_db()
    assert (hold.state, holds_of(file)) == ("ended", [])


def test_each_agency_decides_of_its_own_files(people, files, client, actor):
    from siwei.documents.archives.actions import items
    from siwei.documents.archives.takeover.actions import fonds_of
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.directory.models import Agency

    other = fonds_of(Agency.objects.exclude(pk=files[0].fonds.agency_id)[0])
    theirs = items.enter(by=Actor.system("test"), fonds=other, number="50/1/1/1/1", subject="市場", state="shelved")
    for one in (files[0], theirs):
        client.post(reverse("archives.public_choose", args=[one.pk]))
    client.post(f"{CATALOGUE}apply/", APPLICANT)
    made = UseRequest.objects.order_by("pk")
    assert [(one.agency_id, [piece.item_id for piece in one.pieces.all()]) for one in made] == [
        (files[0].fonds.agency_id, [files[0].pk]), (other.agency_id, [theirs.pk]),
    ]  # fmt: skip
    assert len({one.code_digest for one in made}) == 1, "one code opens both"
    archivist, _head = people
    assert list(UseRequest.objects.visible_to(archivist)) == [made[0]]
    with pytest.raises(NotAllowed):
        applying.accept(made[1], by=archivist)


def test_an_application_to_several_agencies_is_written_whole_or_not_at_all(people, files, client, monkeypatch):
    from siwei.documents.archives.actions import items
    from siwei.documents.archives.takeover.actions import fonds_of
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.directory.models import Agency

    other = fonds_of(Agency.objects.exclude(pk=files[0].fonds.agency_id)[0])
    theirs = items.enter(by=Actor.system("test"), fonds=other, number="50/1/1/1/1", subject="市場", state="shelved")
    for one in (files[0], theirs):
        client.post(reverse("archives.public_choose", args=[one.pk]))
    first = entered(people[0], mail=APPLICANT["mail"], opened_on=timezone.localdate())
    asked = type(office()).setting
    limit = {"archives.use_requests_per_day": 2}
    monkeypatch.setattr(type(office()), "setting", lambda own, key, on=None: limit.get(key) or asked(own, key, on))
    answer = client.post(f"{CATALOGUE}apply/", APPLICANT)
    assert answer.status_code == 422, "the second would be one too many"
    assert list(UseRequest.objects.all()) == [first]
    assert len(client.session["archives_basket"]) == 2, "what was chosen is still chosen"


def test_another_law_is_referred_and_a_machine_is_not_heard(people, files, client):
    archivist, _head = people
    request = entered(archivist, law="information")
    with pytest.raises(NotAllowed):
        applying.accept(request, by=archivist)
    applying.refer(request, by=archivist, note="請依政府資訊公開法向業務單位申請")
    assert request.state == State.REFERRED
    assert not open_duties(request).exists()
    client.post(reverse("archives.public_choose", args=[files[0].pk]))
    assert client.post(f"{CATALOGUE}apply/", {**APPLICANT, "website": "http://x"}).status_code == 422
    assert UseRequest.objects.count() == 1


@pytest.mark.parametrize(("missing", "field"), [
    ({"name": ""}, "name"), ({"id_number": ""}, "id_number"), ({"reading": ""}, "reading"),
    ({"originals": "on"}, "originals_why"), ({"agent_name": "代理"}, "mandate"),
    ({"body_name": "公司"}, "representative"),
    ({"mail": ""}, "mail"),
])  # fmt: skip
def test_an_application_names_what_is_missing(people, files, client, missing, field):
    client.post(reverse("archives.public_choose", args=[files[0].pk]))
    answer = client.post(f"{CATALOGUE}apply/", {**APPLICANT, **missing})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_the_decision_stops_at_seven_days_without_correction(people, files):
    archivist, head = people
    request = entered(archivist)
    applying.ask_correction(request, by=archivist, asked_on=DAY, fault="x")
    deciding.refuse_uncorrected(request, by=head, decided_on=DAY + datetime.timedelta(days=8))
    assert request.state == State.REFUSED
    late = entered(archivist, opened_on=timezone.localdate())
    applying.ask_correction(late, by=archivist, asked_on=timezone.localdate(), fault="x")
    with pytest.raises(ActionRefused):
        deciding.refuse_uncorrected(late, by=head, decided_on=timezone.localdate())


def granted(archivist, head, piece, **more):
    request = entered(archivist, described=[piece.number], **more)
    applying.accept(request, by=archivist)
    deciding.examine(request, by=archivist, pieces=request.pieces.all(), decision="full")
    deciding.submit(request, by=archivist)
    deciding.decide(request, by=head, decided_on=DAY + datetime.timedelta(days=3))
    return request


def test_a_piece_is_with_one_reader_and_a_seat_is_taken_once(people, files, settings):
    archivist, head = people
    first, second = granted(archivist, head, files[0]), granted(archivist, head, files[0])
    out = DAY + datetime.timedelta(days=4)
    reading.hand_out(first, by=archivist, pieces=first.pieces.all(), out_on=out)
    with pytest.raises(ValidationError, match=first.number):
        reading.hand_out(second, by=archivist, pieces=second.pieces.all(), out_on=out)
    reading.stop(first, by=archivist, note="於檔案上圈點")
    assert UsePiece.objects.get(request=first).back_on is not None
    reading.hand_out(second, by=archivist, pieces=second.pieces.all(), out_on=out)
    day = office_calendar().next_working_day(timezone.localdate())
    third = granted(archivist, head, files[1])
    reading.book(second, by=archivist, day=day, session="morning")
    reading.book(third, by=archivist, day=day, session="morning")
    assert sorted(visit.seat for one in (second, third) for visit in one.visits.all()) == [1, 2]
    with pytest.raises(ValidationError):
        reading.book(third, by=archivist, day=day, session="morning")
    reading.give_up_visit(second, by=archivist, visit=second.visits.get())
    fourth = granted(archivist, head, files[1])
    reading.book(fourth, by=archivist, day=day, session="morning")
    assert fourth.visits.get().seat == 1, "the seat that was given up"
    assert history_of(second).count() >= 6
