"""Every write to a request, from the report to the rating, and what leads away from there: decline, merge, call off."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms, terms
from siwei.general.repairs.models import Contract, PartUsed, Request, Visit
from siwei.general.repairs.reporting import keep
from siwei.general.repairs.roles import CLERK, CREW
from siwei.general.repairs.rules import may_reopen
from siwei.general.repairs.who import involved, is_own, own, own_or_clerk, sent_or_clerk
from siwei.kernel.access.actor import ANYBODY, Actor
from siwei.kernel.actions.action import action, locked
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.directory.models import Person
from siwei.kernel.records.said import said

State = Request.State
SENT = (State.ASSIGNED, State.WORKING)
BEFORE_WORK = (State.ASKED, State.ACCEPTED, State.ASSIGNED)


@action(Request, when=Request.RUNNING, role=CLERK, label=_("Change"), form=forms.ChangeForm)
def change(request: Request, /, *, by: Actor, **fields: Any) -> None:
    """Correct place, equipment or description; what was reported stays as it was."""
    for name, value in fields.items():
        setattr(request, name, value)
    if request.equipment is not None:
        request.place = request.equipment.place


@action(
    Request,
    when=[State.ASKED],
    to=State.ACCEPTED,
    role=CLERK,
    label=_("Accept"),
    form=forms.AcceptForm,
    style="primary",
)
def accept(
    request: Request,
    *,
    by: Actor,
    priority: str,
    trade: str = "",
    accepted_on: datetime.date | None = None,
    description: str = "",
) -> None:
    """Take it on: from here it counts, and somebody has to be there in time."""
    day = accepted_on or timezone.localdate()
    if not request.opened_on <= day <= timezone.localdate():
        raise ActionRefused(said("It is accepted on a day between the report and today."))
    request.accepted_on, request.priority = day, priority
    request.trade, request.description = trade or request.trade, description or request.description
    terms.ask_for_hand(request)
    _tell(request, by, said("Accepted: %(request)s"), "")


@action(Request, when=[State.ASKED], to=State.DECLINED, role=CLERK, label=_("Decline"), form=ReasonForm, style="danger")
def decline(request: Request, *, by: Actor, note: str) -> None:
    """It is not ours to repair; the requester is told why."""
    close_duty(request)
    _tell(request, by, said("Not accepted: %(request)s"), note)


def _send(
    request: Request, by: Actor, technician: Person | None, contract: Contract | None, day: datetime.date | None
) -> None:
    if (technician is None) == (contract is None):
        raise ActionRefused(said("Choose a technician or a contractor, one of them."))
    if technician is not None and not forms.technicians().filter(pk=technician.pk).exists():
        raise ActionRefused(said("%(name)s is no technician.") % {"name": technician.name})
    if contract is not None and not contract.covers(request.trade, day or timezone.localdate()):
        raise ActionRefused(said("This contract does not cover the class of work on that day."))
    request.technician, request.contract = technician, contract
    terms.ask_for_work(request)
    subject = said("Assigned to you: %(request)s") % {"request": request.title()}
    terms.tell_hands(request, by, subject, f"{request.place}\n{request.description}")


@action(
    Request,
    when=[State.ACCEPTED],
    to=State.ASSIGNED,
    role=CLERK,
    label=_("Assign"),
    form=forms.AssignForm,
    style="primary",
)
def assign(
    request: Request,
    *,
    by: Actor,
    technician: Person | None = None,
    contract: Contract | None = None,
    assigned_on: datetime.date | None = None,
    note: str = "",
) -> None:
    """Send an own technician, or a contractor whose contract covers the class of work on that day."""
    _send(request, by, technician, contract, assigned_on)


@action(Request, when=SENT, to=State.ASSIGNED, role=CLERK, label=_("Assign to somebody else"), form=forms.AssignForm)
def reassign(
    request: Request,
    *,
    by: Actor,
    technician: Person | None = None,
    contract: Contract | None = None,
    assigned_on: datetime.date | None = None,
    note: str = "",
) -> None:
    """Send somebody else; visits and parts so far stay."""
    _send(request, by, technician, contract, assigned_on)


@action(
    Request,
    when=SENT,
    to=State.WORKING,
    role=CREW,
    label=_("Enter a visit"),
    form=forms.VisitForm,
    allowed=sent_or_clerk,
    style="primary",
)
def visit(request: Request, *, by: Actor, on: datetime.date, what: str, hours: Decimal = Decimal(1)) -> None:
    """Somebody was there; the first visit begins the work."""
    if request.accepted_on and on < request.accepted_on:
        raise ActionRefused(said("A visit comes after the acceptance."))
    Visit(request=request, on=on, who=request.hand(), hours=hours, what=what).save()


@action(Request, when=[State.WORKING], role=CREW, label=_("Enter a part"), form=forms.PartForm, allowed=sent_or_clerk)
def use_part(request: Request, *, by: Actor, name: str, quantity: Decimal, unit_price: Decimal) -> None:
    """A part went into it."""
    PartUsed(request=request, name=name, quantity=quantity, unit_price=unit_price).save()


@action(
    Request,
    when=[State.WORKING],
    to=State.FINISHED,
    role=CREW,
    label=_("Finish the repair"),
    form=forms.FinishForm,
    allowed=sent_or_clerk,
    style="primary",
)
def finish(
    request: Request, *, by: Actor, result: str, finished_on: datetime.date, photo: File[bytes] | None = None
) -> None:
    """It works again, says whoever repaired it; everybody who asked for it is told and may object."""
    if not (request.accepted_on or request.opened_on) <= finished_on <= timezone.localdate():
        raise ActionRefused(said("It is finished on a day between the acceptance and today."))
    request.finished_on, request.result = finished_on, result
    keep(request, photo, by, "after")
    terms.ask_for_confirmation(request)
    _tell(request, by, said("Repaired, please confirm: %(request)s"), result)


@action(
    Request,
    when=[State.FINISHED],
    to=State.CLOSED,
    role=ANYBODY,
    label=_("Confirm the repair"),
    allowed=own_or_clerk,
    style="primary",
)
def confirm(request: Request, *, by: Actor, note: str = "") -> None:
    """It does work again."""
    close_duty(request)


@action(
    Request,
    when=[State.FINISHED, State.CLOSED],
    to=State.ACCEPTED,
    role=ANYBODY,
    label=_("Reopen"),
    form=ReasonForm,
    allowed=own_or_clerk,
)
def reopen(request: Request, *, by: Actor, note: str) -> None:
    """It does not work after all. It keeps its number and its day of acceptance, so it counts once."""
    days = terms.setting("reopen_days")
    if request.finished_on and not may_reopen(request.finished_on, timezone.localdate(), days):
        raise ActionRefused(said("After %(days)d days please report it anew.") % {"days": days})
    terms.ask_for_hand(request)
    subject = said("Reopened: %(request)s") % {"request": request.title()}
    terms.tell_hands(request, by, subject, note)
    request.finished_on, request.technician, request.contract = None, None, None


@action(
    Request,
    when=[State.FINISHED, State.CLOSED],
    role=ANYBODY,
    label=_("Rate"),
    form=forms.RateForm,
    allowed=own,
    icon="star",
)
def rate(request: Request, *, by: Actor, rating: int, note: str = "") -> None:
    """Say once how satisfied one is, from 1 to 5."""
    if rating not in range(1, 6):
        raise ActionRefused(said("A rating lies between 1 and 5."))
    request.rating = rating


@action(Request, when=BEFORE_WORK, to=State.MERGED, role=CLERK, label=_("Merge"), form=forms.MergeForm, style="danger")
def merge(request: Request, *, by: Actor, into: Request, note: str = "") -> None:
    """Somebody reported the same before: it is handled there, and this one no longer counts."""
    main = locked(into)
    if main.pk == request.pk:
        raise ActionRefused(said("A request is not merged into itself."))
    if main.state not in Request.RUNNING:
        raise ActionRefused(said("%(number)s no longer runs.") % {"number": main.number})
    request.duplicate_of = main
    close_duty(request, done=False)
    _tell(request, by, said("Merged: %(request)s"), said("It is handled as %(number)s.") % {"number": main.number})


@action(
    Request,
    when=BEFORE_WORK,
    to=State.CANCELLED,
    role=ANYBODY,
    label=_("Withdraw the report"),
    form=ReasonForm,
    allowed=own_or_clerk,
    style="danger",
)
def cancel(request: Request, *, by: Actor, note: str) -> None:
    """It is no longer needed."""
    close_duty(request, done=False)
    subject = said("Called off: %(request)s") % {"request": request.title()}
    terms.tell_hands(request, by, subject, note)
    terms.tell_requesters(request, by, subject, note)


@action(Request, role=ANYBODY, label=_("Write a message"), form=forms.SayForm, allowed=involved, icon="message")
def say(request: Request, *, by: Actor, note: str) -> None:
    """A message to the other side; it stands in the history."""
    subject = said("Message about %(request)s") % {"request": request.title()}
    if is_own(request, by):
        terms.tell_hands(request, by, subject, note)
    else:
        terms.tell_requesters(request, by, subject, note)


def _tell(request: Request, by: Actor, subject: str, body: str) -> None:
    terms.tell_requesters(request, by, subject % {"request": request.title()}, body)
