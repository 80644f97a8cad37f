"""The index: one row per searched record, its words with their positions and what a search is narrowed by."""

from __future__ import annotations

import datetime

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from siwei.kernel.records.models import About, AboutQuerySet

#: the day of what has none; it comes last
NO_DAY = datetime.date(1, 1, 1)


class Entry(About):
    """What can be found of a record. Who may find it is asked of the record's own table."""

    # no check by the database and no index of its own: types are never removed, and both other indexes begin with it
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    title = models.CharField(max_length=300)
    words = SearchVectorField()
    day = models.DateField(default=NO_DAY)
    agency = models.BigIntegerField(null=True)
    place = models.CharField(max_length=120, default="")

    objects = AboutQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="search_one_entry")]
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index("content_type", models.F("day").desc(), models.F("object_id").desc(), name="search_newest"),
        ]

    def __str__(self) -> str:
        return self.title
