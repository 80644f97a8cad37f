"""A request comes in, is accepted, declined, merged, put right or cancelled; what the office does at its desk."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms
from siwei.general.repairs.actions.asking import by_requester_or_clerk, is_requester, make, write_message
from siwei.general.repairs.duties import start_work, stop_all
from siwei.general.repairs.models import Contract, Plan, Priority, Request, Visit
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.general.repairs.telling import tell_office, tell_requesters
from siwei.kernel.access.actor import ANYBODY, STAFF, SYSTEM, Actor
from siwei.kernel.actions.action import action, creates, locked
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.directory.models import Agency, Person

State = Request.State
BEFORE_THE_WORK = (State.ASKED, State.ACCEPTED, State.ASSIGNED)


@creates(Request, role=STAFF, label=_("Ask for a repair"), form=forms.ReportForm, icon="tool")
def report(*, by: Actor, requester_phone: str = "", **fields: Any) -> Request:
    """A colleague asks for a repair."""
    person = by.person
    known = {"requester": person, "requester_name": by.name, "agency": person.agency} if person else {}
    return make(by=by, origin=Request.Origin.AGENCY, requester_phone=requester_phone, **known, **fields)


@creates(
    Request, role=CLERK, label=_("Enter a request for somebody"), form=forms.ReportForForm, style="plain", icon="phone"
)
def report_for(*, by: Actor, **fields: Any) -> Request:
    """A clerk enters what came by telephone or on paper."""
    return make(by=by, origin=Request.Origin.AGENCY, **fields)


@creates(Request, role=SYSTEM, label=_("Open by a preventive plan"), form=forms.EmptyForm)
def open_preventive(*, by: Actor, plan: Plan, planned_for: datetime.date) -> Request:
    """The plan's case of a day, accepted from the start. The database holds one for a plan and day."""
    with_contract = plan.contract if plan.contract and plan.contract.since <= planned_for < plan.contract.until else None
    request = make(
        by=by,
        origin=Request.Origin.PREVENTIVE,
        description=plan.what,
        kind=plan.kind,
        equipment=plan.equipment,
        centre=plan.centre,
        plan=plan,
        planned_for=planned_for,
        opened_on=planned_for,
        accepted_on=planned_for,
        priority=Priority.NORMAL,
        contract=with_contract,
        state=State.ASSIGNED if with_contract else State.ACCEPTED,
    )
    start_work(request, timezone.make_aware(datetime.datetime.combine(planned_for, datetime.time(8))))
    return request


@creates(Request, role=CLERK, label=_("Enter a finished repair"), form=forms.PastForm, style="plain", icon="history")
def enter_past(
    *,
    by: Actor,
    opened_on: datetime.date,
    accepted_on: datetime.date,
    finished_on: datetime.date,
    work: str,
    who: str = "",
    agency: Agency | None = None,
    technician: Person | None = None,
    contract: Contract | None = None,
    cost: int = 0,
    rating: int | None = None,
    priority: str = Priority.NORMAL,
    **fields: Any,
) -> Request:
    """A repair that is over, from a paper register or another program: one act for its whole life.

    Raises ValidationError when its days are not in order.
    """
    if not opened_on <= accepted_on <= finished_on:
        raise ValidationError({"finished_on": gettext("It was asked, then accepted, then finished: the days differ.")})
    request = make(
        by=by,
        origin=Request.Origin.AGENCY,
        state=State.CLOSED,
        opened_on=opened_on,
        accepted_on=accepted_on,
        responded_on=finished_on,
        finished_on=finished_on,
        closed_on=finished_on,
        agency=agency,
        technician=technician,
        contract=contract,
        priority=priority,
        urgency=priority,
        work_cost=cost,
        cost=cost,
        rating=rating,
        **fields,
    )
    Visit(request=request, on=finished_on, who=who or request.handler or by.name, work=work).save()
    return request


@action(
    Request, when=[State.ASKED], to=State.ACCEPTED, role=CLERK, label=_("Accept"), form=forms.AcceptForm,
    style="primary", icon="check", help=_("From here the request counts for the annual report."),
)  # fmt: skip
def accept(
    request: Request, *, by: Actor, kind: str, priority: str, accepted_at: datetime.datetime, note: str = ""
) -> None:
    """受理: class and priority are set, and the clocks of arrival and completion begin."""
    day = timezone.localdate(accepted_at)
    if day < request.opened_on:
        raise ValidationError({"accepted_at": gettext("It cannot be accepted before it was received.")})
    request.kind, request.priority, request.accepted_on = kind, priority, day
    start_work(request, timezone.localtime(accepted_at))
    tell_requesters(request, gettext_noop("Your repair request %(number)s is accepted"), note)


@action(
    Request, when=[State.ASKED], to=State.DECLINED, role=CLERK, label=_("Decline"), form=ReasonForm, style="danger",
    icon="x",
)  # fmt: skip
def decline(request: Request, *, by: Actor, note: str) -> None:
    """退回, with a reason: not ours, or nothing to repair."""
    stop_all(request, done=True)
    tell_requesters(request, gettext_noop("Your repair request %(number)s is declined"), note)


@action(
    Request, when=BEFORE_THE_WORK, to=State.MERGED, role=CLERK, label=_("Merge"), form=forms.MergeForm,
    icon="git-merge", help=_("The same thing was asked twice: this request ends here, and its requester follows the other."),
)  # fmt: skip
def merge(request: Request, *, by: Actor, into: Request, note: str = "") -> None:
    """併案: the requester is told and follows the main case from now on."""
    main = locked(into)
    if main.pk == request.pk or main.state not in Request.OPEN:
        raise ValidationError({"into": gettext("Choose another request that is still open.")})
    request.duplicate_of, request.technician, request.contract = main, None, None
    stop_all(request)
    tell_requesters(
        request,
        gettext_noop("Your repair request %(number)s goes on together with another one"),
        gettext("It was asked for before: %(number)s. You will be told of everything that happens there.")
        % {"number": main.number},
    )


@action(
    Request, when=BEFORE_THE_WORK, to=State.CANCELLED, role=ANYBODY, label=_("Cancel the request"), form=ReasonForm,
    allowed=by_requester_or_clerk, style="danger", icon="ban",
)  # fmt: skip
def cancel(request: Request, *, by: Actor, note: str) -> None:
    """取消: no longer wanted, before anybody began to work."""
    stop_all(request)
    news = gettext_noop("The repair request %(number)s is cancelled")
    if is_requester(request, by):
        tell_office(request, news, note)
    else:
        tell_requesters(request, news, note)


@action(Request, when=Request.OPEN, role=CLERK, label=_("Put right"), form=forms.AmendForm, icon="edit")
def amend(request: Request, *, by: Actor, note: str, **fields: Any) -> None:
    """Place, class or description were not right. What was asked stays beside it."""
    for name, value in fields.items():
        setattr(request, name, value)
    if request.place is not None:
        request.centre = request.place.centre


def _may_speak(request: Request, actor: Actor) -> str | None:
    return None if actor.holds(TECHNICIAN) else by_requester_or_clerk(request, actor)


@action(Request, role=ANYBODY, label=_("Write a message"), form=forms.SayForm, allowed=_may_speak, icon="message")
def say(request: Request, *, by: Actor, text: str) -> None:
    """A line of the conversation; the other side is told."""
    write_message(request, by, text)
    if is_requester(request, by):
        tell_office(request.main, gettext_noop("A message about repair request %(number)s"), text)
    else:
        tell_requesters(request, gettext_noop("A message about your repair request %(number)s"), text)
