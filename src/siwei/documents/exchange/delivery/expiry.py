"""When the bytes of envelopes are removed: long after all about them was settled, and never what nobody took over.

Checksum, facts, signature, receipts and histories stay; what the office keeps of a document is its letter.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from siwei.documents.exchange.models import Arrival
from siwei.kernel.directory.office import office

#: envelopes looked at in one statement
AT_ONCE = 500
#: what was handed on to nobody here, and needs no letter
DONE = (Arrival.State.RETURNED, Arrival.State.GIVEN_BACK)
#: those that are sent by nobody any more: each sending is settled since long, nothing of it waits
OLD = """
SELECT p.id FROM exchange_parcel p
WHERE p.id > %(last)s AND p.kept_at < %(before)s AND p.body <> ''::bytea
  AND NOT EXISTS (
    SELECT 1 FROM exchange_dispatch d JOIN exchange_sending s ON s.id = d.sending_id
    WHERE d.parcel_id = p.id AND (
      s.state <> 'settled' OR s.settled_at IS NULL OR s.settled_at >= %(before)s
      OR d.next_at IS NOT NULL OR d.recall_due IS NOT NULL
    )
  )
  AND NOT EXISTS (SELECT 1 FROM exchange_arrival a WHERE a.parcel_id = p.id AND a.arrived_at >= %(before)s)
ORDER BY p.id LIMIT %(most)s
"""
EMPTY = "UPDATE exchange_parcel SET body = ''::bytea WHERE id = ANY(%s)"


def empty_envelopes(day: datetime.date) -> int:
    """Remove bytes of envelopes that nobody needs any more; gives how many. Twice does no more."""
    days = office().setting("exchange.envelope_days")
    before = timezone.make_aware(datetime.datetime.combine(day, datetime.time())) - datetime.timedelta(days=days)
    done = 0
    for parcels in _old(before):
        needed = _needed(parcels)
        with connection.cursor() as cursor:
            cursor.execute(EMPTY, [[one for one in parcels if one not in needed]])
            done += cursor.rowcount
    return done


def _old(before: datetime.datetime) -> Iterator[list[int]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(OLD, {"last": last, "before": before, "most": AT_ONCE})
            found = [row[0] for row in cursor.fetchall()]
        if not found:
            return
        last = found[-1]
        yield found


def _needed(parcels: Collection[int]) -> set[int]:
    """Those of which an arrival waits for a decision, or was not taken over by a letter."""
    arrivals: dict[int, list[Arrival]] = defaultdict(list)
    for one in Arrival.objects.filter(parcel__in=parcels).exclude(state__in=DONE).select_related("parcel"):
        arrivals[one.parcel_id].append(one)
    taken = _taken_over()([one for rows in arrivals.values() for one in rows])
    arrived = Arrival.State.ARRIVED
    return {
        parcel for parcel, rows in arrivals.items() if any(one.state != arrived or one.pk not in taken for one in rows)
    }


def _taken_over() -> Callable[[Collection[Arrival]], Collection[int]]:
    """What the site names to say which arrivals another module took over; where it names nothing, none is."""
    name = str(settings.SIWEI_EXCHANGE["taken_over"])
    found: Callable[[Collection[Arrival]], Collection[int]] = import_string(name) if name else lambda _arrivals: ()
    return found
