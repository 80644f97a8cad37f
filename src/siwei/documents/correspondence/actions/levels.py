"""Who stands at which level above a document, and who may be asked for an opinion (分層負責; RULES 1.7)."""

from __future__ import annotations

from typing import Any

from siwei.documents.correspondence.models import Document
from siwei.documents.correspondence.roles import LEVELS
from siwei.kernel.access.actor import KERNEL_ROLES
from siwei.kernel.access.models import Grant
from siwei.kernel.access.reach import holders_in
from siwei.kernel.directory.models import Agency, Person

CODES = [role.code for role in LEVELS]


def deciders(document: Document) -> list[tuple[int, Person]]:
    """Who stands above the handler, from the section up to the head: levels 4 and 3 in his unit, 2 and 1 in his agency.

    A person counts with the highest level held there.
    """
    unit = document.unit
    if unit is None:
        return []
    grants = Grant.objects.on().filter(role__in=CODES, person__is_active=True)
    grants = grants.filter(unit__agency=unit.agency_id) | grants.filter(
        unit=None, person__post__unit__agency=unit.agency_id
    )
    found: dict[Person, int] = {}
    for grant in grants.select_related("person__post__unit").order_by("role", "person__username"):
        level = CODES.index(grant.role) + 1
        near = (grant.unit_id or grant.person.post.unit_id) == unit.pk
        if (level <= 2 or near) and grant.person not in found:
            found[grant.person] = level
    return sorted(((level, person) for person, level in found.items()), key=lambda one: -one[0])


def head_of(agency: Agency) -> Person | None:
    """The head of an agency: who decides there at the first level."""
    return next(iter(holders_in(LEVELS[0], agency)), None)


def level_of(document: Document, person: Person | None) -> int | None:
    """The level at which a person decides this document; None when at none."""
    return next((level for level, one in deciders(document) if one == person), None)


def colleagues() -> Any:
    """People with a post, by unit; administrators and auditors give no opinions on business (RULES 11)."""
    apart = Grant.objects.on().filter(role__in=[role.code for role in KERNEL_ROLES])
    rows = Person.objects.active().exclude(post=None).exclude(pk__in=apart.values("person"))
    return rows.select_related("post__unit__agency").order_by(
        "post__unit__agency__code", "post__unit__code", "username"
    )


def named(person: Person) -> str:
    """A person as forms offer him: name, unit and agency."""
    unit = person.unit
    return f"{person} · {unit} · {unit.agency}" if unit else str(person)
