"""A TEST authority for samples and tests: it issues certificates to people and agencies and takes them back.

Everything it makes says 測試 in its name. No real office may believe it: a trust is made of roots that the office
names, and this one's root is made anew each time.
"""

from __future__ import annotations

import datetime
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from siwei.kernel.signing import oids
from siwei.kernel.signing.identity import Identity, SoftwareKey
from siwei.kernel.signing.trust import Trust

MARK = "測試憑證，不具效力 TEST ONLY"
#: kept beside its root so that a PKCS#12 file can be made; a card's key could not be taken out
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Above = tuple[x509.Certificate, ...]


class Issued:
    """A certificate of the test authority with its key, as identity or as PKCS#12 file."""

    def __init__(self, private: PrivateKey, certificate: x509.Certificate, chain: Above) -> None:
        """What `TestAuthority.issue` made."""
        self._private, self.certificate, self._chain = private, certificate, chain

    @property
    def identity(self) -> Identity:
        """To sign with."""
        return Identity(SoftwareKey(self._private), self.certificate, self._chain)

    def pkcs12(self, password: str) -> bytes:
        """The file that a person would carry."""
        return pkcs12.serialize_key_and_certificates(
            MARK.encode(), self._private, self.certificate, self._chain, BestAvailableEncryption(password.encode())
        )


class TestAuthority:
    """A root that issues, below it any number of certificates, and the list of those it revoked."""

    __test__ = False  # not a class of tests

    def __init__(
        self, private: PrivateKey, certificate: x509.Certificate, above: tuple[x509.Certificate, ...] = ()
    ) -> None:
        """`found` makes one."""
        self.private, self.certificate, self._above = private, certificate, above
        self._revoked: list[x509.RevokedCertificate] = []

    @classmethod
    def found(cls, since: datetime.datetime, until: datetime.datetime, name: str = "") -> Self:
        """A new root."""
        private = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name or "測試根憑證管理中心")
        builder = _builder(subject, subject, private, since, until)
        return cls(private, _authority(builder, None).sign(private, hashes.SHA256()))

    def renewed(self, since: datetime.datetime, until: datetime.datetime) -> Self:
        """The same root, name and key, with a certificate for another time."""
        subject = self.certificate.subject
        builder = _builder(subject, subject, self.private, since, until)
        return type(self)(self.private, _authority(builder, None).sign(self.private, hashes.SHA256()))

    def below(self, name: str, since: datetime.datetime, until: datetime.datetime, path_length: int = 0) -> Self:
        """An authority under this one."""
        private = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(name), self.certificate.subject, private, since, until)
        certificate = _authority(builder, path_length).sign(self.private, hashes.SHA256())
        return type(self)(private, certificate, (certificate, *self._above))

    def issue(
        self,
        name: str,
        since: datetime.datetime,
        until: datetime.datetime,
        *,
        person: str = "",
        agency: str = "",
        private: PrivateKey | None = None,
        purpose: str = oids.DOCUMENT_SIGNING,
        may_sign: bool = True,
    ) -> Issued:
        """A certificate for a person's id or an agency's code; `purpose` and `may_sign` so that tests can go wrong."""
        private = private or ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(name, person, agency), self.certificate.subject, private, since, until)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(sign=may_sign), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(purpose)]), critical=False)
        return Issued(private, builder.sign(self.private, hashes.SHA256()), self._above)

    def revoke(self, certificate: x509.Certificate, at: datetime.datetime) -> None:
        """Take a certificate back from a moment on."""
        builder = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(at)
        self._revoked.append(builder.build())

    def revocations(self, at: datetime.datetime, until: datetime.datetime) -> x509.CertificateRevocationList:
        """The signed list of what was revoked."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(at).next_update(until)
        for one in self._revoked:
            builder = builder.add_revoked_certificate(one)
        return builder.sign(self.private, hashes.SHA256())

    def trust(self, revocations: x509.CertificateRevocationList | None = None) -> Trust:
        """Somebody who believes this root alone."""
        return Trust([self.certificate], [] if revocations is None else [revocations])


def _name(name: str, person: str = "", agency: str = "") -> x509.Name:
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "TW"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ]
    if person:
        attributes.append(x509.NameAttribute(x509.ObjectIdentifier(oids.PERSON_CODE), person))
    if agency:
        attributes.append(x509.NameAttribute(x509.ObjectIdentifier(oids.AGENCY_CODE), agency))
    return x509.Name(attributes)


def _builder(
    subject: x509.Name, issuer: x509.Name, private: PrivateKey, since: datetime.datetime, until: datetime.datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.public_key(private.public_key()).serial_number(x509.random_serial_number())
    return builder.not_valid_before(since).not_valid_after(until)


def _authority(builder: x509.CertificateBuilder, path_length: int | None) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    return builder.add_extension(_usage(issue=True), critical=True)


def _usage(*, sign: bool = False, issue: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=not (sign or issue),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issue,
        crl_sign=issue,
        encipher_only=False,
        decipher_only=False,
    )
