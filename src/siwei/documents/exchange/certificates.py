"""Facts of a certificate in PEM form: its number and until when it holds; whom to believe is not decided here."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cryptography import x509
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.kernel.records.said import said

LARGEST = 20_000  # characters of one certificate


@dataclass(frozen=True, slots=True)
class Facts:
    """Serial number in hexadecimal figures, and the first and last day on which it holds."""

    serial: str
    since: datetime.date
    until: datetime.date


def facts(pem: str) -> Facts:
    """What a certificate says of itself. Raises ValueError for anything that is no certificate."""
    found = x509.load_pem_x509_certificate(pem.encode("ascii"))
    since, until = (timezone.localdate(one) for one in (found.not_valid_before_utc, found.not_valid_after_utc))
    return Facts(f"{found.serial_number:X}", since, until)


class CertificateField(forms.CharField):
    """A certificate pasted in as text; empty where none is at hand."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(max_length=LARGEST, **kwargs)  # type: ignore[arg-type]  # handed on

    def clean(self, value: object) -> str:
        """The text itself when a certificate can be read from it."""
        text = str(super().clean(value))
        if text:
            try:
                facts(text)
            except ValueError as error:
                raise ValidationError(said("This is no certificate in PEM form.")) from error
        return text
