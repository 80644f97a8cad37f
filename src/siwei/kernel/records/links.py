"""Links: two records of any types that a person put beside each other; their modules stay unaware of each other."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.models import About, Record, RecordQuerySet, type_of

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor


def linkable() -> tuple[type[Record], ...]:
    """Record types that can be linked: all but links."""
    from siwei.kernel.module import record_types

    return tuple(one for one in record_types() if one is not Link)


class LinkQuerySet(RecordQuerySet):
    """Links between records."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of which the actor may see both ends."""
        one, other = models.Q(pk=None), models.Q(pk=None)
        for record_type in linkable():
            kind, seen = type_of(record_type), record_type.objects.visible_to(actor).values("pk")
            one |= models.Q(content_type=kind, object_id__in=seen)
            other |= models.Q(other_type=kind, other_id__in=seen)
        return self.filter(one, other)

    def standing(self) -> Self:
        """Links that nobody removed."""
        return self.filter(removed_on=None)

    def with_end(self, record: models.Model) -> Self:
        """Links that begin or end at a record."""
        kind = type_of(record)
        return self.filter(
            models.Q(content_type=kind, object_id=record.pk) | models.Q(other_type=kind, other_id=record.pk)
        )


class Link(About, Record):
    """`record` stands in a relation to `other`."""

    class Relation(models.TextChoices):
        RELATED = "related", _("has to do with")
        FOLLOWS = "follows", _("follows from")
        REPLACES = "replaces", _("replaces")
        BELONGS = "belongs", _("belongs to")

    #: the same relation as it reads from the other end
    BACKWARDS: ClassVar[Mapping[str, str | Promise]] = {
        "related": _("has to do with"),
        "follows": _("led to"),
        "replaces": _("is replaced by"),
        "belongs": _("holds"),
    }

    other_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    other_id = models.BigIntegerField()
    other = GenericForeignKey("other_type", "other_id")
    relation = models.CharField(_("Relation"), max_length=10, choices=Relation.choices, default=Relation.RELATED)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    linked_on = models.DateField(_("Linked on"), default=timezone.localdate)
    removed_on = models.DateField(_("Removed on"), null=True)

    objects = LinkQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "other_type", "other_id"],
                condition=models.Q(removed_on=None),
                name="records_one_link",
            )
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"]),
            models.Index(fields=["other_type", "other_id"]),
        ]
        verbose_name = _("link between records")

    def __str__(self) -> str:
        return f"{name_of(self.record)} {self.get_relation_display()} {name_of(self.other)}"

    def business_date(self) -> datetime.date:
        """The day it was set."""
        return self.linked_on

    def seen_from(self, record: Record) -> tuple[str, Any]:
        """The relation in words and the record at the other end."""
        if type_of(record).pk == self.content_type_id and record.pk == self.object_id:
            return str(self.get_relation_display()), self.other
        return str(self.BACKWARDS[self.relation]), self.record


def name_of(record: Any) -> str:
    """What a record is called; a dash for one that stands no more."""
    return record.title() if isinstance(record, Record) else "—"
