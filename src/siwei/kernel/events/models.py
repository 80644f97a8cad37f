"""The table of events and how one event is chained to the one before it.

Each record has a chain of its own: an event carries its number in the chain and the hash of the event
before it, and the record carries the hash of its last event. So writers of different records never
wait for each other, and a changed, removed or added row is found by `verify`. A checkpoint a day binds
all chains together, so that a whole record with its chain cannot vanish either.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.fresh import fresh
from siwei.kernel.records.models import About, GuardedAboutQuerySet, Record, type_of
from siwei.kernel.records.writing import demand_writing

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor

#: the one way in which the content of an event is written before it is hashed
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Event(About):
    """One act on one record: who, when, which act, what changed, and the note."""

    # No check by the database and no index of their own: types and people are never removed, the chain's constraint and
    # (person, at) begin with them, and half a million events are written at once.
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    seq = models.PositiveIntegerField(_("Number in the history"))
    at = models.DateTimeField(_("When"))
    act = models.CharField(_("Act"), max_length=80)
    actor_name = models.CharField(_("Who"), max_length=120)
    actor_post = models.CharField(_("Post held"), max_length=160, blank=True)
    person = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    behalf = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    business_date = models.DateField(_("Business date"), null=True)
    changes = models.JSONField(_("Changes"), default=dict)
    note = models.TextField(_("Note"), blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = GuardedAboutQuerySet.as_manager()

    class Meta:
        ordering = ["content_type", "object_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "seq"], name="events_one_chain")]
        indexes = [models.Index(fields=["person", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%F %T}"

    def digest(self, type_label: str) -> str:
        """SHA-256 over every column and the hash before, as canonical JSON."""
        content = [
            self.prev,
            type_label,
            self.object_id,
            self.seq,
            self.at.astimezone(datetime.UTC).isoformat(),
            self.act,
            self.actor_name,
            self.actor_post,
            self.person_id,
            self.behalf_id,
            self.business_date.isoformat() if self.business_date else None,
            self.changes,
            self.note,
        ]
        return hashlib.sha256(CANONICAL.encode(content).encode()).hexdigest()


class Checkpoint(models.Model):
    """A hash over all events up to one, chained to the checkpoint before."""

    last_event = models.BigIntegerField()
    count = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.count} events to {self.last_event}"


def next_event(
    record: Record, *, by: Actor, act: str, changes: dict[str, Any], note: str = "", at: datetime.datetime | None = None
) -> Event:
    """The unsaved next event of `record`; moves the record's `version` and `head` to it.

    For a new record `head` is empty and the event is number 1.
    """
    kind = type_of(record)
    seq = record.version + 1 if record.head else 1
    event = fresh(
        Event,
        content_type_id=kind.pk,
        object_id=record.pk,
        seq=seq,
        at=at or timezone.now(),
        act=act,
        actor_name=by.name,
        actor_post=by.post,
        person_id=by.person and by.person.pk,
        behalf_id=by.behalf and by.behalf.pk,
        business_date=record.business_date(),
        changes=changes,
        note=note,
        prev=record.head,
    )
    event.hash = event.digest(f"{kind.app_label}.{kind.model}")
    record.version, record.head = seq, event.hash
    return event


def append(event: Event) -> None:
    """Write an event; only inside an action."""
    demand_writing("Event")
    event.save(force_insert=True)


def history_of(record: Record) -> GuardedAboutQuerySet:
    """The events of a record, oldest first."""
    return Event.objects.about(record).select_related("person", "behalf").order_by("seq")
