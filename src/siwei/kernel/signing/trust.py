"""Whom this house believes: authorities, revocations, and chains of certificates checked once and remembered."""

from __future__ import annotations

import datetime
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID

from siwei.kernel.signing import der, oids
from siwei.kernel.signing.refusal import Refusal, SignatureRefused

#: certificates above the signer's, and chains kept in memory
DEEPEST, KEPT = 4, 4096
_UNDERSTOOD = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE}


Kind = TypeVar("Kind", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: the name in the certificate and the code of a person or an agency (機關代碼)."""

    name: str
    code: str
    is_agency: bool
    issuer: str
    serial: int
    not_before: datetime.datetime
    not_after: datetime.datetime
    #: SHA-256 of the certificate
    fingerprint: str
    #: the time that the signature claims; nobody vouches for it
    signed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A signer's certificate that leads to a trusted authority: its key, and what has to be asked on each use."""

    signer: Signer
    encoded: bytes
    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    #: issuer's name and serial number of every certificate but the root's
    links: tuple[tuple[bytes, int], ...]
    #: validity of all of them together, from and until; once for each root that vouches for it
    terms: tuple[tuple[datetime.datetime, datetime.datetime], ...]


class Trust:
    """Authorities whose certificates are believed, and what they have taken back.

    Several authorities may bear one name: one that changes its key, or renews its certificate, keeps the name, and
    what it signed before stays signed. Make one and keep it: a chain that was checked is remembered by its bytes, and
    only its term and the revocations are asked again. To believe otherwise, make another.
    """

    def __init__(
        self, roots: Iterable[x509.Certificate], revocations: Iterable[x509.CertificateRevocationList] = ()
    ) -> None:
        """SignatureRefused UNKNOWN_ISSUER for a revocation list that none of the authorities signed."""
        self._roots: dict[bytes, list[x509.Certificate]] = {}
        for root in roots:
            self._roots.setdefault(root.subject.public_bytes(), []).append(root)
        self._revoked: dict[tuple[bytes, int], datetime.datetime] = {}
        self._lists_until: dict[bytes, datetime.datetime] = {}
        self._chains: OrderedDict[bytes, Chain] = OrderedDict()
        self._lock = threading.Lock()
        for one in revocations:
            self._take(one)

    @classmethod
    def from_pem(cls, roots: bytes, revocations: Iterable[bytes] = ()) -> Trust:
        """Out of a file of certificates in PEM, and revocation lists in PEM."""
        return cls(x509.load_pem_x509_certificates(roots), map(x509.load_pem_x509_crl, revocations))

    def _take(self, revocations: x509.CertificateRevocationList) -> None:
        issuer = revocations.issuer.public_bytes()
        # whoever bears the name numbers its certificates without repetition, whichever of its keys signs the list
        if not any(revocations.is_signature_valid(root.public_key()) for root in self._roots.get(issuer, ())):  # type: ignore[arg-type]
            raise SignatureRefused(Refusal.UNKNOWN_ISSUER, "a revocation list of nobody whom we know")
        if until := revocations.next_update_utc:
            self._lists_until[issuer] = max(until, self._lists_until.get(issuer, until))
        for entry in revocations:
            self._revoked[issuer, entry.serial_number] = entry.revocation_date_utc

    def chain(self, certificates: tuple[bytes, ...], issuer_and_serial: bytes) -> Chain:
        """The chain of the certificate that a signature names; SignatureRefused where it leads nowhere."""
        key = hashlib.sha256(issuer_and_serial + b"".join(certificates)).digest()
        with self._lock:
            if known := self._chains.get(key):
                self._chains.move_to_end(key)
                return known
        found = self._build(certificates, issuer_and_serial)
        with self._lock:
            self._chains[key] = found
            while len(self._chains) > KEPT:
                self._chains.popitem(last=False)
        return found

    def judge(self, chain: Chain, at: datetime.datetime) -> None:
        """Whether the chain holds at a moment: its term and what was revoked by then."""
        if not any(begin <= at <= end for begin, end in chain.terms):
            ended = max(end for _begin, end in chain.terms)
            if at > ended:
                raise SignatureRefused(Refusal.EXPIRED, f"on {ended:%Y-%m-%d}")
            begins = min(begin for begin, _end in chain.terms if at < begin)
            raise SignatureRefused(Refusal.NOT_YET_VALID, f"before {begins:%Y-%m-%d}")
        for link in chain.links:
            since = self._revoked.get(link)
            if since is not None and since <= at:
                raise SignatureRefused(Refusal.REVOKED, f"on {since:%Y-%m-%d}")
            until = self._lists_until.get(link[0])
            if until is not None and at > until:
                raise SignatureRefused(Refusal.STALE_REVOCATIONS, f"since {until:%Y-%m-%d}")

    def check(
        self, certificate: x509.Certificate, at: datetime.datetime, others: Iterable[x509.Certificate] = ()
    ) -> Signer:
        """Whose certificate it is, when it may sign at that moment; for a certificate before it is used."""
        name = der.write(der.SEQUENCE, certificate.issuer.public_bytes(), der.write_integer(certificate.serial_number))
        chain = self.chain(tuple(one.public_bytes(Encoding.DER) for one in (certificate, *others)), name)
        self.judge(chain, at)
        return chain.signer

    def _build(self, certificates: tuple[bytes, ...], issuer_and_serial: bytes) -> Chain:
        try:
            given = [x509.load_der_x509_certificate(one) for one in certificates]
            named, number = der.read_one(issuer_and_serial, der.SEQUENCE).parts()
            serial = der.read_integer(number)
            leaf = next(
                (one for one in given if one.serial_number == serial and one.issuer.public_bytes() == named.whole), None
            )
            if leaf is None:
                raise SignatureRefused(Refusal.BROKEN, "the signer's certificate is not inside")
            path, roots = self._path(leaf, given)
            _may_sign(leaf)
            public = leaf.public_key()
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion) as error:
            raise SignatureRefused(Refusal.BROKEN, str(error)) from error
        if not isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            raise SignatureRefused(Refusal.WEAK, "a key of a kind that is not taken")
        if isinstance(public, rsa.RSAPublicKey) and public.key_size < 2048:
            raise SignatureRefused(Refusal.WEAK, f"RSA of {public.key_size} bits")
        return Chain(
            signer=_signer(leaf),
            encoded=leaf.public_bytes(Encoding.DER),
            public_key=public,
            links=tuple((one.issuer.public_bytes(), one.serial_number) for one in path),
            terms=tuple(_term([*path, root]) for root in roots),
        )

    def _path(
        self, leaf: x509.Certificate, given: list[x509.Certificate]
    ) -> tuple[list[x509.Certificate], list[x509.Certificate]]:
        """From the signer's certificate up, each signed by the next; and the authorities that signed the last."""
        path = [leaf]
        while len(path) <= DEEPEST:
            issuer = path[-1].issuer.public_bytes()
            if roots := _issuers(path, self._roots.get(issuer, [])):
                return path, roots
            between = _issuers(path, [one for one in given if one not in path and one.subject.public_bytes() == issuer])
            if not between:
                break
            path.append(between[0])
        raise SignatureRefused(Refusal.UNKNOWN_ISSUER, leaf.issuer.rfc4514_string())


