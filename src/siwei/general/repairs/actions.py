"""Every write to a request, from the report to the rating, and what leads away from there: decline, merge, call off."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms, terms
from siwei.general.repairs.models import Contract, PartUsed, Request, Visit
from siwei.general.repairs.reporting import keep
from siwei.general.repairs.roles import CLERK, CREW
from siwei.general.repairs.rules import may_reopen
from siwei.general.repairs.who import involved, is_own, own, own_or_clerk, sent_or_clerk
from siwei.kernel.access.actor import ANYBODY, Actor, holders
from siwei.kernel.actions.action import action, locked
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.deadlines.clocks import resume, suspend
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.directory.models import Person
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Request.State
SENT = (State.ASSIGNED, State.WORKING)
BEFORE_WORK = (State.ASKED, State.ACCEPTED, State.ASSIGNED)


@action(Request, when=Request.RUNNING, role=CLERK, label=_("Change"), form=forms.ChangeForm)
def change(request: Request, /, *, by: Actor, **fields: Any) -> None:
    """Correct class, place, equipment, priority or description; what was reported stays beside it as it was."""
    before = request.priority
    for name, value in fields.items():
        setattr(request, name, value)
    if request.equipment is not None:
        request.place = request.equipment.place
    if request.priority == before:
        return
    if not before or not request.priority:
        raise ValidationError({"priority": said("A priority is given when the request is accepted.")})
    if request.waiting_since:
        raise ActionRefused(said("The clock stands still: let it run again first."))
    terms.start_anew(request)


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
    if contract is not None and (contract.left() or Decimal(1)) <= 0:
        raise ActionRefused(said("The ceiling of this contract is used up."))
    if request.waiting_since:
        raise ActionRefused(said("The clock stands still: let it run again first."))
    request.technician, request.contract = technician, contract
    terms.ask_for_work(request, day or timezone.localdate())
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
    rate = request.contract.hour_rate or Decimal(0) if request.contract else Decimal(terms.setting("hour_rate", on))
    under = {"contract": request.contract, "rate": rate}
    Visit(request=request, on=on, who=request.hand(), hours=hours, what=what, **under).save()
    close_duty(request, "respond")
    _tell_of_ceiling(request, hours * rate)


@action(Request, when=[State.WORKING], role=CREW, label=_("Enter a part"), form=forms.PartForm, allowed=sent_or_clerk)
def use_part(request: Request, *, by: Actor, name: str, quantity: Decimal, unit_price: Decimal) -> None:
    """A part went into it."""
    under = {"contract": request.contract}
    PartUsed(request=request, name=name, quantity=quantity, unit_price=unit_price, **under).save()
    _tell_of_ceiling(request, quantity * unit_price)


def _tell_of_ceiling(request: Request, added: Decimal) -> None:
    """Work that was done is entered whatever it cost; the clerks are told once, when it passes the ceiling."""
    left = request.contract.left() if request.contract else None
    if left is not None and left < 0 <= left + added:
        subject = said("Ceiling passed: %(contract)s") % {"contract": str(request.contract)}
        notify(request, to=holders(CLERK), subject=subject, body=request.title())


def _waits(request: Request, actor: Actor) -> str | None:
    no = None if request.waiting_since else said("The clock runs.")
    return sent_or_clerk(request, actor) or no


def _runs(request: Request, actor: Actor) -> str | None:
    no = said("The clock stands still already.") if request.waiting_since else None
    return sent_or_clerk(request, actor) or no


@action(Request, when=[State.WORKING], role=CREW, label=_("Wait for parts"), form=forms.WaitForm, allowed=_runs)
def wait_for_parts(request: Request, *, by: Actor, waiting_for: str, since: datetime.date | None = None) -> None:
    """Nothing can be done until something comes: the clock of the completion stands still from that day on."""
    day = since or timezone.localdate()
    if not (request.accepted_on or request.opened_on) <= day <= timezone.localdate():
        raise ValidationError({"since": said("It lies between the acceptance and today.")})
    request.waiting_for, request.waiting_since = waiting_for, day
    duty = terms.finish_clock(request)
    if duty is not None:
        suspend(duty, by=by, reason=waiting_for, on=day)
    _tell(request, by, said("Waiting for parts: %(request)s"), waiting_for)


@action(
    Request,
    when=[State.WORKING],
    role=CREW,
    label=_("Parts have come"),
    form=forms.ResumeForm,
    allowed=_waits,
    style="primary",
)
def parts_came(request: Request, *, by: Actor, on: datetime.date | None = None, note: str = "") -> None:
    """Work goes on: the clock runs again, the days between count for nothing."""
    day = on or timezone.localdate()
    if not (request.waiting_since or day) <= day <= timezone.localdate():
        raise ValidationError({"on": said("It lies between the day the wait began and today.")})
    duty = terms.finish_clock(request)
    if duty is not None:
        resume(duty, by=by, reason=note or request.waiting_for, on=day)
    request.waiting_for, request.waiting_since = "", None


def _not_waiting(request: Request, _actor: Actor) -> str | None:
    return said("The clock stands still: let it run again first.") if request.waiting_since else None


@action(
    Request,
    when=(State.ACCEPTED, *SENT),
    role=CLERK,
    label=_("Give more time"),
    form=forms.MoreTimeForm,
    allowed=_not_waiting,
)
def give_time(request: Request, *, by: Actor, amount: int, note: str) -> None:
    """Extend the term of the completion, before it is over and with a reason."""
    terms.more_time(request, by, amount, note)


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
    terms.end_wait(request, by, finished_on)
    request.waiting_for, request.waiting_since = "", None
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
    subject = said("Reopened: %(request)s") % {"request": request.title()}
    terms.tell_hands(request, by, subject, note)
    request.finished_on, request.technician, request.contract, request.due_on = None, None, None, None
    terms.ask_for_hand(request, timezone.localdate())


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


@action(
    Request,
    when=BEFORE_WORK,
    to=State.MERGED,
    role=CLERK,
    label=_("Merge"),
    form=forms.MergeForm,
    style="danger",
    also=("into",),
)
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
    """It is no longer needed. What was accepted before stays counted: a figure of a past year does not shrink."""
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
