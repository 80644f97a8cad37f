"""The whole of `./siwei up` on an empty database: killed with -9 at several moments, and started again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from siwei.launch.cluster import Cluster
from siwei.launch.database import data_are_free
from siwei.launch.tests.conftest import SOURCE, wait_until
from siwei.launch.tests.test_crash import alive

pytestmark = pytest.mark.crash


class Up:
    """`./siwei up --empty` with its data in a folder of its own, its output in a file."""

    def __init__(self, var: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.var = var
        self.out = var.parent / "out.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Up":
        words = ["-m", "siwei.launch", str(SOURCE.parent), "up", "--empty", "--port", str(self.port)]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                env={
                    "PATH": "/usr/bin:/bin",
                    "PYTHONPATH": str(SOURCE),
                    "SIWEI_VAR": str(self.var),
                    "SIWEI_WEB_WORKERS": "1",
                },
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        return self

    def said(self, text: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.out.read_text()
        return text in self.out.read_text()

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def family(self) -> list[int]:
        """Every living process that was given this folder."""
        mark = f"SIWEI_VAR={self.var}\0".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes() and alive(int(path.parent.name)):
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found

    def answers(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/")
        return connection.getresponse().status


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    made = Up(tmp_path / "var")
    yield made
    for number in made.family():
        os.kill(number, signal.SIGKILL)
    wait_until(lambda: data_are_free(Cluster(made.var / "pg")))


def test_killed_at_any_moment_it_leaves_nothing_running_and_starts_again(up: Up) -> None:
    for moment in ("database", "migrate", "collectstatic", "serve", "Siwei is at"):
        up.start()
        wait_until(lambda moment=moment: up.said(moment), 120)  # type: ignore[misc]
        up.end(signal.SIGKILL)
        wait_until(lambda: not up.family())
    up.start()
    wait_until(lambda: up.said("Siwei is at"), 120)
    assert up.answers() < 500
    assert json.loads((up.var / "up.json").read_text())["address"].endswith(str(up.port))
    started = time.monotonic()
    assert up.end(signal.SIGINT) == 0
    assert time.monotonic() - started < 20
    assert up.family() == []
