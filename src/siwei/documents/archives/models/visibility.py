"""Who may know of the papers of an agency on their way into its archive and out of it again."""

from __future__ import annotations

from siwei.documents.archives.roles import ARCHIVIST, LENDER
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.access.reach import agencies_of


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees those of every agency."""
    return actor.is_system or actor.holds(AUDITOR)


def home_of(actor: Actor) -> set[int]:
    """The agency of the place the actor takes, and those for which he holds a role of archives."""
    found = agencies_of(actor, ARCHIVIST, LENDER)
    if actor.place is not None and actor.place.post is not None:
        found.add(actor.place.post.unit.agency_id)
    return found


def keeps_for(actor: Actor, agency_id: int) -> bool:
    """Whether the actor keeps the archive of that agency."""
    return actor.is_system or agency_id in agencies_of(actor, ARCHIVIST)
