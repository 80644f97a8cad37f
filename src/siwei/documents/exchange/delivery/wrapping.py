"""From a document to the parcels that travel, and back: the one place where delivery meets the formats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from siwei.documents.content.model import Content, Recipient
from siwei.documents.exchange.envelope import Envelope, manifest, pack, read, roster_of, unpack, write


@dataclass(frozen=True, slots=True)
class Wrapped:
    """An unsigned envelope: its checksum, what is to be signed, the packed files, and the recipients it is for."""

    digest: str
    manifest: bytes
    body: bytes
    content: Content
    recipients: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient by exchange."""

    code: str
    name: str
    copy: str
    with_attachments: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A received envelope that was read in full: what it says, and whom it names with which copy."""

    digest: str
    manifest: bytes
    content: Content
    copies: Mapping[str, str]


def wrapped(content: Content, files: Sequence[bytes], *, single: Recipient | None = None) -> list[Wrapped]:
    """The envelopes of an issued document: one, or two where some recipients get no attachments.

    `files` are the attachments' bytes in the document's order; `single` makes an envelope for that recipient alone
    (分繕發文). Raises CannotBeWritten. Recipients without a code are not among those it gives: they get paper.
    """
    lines = _lines(replace(content, recipients=(single,)) if single else content)
    found = []
    for attached in (True, False):
        mine = tuple(line for line in lines if (line.with_attachments or not content.attachments) is attached)
        if not mine:
            continue
        sent, data = (content, files) if attached else (replace(content, attachments=()), ())
        written = write(sent, single=single)
        envelope = Envelope(written.di, written.di_name, written.sw, written.named(data), b"")
        signed = manifest(envelope)
        found.append(Wrapped(hashlib.sha256(signed).hexdigest(), signed, pack(envelope), written.content, mine))
    return found


def opened(body: bytes) -> Opened:
    """Unpacks and reads. Raises EnvelopeRefused, and then nothing was taken."""
    envelope = unpack(body)
    document = read(envelope)
    signed = manifest(envelope)
    lines = document.roster or roster_of(document.content)
    copies = {line.party.code: line.copy for line in lines if line.party.code}
    return Opened(hashlib.sha256(signed).hexdigest(), signed, document.content, copies)


def _lines(content: Content) -> tuple[Line, ...]:
    """Each body once, with the best copy it is named for."""
    found: dict[str, Line] = {}
    for one in roster_of(content):
        if one.party.code:
            found.setdefault(
                one.party.code, Line(one.party.code, one.party.name, one.copy, with_attachments=one.with_attachments)
            )
    return tuple(found.values())
