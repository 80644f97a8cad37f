"""The process that owns the embedded server: starts it, restarts it after a crash, stops it after its users.

Everybody who uses the server holds users.lock shared. The kernel gives that lock back when they die, even by
kill -9, so the keeper needs no counting: when it gets the lock alone, nobody is left. The server's processes
inherit data.lock, so a new server waits until the last process of an old one is gone. If the keeper itself is
killed, the leash makes the server shut down.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from siwei.launch.checkout import Command, leashed
from siwei.launch.cluster import SOCKET_FILE, Cluster, open_cluster, server_environment
from siwei.launch.locking import open_lock, try_lock, wait_lock

LOOK_EVERY = 0.1
"""Seconds between two looks at the server and at its users."""

START_AGAIN = 20
"""How often in a row a server that ends at once is started again (its predecessor may still be dying)."""


def keep(cluster: Cluster) -> int:
    """Runs the server until nobody uses it. Returns the exit code for the process."""
    data_lock = open_lock(cluster.folder / "data.lock")
    if not wait_lock(data_lock, seconds=120):
        note("another server still works in this folder")
        return 1
    users = open_lock(cluster.folder / "users.lock")
    failures = 0
    while failures < START_AGAIN:
        if not remove_stale_pid(cluster):
            return 1
        started = time.monotonic()
        server = start_server(cluster, data_lock)
        while server.poll() is None:
            if try_lock(users):
                stop_server(server)
                if cluster.throwaway:
                    shutil.rmtree(cluster.folder, ignore_errors=True)
                forget_socket(cluster)
                return 0
            time.sleep(LOOK_EVERY)
        failures = failures + 1 if time.monotonic() - started < 5 else 0
        note(f"the server ended with code {server.returncode}; starting it again")
        time.sleep(0.3)
    note("the server does not stay up")
    return 1


def start_server(cluster: Cluster, data_lock: int) -> subprocess.Popen[bytes]:
    """Starts postgres in the foreground, listening on its unix socket only, on a leash that we hold."""
    folder = str(cluster.socket_folder).replace('"', '""')
    postgres: Command = [cluster.program("postgres"), "-D", cluster.data, "-c", "listen_addresses="]
    postgres += [
        "-c",
        f'unix_socket_directories="{folder}"',
        "-c",
        "port=5432",
        "-c",
        "unix_socket_permissions=0700",
    ]
    return subprocess.Popen(
        [*cluster.user.before, *leashed(postgres, "SIGINT")],
        env=server_environment(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        stderr=sys.stderr,
        pass_fds=(data_lock,),
        **cluster.user.popen_arguments(),
    )


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: open transactions are rolled back, what was committed is written out."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(120)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def remove_stale_pid(cluster: Cluster) -> bool:
    """Removes the postmaster.pid of a dead server; False if a server that we did not start works there.

    Holding data.lock, we know that no server of ours is alive. What the file says about a process number
    proves nothing, since numbers are used again; a postgres working in this very folder would prove it.
    """
    path = cluster.data / "postmaster.pid"
    try:
        number = int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        number = 0
    if number:
        try:
            works_in = Path(os.readlink(f"/proc/{number}/cwd"))
        except OSError:
            works_in = Path("/")
        if works_in == cluster.data.resolve():
            note(f"process {number}, a PostgreSQL not started by Siwei, works in {cluster.data}: stop it first")
            return False
    path.unlink(missing_ok=True)
    for name in (SOCKET_FILE, f"{SOCKET_FILE}.lock"):  # the socket's lock file makes the same mistake
        (cluster.socket_folder / name).unlink(missing_ok=True)
    return True


def forget_socket(cluster: Cluster) -> None:
    """Removes the folder of a socket that had to be put into /tmp."""
    if cluster.folder not in cluster.socket_folder.parents:
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)
        (cluster.folder / "socket-dir").unlink(missing_ok=True)


def note(text: str) -> None:
    sys.stderr.write(f"keeper: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    sys.exit(keep(open_cluster(Path(sys.argv[1]), throwaway="--throwaway" in sys.argv[2:])))
