"""Moving, giving up single sessions, damage beyond the deposit, and what the clock does about papers and payments."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from siwei.general.venues.actions import applying, changing, deciding, money, rooms, using
from siwei.general.venues.models import Booking, Occupation, Payment, Session
from siwei.general.venues.screens import reckoning
from siwei.general.venues.tests.conftest import ASKED, PNG, SYSTEM, WEDNESDAY, WEEK
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.deadlines.models import Duty, open_duties
from siwei.kernel.files.models import attachments_of
from siwei.kernel.jobs.runner import run_job
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.writing import writing

DAY = datetime.timedelta(days=1)
NEW = datetime.date(2017, 1, 1)


def duties(booking):
    return list(open_duties(booking).values_list("kind", flat=True).order_by("kind"))


@pytest.fixture
def series(staff, application):
    """Three Wednesdays, approved and paid."""
    booking = application(rhythm="weekly", until=WEDNESDAY + 2 * WEEK)
    deciding.approve(booking, by=staff.approver)
    money.pay(booking, by=staff.cashier, on=ASKED, receipt="R1")
    return booking


@pytest.mark.parametrize(("cause", "days", "back"), [
    ("applicant", 3, 1000), ("applicant", 1, 1000), ("applicant", 0, 0), ("force_majeure", 0, 1000),
])  # fmt: skip
def test_one_session_of_a_series_is_given_up(staff, series, cause, days, back):
    first = series.sessions.first()
    raw = {"sessions": [first.pk], "cause": cause, "note": "講師不克前來", "on": str(WEDNESDAY - days * DAY)}
    changing.give_up.submit(raw, by=staff.clerk, record=series)
    assert (series.state, series.fee, series.refund_due) == ("ready", 3000 - back, back)
    assert [one.state for one in series.sessions.all()] == ["cancelled", "planned", "planned"]
    assert (series.first_day, Occupation.objects.count()) == (WEDNESDAY + WEEK, 2)
    assert sum(row["sum"] for row in reckoning(series)) == series.fee
    assert duties(series) == (["refund", "use"] if back else ["use"])
    if back:
        money.pay_back.submit({"on": "2017-05-20", "receipt": "B1"}, by=staff.cashier, record=series)
        assert (series.refund_due, series.paid, duties(series)) == (0, 3000 + 3000 - back, ["use"])


def test_what_was_given_up_unpaid_is_not_owed_and_the_payment_shrinks(staff, application):
    booking = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    deciding.approve(booking, by=staff.approver)
    second = booking.sessions.last()
    changing.give_up(booking, by=staff.applicant, sessions=[second], cause="applicant", note="x", on=ASKED)
    assert (booking.fee, booking.refund_due, duties(booking)) == (1000, 0, ["pay"])
    assert "4,000" in open_duties(booking).get(kind="pay").label


def test_the_last_session_is_not_given_up_but_cancelled(staff, series):
    gone = list(series.sessions.all())
    with pytest.raises(ValidationError) as refused:
        changing.give_up(series, by=staff.clerk, sessions=gone, cause="applicant", note="x", on=ASKED)
    assert set(refused.value.error_dict) == {"sessions"}
    assert series.sessions.filter(state="planned").count() == 3


def test_after_the_rest_is_given_up_the_held_ones_are_inspected(staff, series):
    using.mark_use(series, by=staff.clerk, on=WEDNESDAY)
    rest = list(series.planned())
    changing.give_up(series, by=staff.clerk, sessions=rest, cause="applicant", note="x", on=WEDNESDAY + DAY)
    assert (series.state, series.refund_due, duties(series)) == ("used", 2000, ["inspect", "refund"])
    using.inspect(series, by=staff.clerk, deduction=500, note="x")
    assert (series.refund_due, duties(series)) == (4500, ["deposit"])


def test_what_was_forfeited_is_not_saved_by_cancelling_the_rest(staff, series):
    first = series.sessions.first()
    changing.give_up(series, by=staff.clerk, sessions=[first], cause="applicant", note="x", on=WEDNESDAY)
    changing.cancel(series, by=staff.clerk, cause="applicant", note="x", on=WEDNESDAY)
    assert series.refund_due == 2000  # neither the first session's fee nor the deposit


def test_at_the_citys_own_need_the_sessions_that_are_left_are_paid_back(staff, series):
    using.mark_use(series, by=staff.clerk, on=WEDNESDAY)
    changing.cancel(series, by=staff.clerk, cause="office", note="x", on=WEDNESDAY + DAY)
    assert (series.state, series.refund_due, series.fee) == ("used", 2000, 1000)


def test_an_applicant_does_not_choose_the_day_that_decides_what_is_paid_back(staff, series):
    raw = {"cause": "applicant", "note": "x", "on": str(WEDNESDAY - 30 * DAY)}
    assert "on" not in changing.cancel.bound(raw, actor=staff.applicant, record=series).fields
    assert "on" in changing.cancel.bound(raw, actor=staff.clerk, record=series).fields


def test_after_its_day_a_session_is_not_cancelled_by_its_applicant(staff, series):
    given = {"by": staff.applicant, "cause": "applicant", "note": "x", "on": WEDNESDAY + DAY}
    with pytest.raises(ActionRefused, match="已過|over"):
        changing.cancel(series, **given)
    with pytest.raises(ActionRefused, match="已過|over"):
        changing.give_up(series, sessions=[series.sessions.first()], **given)
    assert series.planned().count() == 3


def test_when_nothing_is_left_to_pay_nobody_waits_for_it(staff, venue, application):
    booking = application(rhythm="weekly", until=WEDNESDAY + WEEK)
    deciding.approve(booking, by=staff.approver)
    with writing():
        Booking.objects.filter(pk=booking.pk).update(deposit=0, fee=1000)
        Session.objects.filter(pk=booking.sessions.first().pk).update(fee=0)
    booking.refresh_from_db()
    changing.give_up(booking, by=staff.clerk, sessions=[booking.sessions.last()], cause="office", note="x", on=ASKED)
    assert (booking.state, booking.fee, duties(booking)) == ("ready", 0, ["use"])


@pytest.mark.parametrize(("days", "cause", "moved"), [
    (3, "applicant", True), (2, "applicant", False), (2, "office", True),
])  # fmt: skip
def test_a_session_is_moved_three_days_before(staff, series, days, cause, moved):
    first = series.sessions.first()
    raw = {"session": first.pk, "day": "2017-05-18", "slot": "morning", "cause": cause, "on": WEDNESDAY - days * DAY}
    if not moved:
        with pytest.raises(ValidationError) as refused:
            changing.move.submit(raw, by=staff.clerk, record=series)
        assert set(refused.value.error_dict) == {"session"}
        return
    changing.move.submit(raw, by=staff.clerk, record=series)
    assert (series.first_day, series.fee, series.refund_due) == (WEDNESDAY + DAY, 3000, 0)


def test_a_cheaper_session_is_paid_back_and_a_dearer_one_refused(staff, venue, series):
    first = series.sessions.first()
    rooms.set_fee(venue, by=SYSTEM, item="venue", slot="afternoon", amount=700, deposit=0, since=NEW)
    rooms.set_fee(venue, by=SYSTEM, item="venue", slot="evening", amount=1200, deposit=0, since=NEW)
    with pytest.raises(ValidationError) as refused:
        changing.move(series, by=staff.clerk, session=first, day=WEDNESDAY, slot="evening", on=ASKED)
    assert set(refused.value.error_dict) == {"slot"}
    changing.move(series, by=staff.clerk, session=first, day=WEDNESDAY, slot="afternoon", on=ASKED)
    assert (series.fee, series.refund_due, duties(series)) == (2700, 300, ["refund", "use"])
    assert sum(row["sum"] for row in reckoning(series)) == 2700


def test_whoever_wanted_the_new_time_is_told(staff, series, application):
    rival = application(by=staff.colleague, day=WEDNESDAY + DAY)
    first = series.sessions.first()
    changing.move(series, by=staff.clerk, session=first, day=WEDNESDAY + DAY, slot="morning", on=ASKED)
    rival.refresh_from_db()
    assert rival.state == "lost"


def test_damage_beyond_the_deposit_is_claimed_and_paid(staff, series):
    using.mark_use(series, by=staff.clerk, on=WEDNESDAY + 2 * WEEK)
    with pytest.raises(ValidationError) as refused:
        using.inspect(series, by=staff.clerk, deduction=100, claim=500, note="x")
    assert set(refused.value.error_dict) == {"claim"}
    raw = {"deduction": "3000", "claim": "2500", "note": "投影機毀損"}
    using.inspect.submit(raw, by=staff.clerk, record=series)
    assert (series.state, series.claim, series.claim_reason, duties(series)) == (
        "claimed", 2500, "投影機毀損", ["claim"],
    )  # fmt: skip
    assert "2,500" in Notice.objects.latest("pk").body
    assert not money.settle.possible(series, staff.approver)
    money.settle.submit({"on": "2017-06-20", "receipt": "C1"}, by=staff.cashier, record=series)
    payment = Payment.objects.get(kind="damages")
    assert (payment.amount, payment.receipt, series.state, duties(series)) == (2500, "C1", "closed", [])


def test_of_an_unused_venue_the_deposit_is_proposed_to_be_kept(staff, series):
    using.mark_use(series, by=staff.clerk, on=WEDNESDAY + 2 * WEEK, not_held=list(series.sessions.all()))
    form = using.inspect.bound(actor=staff.clerk, record=series)
    assert form.fields["deduction"].initial == 3000


@pytest.fixture
def citizens(staff, venue):
    """An application of an outside body, with a plan."""
    by = Actor.citizen("林小華（範例）", "hua@example.org")
    raw = {
        "venue": venue.pk, "day": "2037-05-20", "slots": ["morning"], "purpose": "音樂會", "people": "40",
        "contact": "林小華（範例）", "mail": "hua@example.org", "applicant": "other", "organisation": "範例協會",
    }  # fmt: skip
    files = {"plan": SimpleUploadedFile("plan.png", PNG)}
    form = applying.ask_public.bound(raw, files, actor=by)
    assert form.is_valid(), form.errors
    return applying.ask_public(by=by, asked_on=datetime.date(2037, 4, 1), **form.cleaned_data)


def test_papers_come_with_the_application_and_with_the_correction(staff, citizens):
    assert [(file.kind, file.name, file.public) for file in attachments_of(citizens)] == [("plan", "plan.png", False)]
    applying.send_back(citizens, by=staff.clerk, note="請補立案證書")
    by = Actor.citizen("林小華（範例）", "hua@example.org")
    form = applying.correct.bound(actor=by, record=citizens)
    raw = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    papers = {"papers": SimpleUploadedFile("papers.txt", "立案證書".encode())}
    applying.correct.submit(raw, files=papers, by=by, record=citizens)
    assert [file.kind for file in attachments_of(citizens)] == ["plan", "papers"]
    assert citizens.state == "asked"


@pytest.mark.parametrize("content", [b"MZ\x90\0\x03\0\0\0", b"\x7fELF\x02\x01\x01\0", b"\0\1\2"])
def test_a_program_is_no_paper(staff, venue, content):
    by = Actor.citizen("某人", "x@example.org")
    form = applying.ask_public.bound({}, {"plan": SimpleUploadedFile("plan.pdf", content)}, actor=by)
    assert "plan" in form.errors


def test_a_paper_that_is_too_large(staff, venue, monkeypatch):
    monkeypatch.setattr("siwei.general.venues.forms.LARGEST", 10)
    by = Actor.citizen("某人", "x@example.org")
    form = applying.ask_public.bound({}, {"papers": SimpleUploadedFile("papers.png", PNG)}, actor=by)
    assert "25 MB" in str(form.errors["papers"])


def test_what_is_not_corrected_in_three_days_is_refused(staff, application):
    """Told on a Wednesday: Thursday, Friday, Saturday are the three days, and the term runs on to the Monday."""
    booking, other = application(), application(slots=["evening"])
    for one in (booking, other):
        applying.send_back(one, by=staff.clerk, note="請補件", on=datetime.date(2017, 4, 26))
    applying.correct.submit(
        {"purpose": "研習", "people": "20", "contact": "王", "mail": "a@example.org"}, by=staff.applicant, record=other
    )
    assert [run_job("venues.correction", datetime.date(2017, 4, 29) + n * DAY) for n in range(3)] == [0, 0, 0]
    assert run_job("venues.correction", datetime.date(2017, 5, 2)) == 1
    assert run_job("venues.correction", datetime.date(2017, 5, 2)) == 0
    states = Booking.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), Duty.objects.filter(kind="correct", state="open").count()) == (["refused", "asked"], 0)


def test_one_reminder_before_the_payment_falls_due(staff, application):
    booking = application()
    deciding.approve(booking, by=staff.approver)
    due = WEDNESDAY - 7 * DAY
    told = Notice.objects.count()
    assert [run_job("venues.remind", due - n * DAY) for n in (4, 3, 2)] == [0, 1, 0]
    booking.refresh_from_db()
    assert (booking.reminded_on, Notice.objects.count()) == (due - 3 * DAY, told + 1)
    assert "106年5月10日" in Notice.objects.latest("pk").body


def test_a_citizen_gives_up_on_the_page_of_the_case(staff, citizens, client):
    page = client.post("/public/venues/case/", {"number": citizens.number, "code": citizens.access_code})
    assert page.status_code == 302
    with pytest.raises(ActionRefused):
        changing.give_up(citizens, by=Actor.citizen("某人", "x@example.org"), sessions=[], cause="applicant", note="x")
    assert client.get(f"/public/venues/case/{citizens.number}/give_up/").status_code == 200
    shown = client.get(f"/public/venues/case/{citizens.number}/").content.decode()
    assert "plan.png" in shown
