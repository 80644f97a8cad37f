"""Who holds a role of archives in an agency: held everywhere, it reaches as far as the own agency."""

from __future__ import annotations

from siwei.kernel.access.actor import Role, holders
from siwei.kernel.directory.models import Person, Unit


def people_of(role: Role, agency_id: int) -> list[Person]:
    """Those of the agency, in a stable order."""
    return [one for one in holders(role) if one.post is not None and one.post.unit.agency_id == agency_id]


def unit_for(role: Role, agency_id: int) -> Unit | None:
    """The unit in which that is done: a duty of it stands in the inboxes of this agency only."""
    people = people_of(role, agency_id)
    return people[0].post.unit if people and people[0].post is not None else None
