"""Who signs: a private key and the chain of its certificate, out of a PKCS#12 file or behind a card's interface."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

from siwei.kernel.signing import der, oids
from siwei.kernel.signing.der import DerError
from siwei.kernel.signing.refusal import Refusal, SignatureRefused
from siwei.kernel.signing.rounds import MOST_ROUNDS, rounds


class Key(Protocol):
    """What can sign. A card by PKCS#11 needs these two and nothing else; this house ships no driver for one."""

    @property
    def algorithm(self) -> str:
        """Object identifier of the signature: one of `oids.SIGNATURES` with SHA-256."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, which the key hashes by SHA-256 itself."""
        ...


class SoftwareKey:
    """A private key in memory: elliptic curve or RSA of at least 2,048 bits."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
        """Takes a key of `cryptography`."""
        self._private = private

    @property
    def algorithm(self) -> str:
        """ECDSA or RSA, by the kind of key."""
        is_curve = isinstance(self._private, ec.EllipticCurvePrivateKey)
        return oids.ECDSA_SHA256 if is_curve else oids.RSA_SHA256

    def sign(self, data: bytes) -> bytes:
        """Sign with SHA-256."""
        if isinstance(self._private, ec.EllipticCurvePrivateKey):
            return self._private.sign(data, ec.ECDSA(hashes.SHA256()))
        return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True)
class Identity:
    """A key with its certificate and those above it, nearest first; the root may be left out."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def from_pkcs12(cls, data: bytes, password: str) -> Self:
        """Out of a PKCS#12 file. SignatureRefused UNOPENED for a wrong passphrase or file or one that asks for too much
        work, WEAK for an old key.
        """
        try:
            asked = rounds(data)
        except DerError as error:
            raise SignatureRefused(Refusal.UNOPENED, str(error)) from error
        if asked > MOST_ROUNDS:
            raise SignatureRefused(Refusal.UNOPENED, f"asks for {asked} rounds")
        try:
            private, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
        except (ValueError, TypeError) as error:
            raise SignatureRefused(Refusal.UNOPENED) from error
        if certificate is None or not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise SignatureRefused(Refusal.UNOPENED, "no key with its certificate inside")
        if isinstance(private, rsa.RSAPrivateKey) and private.key_size < 2048:
            raise SignatureRefused(Refusal.WEAK, f"RSA of {private.key_size} bits")
        if _public(private) != _public(certificate):
            raise SignatureRefused(Refusal.UNOPENED, "the key is not the certificate's")
        return cls(SoftwareKey(private), certificate, tuple(others))

    @cached_property
    def certificates(self) -> bytes:
        """The certificates as a signature carries them: a SET under an implicit tag."""
        encoded = sorted(one.public_bytes(Encoding.DER) for one in (self.certificate, *self.chain))
        return der.write(der.CONTEXT_0, *encoded)

    @cached_property
    def issuer_and_serial(self) -> bytes:
        """How a signature names its signer."""
        return der.write(
            der.SEQUENCE, self.certificate.issuer.public_bytes(), der.write_integer(self.certificate.serial_number)
        )

    @cached_property
    def certificate_attribute(self) -> bytes:
        """The signed attribute that binds the certificate (RFC 5035); SHA-256 is its default and so not named."""
        digest = hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).digest()
        one = der.write(der.SEQUENCE, der.write(der.OCTETS, digest))
        value = der.write(der.SEQUENCE, der.write(der.SEQUENCE, one))
        return der.write(der.SEQUENCE, der.write_oid(oids.SIGNING_CERTIFICATE_V2), der.write(der.SET, value))


def _public(owner: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | x509.Certificate) -> bytes:
    return owner.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
