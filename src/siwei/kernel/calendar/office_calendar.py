"""The calendar in force: the official list of the office's folder, with the stops of work people entered."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.working_days import Closure, DayName, HalfDay, OfficeCalendar
from siwei.kernel.office_files import OfficeDataError, office_name, office_table, office_toml

CALENDAR_FILE = "office-calendar.csv"
SETTINGS_FILE = "settings.toml"


class Whose(StrEnum):
    """Whose working days: offices are open on 1 May, workers under the labour law are off."""

    OFFICE = "office"
    WORKERS = "workers"


def office_calendar(whose: Whose = Whose.OFFICE, *, district: str | None = None) -> OfficeCalendar:
    """The calendar of the installation's office, stops of work included.

    `district` names the district whose stops count (a typhoon may close 鳳山區 alone); left out, it is the
    office's own. The file is read once per process. Stops of work are asked for each time, one small query,
    because another process may have entered one a second ago (once in a batch); hold the value when you count many
    dates.
    """
    # models need a running Django, the value does not
    from siwei.kernel.calendar.models import ClosureDay
    from siwei.kernel.records.batch import open_batch

    office, batch = office_name(), open_batch()
    here = district or str(_settings(office)["home_district"])
    known = ClosureDay.objects.closures
    closures = tuple(c for c in (batch.once("closures", known) if batch else known()) if c.reaches(here))
    return _with_closures(office, whose, closures)


@lru_cache(maxsize=16)
def _with_closures(office: str, whose: Whose, closures: tuple[Closure, ...]) -> OfficeCalendar:
    return official_calendar(office, whose).with_closures(closures)


@lru_cache(maxsize=8)
def official_calendar(office: str, whose: Whose = Whose.OFFICE) -> OfficeCalendar:
    """The official list alone, without stops of work. Raises OfficeDataError, also for a gap."""
    days: list[date] = []
    off: set[date] = set()
    names: dict[date, DayName] = {}
    for row in office_table(CALENDAR_FILE, office, ("date", "is_working_day", "name", "name_en")):
        day = row.day("date")
        if days and day != days[-1] + timedelta(days=1):
            raise row.refuse("date", f"must follow {days[-1]} without a gap")
        days.append(day)
        if not row.flag("is_working_day"):
            off.add(day)
        if row.text("name"):
            names[day] = DayName(row.text("name"), row.name("name_en"))
    if not days:
        raise OfficeDataError(f"{office}/{CALENDAR_FILE}", None, "rows", 0, "has no days")
    settings = _settings(office)
    calendar = OfficeCalendar(
        Period.days(days[0], days[-1]), frozenset(off), names, half_day=HalfDay(settings["half_day_closure"])
    )
    return calendar.with_days_off(_workers_days(office)) if whose is Whose.WORKERS else calendar


def _workers_days(office: str) -> frozenset[tuple[int, int]]:
    days = set()
    for text in _settings(office)["workers_days_off"]:
        month, _, day = str(text).partition("-")
        days.add((int(month), int(day)))
    return frozenset(days)


@lru_cache(maxsize=8)
def _settings(office: str) -> dict[str, Any]:
    """The part [calendar] of the office's settings."""
    found: dict[str, Any] = office_toml(SETTINGS_FILE, office).get("calendar", {})
    for key in ("home_district", "half_day_closure", "workers_days_off"):
        if key not in found:
            raise OfficeDataError(f"{office}/{SETTINGS_FILE}", None, f"calendar.{key}", None, "is missing")
    return found