def _term(path: list[x509.Certificate]) -> tuple[datetime.datetime, datetime.datetime]:
    """From when until when all of them hold."""
    return max(one.not_valid_before_utc for one in path), min(one.not_valid_after_utc for one in path)


def _issuers(path: list[x509.Certificate], named: list[x509.Certificate]) -> list[x509.Certificate]:
    """Those of the authorities of that name that signed the end of the path; refused where that one might not."""
    found = []
    for one in named:
        try:
            path[-1].verify_directly_issued_by(one)
        except (InvalidSignature, ValueError, TypeError):
            continue
        _may_issue(one, below=len(path) - 1)
        found.append(one)
    return found


def _may_issue(authority: x509.Certificate, *, below: int) -> None:
    _no_unknown_demands(authority)
    basic = _extension(authority, x509.BasicConstraints)
    usage = _extension(authority, x509.KeyUsage)
    if basic is None or not basic.ca or (usage is not None and not usage.key_cert_sign):
        raise SignatureRefused(Refusal.UNKNOWN_ISSUER, "issued by a certificate that is no authority's")
    if basic.path_length is not None and below > basic.path_length:
        raise SignatureRefused(Refusal.UNKNOWN_ISSUER, "more authorities below than the one above allows")


def _may_sign(leaf: x509.Certificate) -> None:
    _no_unknown_demands(leaf)
    basic = _extension(leaf, x509.BasicConstraints)
    usage = _extension(leaf, x509.KeyUsage)
    purposes = _extension(leaf, x509.ExtendedKeyUsage)
    if basic is not None and basic.ca:
        raise SignatureRefused(Refusal.WRONG_PURPOSE, "an authority's certificate")
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        raise SignatureRefused(Refusal.WRONG_PURPOSE, "key usage")
    if purposes is not None and not any(one.dotted_string in oids.PURPOSES for one in purposes):
        raise SignatureRefused(Refusal.WRONG_PURPOSE, "extended key usage")


def _no_unknown_demands(certificate: x509.Certificate) -> None:
    for one in certificate.extensions:
        if one.critical and one.oid not in _UNDERSTOOD:
            raise SignatureRefused(Refusal.WRONG_PURPOSE, f"demands {one.oid.dotted_string}")


def _extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _signer(leaf: x509.Certificate) -> Signer:
    agency = _attribute(leaf, x509.ObjectIdentifier(oids.AGENCY_CODE))
    return Signer(
        name=_attribute(leaf, NameOID.COMMON_NAME),
        code=agency or _attribute(leaf, x509.ObjectIdentifier(oids.PERSON_CODE)),
        is_agency=bool(agency),
        issuer=leaf.issuer.rfc4514_string(),
        serial=leaf.serial_number,
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        fingerprint=hashlib.sha256(leaf.public_bytes(Encoding.DER)).hexdigest(),
    )


def _attribute(leaf: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = leaf.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if len(found) == 1 else ""
