"""How a request comes into being: reported by staff or a citizen, taken over from an old register, or by a plan."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms, terms
from siwei.general.repairs.models import CODE_OF, Equipment, Plan, Request, Trade, Urgency
from siwei.general.repairs.roles import CLERK
from siwei.kernel.access.actor import ANYBODY, STAFF, Actor
from siwei.kernel.access.codes import code_digest, new_code
from siwei.kernel.actions.action import creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import NoteForm
from siwei.kernel.directory.models import Agency, Place
from siwei.kernel.files.models import attach
from siwei.kernel.records.said import said

State = Request.State


def _new(
    *,
    asked: str,
    place: Place,
    equipment: Equipment | None,
    trade: str,
    opened_on: datetime.date | None,
    **fields: Any,
) -> Request:
    if equipment is not None:
        place, trade = equipment.place, equipment.trade
    request = Request(
        asked=asked,
        asked_place=place,
        asked_trade=trade or Trade.OTHER,
        description=asked,
        place=place,
        equipment=equipment,
        trade=trade or Trade.OTHER,
        opened_on=opened_on or timezone.localdate(),
        **fields,
    )
    request.save()
    terms.ask_for_answer(request)
    return request


def keep(request: Request, photo: File[bytes] | None, by: Actor, kind: str) -> None:
    """Attach a picture, if there is one."""
    if photo is not None:
        attach(request, photo, by=by, kind=kind)


@creates(Request, role=STAFF, label=_("Report a fault"), form=forms.ReportForm, icon="tool")
def report(
    *,
    by: Actor,
    asked: str,
    place: Place,
    equipment: Equipment | None = None,
    trade: str = "",
    urgency: str = Urgency.NORMAL,
    photo: File[bytes] | None = None,
    opened_on: datetime.date | None = None,
) -> Request:
    """Report that something is broken; a clerk is asked to answer."""
    agency = by.person.agency if by.person else None
    request = _new(
        asked=asked,
        place=place,
        equipment=equipment,
        trade=trade,
        opened_on=opened_on,
        urgency=urgency,
        requester=by.person,
        agency=agency,
    )
    keep(request, photo, by, "before")
    return request


@creates(Request, role=ANYBODY, label=_("Report as a citizen"), form=forms.CitizenForm, icon="tool")
def report_public(
    *,
    by: Actor,
    asked: str,
    place: Place,
    citizen_name: str,
    citizen_mail: str = "",
    website: str = "",
    equipment: Equipment | None = None,
    trade: str = "",
    urgency: str = Urgency.NORMAL,
    photo: File[bytes] | None = None,
    opened_on: datetime.date | None = None,
) -> Request:
    """Report without an account. The object given back knows the code once (`plain_code`); only its hash is kept."""
    day = opened_on or timezone.localdate()
    today = Request.objects.filter(place=place, opened_on=day).exclude(code_digest="")
    if today.count() >= terms.setting("public_reports_per_day"):
        raise ActionRefused(said("Too many reports for this place today. Please call the office."))
    where = {"place": place, "equipment": equipment, "trade": trade, "opened_on": day, "urgency": urgency}
    request = _with_code(asked=asked, citizen_name=citizen_name, citizen_mail=citizen_mail, **where)
    keep(request, photo, by, "before")
    return request


@creates(Request, role=CLERK, label=_("Take a call"), form=forms.CallForm, icon="phone")
def take_call(
    *,
    by: Actor,
    asked: str,
    place: Place,
    citizen_name: str,
    phone: str,
    agency: Agency | None = None,
    citizen_mail: str = "",
    equipment: Equipment | None = None,
    trade: str = "",
    urgency: str = Urgency.NORMAL,
    photo: File[bytes] | None = None,
    opened_on: datetime.date | None = None,
) -> Request:
    """Write down what somebody reported by telephone, with name, agency and number; a clerk confirms for the caller."""
    who = {"citizen_name": citizen_name, "phone": phone, "agency": agency, "citizen_mail": citizen_mail}
    where = {"place": place, "equipment": equipment, "trade": trade, "opened_on": opened_on, "urgency": urgency}
    request = _with_code(asked=asked, **who, **where)
    keep(request, photo, by, "before")
    return request


def _with_code(**fields: Any) -> Request:
    """A request of somebody without an account, who can look it up by number and code."""
    code = new_code()
    request = _new(code_digest=code_digest(code, CODE_OF), **fields)
    request.plain_code = code
    subject = said("Your repair request %(number)s") % {"number": request.number}
    body = said("Number: %(number)s\nCode: %(code)s\nWith both you can look up how far it is.") % {
        "number": request.number, "code": code,
    }  # fmt: skip
    terms.tell_requesters(request, Actor.system("repairs"), subject, body)
    return request


@creates(Request, role=CLERK, label=_("Take over from the old register"), form=forms.OldForm, icon="history")
def take_over(
    *,
    by: Actor,
    place: Place,
    trade: str,
    asked: str,
    opened_on: datetime.date,
    accepted_on: datetime.date,
    finished_on: datetime.date,
    result: str,
    agency: Agency | None = None,
) -> Request:
    """Enter a request that was repaired before this program kept the register; nobody has anything to do."""
    if not opened_on <= accepted_on <= finished_on <= timezone.localdate():
        raise ActionRefused(said("Report, acceptance and end follow each other, none of them in the future."))
    request = Request(
        asked=asked,
        asked_place=place,
        asked_trade=trade,
        description=asked,
        place=place,
        trade=trade,
        agency=agency,
        opened_on=opened_on,
        accepted_on=accepted_on,
        finished_on=finished_on,
        result=result,
        priority=Urgency.NORMAL,
        state=State.CLOSED,
    )
    request.save()
    return request


@creates(Request, role=CLERK, label=_("Open a preventive case"), form=NoteForm)
def open_round(*, by: Actor, plan: Plan, equipment: Equipment, opened_on: datetime.date) -> Request:
    """The case of one round of a plan; nobody asked for it, so it is accepted at once and counts as no request."""
    request = Request(
        asked=plan.what,
        asked_place=equipment.place,
        asked_trade=equipment.trade,
        description=plan.what,
        place=equipment.place,
        equipment=equipment,
        trade=equipment.trade,
        opened_on=opened_on,
        accepted_on=opened_on,
        priority=Urgency.NORMAL,
        state=State.ACCEPTED,
        preventive=True,
        plan=plan,
    )
    request.save()
    terms.ask_for_hand(request)
    return request
