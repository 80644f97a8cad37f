"""What the rules of venue hire decide: sessions of a day, fees, terms, refunds, recurrence. Pure functions.

The rule of the two centres itself was not found (RULES 13). The numbers are those of the department's rule for
another venue (KH-VENUE, 首長職務宿舍場地) and stand in the office's settings; only their logic stands here.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal


class Slot(StrEnum):
    """A session of the day; a booking of a whole day is three sessions (report line 壹一(一)2)."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Applicant(StrEnum):
    """Who asks, as the fee depends on it."""

    AGENCY = "agency"  # city agencies and schools on duty
    CO_ORGANISED = "co_organised"  # co-organised by a city agency
    PUBLIC_INTEREST = "public_interest"  # associations and foundations of public interest
    OTHER = "other"


#: begin and end of each session where a venue says nothing else, office time
HOURS: dict[Slot, tuple[datetime.time, datetime.time]] = {
    Slot.MORNING: (datetime.time(8, 0), datetime.time(12, 0)),
    Slot.AFTERNOON: (datetime.time(13, 0), datetime.time(17, 0)),
    Slot.EVENING: (datetime.time(18, 0), datetime.time(22, 0)),
}


#: opening hours by weekday, 1 = Monday
Hours = Mapping[int, tuple[datetime.time, datetime.time]]


def is_open(hours: Hours, day: datetime.date, begins: datetime.time, ends: datetime.time) -> bool:
    """Whether the whole time lies within the opening hours of a day; without any hours it is always open."""
    if not hours:
        return True
    opens, closes = hours.get(day.isoweekday(), (datetime.time.max, datetime.time.min))
    return opens <= begins and ends <= closes


@dataclass(frozen=True)
class Terms:
    """The office's settings that the rules work with, all in days before the first session."""

    latest_application: int = 10
    earliest_months: int = 3
    pay_before: int = 7
    cancel_before: int = 3
    co_organised_share: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class Charge:
    """What a booking costs, in whole NT$."""

    fee: int
    deposit: int

    @property
    def total(self) -> int:
        """Fee and deposit together: what is paid before use."""
        return self.fee + self.deposit


def application_fault(
    asked_on: datetime.date, first_day: datetime.date, applicant: Applicant, terms: Terms
) -> Literal["too_late", "too_early"] | None:
    """Whether an application comes too late or too early (KH-VENUE art. 3); agencies may ask at any time."""
    if asked_on > first_day:
        return "too_late"
    if applicant is Applicant.AGENCY:
        return None
    if (first_day - asked_on).days < terms.latest_application:
        return "too_late"
    return "too_early" if asked_on < months_before(first_day, terms.earliest_months) else None


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for date in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, date)
        except ValueError:
            continue
    return datetime.date(year, month + 1, day.day)


class Cause(StrEnum):
    """Why a booking does not take place."""

    APPLICANT = "applicant"
    FORCE_MAJEURE = "force_majeure"
    OFFICE = "office"  # the city needs the venue itself


def refund(paid: Charge, days_before: int, cause: Cause, terms: Terms) -> Charge:
    """What goes back when a paid booking is cancelled, without interest (KH-VENUE art. 7).

    Force majeure or the city's own need: everything. The applicant's wish: everything when it comes the set days
    before the first session; later the fee goes back and the deposit is lost; on the day or after it, nothing.
    """
    if cause is not Cause.APPLICANT or days_before >= terms.cancel_before:
        return paid
    if days_before > 0:
        return Charge(paid.fee, 0)
    return Charge(0, 0)


def may_move(days_before: int, cause: Cause, terms: Terms) -> bool:
    """Whether a session may still be moved: as long as it could be cancelled without loss (KH-VENUE art. 7)."""
    return cause is not Cause.APPLICANT or days_before >= terms.cancel_before


def kept_of_deposit(deposit: int, *, used: bool) -> int:
    """What the rule keeps of the deposit before any damage: all of it when the venue was never used (art. 7)."""
    return 0 if used else deposit


class Rhythm(StrEnum):
    """How a recurring booking repeats."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"  # the same weekday of the month: the second Tuesday


MOST_REPETITIONS = 60


def occurrences(first: datetime.date, rhythm: Rhythm, until: datetime.date) -> Iterator[datetime.date]:
    """The days of a recurring booking from `first` to `until`, both included; at most MOST_REPETITIONS."""
    if rhythm is Rhythm.ONCE:
        yield first
        return
    step = datetime.timedelta(weeks=2 if rhythm is Rhythm.FORTNIGHTLY else 1)
    place, day, found = (first.day - 1) // 7, first, 0
    while day <= until and found < MOST_REPETITIONS:
        if rhythm is not Rhythm.MONTHLY or (day.day - 1) // 7 == place:
            yield day
            found += 1
        day += step


class Skip(StrEnum):
    """Why a day of a recurring booking is left out."""

    DAY_OFF = "day_off"
    CLOSED = "closed"
    TAKEN = "taken"


def split(
    days: Collection[datetime.date],
    working: Collection[datetime.date],
    open_days: Collection[datetime.date],
    free: Collection[datetime.date],
) -> tuple[list[datetime.date], dict[datetime.date, Skip]]:
    """The days that can be had, and for every other day the reason; nothing is dropped silently."""
    kept: list[datetime.date] = []
    skipped: dict[datetime.date, Skip] = {}
    for day in days:
        if day not in working:
            skipped[day] = Skip.DAY_OFF
        elif day not in open_days:
            skipped[day] = Skip.CLOSED
        elif day not in free:
            skipped[day] = Skip.TAKEN
        else:
            kept.append(day)
    return kept, skipped
