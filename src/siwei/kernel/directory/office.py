"""Who the office is, as data: names, centres, units, agencies, districts and settings of SIWEI_OFFICE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from siwei.kernel.office_files import OfficeDataError, office_name, office_table, office_toml

OFFICE_FILE = "office.toml"
SETTINGS_FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages; `since` is its first day (None: from the beginning)."""

    zh: str
    en: str
    since: date | None = None

    def in_language(self, language: str) -> str:
        """The Chinese name for Chinese and where there is no English one."""
        return self.zh if language.lower().startswith("zh") or not self.en else self.en


@dataclass(frozen=True, slots=True)
class OfficeUnit:
    """A unit (科, 室) of the office; `code` is how the rest of the program calls it."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class OfficeCentre:
    """A building with its address, in a district."""

    code: str
    name: Name
    address: Name
    district: str


@dataclass(frozen=True, slots=True)
class OfficeAgency:
    """An agency of the city in the official list; `parent` is the code of the one above, empty at the top."""

    code: str
    name: Name
    short_zh: str
    abbreviation_zh: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class OfficeDistrict:
    """A district with its postal code and the code of its office."""

    zip3: str
    name: Name
    office_code: str
    indigenous: bool


@dataclass(frozen=True)
class Office:
    """Everything the program knows about its office; checked when it is read."""

    folder: str
    code: str
    city: Name
    names: tuple[Name, ...]
    main_centre: str
    phone: str
    mail_domain: str
    centres: tuple[OfficeCentre, ...]
    units: tuple[OfficeUnit, ...]
    settings: Mapping[str, Any] = field(repr=False, hash=False)

    def name(self, on: date) -> Name:
        """The office's name on a day: it was renamed, and old papers keep the old name."""
        return _in_force(((n.since, n) for n in self.names), on)

    def unit(self, code: str) -> OfficeUnit:
        """The unit of that code. Raises LookupError."""
        return _only(self.units, code, f"{self.folder} has no unit {code!r}")

    def centre(self, code: str = "") -> OfficeCentre:
        """The centre of that code, or the main one. Raises LookupError."""
        return _only(self.centres, code or self.main_centre, f"{self.folder} has no centre {code!r}")

    def setting(self, key: str, on: date | None = None) -> Any:
        """The value of ``part.key`` in settings.toml.

        A value that changed over time is a list of {since, value}; `on` picks the one in force that day, and
        leaving it out there raises ValueError: a rule with a history has no value without a day.
        Raises LookupError for a key that is not there.
        """
        value: Any = self.settings
        for part in key.split("."):
            if not isinstance(value, Mapping) or part not in value:
                raise LookupError(f"{self.folder}/{SETTINGS_FILE} has no {key!r}.")
            value = value[part]
        if not _has_history(value):
            return value
        if on is None:
            raise ValueError(f"{key!r} changed over time: say on which day.")
        return _in_force(((row["since"], row["value"]) for row in value), on)

    @cached_property
    def agencies(self) -> tuple[OfficeAgency, ...]:
        """The official list of agencies, the city first; parents stand before their children."""
        return tuple(_agencies(self.folder))

    @cached_property
    def districts(self) -> tuple[OfficeDistrict, ...]:
        """The districts, by postal code."""
        return tuple(_districts(self.folder))


def office() -> Office:
    """The office of settings.SIWEI_OFFICE."""
    return load_office(office_name())


@lru_cache(maxsize=8)
def load_office(folder: str) -> Office:
    """The office of a folder under siwei.offices. OfficeDataError names file, place, value, reason."""
    top = _Table(f"{folder}/{OFFICE_FILE}", "", office_toml(OFFICE_FILE, folder))
    names = tuple(_name(t, "zh", "en") for t in top.tables("names"))
    if names[0].since or any(n.since is None for n in names[1:]):
        raise top.refuse("names", "since", "the first name has no `since`, every later one has")
    found = Office(
        folder=folder,
        code=top.text("code"),
        city=_name(top.table("city"), "name_zh", "name_en"),
        names=names,
        main_centre=top.text("main_centre"),
        phone=top.text("phone"),
        mail_domain=top.text("mail_domain"),
        centres=tuple(
            OfficeCentre(
                t.text("code"),
                _name(t, "name_zh", "name_en"),
                _name(t, "address_zh", "address_en"),
                t.text("district"),
            )
            for t in top.tables("centres")
        ),
        units=tuple(OfficeUnit(t.text("code"), _name(t, "name_zh", "name_en")) for t in top.tables("units")),
        settings=office_toml(SETTINGS_FILE, folder),
    )
    _check(found, top)
    return found


