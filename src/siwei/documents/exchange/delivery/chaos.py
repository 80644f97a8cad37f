"""The chaos loop: worker, web and database are killed while documents travel; then everything is counted.

It works with a database server of its own in a temporary folder, which keeps its promises (fsync on), and with
processes as `./siwei up` starts them.
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from siwei.documents.exchange.transport.trial import free_ports
from siwei.launch.checkout import leashed
from siwei.launch.cluster import Cluster, open_cluster
from siwei.launch.database import Database, open_embedded

#: seconds without any progress after which it is over
STUCK = 180
#: seconds between two kills, none while the database is away: short enough to meet who is just starting, long enough
#: that now and then somebody comes to do something
SHORTEST, LONGEST = 0.5, 10.0

COUNTS = """
SELECT (SELECT count(*) FROM exchange_sending), (SELECT count(*) FROM exchange_dispatch),
       (SELECT count(*) FROM exchange_arrival),
       (SELECT count(*) FROM exchange_dispatch WHERE state = 'received' AND answer_id IS NOT NULL)
"""
DOUBLES = """
SELECT count(*) FROM (SELECT 1 FROM exchange_arrival GROUP BY receiver_code, parcel_id HAVING count(*) > 1) twice
"""
LOST = """
SELECT count(*) FROM exchange_dispatch d LEFT JOIN exchange_arrival a USING (mark)
WHERE a.id IS NULL OR d.state <> 'received' OR d.answer_id IS NULL
"""
STRAY = "SELECT count(*) FROM exchange_arrival a LEFT JOIN exchange_dispatch d USING (mark) WHERE d.id IS NULL"


@dataclass
class Victim:
    """A process that is killed and started again."""

    name: str
    words: list[str]
    env: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        """Start it in a group of its own, on a leash."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603
                leashed([sys.executable, *self.words]), env=self.env, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """kill -9 of the whole group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Chaos:
    """A run: its folder, its database, its victims."""

    folder: Path
    documents: int
    agencies: int
    say: Callable[[str], Any]
    chance: random.Random = field(default_factory=random.Random)
    database: Database | None = None
    victims: list[Victim] = field(default_factory=list)
    database_kills: int = 0
    port: int = 0

    @property
    def cluster(self) -> Cluster:
        """The server's folder."""
        assert self.database is not None
        assert self.database.cluster is not None
        return self.database.cluster

    @property
    def env(self) -> dict[str, str]:
        """Environment of all processes: the temporary database, keys and files."""
        assert self.database is not None
        return os.environ | {
            "DATABASE_URL": self.database.url,
            "SIWEI_VAR": str(self.folder / "var"),
            "SIWEI_KEYS": str(self.folder / "keys"),
            "SIWEI_INSTALLATION": "chaos",
            "SIWEI_EXCHANGE_HUB": "",
            "SIWEI_EXCHANGE_BROKERS": "",
            "DJANGO_SETTINGS_MODULE": "siwei.site.settings",
            "SECRET_KEY": "only for this run",
            "PYTHONPATH": str(Path(settings.BASE) / "src"),
        }

    def prepare(self) -> None:
        """Server, tables, agencies, processes."""
        self.database = open_embedded(open_cluster(self.folder / "pg"))
        self._once("-m", "siwei.site", "migrate", "--no-input", "-v", "0")
        self._once("-m", "siwei.site", "exchange", "town", "--agencies", str(self.agencies))
        (self.port,) = free_ports(1)
        web = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        web += ["--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
        size = ["--agencies", str(self.agencies), "--documents", str(self.documents)]
        for name, words in (
            ("worker", ["-m", "siwei.site", "worker"]),
            ("second worker", ["-m", "siwei.site", "worker"]),
            ("poster", ["-m", "siwei.site", "exchange", "post", *size]),
            ("web", [*web, "siwei.site.wsgi:application"]),
        ):
            victim = Victim(name, words, self.env, self.folder / f"{name.replace(' ', '-')}.log")
            victim.start()
            self.victims.append(victim)

    def _once(self, *words: str) -> None:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *words], env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])

    def kill_one(self) -> None:
        """Kill a process or the whole database server, and start what was killed again."""
        for victim in self.victims:
            if not victim.alive():
                victim.start()
        which = self.chance.randrange(len(self.victims) + 1)
        if which < len(self.victims):
            victim = self.victims[which]
            victim.kill()
            victim.kills += 1
            victim.start()
        elif kill_server(self.cluster):
            self.database_kills += 1

    def counts(self) -> tuple[int, int, int, int] | None:
        """Sendings, dispatches, arrivals, receipts; None while the database is away."""
        row = self._ask(COUNTS)
        return None if row is None else (row[0], row[1], row[2], row[3])

    def _ask(self, query: str) -> tuple[int, ...] | None:
        assert self.database is not None
        try:
            with psycopg.connect(self.database.url, connect_timeout=5) as connection:
                row: tuple[int, ...] | None = connection.execute(query).fetchone()
                return row
        except psycopg.Error:
            return None

    def torment(self, kills: int) -> bool:
        """Kill until all documents are receipted and enough was killed; False when nothing moves any more."""
        last, moved = None, time.monotonic()
        while True:
            time.sleep(self.chance.uniform(SHORTEST, LONGEST))
            found = self.counts()
            done = found is not None and found[0] == self.documents and found[1] == found[3]
            if done and self.kills >= kills:
                return True
            if found is not None and found != last:
                last, moved = found, time.monotonic()
                posted, sent, arrived, receipts = found
                self.say(f"  {posted} posted, {arrived} of {sent} arrived, {receipts} receipts; {self.kills} kills")
            if time.monotonic() - moved > STUCK and not done:
                return False
            if found is not None:
                self.kill_one()

    @property
    def kills(self) -> int:
        """How often something was killed."""
        return self.database_kills + sum(victim.kills for victim in self.victims)

    def faults(self) -> list[str]:
        """What is wrong after the loop, a phrase each."""
        found = []
        for query, words in ((LOST, "lost or without receipt"), (DOUBLES, "double"), (STRAY, "that nobody sent")):
            row = self._ask(query)
            if row is None:
                found.append("the database does not answer")
            elif row[0]:
                found.append(f"{row[0]} {words}")
        done = subprocess.run(
            [sys.executable, "-m", "siwei.site", "events", "verify"], env=self.env, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            found.append(f"histories: {done.stdout[-500:]}{done.stderr[-500:]}")
        if not self._web_answers():
            found.append("the web does not answer")
        return found

    def _web_answers(self, seconds: float = 40) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("HEAD", "/accounts/login/")
                if connection.getresponse().status < 500:
                    return True
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
            finally:
                connection.close()
        return False

    def stop(self) -> None:
        """End everything that was started."""
        for victim in self.victims:
            victim.kill()
        if self.database is not None:
            self.database.close()


def kill_server(cluster: Cluster) -> bool:
    """kill -9 of the database server with all its processes; its keeper starts it again."""
    try:
        postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(  # noqa: S603
            ["ps", "-o", "pid=", "--ppid", str(postmaster)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
    except (OSError, ValueError, IndexError):
        return False  # it is just starting
    for pid in (postmaster, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return True


def run(documents: int, agencies: int, kills: int, say: Callable[[str], Any]) -> list[str]:
    """The whole loop; gives what is wrong, an empty list when nothing is."""
    folder = Path(tempfile.mkdtemp(prefix="siwei-chaos-"))
    chaos = Chaos(folder, documents, agencies, say)
    try:
        chaos.prepare()
        say(f"{documents} documents between {agencies} agencies; killing")
        ended = chaos.torment(kills)
        found = [] if ended else ["it stands still"]
        found += chaos.faults()
        counted = chaos.counts()
        each = ", ".join(f"{victim.name} {victim.kills}" for victim in chaos.victims)
        say(f"killed: database {chaos.database_kills}, {each}")
        if counted:
            say(f"{counted[0]} documents, {counted[1]} dispatches, {counted[2]} arrivals, {counted[3]} receipts")
        say("; ".join(found) or "none lost, none double, receipts complete, histories whole")
        return found
    finally:
        chaos.stop()
        if not os.environ.get("SIWEI_KEEP"):
            time.sleep(0.5)
            shutil.rmtree(folder, ignore_errors=True)
