"""What is decided in delivery, as pure functions: marks, what an answer makes of a dispatch, when to try again."""

from __future__ import annotations

import datetime
import uuid
from typing import Literal

from siwei.documents.exchange.models.delivery import Dispatch

Verdict = Literal["received", "refused", "recalled"]
VERDICTS: tuple[Verdict, ...] = ("received", "refused", "recalled")
State = Dispatch.State

#: states that no answer changes any more: nobody waits for one
DECIDED = (State.PAPER, State.RECALLED)
_MARKS = uuid.UUID("5a1d2a5e-6f0b-5c52-9d0e-3c7d1f6f2b10")
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(seconds=15), datetime.timedelta(hours=4)


def mark_of(digest: str, code: str) -> uuid.UUID:
    """What one envelope to one recipient is called by both sides; nobody can make another for the same."""
    return uuid.uuid5(_MARKS, f"{digest}/{code}")


def pause(tries: int) -> datetime.timedelta:
    """How long to wait after so many failed tries: each time twice as long."""
    return min(FIRST_PAUSE * (1 << min(max(tries - 1, 0), 20)), LONGEST_PAUSE)


def patience(tries: int, first: datetime.timedelta) -> datetime.timedelta:
    """How long to wait for an answer before the same is handed over again."""
    return first * (1 << min(max(tries - 1, 0), 6))
