"""What harvesters are told of the catalogue: each item that ever was public, when it changed, whether it is gone."""

from __future__ import annotations

from django.db import models

from siwei.documents.archives.models.holdings import Fonds, Item
from siwei.kernel.records.models import Guarded, GuardedQuerySet


class Published(Guarded):
    """An item as the last publication left it (OAI-PMH: datestamp, set, status deleted; deleted ones stay for ever)."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="+")
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="+", db_index=False)
    head = models.CharField(max_length=64)
    stamp = models.DateTimeField()
    deleted = models.BooleanField(default=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stamp", "item"], name="archives_harvest"),
            models.Index(fields=["fonds", "stamp", "item"], name="archives_harvest_set"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.stamp:%Y-%m-%dT%H:%M:%SZ}"
