"""After the day: held or not held, the state of the venue, the end of the case."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.next_steps import (
    expect_damages,
    expect_deposit_back,
    expect_inspection,
    tell,
)
from siwei.general.venues.actions.rooms import occupy_sessions
from siwei.general.venues.forms import CorrectUseForm, InspectionForm, UseForm
from siwei.general.venues.models import CLERK, Booking, Occupation, Session
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.records.said import said

State = Booking.State


@action(
    Booking, when=[State.READY], to=(State.READY, State.USED), role=CLERK, label=_("Mark held or not held"),
    form=UseForm, style="primary",
)  # fmt: skip
def mark_use(booking: Booking, *, by: Actor, on: datetime.date, not_held: Sequence[Session] = ()) -> None:
    """Sessions up to the day were held, but for those named; when all are marked the booking is used."""
    planned = booking.sessions.filter(state=Session.State.PLANNED, day__lte=on)
    missed = [session.pk for session in not_held]
    if not planned.exists():
        raise ActionRefused(said("No session up to this day is left to be marked."))
    Occupation.objects.filter(session__in=missed).delete()
    planned.filter(pk__in=missed).update(state=Session.State.NOT_HELD)
    planned.exclude(pk__in=missed).update(state=Session.State.HELD)
    if booking.sessions.filter(state=Session.State.PLANNED).exists():
        booking.state = State.READY
        return
    booking.state = State.USED
    expect_inspection(booking)


@action(
    Booking, when=[State.USED], to=(State.CLAIMED, State.INSPECTED, State.CLOSED), role=CLERK, label=_("Inspect"),
    form=InspectionForm, style="primary",
)  # fmt: skip
def inspect(booking: Booking, *, by: Actor, deduction: int, note: str, claim: int = 0) -> None:
    """The venue was looked at: so much of the deposit is kept, and so much beyond it is claimed (追償).

    With nothing to pay back or to claim the case is closed.
    """
    if deduction > booking.deposit:
        raise ActionRefused(said("More than the deposit cannot be kept; claim the rest from the applicant."))
    if claim and deduction < booking.deposit:
        raise ValidationError({"claim": said("The whole deposit is kept before more is claimed.")})
    close_duty(booking, "inspect")
    booking.refund_due += booking.deposit - deduction
    if claim:
        booking.claim, booking.claim_reason, booking.state = claim, note, State.CLAIMED
        expect_damages(booking)
        body = said("Beyond the deposit NT$%(sum)s are claimed: %(note)s")
        tell(booking, said("Damage to the venue: %(booking)s"), body % {"sum": f"{claim:,}", "note": note})
    else:
        booking.state = State.INSPECTED if booking.refund_due else State.CLOSED
        if booking.refund_due:
            expect_deposit_back(booking)


@action(
    Booking, when=[State.READY, State.USED, State.CLAIMED, State.INSPECTED, State.CLOSED], role=CLERK,
    label=_("Correct what was held"), form=CorrectUseForm,
)  # fmt: skip
def correct_use(booking: Booking, *, by: Actor, session: Session, held: bool, note: str) -> None:
    """A session was marked wrongly; the reason stands in the history, and a sealed report shows the difference."""
    session.state = Session.State.HELD if held else Session.State.NOT_HELD
    session.save()
    Occupation.objects.filter(session=session).delete()
    if held:
        occupy_sessions([session])


@action(
    Booking, when=[State.USED, State.CLAIMED, State.INSPECTED, State.CLOSED], to=State.CANCELLED, role=CLERK,
    label=_("Void an entry made in error"), form=ReasonForm, style="danger",
)  # fmt: skip
def void(booking: Booking, *, by: Actor, note: str) -> None:
    """The booking should never have been entered: its sessions no longer count, the number stays (RULES 0.2)."""
    Occupation.objects.filter(session__booking=booking).delete()
    booking.sessions.update(state=Session.State.CANCELLED)
    close_duty(booking, done=False)
