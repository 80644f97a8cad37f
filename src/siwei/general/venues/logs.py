"""Lists behind the statistics: single sessions and single payments, which are parts of bookings and no records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Booking, Payment, Session
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.screens.screen import Filter, FilterKind, Rows, Screen
from siwei.kernel.sheets.column import Column, Kind

OFFICE = (CLERK, APPROVER, CASHIER, AUDITOR)


def _of(part: Any) -> Any:
    def rows(actor: Actor) -> Rows:
        found: Rows = part.objects.filter(booking__in=Booking.objects.visible_to(actor))
        return found

    return rows


def _accepted(rows: Rows, value: Any) -> Rows:
    accepted = rows.filter(booking__state__in=Booking.ACCEPTED).exclude(state=Session.State.CANCELLED)
    return accepted if value else rows.exclude(pk__in=accepted.values("pk"))


def _booking(row: Any) -> str:
    return str(row.booking.number)


SESSIONS = Screen(
    record=Session,  # type: ignore[arg-type]  # a log's type is no record
    slug="sessions",
    title=_("Single sessions"),
    icon="clock",
    roles=OFFICE,
    source=_of(Session),
    opens=lambda row: row.booking.get_absolute_url(),
    columns=(
        Column("booking", _("Number"), _booking, sort="booking__number"),
        Column("venue", _("Venue"), "venue__name", sort="venue__order"),
        Column("day", pgettext_lazy("date", "Day"), kind=Kind.DATE),
        Column("slot", _("Session")),
        Column("hours", _("Begin and end"), lambda row: row.hours(), sort="begins"),
        Column("who", _("Applicant"), lambda row: row.booking.who(), sort="booking__organisation"),
        Column("purpose", _("Purpose"), "booking__purpose"),
        Column("people", pgettext_lazy("how many", "People"), "booking__people", kind=Kind.NUMBER),
        Column("fee", _("Fee (NT$)"), kind=Kind.MONEY),
        Column("state", _("State"), lambda row: row.get_state_display(), sort="state"),
    ),
    filters=(
        Filter("state", _("State")),
        Filter("accepted", _("Accepted"), FilterKind.YES_NO, narrow=_accepted),
        Filter("centre", _("Centre"), path="venue__centre"),
        Filter("venue", _("Venue")),
        Filter("applicant", _("Kind of applicant"), path="booking__applicant"),
        Filter("slot", _("Session")),
        Filter("day", pgettext_lazy("date", "Day")),
    ),
    order=("-day",),
    related=("venue", "booking__agency"),
    help=_("One line for each session, as the report counts them; the number opens the booking."),
)

PAYMENTS = Screen(
    record=Payment,  # type: ignore[arg-type]  # a log's type is no record
    slug="payments",
    title=_("Payments"),
    icon="cash",
    roles=OFFICE,
    source=_of(Payment),
    opens=lambda row: row.booking.get_absolute_url(),
    columns=(
        Column("booking", _("Number"), _booking, sort="booking__number"),
        Column("on", _("Date"), kind=Kind.DATE),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column("amount", _("Amount (NT$)"), kind=Kind.MONEY),
        Column("receipt", _("Receipt number")),
        Column("venue", _("Venue"), "booking__venue__name", sort="booking__venue__order"),
        Column("who", _("Applicant"), lambda row: row.booking.who(), sort="booking__organisation"),
    ),
    filters=(
        Filter("kind", _("Kind")),
        Filter("centre", _("Centre"), path="booking__venue__centre"),
        Filter("venue", _("Venue"), path="booking__venue"),
        Filter("applicant", _("Kind of applicant"), path="booking__applicant"),
        Filter("day", _("Date"), path="on"),
    ),
    order=("-on",),
    related=("booking__venue", "booking__agency"),
)
