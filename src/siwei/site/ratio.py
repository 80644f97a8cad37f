"""One measured ratio: ours against a baseline of the same run, and the goal it is held to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """`ratio` is ours divided by the baseline; `goal` bounds it from above, or from below with `at_least`."""

    name: str
    ratio: float
    goal: float
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    @property
    def goal_text(self) -> str:
        """The goal as it prints."""
        return f"{'>=' if self.at_least else '<='}{self.goal:g}"


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The median of several runs of `work`, in seconds; the first, cold run is not counted."""
    work()
    found = []
    for _run in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
