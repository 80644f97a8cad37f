"""Who may know of the papers of an agency on their way into its archive and out of it again."""

from __future__ import annotations

from django.db.models import Q

from siwei.documents.archives.roles import ARCHIVIST, COUNTER, LEADER, LENDER
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.access.reach import agencies_of

#: whoever works with the files of his agencies
WORKERS = (ARCHIVIST, COUNTER)


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees those of every agency."""
    return actor.is_system or actor.holds(AUDITOR)


def works_with(actor: Actor, agency: str) -> Q | None:
    """Which rows the actor works with, by the path of their agency; None for all.

    An archivist or stocktaker has those of his agencies: one installation keeps the files of hundreds. Who leads
    stocktakings for the city has all (貳(六)2: seven agencies in 106).
    """
    if actor.is_system or actor.holds(LEADER):
        return None
    return Q(**{f"{agency}__in": agencies_of(actor, *WORKERS)})


def home_of(actor: Actor) -> set[int]:
    """The agency of the place the actor takes, and those for which he holds a role of archives."""
    found = agencies_of(actor, ARCHIVIST, LENDER)
    if actor.place is not None and actor.place.post is not None:
        found.add(actor.place.post.unit.agency_id)
    return found


def keeps_for(actor: Actor, agency_id: int) -> bool:
    """Whether the actor keeps the archive of that agency."""
    return actor.is_system or agency_id in agencies_of(actor, ARCHIVIST)
