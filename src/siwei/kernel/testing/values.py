"""Raw form values: plausible ones that a careful clerk could type, and garbage that nobody should get past a form."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.records.models import Record

#: raw values of one form by field; a callable gets the record (None for a new one) and the actor
Given = Mapping[str, Any]

DAY = "2017-05-17"
GUESSES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DateTimeField, f"{DAY}T09:00"),
    (forms.DateField, DAY),
    (forms.TimeField, "09:00"),
    (forms.EmailField, "somebody@example.org"),
    (forms.URLField, "https://example.org/"),
    (forms.BooleanField, "on"),
)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
GARBAGE = {
    "nul byte": "a\0b",
    "too long": "長" * 200_001,
    "blanks": " \t\r\n",
    "markup": "<script>alert(1)</script>",
    "quotes": "'; DROP TABLE x; --\\",
    "minus one": "-1",
    "huge number": "9" * 400,
    "no number": "NaN",
    "no day": "2017-02-30",
    "first day of all": "0001-01-01",
    "last day of all": "9999-12-31",
    "last moment of all": "9999-12-31T23:59:59",
    "day without calendar": "2150-01-01",
    "day before numbers": "1700-01-01",
    "half a character": "\ud800",
    "no record": "922337203685477580799",
    "list": ["a", "\0"],
}


def plausible(action: Action[Any, Any], record: Record | None, actor: Actor, given: Given) -> dict[str, Any]:
    """Raw values with which the action's form should be valid: those given, what the form shows, else a guess."""
    form = action.bound(actor=actor, record=record)
    values = {}
    for name, field in form.fields.items():
        if name in given:
            known = given[name]
            values[name] = known(record, actor) if callable(known) else known
        elif not isinstance(field, forms.FileField):
            values[name] = _shown(form, name, field) or guess(field)
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def files(action: Action[Any, Any], record: Record | None, actor: Actor) -> dict[str, Any]:
    """A small picture for each field that asks for a file; one that names endings such as `.p12` wants no picture."""
    fields = action.bound(actor=actor, record=record).fields
    wanted = [
        name
        for name, field in fields.items()
        if isinstance(field, forms.FileField) and not str(field.widget.attrs.get("accept", "")).startswith(".p")
    ]
    return {name: SimpleUploadedFile("dot.png", DOT, "image/png") for name in wanted}


def _shown(form: forms.BaseForm, name: str, field: forms.Field) -> Any:
    """What the unsent form shows, as the browser would send it back."""
    value = form.get_initial_for_field(field, name)
    if isinstance(value, QuerySet | list | tuple | set):
        return [str(field.prepare_value(one)) for one in value]
    value = field.prepare_value(value)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%dT%H:%M}"
    return "" if value in (None, False) else str(value)


def guess(field: forms.Field) -> Any:
    """A value of the field's kind, the first of its choices; nothing where nothing must be given."""
    if not field.required:
        return ""
    match field:
        case forms.ModelMultipleChoiceField():
            return _first_rows(field)
        case forms.ModelChoiceField():
            return next(iter(_first_rows(field)), "")
        case forms.MultipleChoiceField():
            return [_first_choice(field)]
        case forms.ChoiceField():
            return _first_choice(field)
        case forms.DecimalField() | forms.IntegerField():
            least: Any = field.min_value
            return str(max(least or 1, 1))
    return next((text for kind, text in GUESSES if isinstance(field, kind)), "測試")


def _first_rows(field: Any) -> list[str]:
    return [str(field.prepare_value(row)) for row in field.queryset[:1]]


def _first_choice(field: Any) -> str:
    return next((str(value) for value, _label in field.choices if value not in (None, "")), "")


def spoilt(values: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The values with one of them spoilt, each field by each kind of garbage, and what was done."""
    for name, field in fields.items():
        many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        for what, garbage in GARBAGE.items():
            if many or isinstance(garbage, str):  # a page never hands a list to a field that asks for one value
                yield f"{name}: {what}", {**values, name: [garbage] if many and isinstance(garbage, str) else garbage}


def all_spoilt(fields: Mapping[str, forms.Field]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The whole form filled with one kind of garbage, for pages: what forms refuse is tried by `spoilt`."""
    for what in ("nul byte", "huge number", "list"):
        yield what, dict.fromkeys(fields, GARBAGE[what])
