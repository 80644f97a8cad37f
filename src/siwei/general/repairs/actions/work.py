"""The repair itself: who goes, what was found, used and done, waiting for parts, and the end of the work."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms
from siwei.general.repairs.actions.asking import AFTER, BEFORE, by_its_technician
from siwei.general.repairs.duties import arrived, finish_clock, hand_over, start_arrival, start_confirmation
from siwei.general.repairs.models import Contract, PartUsed, Request, Visit
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.general.repairs.rules import contract_misfit, total_cost
from siwei.general.repairs.telling import tell_requesters, tell_worker
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.deadlines.clocks import resume, suspend
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.models import Person
from siwei.kernel.files.models import attach

State = Request.State
WORKERS = (CLERK, TECHNICIAN)


def _assign(
    request: Request, technician: Person | None, contract: Contract | None, on: datetime.date
) -> None:
    assert request.accepted_on is not None  # only accepted requests are assigned
    if on < request.accepted_on:
        raise ValidationError({"on": gettext("It cannot be assigned before it was accepted.")})
    if contract is not None and (reason := contract_misfit(contract, request.kind, on)):
        raise ValidationError({"contract": reason})
    request.technician, request.contract = technician, contract
    hand_over(request, technician)
    if contract is not None and contract.hours(request.priority) is not None:
        now = timezone.localtime()
        at = now if on == now.date() else datetime.datetime.combine(on, datetime.time(9), now.tzinfo)
        start_arrival(request, at, contract)
    tell_worker(request)


@action(
    Request, when=[State.ACCEPTED], to=State.ASSIGNED, role=CLERK, label=_("Assign"), form=forms.AssignForm,
    style="primary", icon="user-check",
)  # fmt: skip
def assign(
    request: Request,
    *,
    by: Actor,
    on: datetime.date,
    technician: Person | None = None,
    contract: Contract | None = None,
    note: str = "",
) -> None:
    """派工, to our own technician or to a contractor whose contract holds that day and serves the class.

    Raises ValidationError where it does not.
    """
    _assign(request, technician, contract, on)


@action(
    Request, when=[State.ACCEPTED], to=State.ASSIGNED, role=TECHNICIAN, label=_("Take it on"), form=forms.EmptyForm,
    icon="hand-grab",
)  # fmt: skip
def take(request: Request, *, by: Actor) -> None:
    """A technician takes an accepted request; of two who press at once one gets it."""
    request.technician, request.contract = by.person, None
    hand_over(request, by.person)


@action(
    Request, when=[State.ASSIGNED, State.WORKING], to=State.ASSIGNED, role=CLERK, label=_("Assign to another"),
    form=forms.AssignForm, icon="users",
)  # fmt: skip
def reassign(
    request: Request,
    *,
    by: Actor,
    on: datetime.date,
    technician: Person | None = None,
    contract: Contract | None = None,
    note: str = "",
) -> None:
    """改派: somebody else goes."""
    _assign(request, technician, contract, on)


@action(
    Request, when=[State.ASSIGNED, State.WORKING], to=State.WORKING, role=WORKERS, label=_("Write down a visit"),
    form=forms.VisitForm, allowed=by_its_technician, style="primary", icon="clipboard-text",
)  # fmt: skip
def visit(
    request: Request,
    *,
    by: Actor,
    on: datetime.date,
    who: str = "",
    findings: str = "",
    work: str = "",
    photo: Any = None,
) -> None:
    """施工: somebody was there. The first visit ends the clock of arrival."""
    if request.accepted_on is not None and on < request.accepted_on:
        raise ValidationError({"on": gettext("Nobody goes there before the request was accepted.")})
    Visit(request=request, on=on, who=who or request.handler, findings=findings, work=work).save()
    if request.responded_on is None or on < request.responded_on:
        request.responded_on = on
    arrived(request)
    if photo:
        attach(request, photo, by=by, kind=BEFORE)


@action(
    Request, when=[State.WORKING], role=WORKERS, label=_("Part used"), form=forms.PartForm, allowed=by_its_technician,
    icon="puzzle",
)  # fmt: skip
def use_part(request: Request, *, by: Actor, name: str, quantity: Decimal, unit_price: int) -> None:
    """A part or material; the cost in all grows by it."""
    PartUsed(request=request, name=name, quantity=quantity, unit_price=unit_price).save()
    request.cost = total_cost(request.work_cost, request.parts_used.all())


def _clock_runs(request: Request, actor: Actor) -> str | None:
    clock = finish_clock(request)
    if clock is None or clock.state == Duty.State.SUSPENDED:
        return gettext("It already waits.")
    return by_its_technician(request, actor)


def _clock_stands(request: Request, actor: Actor) -> str | None:
    clock = finish_clock(request)
    if clock is None or clock.state != Duty.State.SUSPENDED:
        return gettext("It does not wait for anything.")
    return by_its_technician(request, actor)


@action(
    Request, when=[State.WORKING], role=WORKERS, label=_("Wait for parts"), form=ReasonForm, allowed=_clock_runs,
    icon="player-pause",
)  # fmt: skip
def wait(request: Request, *, by: Actor, note: str) -> None:
    """待料: the clock of completion stands still, with the reason, and the requester is told."""
    clock = finish_clock(request)
    if clock is not None:
        suspend(clock, by=by, reason=note)
    tell_requesters(request, gettext_noop("The repair %(number)s waits for parts"), note)


@action(
    Request, when=[State.WORKING], role=WORKERS, label=_("Go on"), allowed=_clock_stands, icon="player-play",
)  # fmt: skip
def go_on(request: Request, *, by: Actor, note: str = "") -> None:
    """The parts are there, the clock runs again."""
    clock = finish_clock(request)
    if clock is not None:
        resume(clock, by=by, reason=note)


@action(
    Request, when=[State.WORKING], to=State.INSPECTION, role=WORKERS, label=_("Finish"), form=forms.FinishForm,
    allowed=by_its_technician, style="primary", icon="flag",
)  # fmt: skip
def finish(
    request: Request, *, by: Actor, on: datetime.date, work_cost: int = 0, photo: Any = None, note: str = ""
) -> None:
    """完工: the requester looks at it and confirms, or says what is still wrong."""
    if request.responded_on is not None and on < request.responded_on:
        raise ValidationError({"on": gettext("The work cannot end before the first visit.")})
    request.finished_on, request.work_cost = on, work_cost
    request.cost = total_cost(work_cost, request.parts_used.all())
    if photo:
        attach(request, photo, by=by, kind=AFTER)
    start_confirmation(request)
    tell_requesters(
        request, gettext_noop("Your repair %(number)s is finished: please confirm, or say what is still wrong"), note
    )
