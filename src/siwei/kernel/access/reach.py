"""How far a role reaches: the agencies in which an actor holds it."""

from __future__ import annotations

from django.db.models import QuerySet

from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.access.models import Grant
from siwei.kernel.directory.models import Agency, Person, Unit


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


def grants_in(role: Role, agency: Agency) -> QuerySet[Grant]:
    """Grants by which a role is held in an agency today: for one of its units, or everywhere by somebody of its own."""
    grants = Grant.objects.on().filter(role=role.code, person__is_active=True)
    return grants.filter(unit__agency=agency) | grants.filter(unit=None, person__post__unit__agency=agency)


def holders_in(role: Role, agency: Agency) -> list[Person]:
    """People who hold a role in an agency, by name."""
    grants = grants_in(role, agency).select_related("person__post__unit").order_by("person__username")
    return list(dict.fromkeys(grant.person for grant in grants))


def unit_holding(role: Role, agency: Agency) -> Unit | None:
    """The unit to which work for a role of an agency goes: where it is held, else the agency's first."""
    held = grants_in(role, agency)
    units = Unit.objects.filter(agency=agency).order_by("pk")
    found: Unit | None = units.filter(grants__in=held).first() or units.filter(posts__people__grants__in=held).first()
    return found or units.first()
