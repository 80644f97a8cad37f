"""Who may do what to a booking, a venue and a blocking, and who may know of it."""

import datetime
from typing import Any

import pytest

from siwei.general.venues.actions import applying, changing, deciding, money, rooms, using
from siwei.general.venues.actions.rooms import block
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Blocking, Booking, Venue
from siwei.general.venues.sheets import take_in
from siwei.general.venues.tests.conftest import SYSTEM, picture
from siwei.kernel.access.actor import ADMINISTRATOR, AUDITOR, Actor
from siwei.kernel.actions.action import Action, actions_for
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.directory.models import Agency

MAIL = "hua@example.org"
PARTS = (
    "clerk",
    "approver",
    "cashier",
    "applicant",
    "colleague",
    "outsider",
    "auditor",
    "citizen",
    "stranger",
    "nobody",
)
#: who may, of PARTS, to a booking that the applicant asked for; the citizen asked for another one
TABLE: dict[Action[Any, Any], str] = {
    applying.ask: "clerk approver cashier applicant colleague outsider auditor",
    applying.ask_public: " ".join(PARTS),
    take_in: "clerk",
    applying.send_back: "clerk approver",
    applying.correct: "clerk applicant",
    deciding.approve: "approver",
    deciding.refuse: "approver",
    deciding.lose: "",
    changing.move: "clerk",
    changing.give_up: "clerk applicant",
    changing.cancel: "clerk applicant",
    changing.remind: "",
    changing.say: "clerk approver cashier applicant",
    money.pay: "cashier",
    money.pay_back: "cashier",
    money.return_deposit: "cashier",
    money.settle: "cashier",
    using.mark_use: "clerk",
    using.inspect: "clerk",
    using.correct_use: "clerk",
    using.void: "clerk",
    rooms.add_venue: "clerk",
    rooms.change_venue: "clerk",
    rooms.set_fee: "clerk",
    rooms.take_fees_off: "clerk",
    rooms.add_photo: "clerk",
    rooms.take_photo_off: "clerk",
    rooms.block: "clerk",
    rooms.lift: "clerk",
}


@pytest.fixture
def parts(staff, actor):
    """One actor for each of PARTS; the outsider has an account in another agency."""
    outsider = actor("outsider", unit="elsewhere")
    outsider.person.post.unit.agency = Agency.objects.exclude(pk=staff.clerk.person.agency.pk).first()
    return {
        **vars(staff), "outsider": outsider, "auditor": actor("auditor", AUDITOR),
        "citizen": Actor.citizen("林小華（範例）", MAIL), "stranger": Actor.citizen("某人", "other@example.org"),
        "nobody": Actor.nobody(),
    }  # fmt: skip


@pytest.fixture
def records(staff, application, venue):
    booking = application()
    rooms.set_fee(venue, by=SYSTEM, item="aircon", amount=100, since=datetime.date(2017, 1, 1))
    rooms.add_photo(venue, by=SYSTEM, photo=picture(), alt_zh="會議室")
    at = datetime.datetime(2017, 6, 1, tzinfo=datetime.UTC)
    blocking = block(by=SYSTEM, venue=venue, since=at, until=at + datetime.timedelta(hours=2), reason="檢修")
    booking.refund_due = 1
    return {Booking: booking, Venue: venue, Blocking: blocking}


def test_the_table_holds_every_action():
    declared = {one.name for record in (Booking, Venue, Blocking) for one in actions_of(record)}
    assert declared == {one.name for one in TABLE}


@pytest.mark.parametrize("act", TABLE, ids=lambda act: act.name)
def test_who_may(parts, records, act):
    """Whoever may not gets a sentence with the reason."""
    record = None if act.creates else records[act.record]
    reasons = {part: act.refusal(record, actor) for part, actor in parts.items()}
    assert {part for part, reason in reasons.items() if reason is None} == set(TABLE[act].split())
    assert all(reason != "" for reason in reasons.values())
    assert act.refusal(record, SYSTEM) is None


def test_a_refused_act_writes_nothing(parts, records):
    booking = records[Booking]
    for part in ("clerk", "applicant", "outsider", "stranger", "nobody"):
        with pytest.raises(NotAllowed):
            deciding.approve(booking, by=parts[part])
    booking.refresh_from_db()
    assert (booking.state, booking.version) == ("asked", 1)


def test_who_applies_does_not_approve(application, actor):
    both = actor("both", APPROVER)
    booking = application(by=both)
    assert deciding.approve.refusal(booking, both)
    assert deciding.refuse.refusal(booking, both)
    assert "approve" not in [act.verb for act in actions_for(booking, both)]


