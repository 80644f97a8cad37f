"""What the public catalogue holds is compared with what harvesters were told, and the differences get one datestamp."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Fonds, Item
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.jobs.job import Job

#: held while datestamps are given and not yet to be seen; harvesters come again later (OAI-PMH 3.1.2.2)
LOCK = 7_346_001
PUBLIC = "i.secrecy = '' AND i.access = 'open' AND i.state = ANY(%(states)s)"
CHANGED = f"""
    SELECT count(*) FROM archives_item i LEFT JOIN archives_published p ON p.item_id = i.id
    WHERE i.fonds_id = %(fonds)s AND CASE WHEN {PUBLIC}
        THEN p.item_id IS NULL OR p.deleted OR p.head <> i.head ELSE p.item_id IS NOT NULL AND NOT p.deleted END
"""  # noqa: S608  # our own words
NEW = f"""
    INSERT INTO archives_published (item_id, fonds_id, head, stamp, deleted)
    SELECT i.id, i.fonds_id, i.head, %(stamp)s, false FROM archives_item i WHERE i.fonds_id = %(fonds)s AND {PUBLIC}
    ON CONFLICT (item_id) DO UPDATE SET head = excluded.head, stamp = excluded.stamp, deleted = false,
        fonds_id = excluded.fonds_id
    WHERE archives_published.deleted OR archives_published.head <> excluded.head
"""  # noqa: S608  # our own words
GONE = f"""
    UPDATE archives_published p SET deleted = true, stamp = %(stamp)s, head = i.head FROM archives_item i
    WHERE i.id = p.item_id AND p.fonds_id = %(fonds)s AND NOT p.deleted AND NOT ({PUBLIC})
"""  # noqa: S608  # our own words


@action(Fonds, role=SYSTEM, label=_("Publish the catalogue"))
def publish(fonds: Fonds, *, by: Actor, stamp: datetime.datetime, note: str = "") -> None:
    """New and changed items are told anew; what is no longer public, destroyed or withdrawn is told as deleted."""
    given: dict[str, Any] = {"fonds": fonds.pk, "stamp": stamp, "states": list(Item.PUBLISHED)}
    with connection.cursor() as cursor:
        cursor.execute(NEW, given)
        cursor.execute(GONE, given)


def publish_all(_day: datetime.date | None = None) -> int:
    """Publish every fonds in which something changed; gives how many items. Nobody harvests meanwhile."""
    changed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        stamp = timezone.now().replace(microsecond=0)
        for fonds in Fonds.objects.order_by("pk"):
            cursor.execute(CHANGED, {"fonds": fonds.pk, "states": list(Item.PUBLISHED)})
            (count,) = cursor.fetchone()
            if count:
                publish(fonds, by=Actor.system("archives"), stamp=stamp, note=str(count))
                changed += count
    return changed


@contextmanager
def not_while_publishing() -> Iterator[bool]:
    """Whether nothing is being published; as long as the block runs nothing is."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LOCK])
        (free,) = cursor.fetchone()
        yield bool(free)


JOBS = (Job("archives.publish", _("Publish the catalogue to harvesters"), publish_all, "20 3 * * *"),)
