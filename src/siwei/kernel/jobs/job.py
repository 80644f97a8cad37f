"""The Job value: what runs in the background, and when; and the Loop value: what runs there all the time."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Job:
    """A function that runs by the clock. `every` is a cron line in office time; `run` gets the day.

    `whole`: all of a run is one transaction, and two runs never overlap. Without it the function sees to both.
    """

    name: str
    label: str | Promise
    run: Callable[[datetime.date], object]
    every: str
    whole: bool = True


@dataclass(frozen=True)
class Loop:
    """A function that the worker runs in a thread of its own until the event is set; it sees to its own faults."""

    name: str
    run: Callable[[threading.Event], None]
