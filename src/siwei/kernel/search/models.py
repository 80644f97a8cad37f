"""The index: one row per searched record, words as positions of one and two characters."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from siwei.kernel.records.models import About, AboutQuerySet


class Entry(About):
    """What can be found of a record. Who may find it is asked of the record's own table."""

    title = models.CharField(max_length=300)
    words = SearchVectorField()

    objects = AboutQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="search_one_entry")]
        indexes = [GinIndex(fields=["words"], name="search_words")]

    def __str__(self) -> str:
        return self.title
