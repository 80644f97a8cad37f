"""Why a signature or a key is refused: the reasons, and each in words for the person at the desk."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(StrEnum):
    """Reasons of a refusal; the value is a word that is kept in rows and receipts."""

    ALTERED = "altered"
    BROKEN = "broken"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    STALE_REVOCATIONS = "stale_revocations"
    WRONG_PURPOSE = "wrong_purpose"
    WEAK = "weak"
    WRONG_SIGNER = "wrong_signer"
    UNOPENED = "unopened"

    @property
    def words(self) -> Promise:
        """What is wrong, in a sentence."""
        return WORDS[self]


WORDS: dict[Refusal, Promise] = {
    Refusal.ALTERED: _("What was signed has been changed since, or the signature belongs to something else."),
    Refusal.BROKEN: _("The signature cannot be read."),
    Refusal.UNKNOWN_ISSUER: _("The certificate does not come from an authority that is trusted here."),
    Refusal.EXPIRED: _("The certificate has expired."),
    Refusal.NOT_YET_VALID: _("The certificate is not valid yet."),
    Refusal.REVOKED: _("The certificate has been revoked."),
    Refusal.STALE_REVOCATIONS: _("The list of revoked certificates is out of date: the certificate cannot be checked."),
    Refusal.WRONG_PURPOSE: _("The certificate was not issued for signing documents."),
    Refusal.WEAK: _("The signature uses a method that is no longer safe."),
    Refusal.WRONG_SIGNER: _("The certificate belongs to somebody else."),
    Refusal.UNOPENED: _("The key file could not be opened: the passphrase is wrong, or it is not a PKCS#12 file."),
}


class SignatureRefused(Exception):  # noqa: N818  # a refusal is an answer to a person, not a fault of the program
    """A signature, a certificate or a key file is refused; `reason` says why, `detail` is for the log."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        """`detail` may hold what the sender wrote: never shown as markup."""
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        """The reason in the active language."""
        return str(self.reason.words)
