"""What a person reads while the launcher works: one line per step, with its time."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 13


class Refused(Exception):  # noqa: N818  (a sentence for a person, not an error of the program)
    """The launcher cannot go on; str() is the sentence for the person at the keyboard."""


class Step:
    """A step under way. Set `result` to what should stand behind its name when it is over."""

    def __init__(self) -> None:
        self.result = "done"


class Progress:
    """Prints each step as `name  result  seconds`; on a terminal the seconds count while the step runs."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.live = self.out.isatty()

    def say(self, text: str = "") -> None:
        """Prints one line. A reader that has gone away (closed pipe) is no reason to stop."""
        self._write(text + "\n")

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        step, started, over = Step(), time.monotonic(), threading.Event()
        self._write(f"  {name:<{WIDTH}} … ")
        ticker = threading.Thread(target=self._tick, args=(name, started, over), daemon=True)
        if self.live:
            ticker.start()
        try:
            yield step
        except BaseException:
            step.result = "not finished"
            raise
        finally:
            over.set()
            if self.live:
                ticker.join()
            again = f"\r\x1b[K  {name:<{WIDTH}}   " if self.live else ""
            self._write(f"{again}{step.result}  ({time.monotonic() - started:.1f} s)\n")

    def _tick(self, name: str, started: float, over: threading.Event) -> None:
        while not over.wait(1):
            self._write(f"\r\x1b[K  {name:<{WIDTH}} … {time.monotonic() - started:.0f} s ")

    def _write(self, text: str) -> None:
        try:
            self.out.write(text)
            self.out.flush()
        except OSError:  # nobody reads any more: what is still unsaid goes nowhere, and quietly
            self.live = False
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.out.fileno())
            os.close(nowhere)
