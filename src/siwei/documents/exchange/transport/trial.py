"""A RabbitMQ cluster of its own on loopback in a temporary folder: for tests, measurements and the chaos loop.

It touches no service of the machine: its nodes have ports, a name daemon, data and a cookie of their own.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from siwei.launch.checkout import leashed

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
PATIENCE = 120  # seconds for a cluster of three to form


def is_installed() -> bool:
    """Whether the machine has Debian's package rabbitmq-server."""
    return (PROGRAMS / "rabbitmq-server").exists() and shutil.which("epmd") is not None


@dataclass
class Node:
    """One broker."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where clients reach it, as the guest whom RabbitMQ lets in from loopback only."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    def kill(self) -> None:
        """kill -9 of the node with all it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Brokers:
    """A running cluster; `with Brokers.start(3) as brokers:`."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    names: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, count: int) -> Brokers:
        """Start so many nodes and wait until they are one cluster. Raises RuntimeError with what they said."""
        brokers = cls(Path(tempfile.mkdtemp(prefix="siwei-brokers-")))
        try:
            brokers._start(count)
        except BaseException:
            brokers.stop()
            raise
        return brokers

    @property
    def urls(self) -> list[str]:
        """Addresses of all nodes, dead ones among them."""
        return [node.url for node in self.nodes]

    def stop(self) -> None:
        """Kill everything and throw the data away."""
        for node in self.nodes:
            node.kill()
        if self.names is not None:
            self.names.kill()
            self.names.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Brokers:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _start(self, count: int) -> None:
        ports = free_ports(2 * count + 1)
        epmd_port, ports = ports[0], ports[1:]
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_PORT": str(epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)
        (self.folder / "plugins").write_text("[].\n")
        names = [f"{self.folder.name.rsplit('-', 1)[1]}-{n}@localhost" for n in range(count)]
        (self.folder / "rabbitmq.conf").write_text(_configuration(names))
        epmd = shutil.which("epmd")
        assert epmd is not None
        self.names = subprocess.Popen(leashed([epmd]), env=environment, stdin=subprocess.DEVNULL)  # noqa: S603
        for at, name in enumerate(names):
            self.nodes.append(self._node(name, ports[2 * at], ports[2 * at + 1], environment))
        self._wait(count, environment)

    def _node(self, name: str, port: int, between: int, environment: dict[str, str]) -> Node:
        mine = environment | {
            "RABBITMQ_NODENAME": name,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(between),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_PID_FILE": str(self.folder / f"{port}.pid"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            # two processors carry three nodes: fewer threads that spin while they wait
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        }
        with (self.folder / f"{port}.out").open("wb") as out:
            process = subprocess.Popen(  # noqa: S603
                leashed([PROGRAMS / "rabbitmq-server"]),
                env=mine,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Node(name, port, process)

    def _wait(self, count: int, environment: dict[str, str]) -> None:
        until = time.monotonic() + PATIENCE
        ask = [
            str(PROGRAMS / "rabbitmqctl"),
            "-n",
            self.nodes[0].name,
            "-q",
            "eval",
            "length(rabbit_nodes:all_running()).",
        ]
        while time.monotonic() < until:
            if any(node.process.poll() is not None for node in self.nodes):
                break
            if all(_listens(node.port) for node in self.nodes):
                said = subprocess.run(  # noqa: S603
                    ask, env=environment, capture_output=True, text=True, check=False, timeout=60
                )
                if said.stdout.strip() == str(count):
                    return
            time.sleep(0.5)
        words = "\n".join(path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.out"))
        raise RuntimeError(f"the brokers did not come up:\n{words}")


def _configuration(names: list[str]) -> str:
    lines = [
        "cluster_formation.peer_discovery_backend = classic_config",
        *(f"cluster_formation.classic_config.nodes.{n} = {name}" for n, name in enumerate(names, start=1)),
        "vm_memory_high_watermark.absolute = 512MB",
        "disk_free_limit.absolute = 50MB",
    ]
    return "\n".join(lines) + "\n"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody uses now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
