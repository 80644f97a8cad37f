"""Two separate installations, each with its database and its process, exchange documents over both transports."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from siwei.documents.exchange.transport import trial
from siwei.documents.exchange.transport.configured import own_database
from siwei.launch.checkout import leashed

AGENCIES = 3  # of each
DOCUMENTS = 12
PATIENCE = 60


def url_of(name: str) -> str:
    parts = conninfo_to_dict(own_database()) | {"dbname": name}
    host = parts.pop("host", "")
    return f"postgresql://{parts.get('user', '')}@/{name}?host={host}"


class Installation:
    """A database and a worker of its own; `first` is the number of its first agency."""

    def __init__(self, name: str, first: int, keys: Path, var: Path, **more: str) -> None:
        self.name, self.first = name, first
        self.database = f"{name}_{uuid.uuid4().hex[:8]}"
        self.env = os.environ | {
            "DATABASE_URL": url_of(self.database), "SIWEI_INSTALLATION": name, "SIWEI_KEYS": str(keys),
            "SIWEI_VAR": str(var), "SIWEI_KEYS_PASSPHRASE": "only for tests", "SECRET_KEY": "only for tests",
            "DJANGO_SETTINGS_MODULE": "siwei.site.settings", "PYTHONPATH": str(Path(settings.BASE) / "src"),
        } | more  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "siwei.site", *words], env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def start(self) -> None:
        command = [sys.executable, "-m", "siwei.site", "exchange", "work"]
        self.process = subprocess.Popen(leashed(command), env=self.env, stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def ask(self, query: str) -> tuple[int, ...]:
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            row: tuple[int, ...] | None = connection.execute(query).fetchone()
            assert row
            return row


@pytest.fixture
def pair(db, tmp_path):
    """Two databases; the second is made like the first, before anything stands in it."""
    made: list[Installation] = []

    def build(**more: str) -> list[Installation]:
        north = Installation("north", 0, tmp_path / "keys", tmp_path / "north", **more)
        south = Installation("south", AGENCIES, tmp_path / "keys", tmp_path / "south", **more)
        made.extend([north, south])
        with psycopg.connect(own_database(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{north.database}"')
            north.run("migrate", "--no-input", "-v", "0")
            connection.execute(f'CREATE DATABASE "{south.database}" TEMPLATE "{north.database}"')
        return made

    yield build
    for one in made:
        one.stop()
    with psycopg.connect(own_database(), autocommit=True) as connection:
        for one in made:
            connection.execute(f'DROP DATABASE IF EXISTS "{one.database}" WITH (FORCE)')


def carry(north: Installation, south: Installation) -> None:
    """The book of each names the other; each sends to both."""
    for one, other in ((north, south), (south, north)):
        one.run("exchange", "town", "--agencies", str(AGENCIES), "--first", str(one.first))
        size = ["--agencies", str(AGENCIES), "--first", str(other.first)]
        one.run("exchange", "town", *size, "--address", other.name)
        one.start()
    size = ["--agencies", str(2 * AGENCIES), "--documents", str(DOCUMENTS), "--senders", str(AGENCIES)]
    north.run("exchange", "post", *size)
    until = time.monotonic() + PATIENCE
    query = (
        "SELECT count(*), count(*) FILTER (WHERE state = 'received' AND answer_id IS NOT NULL) FROM exchange_dispatch"
    )
    sent = received = 0
    while time.monotonic() < until:
        sent, received = north.ask(query)
        if sent and sent == received:
            break
        time.sleep(0.2)
    assert sent == received > DOCUMENTS
    arrived = [one.ask("SELECT count(*), count(DISTINCT mark) FROM exchange_arrival") for one in (north, south)]
    assert all(rows == marks > 0 for rows, marks in arrived)
    assert sum(rows for rows, _marks in arrived) == sent
    assert south.ask("SELECT count(*) FROM exchange_dispatch") == (0,)


def test_over_postgresql_alone(pair):
    north, south = pair()
    south.env["SIWEI_EXCHANGE_HUB"] = north.env["SIWEI_EXCHANGE_HUB"] = north.env["DATABASE_URL"]
    carry(north, south)


def test_over_rabbitmq(pair):
    if not trial.is_installed():
        pytest.skip("no rabbitmq-server on this machine (as root, ./siwei test installs it)")
    with trial.Brokers.start(1) as brokers:
        carry(*pair(SIWEI_EXCHANGE_BROKERS=",".join(brokers.urls)))
