"""Screen and its parts: what one module declares so that the room can draw its record types.

    BOOKINGS = Screen(
        record=Booking, slug="bookings", title=_("Bookings"),
        columns=("number", Column("venue", _("Room"), "venue__name", sort="venue__name_zh"), "state"),
        filters=(Filter("state"), Filter("venue"), Filter("opened_on")),
        sections=(Section(_("Request"), ("purpose", "people")), Section(_("Sessions"), SESSIONS, rows="sessions")),
        create=(ask,), calendar=CalendarView(entries=booking_entries), related=("venue", "agency"),
    )

A plain string among the columns stands for the model's field of that name, with its label and kind.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

from siwei.kernel.access.actor import STAFF, Actor, Role
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.calendar.period import Period
from siwei.kernel.records.models import Case, Record
from siwei.kernel.sheets.column import Column, Kind

if TYPE_CHECKING:
    from siwei.kernel.actions.action import Action

Text = str | Promise
Tone = Literal["waiting", "active", "good", "bad", "quiet"]
Rows = models.QuerySet[Any]


class FilterKind(StrEnum):
    """How a filter asks; AUTO looks at the model's field."""

    AUTO = "auto"
    CHOICE = "choice"
    DATES = "dates"
    TEXT = "text"
    YES_NO = "yes_no"
    RECORD = "record"


@dataclass(frozen=True)
class Filter:
    """One question of a list's filter panel. `Filter("state")` is enough for a field of the model.

    `path`: database path when it is not the name. `choices(actor)`: values and labels to choose from.
    `narrow(rows, value)`: replaces the ordinary comparison; `value` is a list for choices and records, a
    pair of dates (either may be None) for DATES, text for TEXT, True or False for YES_NO.
    """

    name: str
    label: Text = ""
    kind: FilterKind = FilterKind.AUTO
    path: str = ""
    choices: Callable[[Actor], Iterable[tuple[str, Text]]] | None = None
    narrow: Callable[[Rows, Any], Rows] | None = None


@dataclass(frozen=True)
class View:
    """A tab above the list, such as "open" or "mine"; the first one is shown first."""

    name: str
    label: Text
    narrow: Callable[[Rows, Actor], Rows]


@dataclass(frozen=True)
class Section:
    """A part of a record's page: facts of the record, or a table of rows that belong to it.

    `rows`: related name, or function of the record, whose rows `columns` describe; empty means the record
    itself. `template` draws the part instead, with `record`, `actor`, `rows`, and what `context` gives as `given`.
    """

    title: Text
    columns: Sequence[Column | str] = ()
    rows: str | Callable[[Any], Iterable[Any]] = ""
    template: str = ""
    context: Callable[[Any, Actor], Mapping[str, Any]] | None = None
    visible: Callable[[Any, Actor], bool] | None = None
    side: bool = False
    empty: Text = ""


