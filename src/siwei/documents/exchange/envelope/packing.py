"""One container for the way: a ZIP whose bytes follow from the files alone, with the list of digests that is signed.

The container is written in one way only (fixed order, stored, no dates, no comments), so it is read strictly: what was
read must give the same bytes when it is packed again. Compressed entries, hidden ones, overlaps, wrong sizes and
whatever else archives can be bent to therefore never reach anything that would open them. Any ZIP program opens it.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from siwei.documents.exchange.envelope.names import is_plain
from siwei.documents.exchange.envelope.refusal import Reason, refuse

TITLE = b"siwei-envelope 1\n"
MANIFEST, SIGNATURE, DI, SW, ATTACHMENTS = "manifest.txt", "manifest.p7s", "di/", "sw/", "attachments/"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and numbers above which an envelope is refused before anything is read."""

    total: int = 64 * 1024 * 1024
    text: int = 1024 * 1024
    signature: int = 64 * 1024
    files: int = 100


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Envelope:
    """The files of one document as they travel; `signature` is a detached CMS over `manifest`, empty before signing."""

    di: bytes
    di_name: str
    sw: bytes | None = None
    attachments: tuple[tuple[str, bytes], ...] = ()
    signature: bytes = b""

    @property
    def sw_name(self) -> str:
        """The roster is named as its document."""
        return self.di_name.removesuffix(".di") + ".sw"


def manifest(envelope: Envelope) -> bytes:
    """The bytes that are signed: a line for each file with digest, size and name. Raises EnvelopeRefused."""
    return _listed(_files(envelope))


def _listed(files: list[tuple[str, bytes]]) -> bytes:
    lines = [TITLE]
    for name, data in files:
        lines.append(f"{hashlib.sha256(data).hexdigest()} {len(data)} {name}\n".encode())
    return b"".join(lines)


def pack(envelope: Envelope) -> bytes:
    """The container. Raises EnvelopeRefused for names and sizes that nobody would take."""
    return packed(envelope)[1]


def packed(envelope: Envelope) -> tuple[bytes, bytes]:
    """What is to be signed, and the container. Raises EnvelopeRefused."""
    files = _files(envelope)
    listed = _listed(files)
    return listed, _zip([(MANIFEST, listed), (SIGNATURE, envelope.signature), *files])


def unpack(data: bytes) -> Envelope:
    """The envelope out of a stranger's bytes, whole or not at all. Raises EnvelopeRefused.

    Its files are those of the list; who signed the list is not looked at here.
    """
    if len(data) > LIMITS.total:
        raise refuse(Reason.TOO_LARGE, name="ZIP", most=LIMITS.total)
    entries = list(_entries(data))
    if [name for name, _data in entries[:2]] != [MANIFEST, SIGNATURE] or len(entries) < 3:
        raise refuse(Reason.NOT_A_CONTAINER, why="manifest.txt, manifest.p7s")
    envelope = _envelope(entries[2:], entries[1][1])
    _compare(entries[0][1], manifest(envelope))
    if _zip(entries) != data:
        raise refuse(Reason.NOT_A_CONTAINER, why="ZIP")
    return envelope


def _files(envelope: Envelope) -> list[tuple[str, bytes]]:
    """All files with their places in the container, checked."""
    if not is_plain(envelope.di_name) or not envelope.di_name.endswith(".di"):
        raise refuse(Reason.BAD_NAME, name=envelope.di_name)
    found = [(DI + envelope.di_name, envelope.di)]
    if envelope.sw is not None:
        found.append((SW + envelope.sw_name, envelope.sw))
    for name, data, most in (
        *((*one, LIMITS.text) for one in found),
        (SIGNATURE, envelope.signature, LIMITS.signature),
    ):
        if len(data) > most:
            raise refuse(Reason.TOO_LARGE, name=name, most=most)
    found += _attachments(envelope)
    if len(found) > LIMITS.files:
        raise refuse(Reason.TOO_MANY, most=LIMITS.files)
    if sum(len(data) for _name, data in found) > LIMITS.total:
        raise refuse(Reason.TOO_LARGE, name="ZIP", most=LIMITS.total)
    return found


