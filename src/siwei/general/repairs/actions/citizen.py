"""What the requester does, with an account or without: report from the QR code, confirm, reopen, rate, photograph."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms
from siwei.general.repairs.actions.asking import AFTER, BEFORE, by_requester, by_requester_or_clerk, is_requester, make
from siwei.general.repairs.duties import hand_over, start_work, stop_all
from siwei.general.repairs.models import Equipment, Priority, Request
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.general.repairs.rules import may_reopen
from siwei.general.repairs.telling import tell_office, tell_requesters
from siwei.kernel.access.actor import ANYBODY, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.directory.models import Place
from siwei.kernel.directory.office import office
from siwei.kernel.files.models import attach

State = Request.State


@creates(
    Request, role=ANYBODY, label=_("Report something broken"), form=forms.PublicPlaceForm, style="plain", icon="qrcode"
)
def report_public(
    *,
    by: Actor,
    description: str,
    name: str,
    phone: str = "",
    mail: str = "",
    danger: bool = False,
    equipment: Equipment | None = None,
    place: Place | None = None,
    kind: str = "",
    website: str = "",
    **fields: Any,
) -> Request:
    """Anybody reports, from the QR code on the equipment or with a place. The look-up code goes by mail too."""
    if website:
        raise ValidationError({"website": gettext("Leave this empty")})
    request = make(
        by=by,
        origin=Request.Origin.PUBLIC,
        description=description,
        kind=kind or (equipment.kind if equipment else ""),
        equipment=equipment,
        place=place,
        urgency=Priority.EMERGENCY if danger else Priority.NORMAL,
        requester_name=name,
        requester_phone=phone,
        requester_mail=mail,
        **fields,
    )
    tell_requesters(request, gettext_noop("Your repair request %(number)s has arrived"))
    return request


def _may_confirm(request: Request, actor: Actor) -> str | None:
    """The requester; a clerk where nobody asked (a preventive plan)."""
    if request.origin == Request.Origin.PREVENTIVE and actor.holds(CLERK):
        return None
    return by_requester(request, actor)


@action(
    Request, when=[State.INSPECTION], to=State.CLOSED, role=ANYBODY, label=_("Confirm: it is repaired"),
    form=forms.ConfirmForm, allowed=_may_confirm, style="primary", icon="circle-check",
)  # fmt: skip
def confirm(
    request: Request, *, by: Actor, on: datetime.date | None = None, rating: int | None = None, rating_note: str = ""
) -> None:
    """驗收 and 結案, on the day the requester says so; a rating may be given at once."""
    request.closed_on = on or timezone.localdate()
    if rating is not None:
        request.rating, request.rating_note = rating, rating_note
    stop_all(request, done=True)


@action(
    Request, when=[State.INSPECTION], to=State.CLOSED, role=CLERK, label=_("Close without an answer"), form=ReasonForm,
    icon="lock", help=_("When the requester does not answer."),
)  # fmt: skip
def close_unanswered(request: Request, *, by: Actor, note: str, on: datetime.date | None = None) -> None:
    """結案 by the clerk, with the reason why nobody confirmed."""
    request.closed_on = on or timezone.localdate()
    stop_all(request)
    tell_requesters(request, gettext_noop("Your repair %(number)s is closed"), note)


def _may_reopen(request: Request, actor: Actor) -> str | None:
    days = int(office().setting("repairs.reopen_days"))
    if not may_reopen(request.closed_on, timezone.localdate(), days) and not actor.is_system:
        return gettext("It was closed more than %(days)s days ago. Please ask for a new repair.") % {"days": days}
    return by_requester_or_clerk(request, actor)


@action(
    Request, when=[State.INSPECTION, State.CLOSED], to=(State.ASSIGNED, State.ACCEPTED), role=ANYBODY,
    label=_("It is still broken"), form=ReasonForm, allowed=_may_reopen, style="danger", icon="rotate-clockwise",
)  # fmt: skip
def reopen(request: Request, *, by: Actor, note: str, on: datetime.date | None = None) -> None:
    """Back to whoever repaired it, with new clocks; the business date of acceptance stays."""
    request.reopened += 1
    request.finished_on = request.closed_on = request.rating = None
    stop_all(request, done=True)
    now = timezone.localtime()
    start_work(request, now if on in (None, now.date()) else datetime.datetime.combine(on, now.time(), now.tzinfo))
    hand_over(request, request.technician)
    request.state = State.ASSIGNED if request.technician or request.contract else State.ACCEPTED
    tell_office(request, gettext_noop("Repair %(number)s is reopened"), note)


def _may_rate(request: Request, actor: Actor) -> str | None:
    return gettext("It is rated already.") if request.rating else by_requester(request, actor)


@action(
    Request, when=[State.CLOSED], role=ANYBODY, label=_("Rate"), form=forms.RatingForm, allowed=_may_rate, icon="star"
)
def rate(request: Request, *, by: Actor, rating: int, rating_note: str = "") -> None:
    """滿意度, once."""
    request.rating, request.rating_note = rating, rating_note


def _may_photograph(request: Request, actor: Actor) -> str | None:
    return None if actor.holds(TECHNICIAN) else by_requester_or_clerk(request, actor)


@action(
    Request, role=ANYBODY, label=_("Add a photograph"), form=forms.PhotoForm, allowed=_may_photograph, icon="camera"
)
def add_photo(request: Request, *, by: Actor, photo: Any, after: bool = False) -> None:
    """A photograph of the damage, or of the finished work."""
    attach(request, photo, by=by, kind=AFTER if after and not is_requester(request, by) else BEFORE)
