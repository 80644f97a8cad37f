"""200 clients who want one room hour: exactly one gets it; and bookings a second against pgbench.

They are served as `./siwei up` would serve them: by as many processes as there are processors, each with a few
threads; whoever comes while all are busy waits. pgbench opens as many connections as there are threads and works
under the same exclusion constraint: once it inserts the bare time alone, once all the rows that a booking
leaves, in one transaction.
"""

from __future__ import annotations

import datetime
import multiprocessing
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

from siwei.general.venues.actions.rooms import add_venue
from siwei.general.venues.catalogue import VENUES
from siwei.general.venues.models import SLOTS, Occupation, Venue
from siwei.general.venues.sheets import take_in
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Centre
from siwei.kernel.directory.office import office
from siwei.launch.cluster import binaries
from siwei.site.ratio import Ratio

CLIENTS = 200
HOURS = 10  # that all of them race for, one after the other
EACH = 20  # bookings of its own that each client makes
PROCESSES = min(4, os.cpu_count() or 1)
THREADS = 4  # of each process
SLOT_CODES = [code for code, _label in SLOTS]
TABLES = ("venues_booking", "venues_session", "venues_occupation", "events_event", "search_entry")


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is ten hours raced for and twenty bookings a client."""
    load_directory(office())
    by = Actor.system("bench")
    for order, (centre, fields, layouts) in enumerate(VENUES[:2]):
        add_venue(by=by, centre=Centre.objects.get(code=centre), order=order, layouts=layouts, **fields)
    raced, free = Venue.objects.order_by("pk")
    hours, each = max(1, int(HOURS * scale)), max(1, int(EACH * scale))
    won = sum(_clients(lambda _client: [_attempt(raced, hour) for hour in range(hours)])[0])
    if won != hours or Occupation.objects.filter(venue=raced).count() != hours:
        raise RuntimeError(f"{won} bookings of {hours} hours")
    _said, seconds = _clients(lambda client: [_attempt(free, client * each + n) for n in range(each)])
    if Occupation.objects.filter(venue=free).count() != CLIENTS * each:
        raise RuntimeError("a free hour was not had")
    ours = CLIENTS * each / seconds
    note = f"{hours} hours raced for by {CLIENTS}: each won once"
    for name, script in (("the time alone", _bare(free)), ("the rows of a booking", _rows())):
        yield Ratio(f"bookings a second / pgbench, {name}", ours / _pgbench(script), 0.3, at_least=True, note=note)


def _attempt(venue: Venue, hour: int) -> bool:
    """Try to book the `hour`-th session of the venue; whether it was had."""
    day = datetime.date(2017, 1, 1) + datetime.timedelta(days=hour // 3)
    try:
        take_in(
            by=Actor.system("bench"), venue=venue, day=day, slot=SLOT_CODES[hour % 3], outcome="approved",
            purpose="業務聯繫會報", people=20, contact="範例", mail="sample@example.org",
        )  # fmt: skip
    except ActionRefused:
        return False
    else:
        return True
    finally:
        connection.close()  # back to the pool, as at the end of a request


def _clients(work: Callable[[int], list[bool]]) -> tuple[list[int], float]:
    """What each process won with its share of the clients all working at once, and the seconds it took."""
    connection.close()
    connections["default"].close_pool()  # type: ignore[attr-defined]  # of PostgreSQL
    fork = multiprocessing.get_context("fork")
    ready, answers = fork.Barrier(PROCESSES + 1), fork.Queue()
    shares = [range(first, CLIENTS, PROCESSES) for first in range(PROCESSES)]
    processes = [fork.Process(target=_share, args=(share, work, ready, answers)) for share in shares]
    for process in processes:
        process.start()
    ready.wait()
    began = time.perf_counter()
    won = [answers.get() for _process in processes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return won, seconds


def _share(share: range, work: Callable[[int], list[bool]], ready: Any, answers: Any) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        ready.wait()
        answers.put(sum(sum(won) for won in threads.map(work, share)))


def _bare(venue: Venue) -> str:
    """One insert of a free time under a like constraint."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_time (LIKE venues_occupation INCLUDING ALL)")
        _exclude(cursor, "bare_time")
    return f"{NEXT}INSERT INTO bare_time (venue_id, span, session_id) VALUES ({venue.pk}, {SPAN}, :at);\n"  # noqa: S608  # our own words


def _rows() -> str:
    """One transaction with the number and all rows that a booking left, under a like constraint."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"CREATE TABLE model_{table} AS SELECT * FROM {table} ORDER BY id DESC LIMIT 1")  # noqa: S608
        _exclude(cursor, "bare_venues_occupation")
    new = {
        "id": ":at",
        "number": "'B' || :at",
        "booking_id": ":at",
        "session_id": ":at",
        "object_id": ":at",
        "span": SPAN,
    }
    lines = [NEXT + "BEGIN;", "UPDATE numbering_series SET last = last + 1 WHERE code = 'VN' AND year = 106;"]
    for table in TABLES:
        with connection.cursor() as cursor:
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        values = ", ".join(new.get(name, name) for name in names)
        lines.append(f"INSERT INTO bare_{table} ({', '.join(names)}) SELECT {values} FROM model_{table};")  # noqa: S608
    return "\n".join([*lines, "COMMIT;", ""])


#: the next hour that nobody else has; `at` is its number
NEXT = "\\set n :n + 1\n\\set at :client_id * 1000000 + :n\n"
SPAN = "tstzrange(now()::date + :at * interval '4 hours', now()::date + :at * interval '4 hours' + interval '3 hours')"


def _exclude(cursor: Any, table: str) -> None:
    """LIKE copies no exclusion constraint."""
    cursor.execute(f"ALTER TABLE {table} ADD EXCLUDE USING gist (venue_id WITH =, span WITH &&)")


def _pgbench(script: str) -> float:
    """Transactions a second."""
    settings = connection.settings_dict
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [str(binaries() / "pgbench"), "-n", "-T", "10", "-c", str(PROCESSES * THREADS), "-j", str(PROCESSES)]
        command += ["-D", "n=0", "-f", file.name, "-h", settings["HOST"], "-p", settings["PORT"] or "5432"]
        command += ["-U", settings["USER"] or "siwei", settings["NAME"]]
        environment = os.environ | {"PGPASSWORD": settings["PASSWORD"]}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found:
        raise RuntimeError(done.stderr or done.stdout)
    return float(found[1])
