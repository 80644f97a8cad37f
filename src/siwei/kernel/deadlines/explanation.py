"""How a due date explains itself: steps in words, kept as a message and its values, read in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.roc import format_day
from siwei.kernel.deadlines.rules import Length, Unit
from siwei.kernel.directory.office import Name

Value = str | int | date | datetime | Period | Name | Length

_WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation: an English message (also the key of its translation) and its values.

    Kept as `as_json()` beside the due date, so that years later the same step reads in either language.
    """

    message: str
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, message: str, **values: Value) -> Step:
        return cls(message, tuple(sorted(values.items())))

    def text(self) -> str:
        """The step in the active language."""
        said = gettext(self.message) % {key: in_words(value) for key, value in self.values}
        return said[:1].upper() + said[1:].rstrip()

    def __str__(self) -> str:
        return self.text()

    def as_json(self) -> dict[str, Any]:
        return {"message": self.message, "values": {key: _encode(value) for key, value in self.values}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Step:
        """The step that `as_json` wrote."""
        return cls.of(stored["message"], **{key: _decode(value) for key, value in stored["values"].items()})


def in_words(value: Value) -> str:
    """A value as the active language writes it: ROC dates with their weekday in Chinese, ISO in English."""
    language = get_language() or "zh-hant"
    if isinstance(value, datetime):
        local = value.astimezone(get_default_timezone())
        return f"{_day_in_words(local.date(), language)} {local:%H:%M}"
    if isinstance(value, date):
        return _day_in_words(value, language)
    if isinstance(value, Period):
        if len(value) == 1:
            return _day_in_words(value.start, language)
        return gettext("%(first)s to %(last)s") % {
            "first": _day_in_words(value.start, language),
            "last": _day_in_words(value.last, language),
        }
    if isinstance(value, Name):
        return value.in_language(language)
    if isinstance(value, Length):
        return length_in_words(value)
    return str(value)


def length_in_words(length: Length) -> str:
    """``6 working days`` in the active language."""
    forms: dict[Unit, Callable[[int], str]] = {
        Unit.HOUR: lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
        Unit.WORKING_DAY: lambda n: ngettext("%(n)s working day", "%(n)s working days", n),
        Unit.CALENDAR_DAY: lambda n: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
        Unit.WEEK: lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
        Unit.MONTH: lambda n: ngettext("%(n)s month", "%(n)s months", n),
        Unit.YEAR: lambda n: ngettext("%(n)s year", "%(n)s years", n),
        Unit.DAY_OF_NEXT_MONTH: lambda n: gettext("day %(n)s of the next month"),
        Unit.DATE: lambda n: gettext("a named date"),
    }
    return forms[length.unit](length.amount) % {"n": length.amount}


def _day_in_words(day: date, language: str) -> str:
    weekday = _WEEKDAYS[day.weekday()]
    if language.lower().startswith("zh"):
        return f"{format_day(day, language)}（{weekday}）"
    return f"{weekday} {format_day(day, language)}"


def _encode(value: Value) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Period):
        return {"from": value.start.isoformat(), "to": value.end.isoformat()}
    if isinstance(value, Name):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Length):
        return {"amount": value.amount, "unit": value.unit.value}
    return value


def _decode(stored: Any) -> Value:
    match stored:
        case {"at": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"from": start, "to": end}:
            return Period(date.fromisoformat(start), date.fromisoformat(end))
        case {"zh": zh, "en": en}:
            return Name(zh, en)
        case {"amount": amount, "unit": unit}:
            return Length(amount, Unit(unit))
        case str() | int():
            return stored
    raise ValueError(f"{stored!r} is no value of a step.")
