"""Acts that are signed: a form that takes a key file, signs exactly the bytes of the act, and hands on the signature.

The key is used once and kept nowhere. What was signed is verified before the act, and again whenever it is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.records.said import said
from siwei.kernel.signing import Identity, SignatureRefused, Trust, sign, trust_in, verify

LARGEST_KEY = 64 * 1024


def trust() -> Trust:
    """Whom this installation believes: the folder `SIWEI_TRUST`."""
    return trust_in(Path(settings.SIWEI_TRUST))


def demand_signature(data: bytes, by: Actor, signature: bytes) -> None:
    """ValidationError unless the signature is the actor's own, valid now, over exactly `data`."""
    try:
        verify(data, signature, trust(), timezone.now(), code=by.person.username if by.person else "-")
    except SignatureRefused as refused:
        raise ValidationError({"key": str(refused)}) from refused


class KeyForm(ActionForm):
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

    def to_sign(self) -> bytes | None:
        """What the record would have signed now; None where nothing is."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Sign with the key; key and passphrase go no further."""
        given = super().clean() or self.cleaned_data
        file, passphrase = given.pop("key", None), given.pop("passphrase", "")
        data = self.to_sign() if file is not None else None
        if file is None or data is None:
            return given
        if file.size > LARGEST_KEY:
            self.add_error("key", said("This is no key file."))
            return given
        try:
            identity = Identity.from_pkcs12(file.read(), passphrase)
        except SignatureRefused as refused:
            self.add_error("key", str(refused))
        else:
            given["signature"] = sign(data, identity)
        return given
