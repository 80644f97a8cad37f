"""Approving, refusing, losing to another, moving and cancelling."""

from __future__ import annotations

import datetime
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.applying import own
from siwei.general.venues.actions.rooms import occupy_sessions
from siwei.general.venues.forms import GROUNDS, CancelForm, MoveForm, RefusalForm
from siwei.general.venues.invitations import cancellation, invitation
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Booking, BookingQuerySet, Occupation, Session
from siwei.general.venues.rules import Cause, Charge, Slot, reduced, refund
from siwei.general.venues.terms import terms
from siwei.kernel.access.actor import ANYBODY, SYSTEM, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duties, open_duty
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Booking.State


def approvable(booking: Booking, actor: Actor) -> str | None:
    """`allowed`: the venue's own approver where it has one; never the applicant himself (RULES 11)."""
    if actor.is_system:
        return None
    if actor.person is not None and actor.person == booking.requester:
        return said("Who applies does not approve.")
    approver = booking.venue.approver
    if approver is not None and actor.person != approver and actor.behalf != approver:
        return said("%(venue)s is approved by %(person)s.") % {"venue": booking.venue, "person": approver}
    return None


@action(
    Booking, when=[State.ASKED], to=(State.APPROVED, State.READY), role=APPROVER, allowed=approvable,
    label=_("Approve"), style="primary", icon="check",
)  # fmt: skip
def approve(booking: Booking, *, by: Actor, note: str = "") -> None:
    """The venue is theirs; others who asked for the same time are told. Free ones are ready at once."""
    sessions = list(booking.sessions.filter(state=Session.State.PLANNED).select_related("venue__centre"))
    occupy_sessions(sessions)
    booking.approved_by = by.person
    close_duty(booking, "decide")
    cost = booking.fee + booking.deposit
    booking.state = State.APPROVED if cost else State.READY
    if cost:
        law = terms(booking.opened_on)
        due = end_of_day(booking.first_day - datetime.timedelta(days=law.pay_before))
        open_duty(booking, "pay", said("Payment of NT$%(cost)s") % {"cost": f"{cost:,}"}, due=due, role=CASHIER)
    else:
        expect_use(booking)
    _tell(booking, said("Approved: %(booking)s"), note, (invitation(booking, sessions),))
    rivals = _rivals(booking, sessions)
    now = set(rivals.select_for_update(of=("self",), skip_locked=True))
    for other in rivals:
        if other in now:
            lose(other, by=Actor.system(booking.number), winner=booking)
        else:
            transaction.on_commit(partial(_lose_later, other, booking), robust=True)


def _lose_later(other: Booking, winner: Booking) -> None:
    """Somebody acts on the other one at this moment, perhaps approves it too; to wait for each other is a deadlock."""
    with suppress(ActionRefused):
        lose(other, by=Actor.system(winner.number), winner=winner)


def expect_use(booking: Booking) -> None:
    """After the last day somebody has to say whether it was held."""
    last = booking.sessions.order_by("-day").values_list("day", flat=True)[0]
    due = end_of_day(last + datetime.timedelta(days=7))
    open_duty(booking, "use", said("Mark whether it was held"), due=due, role=CLERK)


def _rivals(booking: Booking, sessions: list[Session]) -> BookingQuerySet:
    """Applications not decided yet that want one of the same sessions."""
    same = Session.objects.filter(
        venue=booking.venue, state=Session.State.PLANNED, booking__state__in=[State.ASKED, State.RETURNED],
        day__in=[one.day for one in sessions],
    ).exclude(booking=booking)  # fmt: skip
    spans = [one.span for one in sessions]
    hit = {s.booking_id for s in same.select_related("venue") if any(_overlap(s.span, span) for span in spans)}
    rows: BookingQuerySet = Booking.objects.filter(pk__in=hit).order_by("pk")
    return rows


def _overlap(one: Any, other: Any) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)


@action(
    Booking,
    when=[State.ASKED, State.RETURNED],
    to=(State.ASKED, State.RETURNED, State.LOST),
    role=SYSTEM,
    label=_("Taken by another"),
)
def lose(booking: Booking, *, by: Actor, winner: Booking) -> None:
    """Another application won some of the sessions; without any left the case is over."""
    won = [Session.State.PLANNED, Session.State.HELD]
    spans = [one.span for one in winner.sessions.filter(state__in=won).select_related("venue")]
    planned = list(booking.sessions.filter(state=Session.State.PLANNED).select_related("venue"))
    left = [one for one in planned if not any(_overlap(one.span, span) for span in spans)]
    for session in planned:
        if session not in left:
            session.state = Session.State.CANCELLED
            session.save()
    if left:
        booking.first_day, booking.fee = left[0].day, reduced(booking.fee, len(planned), len(left))
    else:
        booking.state = State.LOST
        close_duty(booking, done=False)
    _tell(booking, said("Taken by another: %(booking)s"), said("The venue went to another application for that time."))


