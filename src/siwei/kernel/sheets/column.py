"""Column: one value of a row, as lists show it and sheets carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Kind(StrEnum):
    """How a column's value is shown, sorted and written to a sheet."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"
    MONEY = "money"
    STATE = "state"
    BOOL = "bool"
    RECORD = "record"


@dataclass(frozen=True)
class Column:
    """A column: `value` is a path (`venue__name`), a function of the row, or None for the attribute `name`.

    `sort` is the database path to sort by; None takes the name when the value is a field, "" forbids sorting.
    """

    name: str
    label: str | Promise
    value: str | Callable[[Any], Any] | None = None
    kind: Kind = Kind.TEXT
    sort: str | None = None
    wide: bool = False
    help: str | Promise = ""

    def of(self, row: Any) -> Any:
        """The value for a row; None along a path that ends early. Choices give their label."""
        if callable(self.value):
            return self.value(row)
        found: Any = row
        *path, last = (self.value or self.name).split("__")
        for name in path:
            found = getattr(found, name, None)
        display = getattr(found, f"get_{last}_display", None)
        found = display() if display else getattr(found, last, None)
        return found() if callable(found) else found
