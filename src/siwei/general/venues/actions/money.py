"""Money: taken and paid back by the cashier, never by whoever approved (RULES 11)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.next_steps import expect_deposit_back, expect_use
from siwei.general.venues.forms import PaymentForm
from siwei.general.venues.models import CASHIER, Booking, Payment
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.records.said import said

State = Booking.State


def _second_person(booking: Booking, actor: Actor) -> str | None:
    if actor.speaks_for(booking.approved_by) or actor.speaks_for(booking.approved_for):
        return said("Who approves does not take the money.")
    return None


@action(
    Booking, when=[State.APPROVED], to=State.READY, role=CASHIER, allowed=_second_person, label=_("Record the payment"),
    form=PaymentForm, style="primary", icon="cash",
)  # fmt: skip
def pay(booking: Booking, *, by: Actor, on: datetime.date, receipt: str) -> None:
    """Fee and deposit came in, in full."""
    _book(booking, Payment.Kind.PAID, booking.fee + booking.deposit, on, receipt)
    close_duty(booking, "pay")
    expect_use(booking)


def _refund_open(booking: Booking, actor: Actor) -> str | None:
    return _second_person(booking, actor) or (None if booking.refund_due else said("Nothing is to be paid back."))


@action(
    Booking, when=[State.CANCELLED, State.READY, State.USED], role=CASHIER, allowed=_refund_open, label=_("Pay back"),
    form=PaymentForm, style="primary",
)  # fmt: skip
def pay_back(booking: Booking, *, by: Actor, on: datetime.date, receipt: str) -> None:
    """The refund of a cancelled booking, or of sessions that were given up, went out."""
    _book(booking, Payment.Kind.REFUND, -booking.refund_due, on, receipt)
    booking.refund_due = 0
    close_duty(booking, "refund")


@action(
    Booking, when=[State.INSPECTED], to=State.CLOSED, role=CASHIER, allowed=_refund_open, label=_("Return the deposit"),
    form=PaymentForm, style="primary",
)  # fmt: skip
def return_deposit(booking: Booking, *, by: Actor, on: datetime.date, receipt: str) -> None:
    """The deposit, less what was kept, went back."""
    _book(booking, Payment.Kind.DEPOSIT, -booking.refund_due, on, receipt)
    booking.refund_due = 0
    close_duty(booking)


@action(
    Booking, when=[State.CLAIMED], to=(State.INSPECTED, State.CLOSED), role=CASHIER, allowed=_second_person,
    label=_("Record the damages paid"), form=PaymentForm, style="primary", icon="cash",
)  # fmt: skip
def settle(booking: Booking, *, by: Actor, on: datetime.date, receipt: str) -> None:
    """The applicant paid for the damage that the deposit did not cover (追償)."""
    _book(booking, Payment.Kind.DAMAGES, booking.claim, on, receipt)
    close_duty(booking, "claim")
    booking.state = State.INSPECTED if booking.refund_due else State.CLOSED
    if booking.refund_due:
        expect_deposit_back(booking)


def _book(booking: Booking, kind: Payment.Kind, amount: int, on: datetime.date, receipt: str) -> None:
    Payment(booking=booking, kind=kind, amount=amount, on=on, receipt=receipt).save()
