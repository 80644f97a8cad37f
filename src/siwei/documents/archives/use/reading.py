"""After the decision: seats in the reading room, pieces handed out and taken back, copies, fees, and the end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Item, Lent, UseFee, UsePiece, UseRequest, UseVisit
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.use import table
from siwei.documents.archives.use.applying import let_go, of_archive, of_either, tell
from siwei.documents.archives.use.forms import (
    ChargeForm,
    EndForm,
    GiveUpVisitForm,
    HandOutForm,
    PaidForm,
    TakeInForm,
    VisitForm,
)
from siwei.documents.archives.use.rules import READING, free_seat, hours_charged
from siwei.kernel.access.actor import ANYBODY, SYSTEM, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.working_days import CalendarRangeError
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.kernel.files.models import attachments_of, remove
from siwei.kernel.notices.models import erase_mails
from siwei.kernel.records.said import said

State = UseRequest.State
GRANTED = [State.APPROVED, State.PARTLY, State.READING]


@action(UseRequest, when=GRANTED, role=ANYBODY, label=_("Book the reading room"), form=VisitForm, allowed=of_either,
        icon="calendar")  # fmt: skip
def book(request: UseRequest, *, by: Actor, day: datetime.date, session: str) -> None:
    """The lowest free seat of a half-day; two who book at once get two seats or one is told."""
    today = timezone.localdate()
    if not by.is_system and not today <= day <= today + datetime.timedelta(days=_days_ahead()):
        text = said("Choose one of the next %(days)d days.") % {"days": _days_ahead()}
        raise ValidationError({"day": text})
    try:
        is_open = office_calendar().is_working_day(day)
    except CalendarRangeError as beyond:
        raise ValidationError({"day": str(beyond)}) from beyond
    if not is_open:
        raise ValidationError({"day": said("The reading room is closed on that day.")})
    Agency.objects.select_for_update().get(pk=request.agency_id)  # whoever books at the same moment waits
    there = UseVisit.objects.filter(agency=request.agency_id, day=day, session=session, given_up=False)
    if there.filter(request=request).exists():
        raise ValidationError({"session": said("You have a seat then already.")})
    seat = free_seat(there.values_list("seat", flat=True), table.seats())
    if seat is None:
        raise ValidationError({"session": said("All seats are taken then.")})
    visit = UseVisit(request=request, agency_id=request.agency_id, day=day, session=session, seat=seat)
    visit.save()
    tell(request, said("Reading room booked"), f"{day.isoformat()} {visit.get_session_display()}")


def _days_ahead() -> int:
    return int(office().setting("archives.reading_days_ahead"))


@action(UseRequest, when=GRANTED, role=ANYBODY, label=_("Give up a visit"), form=GiveUpVisitForm, allowed=of_either,
        icon="calendar-x")  # fmt: skip
def give_up_visit(request: UseRequest, *, by: Actor, visit: UseVisit) -> None:
    """The seat is free for others."""
    visit.given_up = True
    visit.save()


def _something_to_hand_out(request: UseRequest, actor: Actor) -> str | None:
    if not request.pieces.exclude(decision=UsePiece.Decision.REFUSED).filter(out_on=None).exists():
        return said("Everything that was granted was handed out.")
    return of_archive(request, actor)


@action(UseRequest, when=GRANTED, to=State.READING, role=ARCHIVIST, label=_("Hand pieces out"), form=HandOutForm,
        allowed=_something_to_hand_out, style="primary", icon="book")  # fmt: skip
def hand_out(request: UseRequest, *, by: Actor, pieces: Iterable[UsePiece], out_on: datetime.date) -> None:
    """To the reading room. What somebody of the agency has borrowed comes back first."""
    if request.decided_on is not None and out_on < request.decided_on:
        raise ValidationError({"out_on": said("It was decided on %(day)s.") % {"day": request.decided_on}})
    pieces = list(pieces)
    wanted = [piece.item_id for piece in pieces if piece.item_id is not None]
    list(Item.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))  # whoever lends or hands out waits
    for piece in pieces:
        if piece.item_id is not None:
            _demand_in_house(piece)
        piece.out_on = out_on
        piece.save()


def _demand_in_house(piece: UsePiece) -> None:
    lent = Lent.objects.filter(item=piece.item_id, out=True).select_related("loan").first()
    if lent is not None:
        text = said("%(item)s is lent by %(loan)s.") % {"item": piece.item, "loan": lent.loan.number}
        raise ValidationError({"pieces": text})
    other = UsePiece.objects.filter(item=piece.item_id, back_on=None).exclude(out_on=None).first()
    if other is not None:
        text = said("%(item)s is with another reader (%(number)s).")
        raise ValidationError({"pieces": text % {"item": piece.item, "number": other.request.number}})


def _something_out(request: UseRequest, actor: Actor) -> str | None:
    if not request.pieces.exclude(out_on=None).filter(back_on=None).exists():
        return said("Nothing is handed out.")
    return of_archive(request, actor)


@action(UseRequest, when=[State.READING], role=ARCHIVIST, label=_("Take pieces back"), form=TakeInForm,
        allowed=_something_out, style="primary", icon="arrow-left")  # fmt: skip
def take_in(request: UseRequest, *, by: Actor, pieces: Iterable[UsePiece], back_on: datetime.date, hours: Decimal,
            condition: str = "") -> None:  # fmt: skip
    """Piece by piece; the hours are charged by two hours begun."""
    for piece in pieces:
        if piece.out_on is not None and back_on < piece.out_on:
            raise ValidationError({"back_on": said("It was handed out on %(day)s.") % {"day": piece.out_on}})
        piece.back_on, piece.condition = back_on, condition
        piece.save()
    units = hours_charged(hours)
    if units:
        _charge(request, "back_on", back_on, READING, units)


def _charge(request: UseRequest, field: str, on: datetime.date, kind: str, count: int) -> None:
    """A line by the table of the day that stands in `field`. Raises ValidationError when that table has none."""
    try:
        amount = count if kind == "postage" else table.price(kind, on) * count
    except LookupError as fault:
        text = said("The fee table of %(day)s does not name “%(kind)s”.")
        raise ValidationError({field: text % {"day": on, "kind": table.KINDS.get(kind, kind)}}) from fault
    UseFee(request=request, on=on, kind=kind, count=count, amount=amount).save()


@action(UseRequest, when=GRANTED, role=ARCHIVIST, label=_("Charge for copies"), form=ChargeForm, allowed=of_archive,
        icon="receipt")  # fmt: skip
def charge(request: UseRequest, *, by: Actor, on: datetime.date, kind: str, count: int) -> None:
    """By the table of the day; postage is what was really paid."""
    _charge(request, "on", on, kind, count)


def _something_unpaid(request: UseRequest, actor: Actor) -> str | None:
    if not request.fees.filter(paid_on=None).exists():
        return said("Nothing is to be paid.")
    return of_archive(request, actor)


@action(UseRequest, when=[*GRANTED, State.CLOSED, State.WITHDRAWN], role=ARCHIVIST, label=_("Note the payment"),
        form=PaidForm, allowed=_something_unpaid, icon="receipt")  # fmt: skip
def note_payment(request: UseRequest, *, by: Actor, paid_on: datetime.date, receipt: str) -> None:
    """All open lines by one receipt; what is owed is owed also after the use was stopped or given up."""
    for fee in request.fees.filter(paid_on=None):
        fee.paid_on, fee.receipt = paid_on, receipt
        fee.save()


@action(UseRequest, when=[State.READING], to=State.CLOSED, role=ARCHIVIST, label=_("Stop the use"), form=ReasonForm,
        allowed=of_archive, style="danger", icon="x")  # fmt: skip
def stop(request: UseRequest, *, by: Actor, note: str) -> None:
    """Somebody wrote on, altered or took files apart (檔案法 art. 20, 26); what is out comes back at once."""
    today = timezone.localdate()
    for piece in request.pieces.exclude(out_on=None).filter(back_on=None):
        piece.back_on, piece.condition = today, note[:200]
        piece.save()
    _end(request, today)


def _all_settled(request: UseRequest, actor: Actor) -> str | None:
    if request.pieces.exclude(out_on=None).filter(back_on=None).exists():
        return said("Pieces are still handed out.")
    if request.fees.filter(paid_on=None).exists():
        return said("Fees are not yet paid.")
    return of_archive(request, actor)


@action(UseRequest, when=GRANTED, to=State.CLOSED, role=ARCHIVIST, label=_("Close the application"), form=EndForm,
        allowed=_all_settled, icon="check")  # fmt: skip
def close(request: UseRequest, *, by: Actor, closed_on: datetime.date) -> None:
    """結案: everything is back and paid."""
    if request.decided_on is not None and closed_on < request.decided_on:
        raise ValidationError({"closed_on": said("It was decided on %(day)s.") % {"day": request.decided_on}})
    _end(request, closed_on)


def _end(request: UseRequest, on: datetime.date) -> None:
    request.closed_on = on
    for visit in request.visits.filter(given_up=False, day__gt=on):
        visit.given_up = True
        visit.save()
    let_go(request)


@action(UseRequest, role=SYSTEM, label=_("Remove personal data"))
def forget(request: UseRequest, *, by: Actor, on: datetime.date) -> None:
    """Who applied is no longer needed; what was asked for and decided stays. The history never held it."""
    for name in UseRequest.PERSONAL:
        setattr(request, name, None if name == "birth_on" else "")
    request.code_digest, request.forgotten_on = "", on
    erase_mails(request)
    remove(attachments_of(request).filter(kind="mandate"))
