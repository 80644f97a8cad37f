"""State secrets never enter the platform: only number, level, place and keeper of one (RULES 8.3)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.roles import REGISTRY
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.directory.models import Agency, Person
from siwei.kernel.records.models import Case, RecordQuerySet


class SecretQuerySet(RecordQuerySet):
    """The separate register of state secrets."""

    def visible_to(self, actor: Actor) -> Self:
        """The registry of the agency and the keeper."""
        if actor.is_system:
            return self.all()
        if actor.place is None:
            return self.none()
        return self.filter(models.Q(keeper=actor.person) | models.Q(agency__in=agencies_of(actor, REGISTRY)))


class SecretEntry(Case):
    """A state secret that an agency holds on paper: number, level, place and keeper, nothing else."""

    class State(models.TextChoices):
        KEPT = "kept", _("Kept")
        ENDED = "ended", _("Declassified or handed on")

    LEVELS: ClassVar[list[tuple[str, str]]] = [("絕對機密", "絕對機密"), ("極機密", "極機密"), ("機密", "機密")]

    code: ClassVar[str] = "SE"
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.KEPT, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    document_number = models.CharField(_("Number on the envelope"), max_length=80)
    level = models.CharField(_("Level of secrecy"), max_length=4, choices=LEVELS)
    place = models.CharField(_("Where it is kept"), max_length=120)
    keeper = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Keeper"))

    objects = SecretQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("state secret on paper")
        verbose_name_plural = _("state secrets on paper")

    def title(self) -> str:
        """Number and level."""
        return f"{self.number} {self.level}"
