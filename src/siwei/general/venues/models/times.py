"""Tables of who has a venue when: blockings, and the occupations that cannot overlap."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.models.bookings import Session
from siwei.general.venues.models.venues import Venue
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.records.models import GuardedQuerySet, Part, Record, RecordQuerySet


class BlockingQuerySet(RecordQuerySet):
    """Blockings."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff; the public sees only that a venue is not free."""
        return self if actor.holds_any((STAFF, AUDITOR)) else self.none()


class Blocking(Record):
    """A time in which a venue cannot be booked, with the reason."""

    searched = ("reason", "venue__name_zh")

    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("Venue"), related_name="blockings")
    since = models.DateTimeField(pgettext_lazy("time", "From"))
    until = models.DateTimeField(pgettext_lazy("time", "To"))
    reason = models.CharField(_("Reason"), max_length=200)
    lifted = models.BooleanField(_("Lifted"), default=False, editable=False)

    objects = BlockingQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="venues_blocking_period")
        ]
        verbose_name = _("blocking")
        verbose_name_plural = _("blockings")

    def __str__(self) -> str:
        return f"{self.venue} {timezone.localtime(self.since):%F %H:%M}"


class Occupation(Part):
    """Who occupies a venue when. The database itself refuses two that overlap."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="occupations")
    span = DateTimeRangeField()
    session = models.OneToOneField(Session, models.CASCADE, null=True, related_name="occupation")
    blocking = models.OneToOneField(Blocking, models.CASCADE, null=True, related_name="occupation")

    objects = GuardedQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="venues_no_double_booking",
                expressions=[("venue", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(session__isnull=False, blocking__isnull=True)
                | models.Q(session__isnull=True, blocking__isnull=False),
                name="venues_occupied_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.span}"


def occupied(venue: Venue, spans: list[DateTimeTZRange]) -> models.QuerySet[Any]:
    """Occupations of a venue that overlap one of the spans."""
    asked = models.Q()
    for span in spans:
        asked |= models.Q(span__overlap=span)
    return Occupation.objects.filter(asked, venue=venue).select_related("session__booking", "blocking")


def overlap(one: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    """Whether two half-open spans of time have a moment in common."""
    return bool(one.lower < other.upper and other.lower < one.upper)