@action(
    Booking, when=[State.ASKED, State.RETURNED], to=State.REFUSED, role=APPROVER, allowed=approvable,
    label=_("Refuse"), form=RefusalForm, style="danger",
)  # fmt: skip
def refuse(booking: Booking, *, by: Actor, ground: str, note: str) -> None:
    """Refuse on one of the grounds, with the reason."""
    close_duty(booking, done=False)
    _tell(
        booking,
        said("Refused: %(booking)s"),
        said("%(ground)s: %(note)s") % {"ground": dict(GROUNDS)[ground], "note": note},
    )


@action(Booking, when=[State.APPROVED, State.READY], role=CLERK, label=_("Move to another day"), form=MoveForm)
def move(booking: Booking, *, by: Actor, session: Session, day: datetime.date, slot: str) -> None:
    """Give one session another time; refused when the venue is taken then."""
    if booking.venue.weekdays and day.isoweekday() not in booking.venue.weekdays:
        raise ActionRefused(said("%(venue)s is not open on this day.") % {"venue": booking.venue})
    if booking.sessions.filter(day=day, slot=slot).exclude(pk=session.pk).exists():
        raise ActionRefused(said("The booking has a session at this time already."))
    Occupation.objects.filter(session=session).delete()
    session.day, session.slot = day, Slot(slot).value
    occupy_sessions([session])
    session.save()
    booking.first_day = booking.sessions.order_by("day").values_list("day", flat=True)[0]
    sessions = list(booking.sessions.filter(state=Session.State.PLANNED).select_related("venue__centre"))
    _tell(booking, said("Moved: %(booking)s"), f"{session}", (invitation(booking, sessions),))


@action(
    Booking, when=Booking.BEFORE_USE, to=(State.CANCELLED, State.USED), role=ANYBODY, allowed=own, label=_("Cancel"),
    form=CancelForm, style="danger",
)  # fmt: skip
def cancel(booking: Booking, *, by: Actor, cause: str, note: str, on: datetime.date | None = None) -> None:
    """Cancel what is still planned; what is paid back follows from the cause and the days before the first session.

    A series of which some sessions took place is used, not cancelled: those sessions count, and the fee stays.
    """
    on = on or timezone.localdate()
    if Cause(cause) is not Cause.APPLICANT and not (by.is_system or by.holds(CLERK)):
        raise ActionRefused(said("Only the office can find force majeure or its own need."))
    sessions = list(booking.sessions.filter(state=Session.State.PLANNED).select_related("venue__centre"))
    was_firm = booking.state in Booking.ACCEPTED
    Occupation.objects.filter(session__in=sessions).delete()
    booking.sessions.filter(state=Session.State.PLANNED).update(state=Session.State.CANCELLED)
    close_duty(booking, done=False)
    begun = booking.sessions.exclude(state=Session.State.CANCELLED).exists()
    booking.state = State.USED if begun else State.CANCELLED
    if begun:
        open_duty(booking, "inspect", said("Look at the venue"), role=CLERK)
    elif booking.paid:
        law = terms(booking.opened_on)
        back = refund(Charge(booking.fee, booking.deposit), (booking.first_day - on).days, Cause(cause), law)
        booking.refund_due = back.total
    if booking.refund_due:
        label = said("Pay back NT$%(sum)s") % {"sum": f"{booking.refund_due:,}"}
        open_duty(booking, "refund", label, role=CASHIER)
    files = (cancellation(booking, sessions),) if was_firm else ()
    _tell(booking, said("Cancelled: %(booking)s"), note, files)


def _in_conversation(booking: Booking, actor: Actor) -> str | None:
    return None if actor.holds_any((APPROVER, CASHIER)) else own(booking, actor)


@action(Booking, role=ANYBODY, allowed=_in_conversation, label=_("Write a message"), form=ReasonForm, icon="message")
def say(booking: Booking, *, by: Actor, note: str) -> None:
    """A line of the conversation on the case; the other side is told."""
    if by.kind == "citizen" or (by.person is not None and by.person == booking.requester):
        if not open_duties(booking, "answer").exists():
            open_duty(booking, "answer", said("Answer the applicant"), role=CLERK)
        return
    close_duty(booking, "answer")
    _tell(booking, said("Message: %(booking)s"), note)


def _tell(booking: Booking, subject: str, body: str, files: tuple[tuple[str, str, str], ...] = ()) -> None:
    """Write to the applicant."""
    title = subject % {"booking": booking.title()}
    notify(booking, to=[booking.requester or booking.mail], subject=title, body=body, attachments=files)
