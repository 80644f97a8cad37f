"""The table of deadlines (deadlines.csv of the office): how long, from when, in which days, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from siwei.kernel.directory.office import Name, load_office
from siwei.kernel.office_files import Row, office_name, office_table

FILE = "deadlines.csv"


class Unit(StrEnum):
    """In what a deadline is measured."""

    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DATE = "date"  # a date named by somebody
    DAY_OF_NEXT_MONTH = "day_of_next_month"  # by the 15th of the next month


class Start(StrEnum):
    """What the first counted day is."""

    DAY_AFTER = "day_after"  # the day after the event: 始日不計算在內, 行政程序法 art. 48
    SAME_DAY = "same_day"  # the day of the event
    MOMENT = "moment"  # hours run from the minute
    BEFORE = "before"  # counted back from the event: apply 10 days before use
    NAMED = "named"  # nothing is counted, the date is named


class EndRule(StrEnum):
    """What happens when the last day is a day of rest."""

    AS_COUNTED = "as_counted"
    NEXT_WORKING_DAY = "next_working_day"  # 行政程序法 art. 48 para. 4


@dataclass(frozen=True, slots=True)
class Length:
    """So many of a unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"A length is not negative: {self.amount} {self.unit}.")


@dataclass(frozen=True, slots=True)
class Extensible:
    """How far a rule lets itself be extended: None where the rule names no bound, 0 times for not at all."""

    most: Length | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One row of the table: a duty of the law or of practice, in force from `since` to before `until`."""

    key: str
    label: Name
    trigger: Name
    start: Start
    amount: int | None
    unit: Unit
    end: EndRule
    extensible: Extensible
    extension_note: str
    source: str
    since: date | None = None
    until: date | None = None

    @property
    def length(self) -> Length | None:
        """The length, or None where each case brings its own (a named date, 文到○日內)."""
        return None if self.amount is None else Length(self.amount, self.unit)

    @property
    def holidays_counted(self) -> bool:
        """Whether days of rest count like others (RULES section 1.5)."""
        return self.unit is not Unit.WORKING_DAY

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def deadline_rule(key: str, on: date) -> DeadlineRule:
    """The rule of that key in force on the day the clock starts. Raises LookupError.

    The office may change a row from a day on by closing it (`until`) and adding another (`since`): a case
    that began before keeps the old one, and its due date is still explained by it.
    """
    for rule in deadline_rules(office_name()):
        if rule.key == key and rule.in_force(on):
            return rule
    raise LookupError(f"{office_name()}/{FILE} has no rule {key!r} in force on {on}.")


@lru_cache(maxsize=8)
def deadline_rules(office: str) -> tuple[DeadlineRule, ...]:
    """The whole table of an office. OfficeDataError: a wrong cell, or two rows in force at once."""
    columns = (
        "key", "label_zh", "label_en", "trigger_zh", "trigger_en", "start", "amount", "unit",
        "holidays_counted", "end_rule", "extension_amount", "extension_unit", "extension_times",
        "extension_note", "since", "until", "source",
    )  # fmt: skip
    rules: list[DeadlineRule] = []
    for row in office_table(FILE, office, columns):
        rule = _rule(row, office)
        if any(other.key == rule.key and _meet(other, rule) for other in rules):
            raise row.refuse("since", f"overlaps another row of {rule.key}")
        rules.append(rule)
    return tuple(rules)


def _rule(row: Row, office: str) -> DeadlineRule:
    start = _choice(row, "start", Start, office)
    unit = _choice(row, "unit", Unit, office)
    amount = row.whole_or_none("amount")
    if amount is not None and amount < 0:
        raise row.refuse("amount", "must not be negative")
    if (start is Start.MOMENT) != (unit is Unit.HOUR):
        raise row.refuse("start", "hours run from the moment, and nothing else does")
    if (start is Start.NAMED) != (unit is Unit.DATE):
        raise row.refuse("start", "a named date is not counted, and everything else is")
    rule = DeadlineRule(
        key=row.name("key"),
        label=Name(row.name("label_zh"), row.name("label_en")),
        trigger=Name(row.name("trigger_zh"), row.name("trigger_en")),
        start=start,
        amount=amount,
        unit=unit,
        end=_choice(row, "end_rule", EndRule, office),
        extensible=_extensible(row, office),
        extension_note=row.text("extension_note"),
        source=row.name("source"),
        since=row.day_or_none("since"),
        until=row.day_or_none("until"),
    )
    if row.text("holidays_counted") and row.flag("holidays_counted") != rule.holidays_counted:
        raise row.refuse("holidays_counted", f"does not fit the unit {unit}")
    if rule.since and rule.until and rule.until <= rule.since:
        raise row.refuse("until", "must lie after since")
    return rule


def _extensible(row: Row, office: str) -> Extensible:
    amount = row.whole_or_none("extension_amount")
    if amount is None:
        return Extensible()
    if amount == 0:
        return Extensible(times=0)
    unit = _choice(row, "extension_unit", Unit, office)
    return Extensible(Length(amount, unit), row.whole_or_none("extension_times"))


E = TypeVar("E", bound=StrEnum)


def _choice(row: Row, column: str, kind: type[E], office: str) -> E:
    """The cell as a member of `kind`; ``=part.key`` takes it from the settings, where practice differs."""

    def read(text: str) -> E:
        if text.startswith("="):
            text = str(load_office(office).setting(text[1:]))
        return kind(text)

    return row.value(column, read, f"is none of {', '.join(kind)}")


def _meet(a: DeadlineRule, b: DeadlineRule) -> bool:
    """Whether some day is in both rows' time."""
    return (a.since or date.min) < (b.until or date.max) and (b.since or date.min) < (a.until or date.max)
