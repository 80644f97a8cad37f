"""How far a role reaches: the agencies in which an actor holds it."""

from __future__ import annotations

from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.directory.models import Agency


def agencies_of(actor: Actor, *roles: Role) -> set[int]:
    """Agencies in which the actor holds one of `roles`. Held everywhere it reaches as far as his own agency:
    one installation serves hundreds, and no clerk is meant to read the papers of another house.
    """
    units = {unit for role in roles for unit in actor.units(role)}
    found = (
        set(Agency.objects.filter(units__in=units - {None}).values_list("pk", flat=True)) if units - {None} else set()
    )
    if None in units and actor.place is not None and actor.place.post is not None:
        found.add(actor.place.post.unit.agency_id)
    return found
