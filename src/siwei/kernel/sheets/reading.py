"""Sheets in: the lines of a CSV, XLSX or ODS file as texts, whatever program wrote it."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_ROWS = 1 << 20  # what office programs end a sheet at; nobody means a row to stand a thousand million times
MOST_REPEATED = 64  # ODS repeats empty cells to the edge of the sheet; more columns than this nobody means


class SheetUnreadableError(ValueError):
    """The file is no sheet that can be read; the text says why."""


def lines(path: Path) -> Iterator[list[str]]:
    """Each line of the first sheet as trimmed texts; dates in ISO form. Raises SheetUnreadableError."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(path) as package:
                is_ods = "content.xml" in package.namelist()
        except zipfile.BadZipFile as error:
            raise SheetUnreadableError(str(error)) from error
        return _ods(path) if is_ods else _xlsx(path)
    return _csv(path)


def _csv(path: Path) -> Iterator[list[str]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(8192)
        file.seek(0)
        delimiter = max(",;\t", key=sample.split("\n", 1)[0].count)
        try:
            for line in csv.reader(file, delimiter=delimiter, strict=True):
                yield [text.strip() for text in line]
        except csv.Error as error:
            raise SheetUnreadableError(str(error)) from error


def _encoding(path: Path) -> str:
    """UTF-8, or the Big5 of older office programs; the whole file is tried, not its beginning."""
    for encoding in ("utf-8-sig", "cp950"):
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetUnreadableError("the text is neither UTF-8 nor Big5")


def _xlsx(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:  # a file, not a name: the name's ending says nothing
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
            raise SheetUnreadableError(str(error)) from error
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _ods(path: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(path) as package:
        content = io.BytesIO(package.read("content.xml"))
    parser = etree.iterparse(content, tag=f"{TABLE}table-row", resolve_entities=False, no_network=True)
    blank = 0  # a sheet ends in a million blank rows; those between others keep the numbers of lines right
    for _event, row in parser:
        times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        found: list[str] = []
        for one in row.iter(f"{TABLE}table-cell"):
            wide = int(one.get(f"{TABLE}number-columns-repeated", "1"))
            found += [_ods_text(one)] * min(wide, MOST_REPEATED)
        if any(found):
            if max(times, blank) > MOST_ROWS:
                raise SheetUnreadableError(f"a row is repeated {max(times, blank)} times")
            yield from repeat([""], blank)
            yield from repeat(found, times)
            blank = 0
        else:
            blank += times
        row.clear()


def _ods_text(one: Any) -> str:
    day = one.get(f"{OFFICE}date-value")
    if day:
        return str(day).removesuffix("T00:00:00")
    number = one.get(f"{OFFICE}value")
    if number is not None:
        return str(number)
    return "\n".join("".join(p.itertext()) for p in one.iter(f"{TEXT}p")).strip()
