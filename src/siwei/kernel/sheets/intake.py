"""Sheets in with a checked preview: every fault named, and nothing written while there is one.

A module declares an `Intake`: its columns, each with a parser of plain text, a check of the whole row, and
the creating action that every good row goes to. The file is read twice, once to check and once to write, so
memory does not grow with it, and all rows are written in one transaction.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import RowRefused
from siwei.kernel.sheets.reading import SheetUnreadableError, lines

CHUNK = 1000
MOST_FAULTS = 5000


@dataclass(frozen=True)
class Field:
    """A column that is read: `parse` turns its trimmed text into a value or raises ValueError with the reason."""

    name: str
    label: str | Promise
    parse: Callable[[str], Any]
    required: bool = False
    example: str = ""

    def heads(self) -> set[str]:
        """The headings under which it is recognised: its name and its label in each language."""
        found = {self.name.lower()}
        for language in ("zh-hant", "en"):
            with override(language):
                found.add(str(self.label).lower())
        return found


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell (or, with an empty column, with a row or the file)."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Intake:
    """A kind of file that is taken in. `fields` is called once per file, so lookups are read once."""

    name: str
    label: str | Promise
    action: Action[Any, Any]
    fields: Callable[[], Sequence[Field]]
    check: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] = lambda _row: ()
    check_all: Callable[[], Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]] | None = None


@dataclass
class Preview:
    """What reading a file found: how many rows are good, the first of them, and every fault."""

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    first: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the file may be written."""
        return self.rows > 0 and not self.faults


def preview(intake: Intake, path: Path) -> Preview:
    """Read and check the whole file; writes nothing."""
    seen = Preview()
    try:
        for number, values, faults in _checked(intake, path):
            if faults:
                seen.faults.extend(faults[: MOST_FAULTS - len(seen.faults)])
                continue
            seen.rows += 1
            if number <= 6:
                seen.first.append(values)
    except SheetUnreadableError as error:
        seen.faults.append(Fault(0, "", path.name, str(error)))
    if not seen.rows and not seen.faults:
        seen.faults.append(Fault(0, "", path.name, _("The sheet holds no rows.")))
    return seen


def take_in(intake: Intake, path: Path, *, by: Actor, progress: Callable[[int], None] = lambda _done: None) -> Preview:
    """Check the file and, when it has no fault, write all of its rows in one transaction.

    A row that the action itself refuses is a fault too, and nothing is written. NotAllowed is raised.
    """
    seen = preview(intake, path)
    if not seen.is_good:
        return seen
    rows = ((number, values) for number, _row, values, _faults in _parsed_rows(intake, path, {}))
    done = 0
    with suppress(_RefusedError), transaction.atomic():
        while chunk := list(islice(rows, CHUNK)):
            try:
                intake.action.many((values for _number, values in chunk), by=by)
            except RowRefused as refusal:
                seen.faults.append(Fault(chunk[refusal.at][0], "", "", str(refusal)))
                raise _RefusedError from refusal
            done += len(chunk)
            progress(done)
    return seen


class _RefusedError(Exception):
    """Undoes the transaction; what was wrong stands in the preview."""


def _checked(intake: Intake, path: Path) -> Iterator[tuple[int, dict[str, Any], list[Fault]]]:
    """Each row with its number in the sheet, its values and its faults."""
    labels = {one.name: str(one.label) for one in intake.fields()}
    places: dict[str, int] = {}
    whole = intake.check_all() if intake.check_all else intake.check
    for number, row, values, faults in _parsed_rows(intake, path, places):
        if not faults:
            for name, reason in whole(values):
                at = places.get(name)
                text = row[at] if at is not None and at < len(row) else ""
                faults.append(Fault(number, labels.get(name, name), text, reason))
        yield number, values, faults


def _parsed_rows(
    intake: Intake, path: Path, places: dict[str, int]
) -> Iterator[tuple[int, Sequence[str], dict[str, Any], list[Fault]]]:
    """Each row with its number, texts, values and the faults of single cells; fills in the `places` of the fields."""
    fields = list(intake.fields())
    rows = lines(path)
    places.update(_places(fields, next(rows, [])))
    for number, row in enumerate(rows, start=2):
        if any(row):
            values, faults = _parsed(fields, places, row, number)
            yield number, row, values, faults


def _places(fields: Sequence[Field], heads: Sequence[str]) -> dict[str, int]:
    """Where each field stands; SheetUnreadableError names missing and unknown headings."""
    given = {head.strip().lower(): at for at, head in enumerate(heads) if head.strip()}
    places: dict[str, int] = {}
    for one in fields:
        hit = one.heads() & given.keys()
        if hit:
            places[one.name] = given[hit.pop()]
    missing = [str(one.label) for one in fields if one.required and one.name not in places]
    if missing:
        raise SheetUnreadableError(_("columns are missing: %(names)s") % {"names": "、".join(missing)})
    known = set(places.values())
    unknown = [head for head, at in given.items() if at not in known]
    if unknown:
        raise SheetUnreadableError(_("columns are not known: %(names)s") % {"names": "、".join(unknown)})
    return places


def _parsed(
    fields: Sequence[Field], places: Mapping[str, int], row: Sequence[str], number: int
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for one in fields:
        at = places.get(one.name)
        text = row[at] if at is not None and at < len(row) else ""
        if not text:
            if one.required:
                faults.append(Fault(number, str(one.label), "", _("must be filled in")))
            continue
        try:
            values[one.name] = one.parse(text)
        except ValueError as error:
            faults.append(Fault(number, str(one.label), text, str(error)))
    return values, faults


def write_faults(faults: Iterable[Fault], path: Path) -> None:
    """The faults as a CSV file: row, column, value, reason."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("Row"), _("Column"), _("Value"), _("Reason")])
        writer.writerows([fault.row, fault.column, fault.value, fault.reason] for fault in faults)


def template(intake: Intake) -> list[list[str]]:
    """The lines of an empty sheet: headings, and a row of examples."""
    fields = intake.fields()
    return [[str(one.label) for one in fields], [one.example for one in fields]]