@dataclass(frozen=True)
class Resource:
    """Something that calendars show a row or column for: a room, a car."""

    key: str
    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar; moments are aware, `end` is the first moment after it."""

    start: datetime.datetime
    end: datetime.datetime
    title: str
    url: str = ""
    resource: str = ""
    tone: Tone = "active"
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class CalendarView:
    """A screen's calendar by day, week, month and (with `resources`) timeline.

    `entries(period, actor, resource)` gives what the actor may see between the days of the half-open period;
    `resource` is the chosen resource's key or "". Hours are those of the office's day.
    """

    entries: Callable[[Period, Actor, str], Iterable[Entry]]
    resources: Callable[[Actor], Sequence[Resource]] | None = None
    resource_label: Text = ""
    first_hour: int = 8
    last_hour: int = 22
    start: Literal["day", "week", "month", "timeline"] = "week"
    feed: Callable[[Actor, str], str] | None = None


@dataclass(frozen=True)
class Panel:
    """A part of the start page that a module adds; `context` gives None when there is nothing for this actor."""

    title: Text
    template: str
    context: Callable[[Actor], Mapping[str, Any] | None]
    icon: str = "folder"
    url: str = ""
    order: int = 50


@dataclass(frozen=True, eq=False)
class Screen:
    """How people meet one record type. `roles` may open it; rows are those of `visible_to` in any case.

    `life` is the main line of states from first to last; without it the states that no dangerous action
    leads to are taken in the order of the model's choices. `tones` colours states.
    """

    record: type[Record]
    slug: str
    title: Text
    columns: Sequence[Column | str]
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    order: Sequence[str] = ("-pk",)
    sections: Sequence[Section] = ()
    create: Sequence[Action[Any, Any]] = ()
    bulk: Sequence[Action[Any, Any]] = ()
    calendar: CalendarView | None = None
    related: Sequence[str] = ()
    prefetch: Sequence[str | models.Prefetch[Any]] = ()
    life: Sequence[str] = ()
    tones: Mapping[str, Tone] = field(default_factory=dict)
    icon: str = "folder"
    roles: Sequence[Role] = (STAFF,)
    in_menu: bool = True
    page_size: int = 50
    help: Text = ""
    links: Callable[[Actor], Sequence[tuple[str, str]]] | None = None
    #: rows of a log, whose type is no record; such a screen stands in a module's `logs`
    source: Callable[[Actor], Rows] | None = None
    #: address of a log's row; without one its rows open nothing
    opens: Callable[[Any], str] | None = None
    #: who reads the history of what this screen shows
    history_roles: Sequence[Role] = (STAFF,)

    @property
    def name(self) -> str:
        """The stem of its addresses' names, e.g. `venues.bookings`."""
        return f"{self.record._meta.app_label}.{self.slug}"

    @property
    def url(self) -> str:
        """The address of its list."""
        return reverse(f"{self.name}.list")

    def url_of(self, record: models.Model) -> str:
        """The address of a record's page; of a log's row what the screen says, or nothing."""
        if self.source is not None:
            return self.opens(record) if self.opens else ""
        return reverse(f"{self.name}.record", args=[record.pk])

    def url_of_action(self, action: Action[Any, Any], record: models.Model | None = None) -> str:
        """The address of an action's form."""
        if action.creates or record is None:
            return reverse(f"{self.name}.new", args=[action.verb])
        return reverse(f"{self.name}.act", args=[record.pk, action.verb])

    def rows(self, actor: Actor) -> Rows:
        """The rows an actor may see, with what the columns need joined in."""
        rows: Rows = self.source(actor) if self.source else self.record.objects.visible_to(actor)
        if self.related:
            rows = rows.select_related(*self.related)
        return rows.prefetch_related(*self.prefetch) if self.prefetch else rows

    def open_to(self, actor: Actor) -> bool:
        """Whether the actor may open this screen at all."""
        return actor.holds_any(self.roles)

    @cached_property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns, strings turned into columns."""
        return tuple(as_column(self.record, column) for column in self.columns)

    @cached_property
    def states(self) -> dict[str, str | Promise]:
        """States by code, in the order of the model; empty when the record is no case."""
        if not issubclass(self.record, Case):
            return {}
        return dict(self.record._meta.get_field("state").flatchoices)

    @cached_property
    def life_line(self) -> tuple[str, ...]:
        """The states of the main line."""
        if self.life or not self.states:
            return tuple(self.life)
        acts = [action for action in actions_of(self.record) if not action.creates]
        fatal = {to for action in acts if action.style == "danger" for to in action.targets}
        usual = {to for action in acts if action.style != "danger" for to in action.targets}
        return tuple(code for code in self.states if code not in fatal - usual)

    def tone(self, state: str) -> Tone:
        """The tone of a state: declared, else by where it stands on the line of life."""
        if state in self.tones:
            return self.tones[state]
        if state not in self.life_line:
            return "bad"
        if state == self.life_line[0]:
            return "waiting"
        return "good" if state == self.life_line[-1] else "active"


KINDS: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
    (models.DateTimeField, Kind.DATETIME),
    (models.DateField, Kind.DATE),
    (models.BooleanField, Kind.BOOL),
    (models.ForeignKey, Kind.RECORD),
    (models.DecimalField, Kind.NUMBER),
    (models.IntegerField, Kind.NUMBER),
)


def as_column(model: type[models.Model], column: Column | str) -> Column:
    """A column as it is, or made from the field (or method) of the model that a string names."""
    if isinstance(column, Column):
        return column
    try:
        found = model._meta.get_field(column)
    except FieldDoesNotExist:
        attribute = getattr(model, column)
        label = getattr(attribute, "short_description", column.replace("_", " "))
        return Column(column, label, sort="")
    if not isinstance(found, models.Field):
        raise FieldDoesNotExist(f"{model.__name__}.{column} is not a column; give a Column with a value")
    kind = next((kind for of, kind in KINDS if isinstance(found, of)), Kind.TEXT)
    if found.choices:
        kind = Kind.STATE if column == "state" else Kind.TEXT
    return Column(column, found.verbose_name, kind=kind, wide=isinstance(found, models.TextField))
