"""The bytes that travel: letters, and signed statements (answers, recalls); written, and read as if hostile.

A body is a row of frames, each with its length before it. What is signed is signed as bytes and only then read.
"""

from __future__ import annotations

import datetime
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast
from uuid import UUID

from siwei.documents.exchange.delivery.rules import VERDICTS, Verdict

LETTER, STATEMENTS = "letter", "statements"
VERSION = 1
_LENGTH = struct.Struct(">I")
#: items of one statement and recipients of one letter
MOST = 5000


class Unreadable(ValueError):  # noqa: N818  # it says what is the case
    """Bytes that are no message of ours."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """One recipient of a letter: the code in the document, and that of the body it goes to."""

    code: str
    to: str
    copy: str
    attachments: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """An envelope to recipients of one installation. `again`: 文書訊息代碼 6, unchanged and sent once more."""

    sender: str
    #: checksum of what was signed, so that an answer has a name for a letter that cannot be opened
    digest: str
    addressed: tuple[Addressed, ...]
    signature: bytes
    envelope: bytes
    again: bool = False

    def to_bytes(self) -> bytes:
        """As it travels."""
        addressed = [
            {"code": one.code, "to": one.to, "copy": one.copy, "attachments": one.attachments} for one in self.addressed
        ]
        head = {"v": VERSION, "from": self.sender, "digest": self.digest, "again": self.again, "to": addressed}
        return frames((_json(head), self.signature, self.envelope))

    @classmethod
    def from_bytes(cls, body: bytes) -> Letter:
        """Raises Unreadable."""
        head, signature, envelope = _framed(body, 3)
        given = _object(head)
        rows = given.get("to")
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST or not isinstance(given.get("again"), bool):
            raise Unreadable("a letter without recipients")
        addressed = tuple(
            Addressed(_code(row, "code"), _code(row, "to"), _word(row, "copy", 4), row.get("attachments") is True)
            for row in rows
            if isinstance(row, dict)
        )
        if len(addressed) != len(rows):
            raise Unreadable("a recipient is no object")
        return cls(_code(given, "from"), _word(given, "digest", 64), addressed, signature, envelope, given["again"])


@dataclass(frozen=True, slots=True)
class Item:
    """What is said of one document. Of a recall, `reason` is the body that is asked."""

    mark: UUID
    word: Verdict | Literal["recall"]
    at: datetime.datetime
    reason: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a body says about documents, before or after it was signed."""

    sender: str
    at: datetime.datetime
    items: tuple[Item, ...]

    def to_bytes(self) -> bytes:
        """What is signed."""
        items = [[str(one.mark), one.word, one.at.isoformat(), one.reason, one.said] for one in self.items]
        return _json({"v": VERSION, "from": self.sender, "at": self.at.isoformat(), "items": items})

    @classmethod
    def from_bytes(cls, body: bytes) -> Statement:
        """Raises Unreadable."""
        given = _object(body)
        rows = given.get("items")
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
            raise Unreadable("a statement about nothing")
        return cls(_code(given, "from"), _moment(given.get("at")), tuple(_item(row) for row in rows))


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement's bytes with the signature over exactly them."""

    body: bytes
    signature: bytes


def pack_statements(statements: Iterable[Signed]) -> bytes:
    """Several signed statements in one message."""
    return frames(part for one in statements for part in (one.body, one.signature))


def unpack_statements(body: bytes) -> tuple[Signed, ...]:
    """Raises Unreadable."""
    parts = _framed(body)
    if not parts or len(parts) % 2:
        raise Unreadable("a statement without signature")
    return tuple(Signed(*pair) for pair in zip(parts[::2], parts[1::2], strict=True))


def frames(parts: Iterable[bytes]) -> bytes:
    """Each part after its length."""
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def _framed(body: bytes, count: int | None = None) -> Sequence[bytes]:
    parts = []
    at = 0
    while at < len(body):
        if at + _LENGTH.size > len(body):
            raise Unreadable("cut off")
        (size,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        if at + size > len(body):
            raise Unreadable("cut off")
        parts.append(body[at : at + size])
        at += size
    if count is not None and len(parts) != count:
        raise Unreadable(f"{len(parts)} parts instead of {count}")
    return parts


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error
    if not isinstance(given, dict) or given.get("v") != VERSION:
        raise Unreadable("of another version")
    return given


def _word(given: dict[str, Any], name: str, longest: int) -> str:
    found = given.get(name)
    if not isinstance(found, str) or len(found) > longest or "\0" in found:
        raise Unreadable(f"no {name}")
    return found


def _code(given: dict[str, Any], name: str) -> str:
    found = _word(given, name, 10)
    if not (found.isascii() and found.isalnum()):
        raise Unreadable(f"no {name}")
    return found


def _moment(given: Any) -> datetime.datetime:
    return _read_moment(str(given)[:64])


@lru_cache(maxsize=256)  # what was decided in one batch bears one time
def _read_moment(given: str) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(given)
    except ValueError as error:
        raise Unreadable("no time") from error
    if found.tzinfo is None or not 1990 < found.year < 3000:
        raise Unreadable("no time")
    return found


def _item(row: Any) -> Item:
    if not (isinstance(row, list) and len(row) == 5 and all(isinstance(cell, str) for cell in row)):
        raise Unreadable("an item of another form")
    mark, word, at, reason, said = row
    if word not in (*VERDICTS, "recall") or len(reason) > 40 or len(said) > 2000 or "\0" in reason + said:
        raise Unreadable("an item of another form")
    try:
        return Item(UUID(mark), cast(Verdict, word), _moment(at), reason, said)
    except ValueError as error:
        raise Unreadable("no mark") from error
