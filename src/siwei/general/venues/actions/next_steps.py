"""What has to be done next on a booking, by whom and until when: the duties that actions leave behind."""

from __future__ import annotations

import datetime

from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Booking
from siwei.general.venues.terms import terms
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duty
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import Said, said

WEEK = datetime.timedelta(days=7)


def expect_decision(booking: Booking) -> None:
    """The venue's own approver, or whoever holds the role, decides."""
    open_duty(booking, "decide", said("Decide on the application"), role=APPROVER, person=booking.venue.approver)


def pay_by(booking: Booking) -> datetime.date:
    """The day until which fee and deposit are paid in full (KH-VENUE art. 5)."""
    return booking.first_day - datetime.timedelta(days=terms(booking.opened_on).pay_before)


def expect_payment(booking: Booking) -> None:
    """The cashier takes fee and deposit in one sum."""
    close_duty(booking, "pay", done=False)
    label = said("Payment of NT$%(cost)s") % {"cost": f"{booking.fee + booking.deposit:,}"}
    open_duty(booking, "pay", label, due=end_of_day(pay_by(booking)), role=CASHIER)


def expect_use(booking: Booking) -> None:
    """After the last day somebody has to say whether it was held."""
    close_duty(booking, "use", done=False)
    last = booking.planned().order_by("-day").values_list("day", flat=True).first()
    if last is not None:
        open_duty(booking, "use", said("Mark whether it was held"), due=end_of_day(last + WEEK), role=CLERK)


def expect_inspection(booking: Booking) -> None:
    """After use the venue is looked at."""
    close_duty(booking, "use")
    open_duty(booking, "inspect", said("Look at the venue"), role=CLERK)


def expect_refund(booking: Booking) -> None:
    """The cashier pays back what is due, in one sum."""
    close_duty(booking, "refund", done=False)
    if booking.refund_due:
        label = said("Pay back NT$%(sum)s") % {"sum": f"{booking.refund_due:,}"}
        open_duty(booking, "refund", label, role=CASHIER)


def expect_damages(booking: Booking) -> None:
    """The applicant pays for damage beyond the deposit."""
    label = said("Claim NT$%(sum)s for damage") % {"sum": f"{booking.claim:,}"}
    open_duty(booking, "claim", label, role=CASHIER)


def expect_deposit_back(booking: Booking) -> None:
    """The cashier returns what is left of the deposit, with what was still to be paid back."""
    close_duty(booking, "refund", done=False)
    label = said("Return the deposit of NT$%(sum)s") % {"sum": f"{booking.refund_due:,}"}
    open_duty(booking, "deposit", label, role=CASHIER)


def lines(*parts: str) -> Said:
    """Parts one below the other, each kept in every language; empty ones fall away."""
    kept = {f"line{nth}": part for nth, part in enumerate(filter(None, parts))}
    return Said.of("\n".join(f"%({name})s" for name in kept), kept)


def tell(booking: Booking, subject: str, body: str, files: list[tuple[str, str, str]] | None = None) -> None:
    """Write to the applicant; `%(booking)s` in the subject is the case."""
    title = subject % {"booking": booking.title()}
    notify(booking, to=[booking.requester or booking.mail], subject=title, body=body, attachments=files or [])
