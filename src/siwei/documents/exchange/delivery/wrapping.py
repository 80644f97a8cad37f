"""From a document to the parcels that travel, and back: the one place where delivery meets the formats."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from siwei.documents.content.model import Content, Recipient
from siwei.documents.exchange.envelope import Envelope, RosterLine, manifest, packed, read, roster_of, unpack, write


@dataclass(frozen=True, slots=True)
class Wrapped:
    """An unsigned envelope: what is known of it, the packed files, and the recipients it is for."""

    known: Opened
    body: bytes
    recipients: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """Checksum of what is to be signed."""
        return self.known.digest


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient by exchange."""

    code: str
    name: str
    copy: str
    with_attachments: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What delivery has to know of an envelope that was read in full: from whom, what, and whom it names."""

    digest: str
    manifest: bytes
    sender: str
    sender_name: str
    kind: str
    issue_number: str
    subject: str
    secret: bool
    copies: Mapping[str, str]

    def facts(self) -> dict[str, Any]:
        """What is kept beside an envelope, so that it is read once."""
        return {name: getattr(self, name) for name in FACTS}


FACTS = ("sender", "sender_name", "kind", "issue_number", "subject", "secret", "copies")


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
        addressed = [single] if single else content.recipients
        listed, body = packed(envelope)
        known = _known(listed, written.content, roster_of(replace(content, recipients=tuple(addressed))))
        found.append(Wrapped(known, body, mine))
    return found


def opened(body: bytes) -> Opened:
    """Unpacks and reads. Raises EnvelopeRefused, and then nothing was taken."""
    envelope = unpack(body)
    document = read(envelope)
    return _known(manifest(envelope), document.content, document.roster or roster_of(document.content))


def content_of(body: bytes) -> Content:
    """The whole document of an envelope, for whoever registers it. Raises EnvelopeRefused."""
    return read(unpack(body)).content


def _known(signed: bytes, content: Content, lines: Iterable[RosterLine]) -> Opened:
    secret = bool(content.secrecy.level)
    return Opened(
        hashlib.sha256(signed).hexdigest(), signed, content.sender.code, content.sender.name, content.kind,
        str(content.number or ""), "" if secret else content.subject, secret,
        {line.party.code: line.copy for line in lines if line.party.code},
    )  # fmt: skip


def _lines(content: Content) -> tuple[Line, ...]:
    """Each body once, with the best copy it is named for."""
    found: dict[str, Line] = {}
    for one in roster_of(content):
        if one.party.code:
            found.setdefault(
                one.party.code, Line(one.party.code, one.party.name, one.copy, with_attachments=one.with_attachments)
            )
    return tuple(found.values())
