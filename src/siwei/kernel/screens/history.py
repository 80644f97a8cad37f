"""The history of a record in words: which act, who, on whose behalf, when, and what changed from what to what."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siwei.kernel.actions.registry import label_of
from siwei.kernel.actions.snapshot import row_names
from siwei.kernel.events.models import Event
from siwei.kernel.records.models import Record
from siwei.kernel.screens import cells

Text = str | Promise
SHOWN_ELSEWHERE = ("state", "number")  # beside the act, and in the title


@dataclass(frozen=True)
class Change:
    """One field before and after; of parts the rows that went and came."""

    label: Text
    before: Any
    after: Any


@dataclass(frozen=True)
class Act:
    """One line of the history."""

    event: Event
    label: Text
    changes: tuple[Change, ...]
    state: str = ""
    first: bool = False

    @property
    def note(self) -> str:
        """What the actor wrote."""
        return self.event.note


def labels_of(model: type[Record]) -> dict[str, Text]:
    """Every name under which the history of such a record can show a change."""
    reader = Reader(model)
    found: dict[str, Text] = {name: _name_of(model, name) for name in row_names(model) if name not in SHOWN_ELSEWHERE}
    for part in model.parts:
        found[part] = reader._part_label(part)
        kind = reader._part_model(part)
        if kind is None:
            continue
        for name in row_names(kind):
            field = reader._field(kind, name)
            if field is not None and _target(field) is not model:
                found[f"{part}.{name}"] = field.verbose_name
    return found


def _name_of(model: type[models.Model], name: str) -> Text:
    field = model._meta.get_field(name)
    return field.verbose_name if isinstance(field, models.Field) else name


@dataclass
class Reader:
    """Turns the plain values of events back into words; the names of related rows are read once per table."""

    model: type[models.Model]
    names: dict[tuple[type[models.Model], Any], str] = field(default_factory=dict)

    def acts(self, events: Iterable[Event]) -> list[Act]:
        """The events as acts, in the order given."""
        events = list(events)
        self._learn(events)
        return [self._act(event) for event in events]

    def _act(self, event: Event) -> Act:
        changes = tuple(
            self._change(name, old, new) for name, (old, new) in event.changes.items() if name not in SHOWN_ELSEWHERE
        )
        state = event.changes.get("state", [None, ""])[1]
        found = self._field(self.model, "state")
        labels = dict(found.flatchoices) if found is not None and state else {}
        return Act(event, label_of(event.act), changes, str(labels.get(state, state) or ""), event.seq == 1)

    def _change(self, name: str, old: Any, new: Any) -> Change:
        found = self._field(self.model, name)
        if found is None:
            return Change(self._part_label(name), self._parts(name, old), self._parts(name, new))
        return Change(found.verbose_name, self._say(found, old), self._say(found, new))

    def _say(self, found: models.Field[Any, Any], value: Any) -> Any:
        if value in (None, "", []):
            return ""
        if found.choices:
            return str(dict(found.flatchoices).get(value, value))
        if (target := _target(found)) is not None:
            return self.names.get((target, value), str(value))
        if isinstance(found, models.DateTimeField):
            at = parse_datetime(str(value))
            return cells.moment(at) if at else value
        if isinstance(found, models.DateField):
            return cells.day(parse_date(str(value)))
        if isinstance(found, models.TimeField):
            clock = parse_time(str(value))
            return f"{clock:%H:%M}" if clock else value
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return self._range(value)
        return cells.number(value) if isinstance(value, int) else str(value)

    def _range(self, value: list[Any]) -> str:
        if len(value) == 2 and all(isinstance(end, str) for end in value):
            ends = [parse_datetime(end) or parse_date(end) or end for end in value]
            return " – ".join(str(cells.plain(end)) for end in ends)
        return str(cells.listed(value))

    def _parts(self, name: str, rows: Any) -> list[str]:
        model = self._part_model(name)
        if model is None or not isinstance(rows, list):
            return [str(rows)] if rows not in (None, "", []) else []
        return [self._part_row(model, row) for row in rows]

    def _part_row(self, model: type[models.Model], row: dict[str, Any]) -> str:
        said = []
        for name, value in row.items():
            found = self._field(model, name)
            if found is None or value in (None, "", []) or _target(found) is self.model:
                continue
            said.append(f"{found.verbose_name} {self._say(found, value)}")
        return "，".join(said) if cells.in_chinese() else ", ".join(said)

    def _part_model(self, name: str) -> type[models.Model] | None:
        try:
            related = self.model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return None
        return related if isinstance(related, type) else None

    def _part_label(self, name: str) -> Text:
        model = self._part_model(name)
        return model._meta.verbose_name_plural or name if model is not None else name

    @staticmethod
    def _field(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return found if isinstance(found, models.Field) else None

    def _learn(self, events: list[Event]) -> None:
        """Read the names of all related rows that the events speak of, one query per table."""
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for event in events:
            for name, pair in event.changes.items():
                found = self._field(self.model, name)
                if found is not None:
                    self._want(wanted, found, pair)
                elif (part := self._part_model(name)) is not None:
                    self._want_parts(wanted, part, pair)
        for model, ids in wanted.items():
            for row in model._default_manager.filter(pk__in=ids):
                self.names[model, row.pk] = row.title() if isinstance(row, Record) else str(row)

    def _want_parts(self, wanted: dict[type[models.Model], set[Any]], part: type[models.Model], pair: Any) -> None:
        for rows in pair:
            for row in rows or []:
                for name, value in row.items() if isinstance(row, dict) else ():
                    found = self._field(part, name)
                    if found is not None and _target(found) is not self.model:
                        self._want(wanted, found, [value])

    @staticmethod
    def _want(wanted: dict[type[models.Model], set[Any]], found: models.Field[Any, Any], values: Iterable[Any]) -> None:
        model = _target(found)
        if model is not None:
            wanted[model].update(value for value in values if value is not None)


def _target(found: models.Field[Any, Any]) -> type[models.Model] | None:
    related = found.related_model if isinstance(found, models.ForeignKey) else None
    return related if isinstance(related, type) else None


def reached(events: Iterable[Event]) -> dict[str, datetime.datetime]:
    """When each state was last reached."""
    return {event.changes["state"][1]: event.at for event in events if "state" in event.changes}
