"""The law of drills and trainings as pure functions; each paragraph a branch, each branch a test.

As in force in 2017: 消防法施行細則 art. 15 (in the same words art. 5 since 2024), and 民防團隊編組訓練演習服勤及支援
軍事勤務辦法 of 2015-01-21, here called 民防團隊辦法. Terms in days (the summons, ten days before) are not here:
they are rows of the office's deadlines.csv.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from siwei.kernel.calendar.period import Period

DRILL_HOURS = 4


class Squad(StrEnum):
    """A squad of the self-defence fire brigade (自衛消防編組)."""

    EXTINGUISHING = "extinguishing"
    REPORTING = "reporting"
    EVACUATION = "evacuation"
    SECURITY = "security"
    RESCUE = "rescue"


def squads(staff: int) -> tuple[Squad, ...]:
    """The squads that a place with so many staff must form (消防法施行細則 art. 15 no. 1).

    From 10 people three squads, from 50 also security and rescue; below 10 none is demanded.
    """
    if staff < 10:
        return ()
    three = (Squad.EXTINGUISHING, Squad.REPORTING, Squad.EVACUATION)
    return three if staff < 50 else (*three, Squad.SECURITY, Squad.RESCUE)


def drill_counts(hours: Decimal | float) -> bool:
    """Whether a drill of so many hours is one: each must not be shorter than four (消防法施行細則 art. 15 no. 5)."""
    return hours >= DRILL_HOURS


def half_year_of(day: datetime.date) -> Period:
    """The half-year in which a day lies; each half-year needs a drill (消防法施行細則 art. 15 no. 5)."""
    return Period.half_year(day.year, 1 if day.month <= 6 else 2)


def training_hours(*, reorganised: bool) -> int:
    """Hours of a corps' training in a year (民防團隊辦法 art. 30).

    No. 1: eight of basic training, in one or two parts, in the year in which it was re-organised.
    No. 2 (2): four in other years; "in principle", so a shorter training is still a training.
    """
    return 8 if reorganised else 4


def must_train(members: int) -> int:
    """How many of its members a corps summons to the yearly training: a third (民防團隊辦法 art. 30 no. 2 (2))."""
    return -(-members // 3)


def drill_shortcomings(staff: int | None, formed: Collection[str], hours: Decimal | None) -> Iterator[str]:
    """In what a fire drill falls short of the law, a sentence each; what is unknown is not blamed."""
    missing = [squad for squad in squads(staff or 0) if squad not in formed]
    if missing:
        yield _("%(missing)d of the %(all)d squads that %(staff)d staff must form have nobody on the roster.") % {
            "missing": len(missing),
            "all": len(squads(staff or 0)),
            "staff": staff,
        }
    if hours is not None and not drill_counts(hours):
        yield _("Shorter than %(least)d hours: it does not count as a drill.") % {"least": DRILL_HOURS}


def training_shortcomings(
    members: int | None, trained: int, hours: Decimal | None, *, reorganised: bool
) -> Iterator[str]:
    """In what a training falls short of the law, a sentence each; `trained`: who attended, or is to attend."""
    if members and not reorganised and trained < must_train(members):
        yield _("%(trained)d people; a third of %(members)d members is %(least)d.") % {
            "trained": trained,
            "members": members,
            "least": must_train(members),
        }
    least = training_hours(reorganised=reorganised)
    if hours is not None and hours < least:
        yield _("Shorter than the %(least)d hours of the rule.") % {"least": least}
