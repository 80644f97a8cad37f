"""The filter panel of a list: a form made from the screen's filters, and the rows narrowed by it."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.forms import within_reach
from siwei.kernel.records.models import RecordQuerySet
from siwei.kernel.screens import cells
from siwei.kernel.screens.screen import Filter, FilterKind, Rows, Screen, Text

FEW = 12  # up to so many choices stand open as boxes; more go into a select


@dataclass(frozen=True)
class Chip:
    """A filter in force, as a list shows it, and the query string without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Question:
    """A filter with its field of the model, its kind settled."""

    filter: Filter
    field: models.Field[Any, Any] | None
    kind: FilterKind
    label: Text

    @property
    def name(self) -> str:
        """The parameter of the address."""
        return self.filter.name

    @property
    def path(self) -> str:
        """The database path it compares."""
        return self.filter.path or self.filter.name


def _field(model: type[models.Model], path: str) -> models.Field[Any, Any] | None:
    found: Any = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = found.related_model or model
    return found if isinstance(found, models.Field) else None


def _kind(filter_: Filter, field: models.Field[Any, Any] | None) -> FilterKind:
    if filter_.kind != FilterKind.AUTO:
        return filter_.kind
    if filter_.choices or (field is not None and field.choices):
        return FilterKind.CHOICE
    match field:
        case models.ForeignKey():
            return FilterKind.RECORD
        case models.DateField():
            return FilterKind.DATES
        case models.BooleanField():
            return FilterKind.YES_NO
    return FilterKind.TEXT


def question(screen: Screen, filter_: Filter) -> Question:
    """A filter made definite by the model of its screen."""
    field = _field(screen.record, filter_.path or filter_.name)
    label = filter_.label or (field.verbose_name if field is not None else filter_.name)
    return Question(filter_, field, _kind(filter_, field), label)


class Panel:
    """The filters of a list for one request."""

    def __init__(self, screen: Screen, actor: Actor, query: QueryDict) -> None:
        self.query = query
        self.actor = actor
        self.questions = [question(screen, filter_) for filter_ in screen.filters]
        fields: dict[str, forms.Field] = {}
        for asked in self.questions:
            fields.update(self._fields(asked))
        self.form = type("FilterForm", (forms.Form,), fields)(query, auto_id="filter_%s")
        self.form.is_valid()
        self.values: dict[str, Any] = self.form.cleaned_data

    def _choices(self, asked: Question) -> list[tuple[Any, Any]]:
        if asked.filter.choices:
            return list(asked.filter.choices(self.actor))
        return list(asked.field.flatchoices) if asked.field is not None else []

    def _fields(self, asked: Question) -> dict[str, forms.Field]:
        label = str(asked.label)
        match asked.kind:
            case FilterKind.CHOICE:
                choices = self._choices(asked)
                many = forms.CheckboxSelectMultiple() if len(choices) <= FEW else forms.SelectMultiple()
                field = forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=many)
                return {asked.name: field}
            case FilterKind.DATES:
                ends = {f"{asked.name}_from": _("%s from") % label, f"{asked.name}_to": _("%s to") % label}
                return {
                    name: forms.DateField(label=end, required=False, validators=[within_reach])
                    for name, end in ends.items()
                }
            case FilterKind.YES_NO:
                choices = [("", "—"), ("1", _("Yes")), ("0", _("No"))]
                return {asked.name: forms.ChoiceField(label=label, choices=choices, required=False)}
            case FilterKind.RECORD:
                return {asked.name: forms.ModelChoiceField(self._related(asked), label=label, required=False)}
        return {asked.name: forms.CharField(label=label, required=False, max_length=100)}

    def _related(self, asked: Question) -> models.QuerySet[Any]:
        model = asked.field.related_model if asked.field is not None else None
        if not isinstance(model, type):
            raise TypeError(f"filter {asked.name}: no related table; give the filter a kind")
        rows = model._default_manager.all()
        return rows.visible_to(self.actor) if isinstance(rows, RecordQuerySet) else rows

    def narrow(self, rows: Rows) -> Rows:
        """The rows that the filters leave; an invalid value filters nothing and is told in the panel."""
        for asked in self.questions:
            value = self._value(asked)
            if value is None:
                continue
            rows = asked.filter.narrow(rows, value) if asked.filter.narrow else _compare(rows, asked, value)
        return rows

    def _value(self, asked: Question) -> Any:
        if asked.kind == FilterKind.DATES:
            pair = (self.values.get(f"{asked.name}_from"), self.values.get(f"{asked.name}_to"))
            return pair if any(pair) else None
        value = self.values.get(asked.name)
        if value in (None, "", []):
            return None
        if asked.kind == FilterKind.YES_NO:
            return value == "1"
        return [value] if asked.kind == FilterKind.RECORD else value

    def chips(self) -> list[Chip]:
        """The filters in force, each with the address that leaves it out."""
        return [
            Chip(f"{asked.label}{'：' if cells.in_chinese() else ': '}{text}", self._without(asked, one))
            for asked in self.questions
            if (value := self._value(asked)) is not None
            for text, one in self._said(asked, value)
        ]

    def _said(self, asked: Question, value: Any) -> list[tuple[str, str]]:
        match asked.kind:
            case FilterKind.CHOICE:
                labels = {str(code): str(label) for code, label in self._choices(asked)}
                return [(labels.get(str(one), str(one)), str(one)) for one in value]
            case FilterKind.DATES:
                return [(" – ".join(cells.day(day) for day in value), "")]
            case FilterKind.YES_NO:
                return [(_("Yes") if value else _("No"), "")]
            case FilterKind.RECORD:
                return [(str(value[0]), "")]
        return [(str(value), "")]

    def _without(self, asked: Question, one: str) -> str:
        query = self.query.copy()
        query.pop("page", None)
        rest = [value for value in query.getlist(asked.name) if value != one] if one else []
        for name in (asked.name, f"{asked.name}_from", f"{asked.name}_to"):
            query.pop(name, None)
        if rest:
            query.setlist(asked.name, rest)
        return f"?{query.urlencode()}"


def _compare(rows: Rows, asked: Question, value: Any) -> Rows:
    path = asked.path
    if asked.kind == FilterKind.DATES:
        first, last = value
        timed = isinstance(asked.field, models.DateTimeField)
        if first:
            rows = rows.filter(**{f"{path}__gte": _midnight(first) if timed else first})
        if last:
            after = last + datetime.timedelta(days=1)
            rows = rows.filter(**{f"{path}__lt": _midnight(after) if timed else after})
        return rows
    if asked.kind == FilterKind.TEXT and isinstance(asked.field, models.IntegerField):
        number = unicodedata.normalize("NFKC", value).strip()  # as a number: to look for its digits reads every row
        return rows.filter(**{path: int(number)}) if number.isascii() and number.isdigit() else rows.none()
    if asked.kind == FilterKind.TEXT:
        return rows.filter(**{f"{path}__icontains": value})
    if asked.kind == FilterKind.YES_NO:
        return rows.filter(**{path: value})
    return rows.filter(**{f"{path}__in": value})


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
