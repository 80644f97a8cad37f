"""Who may know of a document: people of the units concerned; a classified one only who stands on its name list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.roles import REGISTRY, ROLES, SEALER
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.approvals.models import Slip
from siwei.kernel.directory.models import Person, Unit
from siwei.kernel.records.models import About, Guarded, GuardedAboutQuerySet, Record, RecordQuerySet, type_of
from siwei.kernel.records.said import SaidField

CODES = frozenset(role.code for role in ROLES)


def units_of(actor: Actor) -> set[int]:
    """The unit of the place he takes, and those for which he holds a role of documents."""
    held = {unit for code, unit in actor.grants if code in CODES and unit is not None}
    if actor.place is not None and actor.place.post is not None:
        held.add(actor.place.post.unit_id)
    return held


def works_in(actor: Actor, unit: Unit) -> bool:
    """Whether the unit is one of the actor's."""
    return actor.is_system or unit.pk in units_of(actor)


class NamedReader(About, Guarded):
    """A person who may read a classified document. The deputy of one is not named by that."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("Named reader"))
    named_by = models.CharField(_("Named by"), max_length=120)
    named_at = models.DateTimeField(_("Named at"), default=timezone.now)

    objects = GuardedAboutQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "person"], name="correspondence_named_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class View(About, Guarded):
    """One opening of a classified document: who, when, and which of its texts."""

    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Who"))
    name = models.CharField(_("Name at that time"), max_length=120)
    at = models.DateTimeField(_("When"), default=timezone.now)
    what = SaidField(_("What was opened"), default=str)

    objects = GuardedAboutQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%F %H:%M}"


def name_readers(document: Record, people: Iterable[Person | None], by: Actor) -> None:
    """Put people on the name list; only inside an action. Who stands on it already stays there once."""
    wanted = {person.pk: person for person in people if person is not None}
    known = NamedReader.objects.about(document).filter(person__in=wanted).values_list("person", flat=True)
    rows = [
        NamedReader(content_type=type_of(document), object_id=document.pk, person=person, named_by=by.name)
        for pk, person in wanted.items()
        if pk not in set(known)
    ]
    NamedReader.objects.bulk_create(rows)


class DocumentQuerySet(RecordQuerySet):
    """Incoming documents or letters."""

    def visible_to(self, actor: Actor) -> Self:
        """What concerns the actor's units or waits on a slip for him; the registry and the seal see their agency.

        Auditors read all but what is classified. Administrators read nothing by being administrators (RULES 11).
        """
        if actor.is_system:
            return self.all()
        if actor.place is None or actor.person is None:
            return self.none()
        # asked row by row: a list of all that somebody ever had on his slips grows with the years
        mine = Q(content_type=type_of(self.model), object_id=OuterRef("pk"))
        secret = Q(secrecy="密") & Exists(NamedReader.objects.filter(mine, person=actor.person))
        if actor.behalf is None and actor.holds(AUDITOR):
            return self.filter(Q(secrecy="") | secret)
        asked = Exists(Slip.objects.filter(mine, steps__person=actor.place))
        concerned = Q(unit__in=units_of(actor)) | Q(handler=actor.place) | Q(asked)
        registry = agencies_of(actor, REGISTRY, SEALER)
        if registry:
            concerned |= Q(agency__in=registry)
        return self.filter(secret | Q(secrecy="") & concerned)

    def exported(self) -> Self:
        """No classified document leaves in a sheet (RULES 8.3)."""
        return self.filter(secrecy="")

    def counted(self) -> Self:
        """What statistics may know of: no classified document (RULES 8.3), nothing cancelled."""
        return self.filter(secrecy="").exclude(state="cancelled")
