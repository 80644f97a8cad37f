"""Counting day by day: what each day counts and why, gathered into runs that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext_noop as _

from siwei.kernel.calendar.period import DAY, Period
from siwei.kernel.calendar.working_days import OfficeCalendar
from siwei.kernel.deadlines.explanation import Step, Value
from siwei.kernel.deadlines.rules import Unit
from siwei.kernel.directory.office import Name

ALL = Fraction(1)
NONE = Fraction(0)
NAMELESS = Name("", "")


class Why(StrEnum):
    """Why a day counts or does not."""

    COUNTED = "counted"
    MAKEUP = "makeup"
    HALF = "half"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, how much of it counts (0, a half, 1), and why; `name` of the holiday or the stop of work."""

    day: date
    share: Fraction
    why: Why
    name: Name = NAMELESS


def classified(
    first: date, unit: Unit, calendar: OfficeCalendar, stopped: Callable[[date], str | None]
) -> Iterator[Day]:
    """The days from `first` on without end. `stopped` gives the reason on days when the clock stood still."""
    day = first
    while True:
        reason = stopped(day)
        if reason is not None:
            yield Day(day, NONE, Why.SUSPENDED, Name(reason, reason))
        elif unit is Unit.CALENDAR_DAY:
            yield Day(day, ALL, Why.COUNTED)
        else:
            yield _working(day, calendar)
        day += DAY


def _working(day: date, calendar: OfficeCalendar) -> Day:
    share = calendar.share(day)
    closure = calendar.closure_on(day)
    name = calendar.name(day)
    if share == ALL:
        return Day(day, share, Why.MAKEUP if day.weekday() >= 5 else Why.COUNTED)
    if day in calendar.off:
        holiday = bool(name.zh)
        return Day(day, share, Why.HOLIDAY if holiday else Why.WEEKEND, Name(name.zh, name.en))
    reason = closure.reason if closure else ""
    return Day(day, share, Why.HALF if share else Why.CLOSED, Name(reason, reason))


_MESSAGES = {
    Why.COUNTED: _("%(days)s: day %(number)s."),
    Why.MAKEUP: _("%(days)s, a make-up working day: day %(number)s."),
    Why.HALF: _("%(days)s, work stopped for half the day (%(name)s): counts half, day %(number)s."),
    Why.WEEKEND: _("%(days)s: not counted, days of rest."),
    Why.HOLIDAY: _("%(days)s: not counted, %(name)s."),
    Why.CLOSED: _("%(days)s: not counted, work stopped (%(name)s)."),
    Why.SUSPENDED: _("%(days)s: not counted, the clock was stopped (%(name)s)."),
}


def numbered_runs(days: Sequence[Day], unit: Unit) -> tuple[Step, ...]:
    """One step for each run of neighbouring days that count alike, with their numbers."""
    steps = []
    full = NONE
    for (why, name), run in groupby(days, key=lambda d: (d.why, d.name)):
        stretch = list(run)
        values: dict[str, Value] = {"days": Period.days(stretch[0].day, stretch[-1].day)}
        if name.zh or why in (Why.HOLIDAY, Why.CLOSED, Why.HALF, Why.SUSPENDED):
            values["name"] = name
        if stretch[0].share:
            before, full = full, full + sum((d.share for d in stretch), NONE)
            values["number"] = _number(before + stretch[0].share, full)
        steps.append(Step.of(_MESSAGES[why], **values))
    return tuple(steps)


def _number(first: Fraction, last: Fraction) -> str:
    """``3`` or ``3–6``; halves as 2.5."""
    low, high = f"{float(first):g}", f"{float(last):g}"
    return low if low == high else f"{low}–{high}"


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later; its last day where it is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first.replace(day=1) + (day.day - 1) * DAY, following - DAY)