def _attachments(envelope: Envelope) -> Iterator[tuple[str, bytes]]:
    """Attachments under names that are plain and told apart everywhere."""
    seen = {_folded(envelope.di_name), _folded(envelope.sw_name)}
    for name, data in envelope.attachments:
        if not is_plain(name):
            raise refuse(Reason.BAD_NAME, name=name)
        if _folded(name) in seen:
            raise refuse(Reason.DOUBLE_NAME, name=name)
        seen.add(_folded(name))
        yield ATTACHMENTS + name, data


def _folded(name: str) -> str:
    """Names that some file system takes for one are one."""
    return unicodedata.normalize("NFKC", name).casefold()


def _envelope(entries: list[tuple[str, bytes]], signature: bytes) -> Envelope:
    """The entries by their folders; a name that is not plain is refused when the list is made."""
    (first, di), *others = entries
    if not first.startswith(DI):
        raise refuse(Reason.MISSING_FILE, name="DI")
    di_name = first.removeprefix(DI)
    sw: bytes | None = None
    attachments: list[tuple[str, bytes]] = []
    for at, (name, data) in enumerate(others):
        if at == 0 and name == SW + di_name.removesuffix(".di") + ".sw":
            sw = data
        elif name.startswith(ATTACHMENTS):
            attachments.append((name.removeprefix(ATTACHMENTS), data))
        else:
            raise refuse(Reason.BAD_NAME if not is_plain(name.rpartition("/")[2]) else Reason.EXTRA_FILE, name=name)
    return Envelope(di, di_name, sw, tuple(attachments), signature)


def _compare(told: bytes, found: bytes) -> None:
    """The list that came against the one that the files give; the first difference is named."""
    if told == found:
        return
    if not told.startswith(TITLE):
        raise refuse(Reason.MANIFEST, why=told[:20])
    names = {line.split(b" ", 2)[-1]: line for line in found.splitlines()[1:]}
    listed = {line.split(b" ", 2)[-1]: line for line in told.splitlines()[1:]}
    for name, line in listed.items():
        if name not in names:
            raise refuse(Reason.MISSING_FILE, name=name.decode("utf-8", "replace"))
        if names[name] != line:
            raise refuse(Reason.DIGEST, name=name.decode("utf-8", "replace"))
    for name in names:
        if name not in listed:
            raise refuse(Reason.EXTRA_FILE, name=name.decode("utf-8", "replace"))
    raise refuse(Reason.MANIFEST, why="")


# --- ZIP, as far as it is used here (APPNOTE 4.3) ---
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x21  # 1980-01-01


def _zip(entries: list[tuple[str, bytes]]) -> bytes:
    parts: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for name, data in entries:
        raw, size, check = name.encode(), len(data), crc32(data)
        shared = (_UTF8, _STORED, _TIME, _DATE, check, size, size, len(raw), 0)
        parts += (_LOCAL.pack(b"PK\3\4", _VERSION, *shared), raw, data)
        central += (_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *shared, 0, 0, 0, 0, at), raw)
        at += _LOCAL.size + len(raw) + size
    directory = b"".join(central)
    number = len(entries)
    end = _END.pack(b"PK\5\6", 0, 0, number, number, len(directory), at, 0)
    return b"".join((*parts, directory, end))


def _entries(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Entries one after the other from the first byte on; nothing is unpacked, so nothing can swell."""
    at, number = 0, 0
    while data[at : at + 4] == b"PK\3\4":
        number += 1
        if number > LIMITS.files + 2:
            raise refuse(Reason.TOO_MANY, most=LIMITS.files)
        if at + _LOCAL.size > len(data):
            raise refuse(Reason.NOT_A_CONTAINER, why="ZIP")
        _sign, _version, flags, method, _time, _date, _crc, packed, size, length, extra = _LOCAL.unpack_from(data, at)
        name = data[at + _LOCAL.size : at + _LOCAL.size + length].decode("utf-8", "replace")
        if method != _STORED or packed != size:
            raise refuse(Reason.BOMB, name=name)
        if flags != _UTF8 or extra:
            raise refuse(Reason.NOT_A_CONTAINER, why="ZIP")
        begin = at + _LOCAL.size + length
        at = begin + size
        if at > len(data):
            raise refuse(Reason.BOMB, name=name)
        yield name, data[begin:at]
    if number == 0:
        raise refuse(Reason.NOT_A_CONTAINER, why="ZIP")