def _check(found: Office, top: _Table) -> None:
    """What no single cell can tell: codes stand once, and what is named exists."""
    for what, codes in (
        ("centres", [c.code for c in found.centres]),
        ("units", [u.code for u in found.units]),
    ):
        twice = {code for code in codes if codes.count(code) > 1}
        if twice:
            raise top.refuse(what, sorted(twice), "stands more than once")
    if found.main_centre not in {c.code for c in found.centres}:
        raise top.refuse("main_centre", found.main_centre, "is none of the centres")
    if found.code not in {a.code for a in found.agencies}:
        raise top.refuse("code", found.code, "is not in agencies.csv")
    for centre in found.centres:
        if centre.district not in {d.name.zh for d in found.districts}:
            raise top.refuse(f"centres.{centre.code}.district", centre.district, "is not in districts.csv")


def _agencies(folder: str) -> Iterable[OfficeAgency]:
    columns = ("code", "name_zh", "name_en", "short_zh", "abbreviation_zh", "level", "parent_code")
    seen: set[str] = set()
    for row in office_table("agencies.csv", folder, columns):
        code, parent = row.name("code"), row.text("parent_code")
        if code in seen:
            raise row.refuse("code", "stands more than once")
        if parent and parent not in seen:
            raise row.refuse("parent_code", "stands in no row above")
        seen.add(code)
        yield OfficeAgency(
            code,
            Name(row.name("name_zh"), row.text("name_en")),
            row.name("short_zh"),
            row.text("abbreviation_zh"),
            row.name("level"),
            parent,
        )


def _districts(folder: str) -> Iterable[OfficeDistrict]:
    seen: set[str] = set()
    for row in office_table("districts.csv", folder, ("zip3", "name_zh", "name_en", "office_code", "indigenous")):
        if row.name("name_zh") in seen:
            raise row.refuse("name_zh", "stands more than once")
        seen.add(row.name("name_zh"))
        yield OfficeDistrict(
            row.name("zip3"),
            Name(row.name("name_zh"), row.name("name_en")),
            row.name("office_code"),
            row.flag("indigenous"),
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a TOML file that knows where it stands."""

    file: str
    path: str
    cells: Mapping[str, Any]

    def text(self, key: str) -> str:
        value = self.cells.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, value, "must be a text that is not empty")
        return value

    def day(self, key: str) -> date | None:
        value = self.cells.get(key)
        if value is not None and type(value) is not date:
            raise self.refuse(key, value, "must be a date like 2017-10-27")
        return value

    def table(self, key: str) -> _Table:
        value = self.cells.get(key)
        if not isinstance(value, Mapping):
            raise self.refuse(key, value, "must be a table")
        return _Table(self.file, f"{self.path}{key}.", value)

    def tables(self, key: str) -> tuple[_Table, ...]:
        value = self.cells.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(t, Mapping) for t in value):
            raise self.refuse(key, value, "must be one or more tables")
        return tuple(_Table(self.file, f"{self.path}{key}[{n}].", t) for n, t in enumerate(value, 1))

    def refuse(self, key: str, value: object, reason: str) -> OfficeDataError:
        return OfficeDataError(self.file, None, f"{self.path}{key}", value, reason)


def _name(table: _Table, zh: str, en: str) -> Name:
    return Name(table.text(zh), table.text(en), table.day("since"))


T = TypeVar("T")


def _in_force(history: Iterable[tuple[date | None, T]], on: date) -> T:
    """The last value that began on or before the day. Raises LookupError before the first."""
    begun = [(since, value) for since, value in history if since is None or since <= on]
    if not begun:
        raise LookupError(f"No value is in force on {on}.")
    return max(begun, key=lambda pair: pair[0] or date.min)[1]


def _has_history(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and row.keys() == {"since", "value"} for row in value)
    )


C = TypeVar("C", OfficeUnit, OfficeCentre)


def _only(rows: Iterable[C], code: str, missing: str) -> C:
    for row in rows:
        if row.code == code:
            return row
    raise LookupError(missing)
