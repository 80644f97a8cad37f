"""Kills the launcher's processes with -9 in the middle of work and counts what is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from siwei.launch.cluster import LONGEST_SOCKET, SOCKET_FILE, Cluster, open_cluster
from siwei.launch.database import data_are_free, open_embedded
from siwei.launch.progress import Refused
from siwei.launch.tests.conftest import HOLDER, USER, python, wait_until

pytestmark = pytest.mark.crash

WRITER = (
    USER
    + """
with psycopg.connect(database.url, autocommit=True) as connection:
    connection.execute("create table if not exists confirmed (id bigint primary key)")
    first = connection.execute("select coalesce(max(id), 0) + 1 from confirmed").fetchone()[0]
    for number in range(first, first + 1_000_000):
        connection.execute("insert into confirmed values (%s)", [number])
        print(number, flush=True)
"""
)


def server_number(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])


def keeper_number(cluster: Cluster) -> int:
    """The server's parent. Field 4 of /proc/<pid>/stat, behind the name in brackets."""
    stat = Path(f"/proc/{server_number(cluster)}/stat").read_text()
    return int(stat.rsplit(")", 1)[1].split()[1])


def rows(cluster: Cluster) -> int:
    database = open_embedded(cluster)
    try:
        with psycopg.connect(database.url) as connection:
            found = connection.execute("select count(*) from confirmed").fetchone()
            assert found is not None
            return int(found[0])
    finally:
        database.close()


@pytest.mark.parametrize("victim", ["user", "keeper", "server", "all"])
def test_every_confirmed_row_survives_kill_9(cluster: Cluster, victim: str) -> None:
    writer = python(WRITER, cluster.folder)
    assert writer.stdout is not None
    confirmed = 0
    while confirmed < 200:
        confirmed = int(writer.stdout.readline())
    numbers = {"user": writer.pid, "keeper": keeper_number(cluster), "server": server_number(cluster)}
    for name, number in numbers.items():
        if victim in (name, "all"):
            os.kill(number, signal.SIGKILL)
    for line in writer.stdout:
        confirmed = int(line)
    writer.wait()
    assert rows(cluster) >= confirmed


def test_a_killed_user_leaves_no_server_behind(cluster: Cluster) -> None:
    holder = python(HOLDER, cluster.folder)
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("postgresql://")
    server, keeper = server_number(cluster), keeper_number(cluster)
    holder.kill()
    holder.wait()
    wait_until(lambda: data_are_free(cluster))
    wait_until(lambda: not alive(server) and not alive(keeper))


def test_a_killed_server_is_started_again_for_those_who_use_it(cluster: Cluster) -> None:
    database = open_embedded(cluster)
    first = server_number(cluster)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not alive(first))
    wait_until(cluster.answers)
    assert server_number(cluster) != first
    database.close()


def test_the_server_outlives_whoever_started_it_while_others_use_it(cluster: Cluster) -> None:
    starter = python(HOLDER, cluster.folder)
    assert starter.stdout is not None
    starter.stdout.readline()
    database = open_embedded(cluster)
    assert not database.started
    starter.kill()
    starter.wait()
    time.sleep(0.5)
    assert cluster.answers()
    database.close()
    wait_until(lambda: data_are_free(cluster))


def test_a_stale_pid_file_whose_number_is_used_again_stops_nobody(cluster: Cluster) -> None:
    open_embedded(cluster).close()
    wait_until(lambda: data_are_free(cluster))
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        text = f"{stranger.pid}\n{cluster.data}\n1\n5432\n{cluster.socket_folder}\n\n  1 1\nready\n"
        (cluster.data / "postmaster.pid").write_text(text)
        (cluster.socket_folder / ".s.PGSQL.5432.lock").write_text(text)
        (cluster.socket_folder / ".s.PGSQL.5432").touch()
        database = open_embedded(cluster)
        assert cluster.answers()
        database.close()
    finally:
        stranger.kill()
        stranger.wait()


def test_starters_that_race_get_one_server(cluster: Cluster) -> None:
    holders = [python(HOLDER, cluster.folder) for _ in range(6)]
    addresses = {holder.stdout.readline() for holder in holders if holder.stdout}
    assert len(addresses) == 1
    log = "".join(path.read_text() for path in (cluster.folder / "log").glob("*.log"))
    assert log.count("ready to accept connections") == 1
    for holder in holders:
        holder.communicate()
        assert holder.returncode == 0


@pytest.mark.parametrize("name", ["with space and 'quote'", 'double " quote', "中文資料夾", "x" * 120])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    cluster = open_cluster(tmp_path / name / "pg")
    database = open_embedded(cluster)
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    far = cluster.folder not in cluster.socket_folder.parents
    assert far == (len(os.fsencode(cluster.folder / "socket" / SOCKET_FILE)) > LONGEST_SOCKET)
    assert far or len(name) < 100
    database.close()
    wait_until(lambda: data_are_free(cluster))
    if far:
        assert not cluster.socket_folder.exists()


def test_an_interrupted_initdb_is_begun_anew(cluster: Cluster) -> None:
    (cluster.folder / "data.part").mkdir()
    (cluster.folder / "data.part" / "PG_VERSION").write_text("18\n")
    database = open_embedded(cluster)
    assert database.made
    assert not list(cluster.folder.glob("data.part*"))
    database.close()


def test_data_of_another_major_version_are_refused_untouched(cluster: Cluster) -> None:
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Refused, match=r"written by PostgreSQL 14[\s\S]*siwei dump[\s\S]*siwei restore"):
        open_embedded(cluster)
    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


def alive(number: int) -> bool:
    """True for a process that runs; the dead who wait for their parent to notice do not count."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
