"""The door to the database: joins the server that runs, or starts one, and stays counted as its user."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from siwei.launch.checkout import Checkout, site_environment
from siwei.launch.cluster import NAME, Cluster, binaries, is_known, make_data, open_cluster
from siwei.launch.locking import locked, open_lock, try_lock, wait_lock
from siwei.launch.progress import Refused

CLIENTS = ("psql", "dump", "restore")
"""Words that become one of PostgreSQL's own programs."""


@dataclass
class Database:
    """An open door. While it is open, the embedded server stays up."""

    url: str
    cluster: Cluster | None = None
    users: int | None = None
    made: bool = False
    started: bool = False

    def close(self) -> None:
        """Leaves. The keeper stops the server when this was its last user."""
        if self.users is not None:
            os.close(self.users)
            self.users = None

    def describe(self) -> str:
        if self.cluster is None:
            return "the one that DATABASE_URL names"
        deed = "made" if self.made else "started" if self.started else "joined the running one"
        major = (self.cluster.folder / "PG_MAJOR").read_text().strip()
        return f"PostgreSQL {major}, {deed}, {self.cluster.folder}"


def open_database(checkout: Checkout) -> Database:
    """The office's database: DATABASE_URL if set, else the embedded server in var/pg."""
    url = os.environ.get("DATABASE_URL")
    return Database(url) if url else open_embedded(open_cluster(checkout.var / "pg"))


def open_throwaway(checkout: Checkout) -> Database:
    """A server for one test run: its data lie in a temporary folder, nothing is forced to disk."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return Database(url)
    folder = Path(tempfile.mkdtemp(prefix="siwei-test-"))
    if os.geteuid() == 0:  # in somebody's checkout the server must be able to reach its programs: it runs as the owner
        owner = checkout.root.stat()
        if is_known(owner.st_uid):
            os.chown(folder, owner.st_uid, owner.st_gid)
    return open_embedded(open_cluster(folder, throwaway=True))


def open_embedded(cluster: Cluster) -> Database:
    """Joins the server of this cluster, starting it when it does not answer.

    Raises Refused with the server's own words when it does not come up.
    """
    users = open_lock(cluster.folder / "users.lock")
    if not wait_lock(users, shared=True, seconds=180):  # a keeper that is stopping its server holds it alone
        raise Refused(f"the server in {cluster.folder} has been stopping for three minutes")
    database = Database(cluster.url, cluster, users)
    with locked(cluster.folder / "start.lock", seconds=600) as mine:
        if not mine:
            raise Refused(f"another ./siwei has been starting the server in {cluster.folder} for ten minutes")
        if not cluster.answers():
            database.made = make_data(cluster)
            database.started = start_keeper(cluster)
        make_database(cluster)
    return database


def start_keeper(cluster: Cluster) -> bool:
    """Starts a keeper unless one is at work, waits until the server answers; says whether it started one."""
    keeper = None
    if data_are_free(cluster):
        log = cluster.folder / "keeper.log"
        words = [sys.executable, "-m", "siwei.launch.keeper", str(cluster.folder)]
        with log.open("wb") as out:
            keeper = subprocess.Popen(
                [*words, *(["--throwaway"] if cluster.throwaway else [])],
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is not for the keeper: it stops when all have left
            )
    while not cluster.answers():  # recovery after a crash may take its time
        if keeper is None and data_are_free(cluster):
            return start_keeper(cluster)
        if keeper is not None and keeper.poll() is not None:
            raise Refused(f"the embedded server did not start:\n{last_words(cluster)}")
        time.sleep(0.05)
    return keeper is not None


def data_are_free(cluster: Cluster) -> bool:
    """True if no server process and no keeper lives in the cluster."""
    lock = open_lock(cluster.folder / "data.lock")
    try:
        return try_lock(lock)
    finally:
        os.close(lock)


def last_words(cluster: Cluster) -> str:
    """The end of what keeper and server wrote."""
    logs = [
        cluster.folder / "keeper.log",
        *sorted((cluster.folder / "log").glob("*.log"), key=os.path.getmtime)[-1:],
    ]
    lines = [line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines()[-12:]]
    return "\n".join("    " + line for line in lines)


def make_database(cluster: Cluster) -> None:
    """Creates the database inside a fresh cluster."""
    names = cluster.ask("psql", "-d", "postgres", "-XAtc", "select datname from pg_database").stdout.split()
    if NAME in names:
        return
    made = cluster.ask("createdb", NAME)
    if made.returncode != 0:
        raise Refused(f"the database could not be created: {made.stderr}")


def become_command(checkout: Checkout, words: list[str]) -> int:
    """Becomes Django's management command, still counted as a user of the server until it ends."""
    database = open_database(checkout)
    environment = site_environment(checkout, database.url)
    compile_messages(checkout, environment)
    become([sys.executable, "-m", "siwei.site", *words], environment, database)
    return 1


def compile_messages(checkout: Checkout, environment: dict[str, str]) -> None:
    """Translations changed by an update are compiled before anybody reads them."""
    subprocess.run(
        [sys.executable, "-m", "siwei.site.messages", "compile"],
        env=environment,
        cwd=checkout.root,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def become_client(checkout: Checkout, word: str, rest: list[str]) -> int:
    """Becomes psql, pg_dump or pg_restore on the office's database."""
    database = open_database(checkout)
    if word == "psql":
        command = [str(binaries() / "psql"), database.url, *rest]
    elif len(rest) != 1:
        raise Refused(f"./siwei {word} needs the name of one file")
    elif word == "dump":
        command = [
            str(binaries() / "pg_dump"),
            "--format=custom",
            "--no-owner",
            f"--file={rest[0]}",
            database.url,
        ]
    else:
        command = [str(binaries() / "pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction"]
        command += [f"--dbname={database.url}", rest[0]]
    become(command, dict(os.environ), database)
    return 1


def become(command: list[str], environment: dict[str, str], database: Database) -> None:
    """Replaces this process; its lock goes along and is given back when the command ends."""
    if database.users is not None:
        os.set_inheritable(database.users, True)  # noqa: FBT003
    sys.stdout.flush()
    os.execve(command[0], command, environment)
