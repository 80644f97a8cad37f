"""Approving, refusing, and losing to another."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.next_steps import expect_payment, expect_use, lines, pay_by, tell
from siwei.general.venues.actions.rooms import occupy_sessions
from siwei.general.venues.forms import GROUNDS, RefusalForm
from siwei.general.venues.invitations import invitations
from siwei.general.venues.models import APPROVER, Booking, BookingQuerySet, Session, listed, overlap
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.records.said import said

State = Booking.State


def approvable(booking: Booking, actor: Actor) -> str | None:
    """`allowed`: the venue's own approver where it has one; never the applicant himself (RULES 11)."""
    if actor.is_system:
        return None
    if actor.speaks_for(booking.requester):
        return said("Who applies does not approve.")
    approver = booking.venue.approver
    if approver is not None and not actor.speaks_for(approver):
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
    booking.approved_by, booking.approved_for = by.person, by.behalf
    close_duty(booking, "decide")
    cost = booking.fee + booking.deposit
    booking.state = State.APPROVED if cost else State.READY
    body = note
    if cost:
        expect_payment(booking)
        told = said("NT$%(cost)s are to be paid by %(day)s.")
        body = lines(note, told % {"cost": f"{cost:,}", "day": pay_by(booking)})
    else:
        expect_use(booking)
    tell(booking, said("Approved: %(booking)s"), body, invitations(booking, sessions))
    push_out(booking, sessions)


def push_out(booking: Booking, sessions: list[Session]) -> None:
    """Tell the applications that wanted the same times that they are gone."""
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


def _rivals(booking: Booking, sessions: list[Session]) -> BookingQuerySet:
    """Applications not decided yet that want one of the same sessions."""
    same = Session.objects.filter(
        venue=booking.venue, state=Session.State.PLANNED, booking__state__in=[State.ASKED, State.RETURNED],
        day__in=[one.day for one in sessions],
    ).exclude(booking=booking)  # fmt: skip
    spans = [one.span for one in sessions]
    hit = {s.booking_id for s in same.select_related("venue") if any(overlap(s.span, span) for span in spans)}
    rows: BookingQuerySet = Booking.objects.filter(pk__in=hit).order_by("pk")
    return rows


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
    left = [one for one in planned if not any(overlap(one.span, span) for span in spans)]
    for session in planned:
        if session not in left:
            session.state, session.fee = Session.State.CANCELLED, 0
            session.save()
    if left:
        booking.first_day, booking.fee = left[0].day, sum(one.fee for one in left)
    else:
        booking.state = State.LOST
        close_duty(booking, done=False)
    gone = lazy(lambda: listed(session for session in planned if session not in left), str)()
    body = said("The venue went to another application for that time: %(sessions)s.") % {"sessions": gone}
    tell(booking, said("Taken by another: %(booking)s"), body)


@action(
    Booking, when=[State.ASKED, State.RETURNED], to=State.REFUSED, role=APPROVER, allowed=approvable,
    label=_("Refuse"), form=RefusalForm, style="danger",
)  # fmt: skip
def refuse(booking: Booking, *, by: Actor, ground: str, note: str) -> None:
    """Refuse on one of the grounds, with the reason."""
    close_duty(booking, done=False)
    tell(
        booking,
        said("Refused: %(booking)s"),
        said("%(ground)s: %(note)s") % {"ground": dict(GROUNDS)[ground], "note": note},
    )
