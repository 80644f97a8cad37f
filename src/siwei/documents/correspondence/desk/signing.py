"""Signing a decision: with a key file that is used once and kept nowhere, over exactly the version that is decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.documents.correspondence.models import Document, Letter, Version
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.signing import KeyForm, demand_signature, trust
from siwei.kernel.approvals.models import SlipStep, rounds_of
from siwei.kernel.directory.office import office
from siwei.kernel.records.said import said
from siwei.kernel.signing import SignatureRefused, verify


def signed_bytes(document: Document) -> bytes:
    """What a decision signs: the newest version of a letter; of an incoming document its number and checksum."""
    if isinstance(document, Letter):
        return document.newest().read().canonical()
    return f"{document.number}\n{getattr(document, 'digest', '')}".encode()


def demand_signed(document: Document, by: Actor, signature: bytes | None) -> None:
    """ValidationError unless the signature is the actor's own over what he decides now.

    Without one it passes only where the office does not ask for signatures. A deputy signs with his own key.
    """
    if signature is None:
        if by.person is not None and office().setting("documents.signature_required"):
            raise ValidationError({"key": said("A decision is signed here. Choose your key file.")})
        return
    demand_signature(signed_bytes(document), by, signature)


class SigningForm(KeyForm):
    """A key file with which a decision is signed."""

    def to_sign(self) -> bytes | None:
        """The document as it is decided."""
        return signed_bytes(self.record) if isinstance(self.record, Document) else None


@dataclass(frozen=True)
class Verdict:
    """One signed step: what was signed, by whose certificate, and whether that still stands."""

    step: SlipStep
    version: str
    name: str
    holds: bool
    words: str

    @property
    def who(self) -> str:
        """Who took the step, and in whose place."""
        behalf = f"（代 {self.step.behalf}）" if self.step.behalf else ""
        return f"{self.step.decided_by or ''}{behalf}"

    @property
    def at(self) -> datetime | None:
        """When."""
        return self.step.decided_at


def verdicts(document: Document) -> list[Verdict]:
    """All signatures on a document's slips, each verified anew for the moment at which it was given."""
    return list(_verdicts(document))


def _verdicts(document: Document) -> Iterator[Verdict]:
    versions: dict[str, Version] = {}
    if isinstance(document, Letter):
        versions = {one.sha256: one for one in document.versions.all()}
    for slip in rounds_of(document):
        for step in slip.steps.all():
            if step.signature is None:
                continue
            version = versions.get(step.digest)
            data = version.read().canonical() if version else signed_bytes(document)
            code = step.decided_by.username if step.decided_by else "-"
            nth = str(version.nth) if version else ""
            try:
                signer = verify(data, bytes(step.signature), trust(), step.decided_at or timezone.now(), code=code)
            except SignatureRefused as refused:
                yield Verdict(step, nth, "", holds=False, words=str(refused))
            else:
                words = said("Valid: nothing was changed since.")
                yield Verdict(step, nth, signer.name, holds=True, words=words)
