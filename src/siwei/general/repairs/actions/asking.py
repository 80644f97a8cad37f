"""Making a request: what every way of asking has in common, and who may do what to a case."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.general.repairs.duties import start_triage
from siwei.general.repairs.models import Equipment, Message, Priority, Request
from siwei.general.repairs.roles import CLERK
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Place
from siwei.kernel.files.models import attach

BEFORE, AFTER = "before", "after"


def make(
    *,
    by: Actor,
    origin: str,
    description: str,
    kind: str,
    place: Place | None = None,
    equipment: Equipment | None = None,
    urgency: str = Priority.NORMAL,
    opened_on: datetime.date | None = None,
    photo: Any = None,
    **fields: Any,
) -> Request:
    """A saved request whose `asked_` fields are frozen from here on, with its triage clock and photograph."""
    place = place or (equipment.place if equipment else None)
    request = Request(
        origin=origin,
        place=place,
        equipment=equipment,
        kind=kind,
        description=description,
        asked_description=description,
        asked_kind=kind,
        asked_place=place,
        asked_urgency=urgency,
        opened_on=opened_on or timezone.localdate(),
        **fields,
    )
    if place is not None:
        request.centre = place.centre
    request.save()
    if request.state == Request.State.ASKED:
        start_triage(request)
    if photo:
        attach(request, photo, by=by, kind=BEFORE)
    return request


def is_requester(request: Request, actor: Actor) -> bool:
    """Whether the actor asked for this repair.

    A citizen becomes an actor only on the public page, after number and look-up code were right; name and
    mail are compared besides, so that one case's visitor is nobody in another.
    """
    if actor.person is not None:
        return request.requester_id == actor.person.pk
    same = (actor.name, actor.mail) == (request.requester_name, request.requester_mail)
    return actor.kind == "citizen" and request.requester_id is None and same


def by_requester(request: Request, actor: Actor) -> str | None:
    """`allowed` of what only the requester does."""
    if actor.is_system or is_requester(request, actor):
        return None
    return _("Only the person who asked for the repair can do this.")


def by_requester_or_clerk(request: Request, actor: Actor) -> str | None:
    """`allowed` of what the requester or a clerk does."""
    if actor.is_system or actor.holds(CLERK) or is_requester(request, actor):
        return None
    return _("Only the person who asked for the repair, or a clerk, can do this.")


def by_its_technician(request: Request, actor: Actor) -> str | None:
    """`allowed` of the work: the assigned technician, or a clerk who writes down what the contractor did."""
    if actor.is_system or actor.holds(CLERK) or request.technician_id == getattr(actor.person, "pk", -1):
        return None
    return _("The repair is assigned to somebody else: %(name)s.") % {"name": request.handler}


def write_message(request: Request, by: Actor, text: str) -> None:
    """Put a line into the conversation."""
    Message(request=request, author=by.name, office=not is_requester(request, by), text=text).save()
