"""The rules of repairs as pure functions. No law sets them; the terms are rows of the office's deadlines."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection


def contract_covers(
    trades: Collection[str], since: datetime.date, until: datetime.date, trade: str, day: datetime.date
) -> bool:
    """Whether a contract, in force from `since` to `until` (both included), covers a class of work on a day."""
    return trade in trades and since <= day <= until


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later; the last day of the month where that one is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_preventive(planned: datetime.date, every_months: int, today: datetime.date) -> datetime.date:
    """The first planned day after `today`: rounds that were missed are not made up one by one."""
    rounds = 1
    while months_later(planned, rounds * every_months) <= today:
        rounds += 1
    return months_later(planned, rounds * every_months)


def may_reopen(finished_on: datetime.date, today: datetime.date, days: int) -> bool:
    """Whether the same request may be taken up again; after so many days it is a new one."""
    return (today - finished_on).days <= days
