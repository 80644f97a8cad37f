"""`./siwei up`: prepares database, pages, sample year and report, then serves the site with its worker."""

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from siwei.launch.checkout import Checkout, run_logged, site_environment
from siwei.launch.children import Child, revive
from siwei.launch.database import Database, data_are_free, open_database
from siwei.launch.locking import open_lock, try_lock
from siwei.launch.progress import Progress, Refused

HOST = "127.0.0.1"
YEAR = "106"
"""The sample year, whose report `up` writes."""

LOOK_EVERY = 0.5
"""Seconds between two looks at what is served."""


@dataclass(frozen=True)
class Wishes:
    port: int
    serve: bool
    empty: bool

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"


@dataclass
class House:
    """A running `up`: what it holds and what it started."""

    checkout: Checkout
    wishes: Wishes
    progress: Progress
    database: Database
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    @property
    def environment(self) -> dict[str, str]:
        return site_environment(self.checkout, self.database.url)


def up(checkout: Checkout, words: list[str]) -> int:
    """Prepares and serves until it is told to stop. Returns the exit code."""
    wishes = read_wishes(words)
    progress = Progress()
    checkout.make_var()
    running = open_lock(checkout.var / "up.lock")
    if not try_lock(running):
        raise Refused(f"another ./siwei up runs in this folder: {who_runs(checkout)}")
    write_who(checkout, wishes)
    if wishes.serve and not port_is_free(wishes.port):
        raise Refused(
            f"port {wishes.port} is taken by another program. Choose another:  ./siwei up --port {wishes.port + 1}"
        )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_like_ctrl_c)
    with progress.step("database") as step:
        database = open_database(checkout)
        step.result = database.describe()
    house = House(checkout, wishes, progress, database)
    try:
        prepare(house)
        return serve(house) if wishes.serve else 0
    except KeyboardInterrupt:
        if not house.children:
            raise
        progress.say("\nStopping.")
        return 0
    finally:
        stop(house)


def read_wishes(words: list[str]) -> Wishes:
    parser = argparse.ArgumentParser(prog="./siwei up", description="Prepare everything, then serve Siwei.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="default: 8000")
    parser.add_argument("--no-serve", action="store_true", help="prepare, then stop")
    parser.add_argument("--empty", action="store_true", help="no sample year: the office's agencies and units only")
    given = parser.parse_args(words)
    return Wishes(port=given.port, serve=not given.no_serve, empty=given.empty)


def stop_like_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


# --- one at a time ----------


def write_who(checkout: Checkout, wishes: Wishes) -> None:
    content = {"pid": os.getpid(), "address": wishes.address if wishes.serve else None}
    (checkout.var / "up.json").write_text(json.dumps(content) + "\n")


def who_runs(checkout: Checkout) -> str:
    """What the running `up` wrote about itself."""
    try:
        content = json.loads((checkout.var / "up.json").read_text())
    except (OSError, ValueError):
        return "it has just begun"
    address = f"it serves {content['address']}" if content.get("address") else "it only prepares (--no-serve)"
    return f"{address} (process {content.get('pid')})"


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


# --- preparing ----------


def prepare(house: House) -> None:
    """Everything between an installed checkout and a site worth opening; each part may be repeated."""
    run(house, "messages", "-m", "siwei.site.messages", "compile")
    command(house, "migrate", "migrate", "--no-input")
    command(house, "collectstatic", "collectstatic", "--no-input")
    if house.wishes.empty:
        command(house, "office", "load_office", "--if-empty")
    else:
        command(house, "sample", "sample", YEAR, "--if-empty")
        write_report(house)


def run(house: House, name: str, *words: str | Path) -> str:
    """Runs Python with these words as one step, shows its last line as result, returns its output."""
    with house.progress.step(name) as step:
        output = run_logged(house.checkout, name, [sys.executable, *words], house.environment)
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        step.result = lines[-1][:100] if lines else "done"
    return output


def command(house: House, name: str, *words: str | Path) -> str:
    """Runs one of Django's management commands as a step."""
    return run(house, name, "-m", "siwei.site", *words)


def write_report(house: House) -> None:
    """Writes the report of the sample year once; it moves into place when it is complete."""
    target = house.checkout.var / "reports" / YEAR
    if target.exists():
        return
    part = target.with_name(f"{YEAR}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    command(house, "report", "report", YEAR, "--write", part)
    part.rename(target)


# --- serving ----------


def serve(house: House) -> int:
    """Serves until a signal or until a child cannot be kept alive."""
    house.children = [web(house), worker(house)]
    with house.progress.step("serve") as step:
        for child in house.children:
            child.start()
        step.result = "ready" if wait_for_site(house) else "not answering yet"
    house.progress.say(f"\nSiwei is at {house.wishes.address}\n")
    show_sign_ins(house)
    house.progress.say("Ctrl-C stops everything.")
    look = 0
    while True:
        time.sleep(LOOK_EVERY)
        look += 1
        for child in house.children:
            if child.code() is not None and not revive(child, house.progress):
                return 1
        if look % 4 == 0:
            revive_database(house)


def web(house: House) -> Child:
    """The web server. Its requests mostly wait for PostgreSQL, hence more threads than processors."""
    workers = os.environ.get("SIWEI_WEB_WORKERS") or str(min(4, os.cpu_count() or 1))
    threads = os.environ.get("SIWEI_WEB_THREADS") or "4"
    granian = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(house.wishes.port)]
    granian += ["--workers", workers, "--blocking-threads", threads, "--no-ws", "--log-level", "warning"]
    granian += ["--respawn-failed-workers", "--workers-kill-timeout", "5", "siwei.site.wsgi:application"]
    return Child("web server", [sys.executable, *granian], house.environment, house.checkout.root)


def worker(house: House) -> Child:
    """The process that runs jobs."""
    words = [sys.executable, "-m", "siwei.site", "worker"]
    return Child("worker", words, house.environment, house.checkout.root)


def wait_for_site(house: House, seconds: float = 30) -> bool:
    """True once the site answers a request with anything at all."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(HOST, house.wishes.port, timeout=20)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            if any(child.code() is not None for child in house.children):
                return False
            time.sleep(0.1)
        else:
            return True
        finally:
            connection.close()
    return False


def show_sign_ins(house: House) -> None:
    """Prints who may sign in, where a sample year is loaded."""
    words = [sys.executable, "-m", "siwei.site", "signins"]
    said = run_logged(house.checkout, "signins", words, house.environment)
    if said.strip():
        house.progress.say(said)


def revive_database(house: House) -> None:
    """Puts a new keeper in place of one that was killed together with its server."""
    cluster = house.database.cluster
    if cluster is not None and data_are_free(cluster):
        house.progress.say("The database has ended; starting it again.")
        before = house.database
        house.database = open_database(house.checkout)
        before.close()


def stop(house: House) -> None:
    """Stops what this `up` started: web server and worker first, the database when nobody else uses it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    for child in reversed(house.children):
        child.stop()
    house.database.close()
    cluster = house.database.cluster
    until = time.monotonic() + 15
    while cluster is not None and house.database.started and time.monotonic() < until:
        if data_are_free(cluster) or others_use(cluster.folder):
            break
        time.sleep(0.05)


def others_use(folder: Path) -> bool:
    """True if somebody else holds the database open; False while the keeper, alone, is stopping it."""
    lock = open_lock(folder / "users.lock")
    try:
        return not try_lock(lock) and try_lock(lock, shared=True)
    finally:
        os.close(lock)
