"""Half-years: the day on which one ends, and the last that is over (檔案法施行細則 art. 10)."""

from __future__ import annotations

import datetime


def ends_half_year(day: datetime.date) -> bool:
    """Whether a half-year ends on that day."""
    return (day.month, day.day) in ((6, 30), (12, 31))


def last_half_year(day: datetime.date) -> datetime.date:
    """The last day of the half-year that was over before `day`."""
    return datetime.date(day.year, 6, 30) if day.month > 6 else datetime.date(day.year - 1, 12, 31)
