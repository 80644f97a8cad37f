"""The Job value: what runs in the background, and when."""

from __future__ import annotations

import datetime
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
