"""What is decided in exchange without looking at tables: when an expired member is struck."""

from __future__ import annotations

import calendar
import datetime


def strike_on(expired: datetime.date, months: int) -> datetime.date:
    """The day from which a member whose certificate expired is struck: so many months later (RULES 1.10).

    A month that has no such day ends on its last one.
    """
    number = expired.month - 1 + months
    year, month = expired.year + number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(expired.day, last))
