"""What changes before use: moving, giving up single sessions, cancelling; the conversation and the reminder."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from copy import copy

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.applying import closed, own
from siwei.general.venues.actions.deciding import push_out
from siwei.general.venues.actions.next_steps import (
    expect_inspection,
    expect_payment,
    expect_refund,
    expect_use,
    lines,
    pay_by,
    tell,
)
from siwei.general.venues.actions.rooms import occupy_sessions
from siwei.general.venues.fees import fee_of, price
from siwei.general.venues.forms import CancelForm, GiveUpForm, MessageForm, MoveForm
from siwei.general.venues.invitations import cancellations, invitations
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Booking, Occupation, Session
from siwei.general.venues.rules import Applicant, Cause, Charge, may_move, refund
from siwei.general.venues.terms import terms
from siwei.kernel.access.actor import ANYBODY, SYSTEM, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.deadlines.models import close_duty, open_duties, open_duty
from siwei.kernel.records.said import said

State = Booking.State


def _before_use(by: Actor, sessions: Sequence[Session], today: datetime.date) -> None:
    """After the day of a session only a clerk says what became of it: it may have taken place."""
    if not (by.is_system or by.holds(CLERK)) and any(session.day < today for session in sessions):
        raise ActionRefused(said("The day of this session is over. Please turn to the office."))


def _cause(by: Actor, cause: str) -> Cause:
    if Cause(cause) is not Cause.APPLICANT and not (by.is_system or by.holds(CLERK)):
        raise ActionRefused(said("Only the office can find force majeure or its own need."))
    return Cause(cause)


@action(
    Booking, when=[State.APPROVED, State.READY], role=CLERK, label=_("Move to another day"), form=MoveForm,
    icon="calendar-event",
)  # fmt: skip
def move(
    booking: Booking, *, by: Actor, session: Session, day: datetime.date, slot: str,
    cause: str = Cause.APPLICANT.value, note: str = "", on: datetime.date | None = None,
) -> None:  # fmt: skip
    """Give one session another time (改期); refused when it comes too late or the venue is taken or closed then."""
    today = on or timezone.localdate()
    law, why = terms(booking.opened_on), _cause(by, cause)
    if not may_move((session.day - today).days, why, law):
        text = said("On the applicant's wish a session is moved at least %(days)d days before it.")
        raise ValidationError({"session": text % {"days": law.cancel_before}})
    fault = closed(booking.venue, day, [slot], "slot")
    if fault:
        raise ValidationError(fault)
    if booking.sessions.filter(day=day, slot=slot).exclude(pk=session.pk).exists():
        raise ActionRefused(said("The booking has a session at this time already."))
    was = copy(session)
    Occupation.objects.filter(session=session).delete()
    _price_anew(booking, session, slot)
    now = Session.at(booking, day, slot)
    session.day, session.slot, session.begins, session.ends = day, now.slot, now.begins, now.ends
    occupy_sessions([session])
    session.save()
    _bring_in_line(booking)
    body = lines(said("%(was)s → %(now)s") % {"was": was, "now": session}, note)
    tell(booking, said("Moved: %(booking)s"), body, invitations(booking, [session]))
    push_out(booking, [session])


def _price_anew(booking: Booking, session: Session, slot: str) -> None:
    """Another session of the day may cost something else: less is paid back; more must not be owed after payment."""
    if slot == session.slot:
        return
    lines = booking.lines()
    if not any(line.slot == slot for line in lines):
        kind, law = Applicant(booking.applicant), terms(booking.opened_on)
        lines += price(booking.venue.rates(), kind, [slot], booking.extras, booking.opened_on, law).lines
    fee = fee_of(lines, slot)
    if booking.state == State.READY and fee > session.fee:
        text = said("This session costs NT$%(more)s more than was paid. Give the old one up and apply for the new one.")
        raise ValidationError({"slot": text % {"more": f"{fee - session.fee:,}"}})
    if booking.state == State.READY:
        booking.refund_due += session.fee - fee
    booking.fee += fee - session.fee
    booking.prices, session.fee = [line.as_json() for line in lines], fee


def _bring_in_line(booking: Booking) -> None:
    """First day and duties follow the sessions that are left."""
    days = booking.sessions.exclude(state=Session.State.CANCELLED).order_by("day").values_list("day", flat=True)
    booking.first_day = days[0]
    if booking.state == State.APPROVED and booking.fee + booking.deposit:
        expect_payment(booking)
    elif booking.state == State.APPROVED:
        close_duty(booking, "pay", done=False)
        booking.state = State.READY
    if booking.state == State.READY:
        expect_use(booking)
        expect_refund(booking)


@action(
    Booking, when=Booking.BEFORE_USE, to=(*Booking.BEFORE_USE, State.USED), role=ANYBODY, allowed=own,
    label=_("Give up single sessions"), form=GiveUpForm, icon="calendar-off",
)  # fmt: skip
def give_up(
    booking: Booking, *, by: Actor, sessions: Sequence[Session], cause: str, note: str, on: datetime.date | None = None
) -> None:
    """Some sessions fall away, the others stay; the fee of each goes back by its own days before use.

    The deposit stays: it stands for those that are left. Raises ValidationError when none would be left.
    """
    why, today, gone = _cause(by, cause), on or timezone.localdate(), list(sessions)
    rest = booking.sessions.exclude(state=Session.State.CANCELLED).exclude(pk__in=[one.pk for one in gone])
    if not rest.exists():
        raise ValidationError({"sessions": said("No session would be left. Cancel the booking instead.")})
    law, firm = terms(booking.opened_on), booking.state in Booking.ACCEPTED
    _before_use(by, gone, today)
    Occupation.objects.filter(session__in=gone).delete()
    for one in gone:
        back = one.fee
        if booking.state == State.READY:
            back = refund(Charge(one.fee, 0), (one.day - today).days, why, law).fee
            booking.refund_due += back
            booking.given_up_late |= not may_move((one.day - today).days, why, law)
        booking.fee -= back
        one.fee -= back
        one.state = Session.State.CANCELLED
        one.save()
    _bring_in_line(booking)
    if booking.state == State.READY and not booking.planned().exists():
        booking.state = State.USED
        expect_inspection(booking)
    files = cancellations(booking, gone) if firm else []
    tell(
        booking,
        said("Sessions given up: %(booking)s"),
        lines(*(said("%(session)s") % {"session": one} for one in gone), note),
        files,
    )


@action(
    Booking, when=Booking.BEFORE_USE, to=(State.CANCELLED, State.USED), role=ANYBODY, allowed=own, label=_("Cancel"),
    form=CancelForm, style="danger",
)  # fmt: skip
def cancel(booking: Booking, *, by: Actor, cause: str, note: str, on: datetime.date | None = None) -> None:
    """Cancel what is still planned; what is paid back follows from the cause and the days before the first session.

    A series of which some sessions took place is used, not cancelled: those sessions count. Of the others the fee
    stays when the applicant wished it. What was forfeited before, fee or deposit, is not saved by cancelling.
    """
    on, why = on or timezone.localdate(), _cause(by, cause)
    sessions = list(booking.planned())
    _before_use(by, sessions, on)
    was_firm = booking.state in Booking.ACCEPTED
    forfeited = sum(one.fee for one in booking.sessions.filter(state=Session.State.CANCELLED))
    Occupation.objects.filter(session__in=sessions).delete()
    booking.sessions.filter(state=Session.State.PLANNED).update(state=Session.State.CANCELLED)
    close_duty(booking, done=False)
    begun = booking.sessions.exclude(state=Session.State.CANCELLED).exists()
    booking.state = State.USED if begun else State.CANCELLED
    if begun:
        if booking.paid and why is not Cause.APPLICANT:
            _pay_back(booking, sessions)
        expect_inspection(booking)
    elif booking.paid:
        law = terms(booking.opened_on)
        deposit = 0 if booking.given_up_late and why is Cause.APPLICANT else booking.deposit
        charge = Charge(booking.fee - forfeited, deposit)
        booking.refund_due += refund(charge, (booking.first_day - on).days, why, law).total
    expect_refund(booking)
    files = cancellations(booking, sessions) if was_firm else []
    tell(booking, said("Cancelled: %(booking)s"), note, files)


def _pay_back(booking: Booking, sessions: Sequence[Session]) -> None:
    """The fees of sessions that fall away through no wish of the applicant's."""
    back = sum(one.fee for one in sessions)
    booking.refund_due, booking.fee = booking.refund_due + back, booking.fee - back
    booking.sessions.filter(pk__in=[one.pk for one in sessions]).update(fee=0)


def _in_conversation(booking: Booking, actor: Actor) -> str | None:
    return None if actor.holds_any((APPROVER, CASHIER)) else own(booking, actor)


@action(Booking, role=ANYBODY, allowed=_in_conversation, label=_("Write a message"), form=MessageForm, icon="message")
def say(booking: Booking, *, by: Actor, note: str) -> None:
    """A line of the conversation on the case; the other side is told."""
    if by.kind == "citizen" or (by.person is not None and by.person == booking.requester):
        if not open_duties(booking, "answer").exists():
            open_duty(booking, "answer", said("Answer the applicant"), role=CLERK)
        return
    close_duty(booking, "answer")
    tell(booking, said("Message: %(booking)s"), note)


@action(Booking, when=[State.APPROVED], role=SYSTEM, label=_("Remind of the payment"))
def remind(booking: Booking, *, by: Actor, on: datetime.date) -> None:
    """Tell the applicant, once, that the payment falls due."""
    booking.reminded_on = on
    body = said("NT$%(cost)s are to be paid by %(day)s; without payment the venue is given to others.")
    values = {"cost": f"{booking.fee + booking.deposit:,}", "day": pay_by(booking)}
    tell(booking, said("Please pay: %(booking)s"), body % values)
