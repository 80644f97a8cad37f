"""How one value is printed in a page: ROC dates in Chinese, ISO in English, numbers with commas, states with a tone."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Manager, Model
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siwei.kernel.records.models import Record
from siwei.kernel.screens.icons import icon
from siwei.kernel.sheets.column import Column, Kind

if TYPE_CHECKING:
    from siwei.kernel.screens.screen import Screen

WEEKDAYS = "一二三四五六日"
NOTHING = "—"


def in_chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or "zh").startswith("zh")


def day(value: datetime.date | None, *, weekday: bool = False) -> str:
    """106/08/15 in Chinese, 2017-08-15 in English; with `weekday` 106/08/15（二） or 2017-08-15 Tue."""
    if value is None:
        return ""
    if not in_chinese():
        return f"{value:%Y-%m-%d %a}" if weekday else f"{value:%Y-%m-%d}"
    year = value.year - 1911
    text = f"{year}/{value:%m/%d}" if year > 0 else f"民國前{1 - year}/{value:%m/%d}"
    return f"{text}（{WEEKDAYS[value.weekday()]}）" if weekday else text


def weekday(index: int) -> str:
    """The heading of a day of the week, Monday is 0."""
    return WEEKDAYS[index] if in_chinese() else ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[index]


def moment(value: datetime.datetime | None) -> str:
    """Day and minute in office time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}"


def number(value: Any) -> str:
    """1,003 or 1,003.5: commas, no zeros at the end."""
    if isinstance(value, Decimal | float):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:,}" if isinstance(value, int) else str(value)


def money(value: Any) -> str:
    """12,000 元 in Chinese, NT$12,000 in English."""
    return f"{number(value)} 元" if in_chinese() else f"NT${number(value)}"


def state_badge(label: Any, tone: str) -> str:
    """A state as a word with a tone."""
    return format_html('<span class="state tone-{}">{}</span>', tone, label)


def linked(record: Any) -> Any:
    """A record as a link to its page, anything else as text."""
    if isinstance(record, Record):
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title())
    return str(record)


def _by_kind(value: Any, kind: Kind) -> Any:
    match kind:
        case Kind.DATE if isinstance(value, datetime.datetime):
            return day(timezone.localtime(value).date())
        case Kind.DATE if isinstance(value, datetime.date):
            return day(value)
        case Kind.DATETIME if isinstance(value, datetime.datetime):
            return moment(value)
        case Kind.NUMBER:
            return number(value)
        case Kind.MONEY:
            return money(value)
        case Kind.BOOL:
            return format_html("{} {}", icon("check"), _("Yes")) if value else _("No")
        case Kind.RECORD:
            return linked(value)
    return plain(value)


def plain(value: Any) -> Any:
    """A value of no declared kind, by what it is."""
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Manager):
        return listed(value.all())
    if isinstance(value, list | tuple | set | frozenset):
        return listed(value)
    if isinstance(value, Model):
        return linked(value)
    return value


def listed(values: Any) -> Any:
    """Several values with a separator of the language."""
    separator = "、" if in_chinese() else ", "
    return format_html_join(separator, "{}", ((plain(value),) for value in values))


def cell(column: Column, row: Any, screen: Screen | None = None) -> Any:
    """The printed value of a column for a row; empty values give an empty cell."""
    value = column.of(row)
    if value is None or value == "":
        return ""
    if column.kind == Kind.STATE:
        raw = str(getattr(row, (column.value if isinstance(column.value, str) else "") or column.name, value))
        return state_badge(value, tone_of(row, raw, screen))
    return _by_kind(value, column.kind)


def tone_of(row: Any, raw: str, screen: Screen | None) -> str:
    """The tone of a row's state: from its screen; quiet for rows that have none."""
    if screen is None and isinstance(row, Record):
        from siwei.kernel.module import screen_of

        screen = screen_of(type(row))
    if screen is None or raw not in screen.states:
        return "quiet"
    return screen.tone(raw)
