"""Signing a decision: with a key file that is used once and kept nowhere, over exactly the version that is decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.models import Document, Letter, Version
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.approvals.models import SlipStep, rounds_of
from siwei.kernel.directory.office import office
from siwei.kernel.records.said import said
from siwei.kernel.signing import Identity, SignatureRefused, Trust, sign, trust_in, verify

LARGEST_KEY = 64 * 1024


def trust() -> Trust:
    """Whom this installation believes: the folder `SIWEI_TRUST`."""
    return trust_in(Path(settings.SIWEI_TRUST))


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
    try:
        verify(
            signed_bytes(document), signature, trust(), timezone.now(), code=by.person.username if by.person else "-"
        )
    except SignatureRefused as refused:
        raise ValidationError({"key": str(refused)}) from refused


class SigningForm(ActionForm):
    """A key file and its passphrase; what goes on is the signature alone."""

    key = forms.FileField(
        label=_("Key file to sign with (PKCS#12)"),
        required=False,
        help_text=_("It is used for this decision and not kept."),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )
    passphrase = forms.CharField(
        label=_("Passphrase of the key file"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Sign with the key; key and passphrase go no further."""
        given = super().clean() or self.cleaned_data
        file, passphrase = given.pop("key", None), given.pop("passphrase", "")
        if file is None or not isinstance(self.record, Document):
            return given
        if file.size > LARGEST_KEY:
            self.add_error("key", said("This is no key file."))
            return given
        try:
            identity = Identity.from_pkcs12(file.read(), passphrase)
        except SignatureRefused as refused:
            self.add_error("key", str(refused))
        else:
            given["signature"] = sign(signed_bytes(self.record), identity)
        return given


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
