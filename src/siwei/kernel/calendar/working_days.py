"""The official office calendar as a value: which days are worked, and counting in working days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext

from siwei.kernel.calendar.period import DAY, Period

HALF = Fraction(1, 2)


class Closed(StrEnum):
    """Which part of a day work stopped. The evening is no office time: only venues ask for it."""

    WHOLE = "whole"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class HalfDay(StrEnum):
    """What a half-day stop does to a limit in working days. No rule was found: a setting."""

    COUNTS_WHOLE = "counts_whole"  # the day counts as if nothing had happened
    COUNTS_HALF = "counts_half"  # the day takes half a day off the limit
    COUNTS_NOT = "counts_not"  # the day does not count


@dataclass(frozen=True, slots=True)
class DayName:
    """A day's name in the official calendar, such as 端午節 or 補行上班; empty for ordinary days."""

    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A stop of work (天然災害停止上班) as the calendar needs it: the day, the part, the districts, why.

    `districts` empty means the whole city.
    """

    day: date
    part: Closed
    reason: str = ""
    districts: frozenset[str] = frozenset()

    def reaches(self, district: str) -> bool:
        return not self.districts or district in self.districts


class CalendarRangeError(LookupError):
    """A day for which the office's calendar file says nothing."""

    def __init__(self, day: date, covered: Period) -> None:
        super().__init__(day, covered)
        self.day, self.covered = day, covered

    def __str__(self) -> str:
        return gettext(
            "The office calendar covers %(first)s to %(last)s; %(day)s lies outside. "
            "Add the official calendar of that year to office-calendar.csv."
        ) % {"first": self.covered.start, "last": self.covered.last, "day": self.day}


@dataclass(frozen=True)
class OfficeCalendar:
    """Which days the office works, from the official list and the entered stops of work.

    A make-up Saturday (補行上班日) is a working day like any other. Every question about a day outside
    `covered` raises CalendarRangeError: nobody may guess next year's holidays from this year's.
    """

    covered: Period
    off: frozenset[date]
    names: Mapping[date, DayName] = field(default_factory=dict, repr=False, hash=False)
    closures: tuple[Closure, ...] = ()
    half_day: HalfDay = HalfDay.COUNTS_WHOLE

    def share(self, day: date) -> Fraction:
        """How much of a working day it is toward a limit: 0, a half or 1."""
        if day not in self.covered:
            raise CalendarRangeError(day, self.covered)
        if day in self.off:
            return Fraction(0)
        parts = {c.part for c in self.closures if c.day == day}
        if Closed.WHOLE in parts or {Closed.MORNING, Closed.AFTERNOON} <= parts:
            return Fraction(0)
        if not parts & {Closed.MORNING, Closed.AFTERNOON}:
            return Fraction(1)
        return {
            HalfDay.COUNTS_WHOLE: Fraction(1),
            HalfDay.COUNTS_HALF: HALF,
            HalfDay.COUNTS_NOT: Fraction(0),
        }[self.half_day]

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts toward a limit in working days, wholly or by half."""
        return self.share(day) > 0

    def is_closed(self, day: date, part: Closed) -> bool:
        """Whether work was stopped in that part of the day (a whole-day stop includes the evening)."""
        return any(c.day == day and c.part in (part, Closed.WHOLE) for c in self.closures)

    def name(self, day: date) -> DayName:
        """The day's name in the official calendar."""
        return self.names.get(day, DayName())

    def is_makeup_saturday(self, day: date) -> bool:
        """Whether it is a Saturday (or Sunday) on which the office works."""
        return day.weekday() >= 5 and self.is_working_day(day)

    def closure_on(self, day: date) -> Closure | None:
        """The first stop of work entered for the day, for explanations."""
        return next((c for c in self.closures if c.day == day and c.part is not Closed.EVENING), None)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return next(self._walk(day, DAY))

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return next(self._walk(day, -DAY))

    def working_day_on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, else the next one."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def working_day_on_or_before(self, day: date) -> date:
        """`day` itself when it is worked, else the one before."""
        return day if self.is_working_day(day) else self.previous_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The day on which `count` working days after `day` are full; before it when negative; 0 is `day`.

        `day` itself is not counted, as in "within 3 days from the day after receipt".
        """
        left = Fraction(abs(count))
        walk = self._walk(day, DAY if count > 0 else -DAY)
        while left > 0:
            day = next(walk)
            left -= self.share(day)
        return day

    def working_days_in(self, period: Period) -> tuple[date, ...]:
        """The working days of the period, in order."""
        return tuple(day for day in period if self.is_working_day(day))

    def working_days(self, period: Period) -> int:
        """How many working days the period has; a day counted by half is one of them."""
        return len(self.working_days_in(period))

    def weekday_count(self, period: Period, weekdays: frozenset[int], *, working_only: bool = False) -> int:
        """How many days fall on the weekdays (0 is Monday): 104 Mondays and Thursdays in 2017."""
        return sum(day.weekday() in weekdays and (not working_only or self.is_working_day(day)) for day in period)

    def with_days_off(self, month_days: frozenset[tuple[int, int]]) -> OfficeCalendar:
        """The calendar of people who are off on further days each year, such as workers on 1 May."""
        years = range(self.covered.start.year, self.covered.last.year + 1)
        more = frozenset(date(year, *month_day) for year in years for month_day in month_days)
        return replace(self, off=self.off | frozenset(day for day in more if day in self.covered))

    def with_closures(self, closures: tuple[Closure, ...]) -> OfficeCalendar:
        """The same calendar with other stops of work."""
        return replace(self, closures=closures)

    def _walk(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            day += step
            if self.is_working_day(day):
                yield day
