"""Serving: one at a time, children that die with their parent, children that are started again."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from siwei.launch import children, up
from siwei.launch.checkout import Checkout, leashed, run_logged, secret_key
from siwei.launch.children import Child, revive
from siwei.launch.locking import open_lock, try_lock
from siwei.launch.progress import Progress, Refused
from siwei.launch.tests.conftest import SOURCE, python, wait_until
from siwei.launch.tests.test_crash import alive

WITH_CHILD = """
import subprocess, sys, time
program = sys.argv[2] if sys.argv[2:] else "import time; time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", program])
print(child.pid, file=open(sys.argv[1], "w"), flush=True)
time.sleep(600)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path, tmp_path / "var")
    made.make_var()
    return made


def test_a_second_up_says_where_the_first_serves(checkout: Checkout) -> None:
    lock = open_lock(checkout.var / "up.lock")
    assert try_lock(lock)
    up.write_who(checkout, up.Wishes(port=8123, serve=True, empty=False))
    with pytest.raises(Refused, match=r"http://127\.0\.0\.1:8123 .process \d+"):
        up.up(checkout, [])
    os.close(lock)


def test_a_taken_port_is_said_before_any_work(checkout: Checkout) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refused, match="is taken by another program"):
            up.up(checkout, ["--port", str(taken.getsockname()[1])])


def test_the_secret_key_is_made_once_and_for_its_owner_only(checkout: Checkout) -> None:
    first = secret_key(checkout.var)
    assert len(first) >= 50
    assert secret_key(checkout.var) == first
    assert (checkout.var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_failed_step_shows_the_end_of_its_log(checkout: Checkout) -> None:
    with pytest.raises(Refused, match=r"exit 3[\s\S]*the reason"):
        run_logged(checkout, "step", [sys.executable, "-c", "print('the reason'); exit(3)"], dict(os.environ))


def test_a_leashed_child_dies_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = """
import subprocess, sys
from siwei.launch.checkout import leashed
print(subprocess.Popen(leashed([sys.executable, "-c", "import time; time.sleep(600)"])).pid, flush=True)
sys.stdin.read()
"""
    parent = python(program)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.wait()
    wait_until(lambda: not alive(child))


def test_a_worker_shares_the_leash_of_its_master(tmp_path: Path) -> None:
    worker = "from siwei.launch.leash import share_leash; share_leash(); import time; time.sleep(600)"
    told = tmp_path / "number"
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    child = Child("web server", [sys.executable, "-c", WITH_CHILD, told, worker], environment, tmp_path)
    child.start()
    wait_until(lambda: told.exists() and told.read_text().strip())
    number = int(told.read_text())
    wait_until(lambda: "share_leash" in Path(f"/proc/{number}/cmdline").read_text())
    time.sleep(0.5)
    assert alive(number)
    assert child.process is not None
    child.process.kill()
    child.process.wait()
    wait_until(lambda: not alive(number))


def test_a_leash_held_by_somebody_already_dead_ends_at_once() -> None:
    words = leashed(["/bin/echo", "never"])
    words[4] = "1"
    assert subprocess.run(words, capture_output=True, check=False).stdout == b""


def test_stopping_a_child_takes_what_it_started_along(tmp_path: Path) -> None:
    told = tmp_path / "number"
    child = Child("web server", [sys.executable, "-c", WITH_CHILD, told], dict(os.environ), tmp_path)
    child.start()
    wait_until(lambda: told.exists() and told.read_text().strip())
    grandchild = int(told.read_text())
    child.stop()
    wait_until(lambda: not alive(grandchild))
    assert child.code() == -signal.SIGTERM


def test_a_dead_child_is_started_again_but_not_for_ever(tmp_path: Path) -> None:
    out = io.StringIO()
    child = Child("worker", [sys.executable, "-c", "exit(7)"], dict(os.environ), tmp_path)
    child.start()
    for _ in range(children.RESTARTS):
        wait_until(lambda: child.code() is not None)
        assert revive(child, Progress(out))
    wait_until(lambda: child.code() is not None)
    assert not revive(child, Progress(out))
    assert "The worker has ended (exit 7); starting it again." in out.getvalue()
    assert "4 times within 60 seconds" in out.getvalue()


def test_progress_survives_a_reader_that_has_gone(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", closefd=False) as pipe:
        progress = Progress(pipe)
        with progress.step("packages") as step:
            step.result = "12"
        progress.say("still here")
    os.close(writer)


def test_who_runs_tells_what_it_can(checkout: Checkout) -> None:
    assert up.who_runs(checkout) == "it has just begun"
    (checkout.var / "up.json").write_text(json.dumps({"pid": 5, "address": None}))
    assert up.who_runs(checkout) == "it only prepares (--no-serve) (process 5)"
