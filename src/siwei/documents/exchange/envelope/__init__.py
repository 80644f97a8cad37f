"""The files of one exchanged document: DI, SW and attachments, written, read, packed for the way and unpacked.

written = write(content)                       # DI and SW of one document to many
envelope = Envelope(written.di, written.di_name, written.sw, written.named(files))
sent = pack(replace(envelope, signature=sign(manifest(envelope))))
envelope = unpack(received)                    # or EnvelopeRefused
content = read(envelope)                       # or EnvelopeRefused
"""

from siwei.documents.exchange.envelope.packing import LIMITS, Envelope, manifest, pack, packed, unpack
from siwei.documents.exchange.envelope.reading import Document, read, read_di, read_roster
from siwei.documents.exchange.envelope.refusal import EnvelopeRefused, Reason, refuse
from siwei.documents.exchange.envelope.writing import CannotBeWritten, RosterLine, Written, roster_of, write

__all__ = [
    "LIMITS", "CannotBeWritten", "Document", "Envelope", "EnvelopeRefused", "Reason", "RosterLine", "Written",
    "manifest", "pack", "packed", "read", "read_di", "read_roster", "refuse", "roster_of", "unpack", "write",
]  # fmt: skip
