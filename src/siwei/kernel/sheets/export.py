"""Rows out as CSV, XLSX or ODS, streamed: memory does not grow with the number of rows."""

from __future__ import annotations

import csv
import datetime
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from siwei.kernel.sheets.column import Column

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 64 * 1024
#: control characters that neither XML nor a workbook may hold
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export(columns: Sequence[Column], rows: Iterable[Any], fmt: str) -> Iterator[bytes]:
    """The sheet of `rows` in a format of FORMATS, in pieces; the first line holds the labels."""
    heads = [str(column.label) for column in columns]
    lines = ([cell(column.of(row)) for column in columns] for row in rows)
    return {"csv": _csv, "xlsx": _xlsx, "ods": _ods}[fmt](heads, lines)


def cell(value: Any) -> str | int | Decimal | datetime.date | datetime.datetime | None:
    """A value as sheets can hold it: local times without zone, records by their name."""
    match value:
        case None | bool():
            return {None: None, True: "✓", False: ""}[value]
        case datetime.datetime():
            return localtime(value).replace(tzinfo=None)
        case str():
            return UNPRINTABLE.sub("", value)
        case int() | Decimal() | datetime.date():
            return value
        case float():
            return Decimal(str(value))
        case _:
            return UNPRINTABLE.sub("", str(value))


def harmless(text: str) -> str:
    """Text that no spreadsheet program takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv(heads: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff".encode()  # so that office programs read UTF-8
    writer.writerow(heads)
    for line in lines:
        writer.writerow([harmless(v) if isinstance(v, str) else v for v in line])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _xlsx(heads: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Siwei")
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, text) for text in heads])
    for line in lines:
        sheet.append([_plain(sheet, value) for value in line])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        yield from _pieces(file)


def _head(sheet: Any, text: str) -> Any:
    made = WriteOnlyCell(sheet, value=text)
    made.font = Font(bold=True)
    return made


def _plain(sheet: Any, value: Any) -> Any:
    """A text cell stays text even when it begins like a formula."""
    if isinstance(value, str) and value.startswith("="):
        made = WriteOnlyCell(sheet, value=value)
        made.data_type = "s"
        return made
    return value


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="Siwei">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{FORMATS["ods"]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods(heads: list[str], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    """Written by hand: a library that builds the tree first needs a second per thousand rows."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("mimetype", FORMATS["ods"], zipfile.ZIP_STORED)
            package.writestr("META-INF/manifest.xml", ODS_MANIFEST)
            with package.open("content.xml", "w", force_zip64=True) as content:
                content.write(ODS_HEAD.encode())
                content.write(_ods_row(heads))
                for line in lines:
                    content.write(_ods_row(line))
                content.write(ODS_FOOT.encode())
        yield from _pieces(file)


def _ods_row(line: Iterable[Any]) -> bytes:
    return f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>".encode()


def _ods_cell(value: Any) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case int() | Decimal():
            return _ods_typed("float", "value", str(value))
        case datetime.date():
            return _ods_typed("date", "date-value", value.isoformat())
        case _:
            clean = escape("".join(c for c in str(value) if c >= " " or c == "\n"))
            return f'<table:table-cell office:value-type="string"><text:p>{clean}</text:p></table:table-cell>'


def _ods_typed(kind: str, attribute: str, value: str) -> str:
    start = f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}">'
    return f"{start}<text:p>{value}</text:p></table:table-cell>"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(CHUNK):
        yield piece
