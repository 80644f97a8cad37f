"""Clusters of their own for the launcher's tests, and programs that use them from another process."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from siwei.launch.cluster import Cluster, open_cluster
from siwei.launch.database import data_are_free

SOURCE = Path(__file__).resolve().parents[3]

USER = """
import sys, psycopg
from pathlib import Path
from siwei.launch.cluster import open_cluster
from siwei.launch.database import open_embedded
database = open_embedded(open_cluster(Path(sys.argv[1])))
"""

HOLDER = USER + "print(database.url, flush=True)\nsys.stdin.read()\n"
"""Opens the database and stays its user until its stdin ends."""


def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Waits for the condition; fails the test when it does not come true in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.02)


def python(program: str, *words: object) -> "subprocess.Popen[str]":
    """Starts a Python program that can import Siwei, with pipes to talk to it."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that nobody uses yet; its server is gone after the test."""
    made = open_cluster(tmp_path / "pg", throwaway=False)
    yield made
    if made.folder.exists():
        wait_until(lambda: data_are_free(made))
