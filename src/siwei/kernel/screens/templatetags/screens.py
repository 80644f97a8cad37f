"""Template tags of the look: icons, cells, form fields, plots."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms, template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from siwei.kernel.deadlines.explanation import Step
from siwei.kernel.module import roles
from siwei.kernel.screens import cells, icons, table
from siwei.kernel.sheets.column import Column

register = template.Library()
TONES = {"error": "danger", "warning": "warning", "success": "success", "info": "info", "debug": "secondary"}
MESSAGE_ICONS = {"error": "alert-circle", "warning": "alert-triangle", "success": "circle-check"}
LAST_HOUR = 23  # a due date without a time ends with its day
SOON = datetime.timedelta(days=2)
DJANGOS_ROWS = "10"  # Django's own height of a text box, too tall for the notes of an office


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "calendar" %}`: an outline drawing of @tabler/icons."""
    return icons.icon(name)


@register.simple_tag
def cell(column: Column, row: Any, screen: Any = None) -> Any:
    """The printed value of a column for a row."""
    return cells.cell(column, row, screen)


@register.simple_tag
def rows(columns: Sequence[Column], records: Iterable[Any], screen: Any, choosable: Any) -> SafeString:
    """The rows of a list."""
    return table.table_rows(columns, records, screen, choosable=bool(choosable))


@register.filter
def cell_class(column: Column) -> str:
    """CSS classes of a column's cells."""
    return table.cell_class(column)


@register.filter
def is_numeric(column: Column) -> bool:
    """Whether a column's cells are numbers."""
    return column.kind in table.NUMERIC


@register.filter
def day(value: datetime.date | None) -> str:
    """A date as the page's language writes it."""
    return cells.day(value)


@register.filter
def day_of_week(value: datetime.date | None) -> str:
    """A date with its day of the week."""
    return cells.day(value, weekday=True)


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """Day and minute in office time."""
    return cells.moment(value)


@register.filter
def plain_number(value: Any) -> str:
    """A number with commas."""
    return "" if value is None else cells.number(value)


@register.filter
def money(value: Any) -> str:
    """An amount in New Taiwan dollars."""
    return "" if value is None else cells.money(value)


@register.filter
def tone_of_message(tag: str) -> str:
    """Alert tone of a message's level."""
    return TONES.get(tag, "info")


@register.filter
def icon_of_message(tag: str) -> str:
    """Icon of a message's level."""
    return MESSAGE_ICONS.get(tag, "info-circle")


@register.filter
def html_lang(code: str) -> str:
    """zh-hant as HTML writes it."""
    return {"zh-hant": "zh-Hant"}.get(code, code)


@register.filter
def json_block(value: Any) -> SafeString:
    """A JSON data block that no text in it can leave; scripts read it, the browser never runs it."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    for char, escape in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return mark_safe(f'<script type="application/json">{text}</script>')  # noqa: S308  # escaped just above


@register.filter
def widget(field: BoundField) -> SafeString:
    """A form field's control with the look's classes and the browser's own date and time boxes."""
    control = field.field.widget
    if isinstance(control, forms.DateTimeInput):
        _native(control, "datetime-local", "%Y-%m-%dT%H:%M")
    elif isinstance(control, forms.DateInput):
        _native(control, "date", "%Y-%m-%d")
    elif isinstance(control, forms.TimeInput):
        _native(control, "time", "%H:%M")
    elif isinstance(control, forms.Textarea) and str(control.attrs.get("rows", "")) == DJANGOS_ROWS:
        control.attrs["rows"] = "4"
    classes = f"{_class(control)} {control.attrs.get('class', '')}".strip()
    return mark_safe(field.as_widget(attrs={"class": classes} if classes else {}))  # noqa: S308  # Django's own output


def _native(control: Any, input_type: str, fmt: str) -> None:
    control.input_type = input_type
    control.format = fmt


def _class(control: forms.Widget) -> str:
    if isinstance(control, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(control, forms.Select):
        return "form-select"
    return "" if isinstance(control, forms.MultiWidget) else "form-control"


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the control is a single tick box, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the control is a group of boxes that needs a legend."""
    return bool(field.use_fieldset)


@register.simple_tag
def state(label: Any, tone: str) -> Any:
    """A state as a word with a tone."""
    return cells.state_badge(label, tone)


@register.filter
def file_size(size: int) -> str:
    """Bytes as kB or MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


@register.simple_tag
def attribute(name: str, value: Any) -> Any:
    """An HTML attribute that is left out when it has no value."""
    return format_html(' {}="{}"', name, value) if value not in (None, "", False) else ""


@register.filter
def unlocal(value: Any) -> str:
    """A number for an address or a form, without commas."""
    return str(value)


@register.simple_tag
def address(screen: Any, record: Any) -> str:
    """The address of a record's page."""
    return str(screen.url_of(record))


@register.filter
def is_listed(value: Any) -> bool:
    """Whether a value is several lines."""
    return isinstance(value, list | tuple)


@register.filter
def lookup(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key; the key itself when it is unknown."""
    return mapping.get(key, key)


@register.filter
def clock(value: datetime.datetime) -> str:
    """Time of day in office time."""
    return f"{timezone.localtime(value):%H:%M}"


@register.filter
def clock_text(due: datetime.datetime) -> str:
    """A due moment: the day alone when it is the day's end."""
    local = timezone.localtime(due)
    return cells.day(local.date()) if local.hour == LAST_HOUR else cells.moment(due)


@register.filter
def is_soon(duty: Any) -> bool:
    """Whether a duty is due within two days."""
    return duty.due is not None and timezone.now() <= duty.due < timezone.now() + SOON


@register.filter
def role_label(code: str) -> Any:
    """What people call a role."""
    role = roles().get(code)
    return role.label if role else code


@register.filter
def duty_step(step: Any) -> str:
    """One step of the reckoning of a due date as a sentence."""
    return Step.from_json(step).text() if isinstance(step, Mapping) else str(step)
