"""Stretches of whole days, half-open: the day a period ends on is no longer part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from siwei.kernel.calendar.roc import format_roc, format_roc_year, year_of_roc

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, but without, `end`. Never empty: `start` < `end`.

    Half-open because then neighbouring periods share no day and leave none out, and a year is exactly
    its twelve months. ``date(2017, 12, 31) in Period.roc_year(106)`` is true, 2018-01-01 is not.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"A period must end after it starts: {self.start} to {self.end}.")

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(day, day + DAY)

    @classmethod
    def days(cls, first: date, last: date) -> Period:
        """From `first` to `last`, both included: the way people write periods."""
        return cls(first, last + DAY)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A month of a Western year: ``Period.month(2017, 8)``."""
        return cls(date(year, month, 1), _first_of_month(year, month + 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """Quarter 1 to 4 of a Western year."""
        _in_range("quarter", quarter, 4)
        return cls(date(year, 3 * quarter - 2, 1), _first_of_month(year, 3 * quarter + 1))

    @classmethod
    def half_year(cls, year: int, half: int) -> Period:
        """Half 1 or 2 of a Western year."""
        _in_range("half", half, 2)
        return cls(date(year, 6 * half - 5, 1), _first_of_month(year, 6 * half + 1))

    @classmethod
    def year(cls, year: int) -> Period:
        """A Western year: ``Period.year(2017)``."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def roc_year(cls, roc: int) -> Period:
        """A year of the Republic: ``Period.roc_year(106)`` is 2017. Also the fiscal year."""
        return cls.year(year_of_roc(roc))

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - DAY

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __len__(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    def __iter__(self) -> Iterator[date]:
        """Every day of it, in order."""
        return (self.start + timedelta(days=n) for n in range(len(self)))

    def covers(self, other: Period) -> bool:
        """Whether every day of the other belongs to this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Whether they share a day. Neighbours do not."""
        return self.start < other.end and other.start < self.end

    def overlap(self, other: Period) -> Period | None:
        """The days that both have, or None."""
        if not self.overlaps(other):
            return None
        return Period(max(self.start, other.start), min(self.end, other.end))

    def months(self) -> tuple[Period, ...]:
        """The calendar months it touches, the first and the last cut at its own ends."""
        found = []
        start = self.start
        while start < self.end:
            end = min(_first_of_month(start.year, start.month + 1), self.end)
            found.append(Period(start, end))
            start = end
        return tuple(found)

    def year_before(self) -> Period:
        """The same days one year earlier; a 29 February becomes 28 February, and as an end 1 March."""
        start = _one_year_back(self.start)
        last = _one_year_back(self.last)
        if self.end.day == 1:  # up to a month's end stays so: February 2017 answers to all of February 2016
            return Period(start, _one_year_back(self.end))
        return Period.days(start, last)

    def label(self, language: str = "zh-hant") -> str:
        """How the period is called: ROC form in Chinese, ISO 8601 form in any other language."""
        return self.label_roc if language.lower().startswith("zh") else self.label_iso

    @property
    def label_roc(self) -> str:
        """106年 · 106年上半年 · 106年第3季 · 106年8月 · 106年8月1日 · 106年8月1日至8月5日."""
        year = format_roc_year(self.start.year - 1911)
        name, number = self._shape()
        if name == "span":
            last = format_roc(self.last)
            if self.start.year == self.last.year:
                last = last.partition("年")[2]
            return f"{format_roc(self.start)}至{last}"
        return {
            "year": year,
            "half": f"{year}{'上' if number == 1 else '下'}半年",
            "quarter": f"{year}第{number}季",
            "month": f"{year}{number}月",
            "day": format_roc(self.start),
        }[name]

    @property
    def label_iso(self) -> str:
        """2017 · 2017-H1 · 2017-Q3 · 2017-08 · 2017-08-01 · 2017-08-01/2017-08-05."""
        name, number = self._shape()
        year = f"{self.start.year:04d}"
        return {
            "year": year,
            "half": f"{year}-H{number}",
            "quarter": f"{year}-Q{number}",
            "month": f"{year}-{number:02d}",
            "day": self.start.isoformat(),
            "span": f"{self.start.isoformat()}/{self.last.isoformat()}",
        }[name]

    def __str__(self) -> str:
        return self.label_iso

    def _shape(self) -> tuple[str, int]:
        """Which unit of the calendar the period is, and its number in the year; "span" when none."""
        if len(self) == 1:
            return "day", self.start.day
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        if self.start.day == self.end.day == 1 and (self.start.month - 1) % months == 0:
            name = {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(months)
            if name:
                return name, (self.start.month - 1) // months + 1
        return "span", 0


def _first_of_month(year: int, month: int) -> date:
    """The first day of a month; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _one_year_back(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _in_range(what: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise ValueError(f"The {what} of a year is 1 to {most}, not {value}.")
