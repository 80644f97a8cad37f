"""The processes that `./siwei up` serves with: started on a leash, watched, restarted, stopped together."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from siwei.launch.checkout import leashed
from siwei.launch.progress import Progress

PATIENCE = 10
"""Seconds a child may take to end by itself before it is killed."""

RESTARTS = 3
"""How often a child is started again within WINDOW seconds before everything stops."""

WINDOW = 60


@dataclass
class Child:
    """One serving process with everything it starts, in a process group of its own."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Starts it out of reach of the terminal's Ctrl-C: we stop children ourselves, in our order."""
        self.process = subprocess.Popen(
            leashed(self.command),
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def code(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self.process.poll() if self.process else 0

    def stop(self, patience: float = PATIENCE) -> None:
        """Asks it to end, then kills what is left of its group: a dead web master leaves workers behind."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self.sweep()
        self.process.wait()

    def sweep(self) -> None:
        """Kills whatever remains of the process group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def revive(child: Child, progress: Progress) -> bool:
    """Starts a dead child again; False if it has died too often and everything should stop."""
    code = child.code()
    child.sweep()
    now = time.monotonic()
    child.deaths = [moment for moment in child.deaths if now - moment < WINDOW] + [now]
    if len(child.deaths) > RESTARTS:
        progress.say(f"The {child.name} has ended {len(child.deaths)} times within {WINDOW} seconds; stopping.")
        return False
    progress.say(f"The {child.name} has ended ({how(code)}); starting it again.")
    child.start()
    return True


def how(code: int | None) -> str:
    """An exit code in words."""
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit {code}"
