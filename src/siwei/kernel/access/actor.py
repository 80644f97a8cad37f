"""The actor of an act (a person, the system, a citizen) and the roles an actor can hold."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.models import Grant

if TYPE_CHECKING:
    from siwei.kernel.directory.models import Person, Unit


@dataclass(frozen=True)
class Role:
    """A role that a module declares, e.g. `Role("venues.clerk", _("Venue clerk"))`."""

    code: str
    label: str | Promise
    description: str | Promise = ""


ANYBODY = Role("anybody", _("Anybody"))
STAFF = Role("staff", _("Anybody with an account"))
SYSTEM = Role("system", _("The system itself"))
ADMINISTRATOR = Role("administrator", _("Administrator"), _("Accounts and tables; no business role."))
AUDITOR = Role("auditor", _("Auditor"), _("Reads every history; changes nothing."))
KERNEL_ROLES = (ADMINISTRATOR, AUDITOR)


@dataclass(frozen=True)
class Actor:
    """Who acts. Build with `of`, `system` or `citizen`; grants are read once per actor."""

    kind: Literal["person", "system", "citizen", "nobody"]
    name: str
    person: Person | None = None
    behalf: Person | None = None
    mail: str = ""
    post: str = field(default="", compare=False)

    @classmethod
    def of(cls, person: Person, *, behalf: Person | None = None) -> Actor:
        """A person with an account, perhaps as deputy on behalf of another, whose roles then count and not his own."""
        post = f"{person.post.unit.name_zh} {person.post.name_zh}" if person.post else ""
        return cls("person", person.name_zh, person=person, behalf=behalf, mail=person.email, post=post)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The system, by the name of the job or import that runs."""
        return cls("system", name)

    @classmethod
    def citizen(cls, name: str, mail: str = "") -> Actor:
        """Somebody without an account."""
        return cls("citizen", name, mail=mail)

    @classmethod
    def nobody(cls) -> Actor:
        """A visitor of the public pages of whom nothing is known."""
        return cls("nobody", "")

    @property
    def is_staff(self) -> bool:
        """Whether the actor has an account."""
        return self.person is not None

    @property
    def is_system(self) -> bool:
        """Whether no person acts."""
        return self.kind == "system"

    @property
    def place(self) -> Person | None:
        """Whose place the actor takes: that of the absent person for whom he acts, else his own."""
        return self.behalf or self.person

    def speaks_for(self, person: Person | None) -> bool:
        """Whether this is that person, or whoever takes his place; rules that keep two people apart ask so."""
        return person is not None and person in (self.person, self.behalf)

    @cached_property
    def grants(self) -> frozenset[tuple[str, int | None]]:
        """Roles of the place with their units. The house's own roles are nobody's to stand in for."""
        if self.person is None:
            return frozenset()
        held = Grant.objects.on().filter(person=self.place)
        if self.behalf is not None:
            held = held.exclude(role__in=[role.code for role in KERNEL_ROLES])
        return frozenset(held.values_list("role", "unit_id"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of all roles held anywhere today."""
        return frozenset(code for code, _unit in self.grants)

    def holds(self, role: Role, unit: Unit | None = None) -> bool:
        """Whether the actor holds `role`; with `unit`, in that unit or everywhere."""
        if role is ANYBODY or self.is_system:
            return True
        if role is STAFF:
            return self.is_staff
        if unit is None:
            return role.code in self.roles
        return (role.code, None) in self.grants or (role.code, unit.pk) in self.grants

    def holds_any(self, roles: Iterable[Role]) -> bool:
        """Whether the actor holds one of `roles` anywhere."""
        return any(self.holds(role) for role in roles)

    def units(self, role: Role) -> frozenset[int | None]:
        """Ids of the units in which the actor holds `role`; None stands for everywhere."""
        return frozenset(unit for code, unit in self.grants if code == role.code)


def holders(role: Role, unit: Unit | None = None, day: datetime.date | None = None) -> list[Person]:
    """People who hold `role` (in `unit` or everywhere) on a day, in a stable order."""
    from siwei.kernel.directory.models import Person as PersonModel

    grants = Grant.objects.on(day).filter(role=role.code)
    if unit is not None:
        grants = grants.filter(unit__isnull=True) | grants.filter(unit=unit)
    return list(PersonModel.objects.active().filter(pk__in=grants.values("person")).order_by("username"))
