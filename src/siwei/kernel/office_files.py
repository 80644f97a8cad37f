"""Reads the tables of the office's folder (src/siwei/offices/<office>), and says exactly which cell is wrong.

An office is data: kernel and modules know no city. Whatever reads such a file goes through here, so that a
mistyped row names file, row, column, value and reason, and not a Python line.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, TypeVar

from django.conf import settings

T = TypeVar("T")


class OfficeDataError(ValueError):
    """A cell of the office's data that cannot be used. For whoever keeps the files, so in English."""

    def __init__(self, file: str, row: int | None, column: str, value: object, reason: str) -> None:
        super().__init__(file, row, column, value, reason)
        self.file, self.row, self.column, self.value, self.reason = file, row, column, value, reason

    def __str__(self) -> str:
        place = f"row {self.row}, column {self.column}" if self.row else self.column
        return f"{self.file}, {place}: {self.value!r} {self.reason}"


def office_name() -> str:
    """The folder under `siwei.offices` that this installation works for."""
    name: str = getattr(settings, "SIWEI_OFFICE", "kaohsiung")
    return name


def office_text(file: str, office: str) -> str:
    """The text of one file of an office's folder."""
    found = resources.files("siwei.offices").joinpath(office, file)
    if not found.is_file():
        raise OfficeDataError(f"{office}/{file}", None, "file", file, "is missing")
    return found.read_text(encoding="utf-8")


def office_table(file: str, office: str, columns: Iterable[str]) -> Iterator[Row]:
    """The rows of a CSV file. The named columns must be there; others may be."""
    where = f"{office}/{file}"
    reader = csv.DictReader(io.StringIO(office_text(file, office)), strict=True)
    missing = sorted(set(columns) - set(reader.fieldnames or ()))
    if missing:
        raise OfficeDataError(where, 1, ", ".join(missing), reader.fieldnames, "lacks these columns")
    for cells in reader:
        if None in cells or None in cells.values():
            raise OfficeDataError(where, reader.line_num, "all", list(cells.values()), "has a wrong number of cells")
        yield Row(where, reader.line_num, cells)


def office_toml(file: str, office: str) -> dict[str, Any]:
    """A TOML file of the office's folder."""
    try:
        return tomllib.loads(office_text(file, office))
    except tomllib.TOMLDecodeError as error:
        raise OfficeDataError(f"{office}/{file}", None, "file", file, f"is not TOML: {error}") from error


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `number` is its line in the file, the heading being line 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell as it stands, which may be empty."""
        return self.cells[column].strip()

    def name(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self.text(column):
            raise self.refuse(column, "must not be empty")
        return self.text(column)

    def value(self, column: str, read: Callable[[str], T], reason: str) -> T:
        """The cell through `read`; its ValueError or LookupError becomes an OfficeDataError."""
        try:
            return read(self.text(column))
        except (ValueError, LookupError):
            raise self.refuse(column, reason) from None

    def day(self, column: str) -> date:
        return self.value(column, date.fromisoformat, "is not a date like 2017-10-27")

    def day_or_none(self, column: str) -> date | None:
        return self.day(column) if self.text(column) else None

    def whole(self, column: str) -> int:
        return self.value(column, int, "is not a whole number")

    def whole_or_none(self, column: str) -> int | None:
        return self.whole(column) if self.text(column) else None

    def flag(self, column: str) -> bool:
        """1 is true, 0 is false."""
        return self.value(column, {"1": True, "0": False}.__getitem__, "must be 1 or 0")

    def refuse(self, column: str, reason: str) -> OfficeDataError:
        """The error for a cell that is well formed but does not fit."""
        return OfficeDataError(self.file, self.number, column, self.cells.get(column), reason)
