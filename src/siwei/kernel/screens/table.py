"""The rows of a list as HTML, written straight: as template nodes some 350 cells a page cost more than their query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from siwei.kernel.records.models import Record
from siwei.kernel.screens import cells
from siwei.kernel.sheets.column import Column, Kind

if TYPE_CHECKING:
    from siwei.kernel.screens.screen import Screen

NUMERIC = {Kind.NUMBER, Kind.MONEY}
NARROW = {*NUMERIC, Kind.DATE, Kind.DATETIME, Kind.STATE}


def cell_class(column: Column) -> str:
    """CSS classes of a column's cells."""
    if column.kind in NUMERIC:
        return "text-end cell-nowrap"
    if column.wide:
        return "cell-wide"
    return "cell-nowrap" if column.kind in NARROW else ""


def table_rows(columns: Sequence[Column], rows: Iterable[Any], screen: Screen, *, choosable: bool) -> SafeString:
    """A table's rows. The first cell heads its row and leads to the record; `choosable` puts a box before it."""
    if not columns:
        return SafeString()
    first, *others = columns
    opens = [f'<td role="cell" data-label="{escape(c.label)}" class="{cell_class(c)}">' for c in others]
    head = f'<th role="rowheader" scope="row" data-label="{escape(first.label)}" class="{cell_class(first)}">'
    written: list[str] = []
    for row in rows:
        written.append('<tr role="row">')
        if choosable:
            written.append(_box(row))
        written += (head, _leading(first, row, screen), "</th>")
        for column, opened in zip(others, opens, strict=True):
            written += (opened, conditional_escape(cells.cell(column, row, screen)), "</td>")
        written.append("</tr>\n")
    return mark_safe("".join(written))  # noqa: S308  # every part is escaped above


def _box(row: Any) -> str:
    title = _("Choose %(title)s") % {"title": row.title()}
    return format_html(
        '<td role="cell"><label><input class="form-check-input" type="checkbox" name="chosen" value="{}">'
        '<span class="visually-hidden">{}</span></label></td>',
        str(row.pk),
        title,
    )


def _leading(column: Column, row: Any, screen: Screen) -> str:
    """The first cell; where the row has a page it is the link to it, so a record in it is only named."""
    url = str(screen.url_of(row))
    value = column.of(row) if column.kind == Kind.RECORD else None
    text = value.title() if isinstance(value, Record) else cells.cell(column, row, screen)
    if not url:
        return conditional_escape(text)
    return format_html('<a class="row-link" href="{}">{}</a>', url, text or row.title())
