"""The law of drills and trainings as pure functions; each paragraph a branch, each branch a test."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from enum import StrEnum
from fractions import Fraction

from siwei.kernel.calendar.period import Period

DRILL_HOURS = 4  # 消防法施行細則 art. 15: every half year, at least four hours
CIVIL_DEFENCE_HOURS = 4  # 民防團隊編組訓練辦法: yearly training of four hours
CIVIL_DEFENCE_SHARE = Fraction(1, 3)  # … for a third of the members
CIVIL_DEFENCE_STAFF = 100  # 民防法 art. 4: agencies of a hundred people or more form a 防護團


class Squad(StrEnum):
    """A squad of the self-defence fire brigade (自衛消防編組)."""

    EXTINGUISHING = "extinguishing"
    REPORTING = "reporting"
    EVACUATION = "evacuation"
    SECURITY = "security"
    RESCUE = "rescue"


def squads(staff: int) -> tuple[Squad, ...]:
    """The squads that a place with so many staff must form (消防法施行細則 art. 15).

    From 10 people three squads, from 50 also security and rescue; below 10 none is demanded.
    """
    if staff < 10:
        return ()
    three = (Squad.EXTINGUISHING, Squad.REPORTING, Squad.EVACUATION)
    return three if staff < 50 else (*three, Squad.SECURITY, Squad.RESCUE)


def drill_counts(hours: Fraction | float | int) -> bool:
    """Whether a drill of so many hours fulfils the half-yearly duty."""
    return hours >= DRILL_HOURS


def missing_half_years(held: Collection[datetime.date], year: Period) -> list[Period]:
    """Half-years of the (Western) year in which no drill was held: each needs one."""
    halves = [Period.half_year(year.start.year, half) for half in (1, 2)]
    return [half for half in halves if not any(day in half for day in held)]


def must_train(staff: int, members: int) -> int:
    """How many members of the civil-defence corps must be trained this year, rounded up; 0 without a corps."""
    if staff < CIVIL_DEFENCE_STAFF:
        return 0
    share = CIVIL_DEFENCE_SHARE * members
    return -(-share.numerator // share.denominator)
