"""Who may do what to a request, beyond the role: each gives the reason why not, or None."""

from __future__ import annotations

from django.utils.translation import gettext as said

from siwei.general.repairs.models import Request
from siwei.general.repairs.roles import CLERK, CREW
from siwei.kernel.access.actor import Actor


def is_own(request: Request, actor: Actor) -> bool:
    """Whether the actor asked for it. A citizen acts through the public page, which has checked the code."""
    if actor.place is not None:
        return request.requester_id == actor.place.pk
    known = (request.citizen_name, request.citizen_mail)
    return actor.kind == "citizen" and bool(request.code_digest) and known == (actor.name, actor.mail)


def own_or_clerk(request: Request, actor: Actor) -> str | None:
    """Whoever reported it, or the clerk."""
    if actor.holds(CLERK) or is_own(request, actor):
        return None
    return said("This is for whoever reported it, and for the clerk.")


def own(request: Request, actor: Actor) -> str | None:
    """Whoever reported it, once: for the rating."""
    if request.rating is not None:
        return said("It was rated already.")
    return None if actor.is_system or is_own(request, actor) else said("This is for whoever reported it.")


def sent_or_clerk(request: Request, actor: Actor) -> str | None:
    """Whoever was sent, or the clerk."""
    if actor.holds(CLERK) or (actor.place is not None and request.technician_id == actor.place.pk):
        return None
    return said("This is for whoever was sent, and for the clerk.")


def involved(request: Request, actor: Actor) -> str | None:
    """The crew and whoever reported it."""
    return None if actor.holds_any(CREW) else own_or_clerk(request, actor)
