"""DER, as much of it as a signature needs: values written, and read strictly (X.690 section 10).

The object libraries spend more time on the notation than the processor on the signature (docs/kernel/signing.md
has the numbers); a signature uses six tags.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

INTEGER, OCTETS, NULL, OID, UTC_TIME, GENERAL_TIME, SEQUENCE, SET = 0x02, 0x04, 0x05, 0x06, 0x17, 0x18, 0x30, 0x31
CONTEXT_0, CONTEXT_1, CONTEXT_0_PLAIN = 0xA0, 0xA1, 0x80


class DerError(ValueError):
    """Bytes that are not strict DER."""


class Value(NamedTuple):
    """One value: its tag, its content, and the whole as it stood."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list[Value]:
        """The values inside a constructed one."""
        return read_all(self.content)


def write(tag: int, *parts: bytes) -> bytes:
    """A value of a tag out of its parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def write_integer(number: int) -> bytes:
    """A non-negative INTEGER."""
    return write(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def write_set(members: Iterable[bytes]) -> bytes:
    """SET OF: its members stand in the order of their bytes."""
    return write(SET, *sorted(members))


@cache
def write_oid(dotted: str) -> bytes:
    """An object identifier from its dotted form."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for arc in (first * 40 + second, *rest):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | (arc & 0x7F))
        content.extend(reversed(septets))
    return write(OID, bytes(content))


def write_time(moment: datetime.datetime) -> bytes:
    """A moment to the second: UTCTime until 2049, GeneralizedTime after (RFC 5652 section 11.3)."""
    moment = moment.astimezone(datetime.UTC)
    if 1950 <= moment.year < 2050:
        return write(UTC_TIME, f"{moment:%y%m%d%H%M%SZ}".encode())
    return write(GENERAL_TIME, f"{moment:%Y%m%d%H%M%SZ}".encode())


def read_time(value: Value) -> datetime.datetime:
    """The moment that `write_time` wrote."""
    text = value.content.decode("ascii", "replace")
    if value.tag == UTC_TIME and len(text) == 13:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif value.tag != GENERAL_TIME:
        raise DerError("not a time")
    try:
        return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.UTC)
    except ValueError as error:
        raise DerError("not a time") from error


def read_integer(value: Value) -> int:
    """A non-negative INTEGER of shortest form."""
    content = value.content
    if value.tag != INTEGER or not content or content[0] & 0x80 or (len(content) > 1 and not any(content[:2])):
        raise DerError("not a positive integer")
    return int.from_bytes(content, "big")


def read_one(data: bytes, tag: int) -> Value:
    """The one value that fills `data`."""
    found = read_all(data)
    if len(found) != 1:
        raise DerError("one value expected")
    return expect(found[0], tag)


def expect(value: Value, tag: int) -> Value:
    """The value itself when it has the tag."""
    if value.tag != tag:
        raise DerError(f"tag {value.tag:#x} where {tag:#x} was expected")
    return value


def read_all(data: bytes) -> list[Value]:
    """The values that fill `data` one after another; lengths definite and of shortest form."""
    found, at, end = [], 0, len(data)
    while at < end:
        if at + 2 > end or data[at] & 0x1F == 0x1F:
            raise DerError("cut off, or a tag of several bytes")
        tag, size, start = data[at], data[at + 1], at + 2
        if size >= 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4 or start + count > end:
                raise DerError("length of a form that DER does not have")
            size = int.from_bytes(data[start : start + count], "big")
            if size < 0x80 or size >> (8 * (count - 1)) == 0:
                raise DerError("length not of shortest form")
            start += count
        if start + size > end:
            raise DerError("cut off")
        found.append(Value(tag, data[start : start + size], data[at : start + size]))
        at = start + size
    return found
