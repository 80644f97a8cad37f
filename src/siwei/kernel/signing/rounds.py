"""How long a PKCS#12 file would keep a processor: the rounds it asks for are read before anybody opens it.

A passphrase is stretched by as many rounds as the file says, up to 2³¹: a worker would stand still for an hour over a
file of three kilobytes. What is itself encrypted in the file cannot be read so; programs put no keys there.
Files come in BER too (lengths left open, strings in pieces), so this reads more than `der` allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from siwei.kernel.signing.der import INTEGER, OCTETS, SEQUENCE, DerError

#: together for the checksum, the key and its certificates; programs write from 2,000 to a million (a second of work)
MOST_ROUNDS = 2_000_000
MOST_BYTES = 256 * 1024
DEEPEST = 24
CONSTRUCTED, OPEN = 0x20, 0x80

Node = tuple[int, bytes, "list[Node]"]  # tag, content, what stands inside


def rounds(data: bytes) -> int:
    """The rounds of all passphrases in a file, as far as they stand in the clear. DerError when it is no such file."""
    if len(data) > MOST_BYTES:
        raise DerError("too large for a key")
    nodes, end = _read(data, 0, len(data), 0)
    if end != len(data) or len(nodes) != 1 or nodes[0][0] != SEQUENCE:
        raise DerError("not one sequence")
    return sum(_counts(nodes[0]))


def _counts(node: Node) -> Iterator[int]:
    """A salt with a number behind it is a passphrase's salt with its rounds (RFC 8018 A.2, RFC 7292 4 and C)."""
    _tag, _content, inside = node
    for (first, _salt, _), (second, number, _) in pairwise(inside):
        if first & ~CONSTRUCTED == OCTETS and second == INTEGER:
            yield abs(int.from_bytes(number, "big", signed=True))
    for one in inside:
        yield from _counts(one)


def _read(data: bytes, at: int, end: int, depth: int) -> tuple[list[Node], int]:
    """The values from `at` to `end`, or to the mark that closes an open length; and where they end."""
    if depth > DEEPEST:
        raise DerError("too deep")
    found: list[Node] = []
    while at < end:
        if data[at : at + 2] == b"\0\0":
            return found, at
        node, at = _one(data, at, end, depth)
        found.append(node)
    return found, at


def _one(data: bytes, at: int, end: int, depth: int) -> tuple[Node, int]:
    if at + 2 > end or data[at] & 0x1F == 0x1F:
        raise DerError("cut off, or a tag of several bytes")
    tag, size, start = data[at], data[at + 1], at + 2
    if size == OPEN:
        inside, stop = _read(data, start, end, depth + 1)
        if not tag & CONSTRUCTED or data[stop : stop + 2] != b"\0\0" or stop + 2 > end:
            raise DerError("an open length that is never closed")
        return _looked_into(tag, data[start:stop], inside, depth), stop + 2
    if size > OPEN:
        count = size & 0x7F
        size, start = int.from_bytes(data[start : start + count], "big"), start + count
    stop = start + size
    if stop > end:
        raise DerError("cut off")
    inside = _read(data, start, stop, depth + 1)[0] if tag & CONSTRUCTED else []
    return _looked_into(tag, data[start:stop], inside, depth), stop


def _looked_into(tag: int, content: bytes, inside: list[Node], depth: int) -> Node:
    """The value; strings are opened too, because the parts of a PKCS#12 file are wrapped in them."""
    if tag & ~CONSTRUCTED != OCTETS:
        return tag, content, inside
    whole = b"".join(piece for _tag, piece, _inside in inside) if inside else content
    try:
        inner, end = _read(whole, 0, len(whole), depth + 1)
    except DerError:
        return tag, whole, []
    return tag, whole, inner if end == len(whole) else []
