"""How far a role reaches: the agencies in which an actor holds it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

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


def units_holding(role: Role, agencies: Iterable[int]) -> dict[int, Unit]:
    """By agency the unit to which work for a role goes: where it is held, else where somebody sits who holds it
    everywhere, else the agency's first.
    """
    grants = Grant.objects.on().filter(role=role.code, person__is_active=True)
    held = Exists(grants.filter(unit=OuterRef("pk")))
    sits = Exists(grants.filter(unit=None, person__post__unit=OuterRef("pk")))
    rank = Case(When(held, then=Value(0)), When(sits, then=Value(1)), default=Value(2))
    rows = Unit.objects.filter(agency__in=set(agencies)).annotate(rank=rank).order_by("agency_id", "rank", "pk")
    return {unit.agency_id: unit for unit in rows.distinct("agency_id")}


def unit_holding(role: Role, agency: Agency) -> Unit | None:
    """The same for one agency; None when it has no unit."""
    return units_holding(role, [agency.pk]).get(agency.pk)