def test_nor_does_whoever_takes_his_place_or_whose_place_he_takes(application, actor):
    """A deputy signs for the absent one, so he is kept from what either of them asked for."""
    head, deputy = actor("head", APPROVER), actor("deputy", APPROVER)
    for_head = Actor.of(deputy.person, behalf=head.person)
    for asked_by in (head, deputy):
        assert deciding.approve.refusal(application(by=asked_by), for_head)
    assert deciding.approve.refusal(application(), for_head) is None


def test_who_approves_does_not_take_the_money(application, actor):
    both, other = actor("both", APPROVER, CASHIER), actor("other", CASHIER)
    booking = application()
    deciding.approve(booking, by=both)
    with pytest.raises(NotAllowed):
        money.pay(booking, by=both, on=booking.first_day, receipt="R1")
    money.pay(booking, by=other, on=booking.first_day, receipt="R1")
    changing.cancel(booking, by=SYSTEM, cause="office", note="x", on=booking.first_day)
    assert money.pay_back.refusal(booking, both)
    assert money.pay_back.refusal(booking, other) is None


def test_nor_does_he_in_whose_place_it_was_approved_nor_another_deputy_of_his(application, actor):
    head, deputy = actor("head", APPROVER, CASHIER), actor("deputy", APPROVER, CASHIER)
    other = actor("other", CASHIER)
    booking = application()
    deciding.approve(booking, by=Actor.of(deputy.person, behalf=head.person))
    for one in (head, deputy, Actor.of(other.person, behalf=head.person)):
        assert money.pay.refusal(booking, one)
    assert money.pay.refusal(booking, other) is None


def test_a_venue_of_its_own_approver(application, room, actor):
    own, any_other = actor("own", APPROVER), actor("any", APPROVER)
    booking = application(venue=room("special", approver=own.person))
    assert "own" in str(deciding.approve.refusal(booking, any_other))
    assert deciding.approve.refusal(booking, own) is None
    deputy = Actor.of(any_other.person, behalf=own.person)
    assert deciding.approve.refusal(booking, deputy) is None


def test_an_outside_body_acts_on_its_own_case_only(parts, venue):
    booking = applying.ask_public(
        by=parts["citizen"], venue=venue, day=datetime.date(2017, 5, 17), slots=["morning"], applicant="other",
        asked_on=datetime.date(2017, 4, 20), organisation="範例協會", purpose="x", people=5, contact="x", mail=MAIL,
    )  # fmt: skip
    for act in (changing.cancel, applying.correct, changing.say):
        assert act.refusal(booking, parts["citizen"]) is None
        assert act.refusal(booking, parts["clerk"]) is None
        for part in ("stranger", "nobody", "colleague", "outsider", "auditor"):
            assert act.refusal(booking, parts[part])


def test_an_empty_address_is_nobodys(venue):
    booking = take_in(
        by=SYSTEM, venue=venue, day=datetime.date(2017, 5, 17), slot="morning", outcome="asked", purpose="x", people=1,
        contact="x",
    )  # fmt: skip
    assert booking.mail == ""
    assert changing.cancel.refusal(booking, Actor.citizen("某人", ""))


def test_who_may_know_of_which_booking(parts, application, staff):
    """Roles see all, staff what is theirs or their agency's; data of outside bodies nobody else."""
    home = staff.applicant.person.agency
    mine = application(by=staff.applicant)
    agencys = application(by=staff.clerk, applicant="agency", agency=home)
    outside = application(by=staff.clerk, organisation="範例協會")
    every = {mine.pk, agencys.pk, outside.pk}
    expected = {
        "clerk": every, "approver": every, "cashier": every, "auditor": every,
        "applicant": {mine.pk, agencys.pk}, "colleague": {agencys.pk},
        "outsider": set(), "citizen": set(), "stranger": set(), "nobody": set(),
    }  # fmt: skip
    assert {part: set(Booking.objects.visible_to(who).values_list("pk", flat=True)) for part, who in parts.items()} == (
        expected
    )


def test_an_administrator_and_the_system(actor, application):
    """An administrator keeps tables and has no business role; the system sees all."""
    application()
    assert not Booking.objects.visible_to(actor("admin", ADMINISTRATOR)).filter(organisation="範例協會").exists()
    assert Booking.objects.visible_to(SYSTEM).count() == 1


def test_who_may_know_of_venues_and_blockings(parts, records, room):
    room("closed", in_use=False)
    venues = {part: Venue.objects.visible_to(who).count() for part, who in parts.items()}
    blockings = {part: Blocking.objects.visible_to(who).count() for part, who in parts.items()}
    public = {"citizen", "stranger", "nobody"}
    assert venues == {part: 1 if part in public else 2 for part in PARTS}
    assert blockings == {part: 0 if part in public else 1 for part in PARTS}


def test_role_codes_are_those_of_the_module():
    assert [role.code for role in (CLERK, APPROVER, CASHIER)] == ["venues.clerk", "venues.approver", "venues.cashier"]
