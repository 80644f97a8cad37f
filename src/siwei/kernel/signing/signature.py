"""Detached signatures made and checked: CMS SignedData with the attributes of CAdES-BES (RFC 5652, RFC 5126)."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from siwei.kernel.signing import der, oids
from siwei.kernel.signing.identity import Identity
from siwei.kernel.signing.refusal import Refusal, SignatureRefused
from siwei.kernel.signing.trust import Signer, Trust

#: a signature is some 2,000 bytes; whatever is larger than this was not made to be verified
LARGEST = 64 * 1024

_CONTENT_TYPE = der.write(der.SEQUENCE, der.write_oid(oids.CONTENT_TYPE), der.write(der.SET, der.write_oid(oids.DATA)))
_SHA256 = der.write(der.SEQUENCE, der.write_oid(oids.SHA256))
_DETACHED = der.write(der.SEQUENCE, der.write_oid(oids.DATA))


@dataclass(frozen=True, slots=True)
class ReadSignature:
    """A signature taken apart; nothing of it is believed yet."""

    certificates: tuple[bytes, ...]
    issuer_and_serial: bytes
    digest: str
    algorithm: str
    attributes: dict[str, der.Value]
    signed: bytes
    value: bytes


def sign(data: bytes, identity: Identity, at: datetime.datetime | None = None) -> bytes:
    """A detached signature over `data`; `at` is the time that it claims, now where it is not given."""
    attributes = sorted(
        (
            _CONTENT_TYPE,
            _attribute(oids.SIGNING_TIME, der.write_time(at or datetime.datetime.now(datetime.UTC))),
            _attribute(oids.MESSAGE_DIGEST, der.write(der.OCTETS, hashlib.sha256(data).digest())),
            identity.certificate_attribute,
        )
    )
    value = identity.key.sign(der.write(der.SET, *attributes))
    algorithm = identity.key.algorithm
    null = (der.write(der.NULL),) if oids.SIGNATURES[algorithm][0] == "rsa" else ()
    signer = der.write(
        der.SEQUENCE,
        der.write_integer(1),
        identity.issuer_and_serial,
        _SHA256,
        der.write(der.CONTEXT_0, *attributes),
        der.write(der.SEQUENCE, der.write_oid(algorithm), *null),
        der.write(der.OCTETS, value),
    )
    signed = der.write(
        der.SEQUENCE,
        der.write_integer(1),
        der.write(der.SET, _SHA256),
        _DETACHED,
        identity.certificates,
        der.write(der.SET, signer),
    )
    return der.write(der.SEQUENCE, der.write_oid(oids.SIGNED_DATA), der.write(der.CONTEXT_0, signed))


def verify(data: bytes, signature: bytes, trust: Trust, at: datetime.datetime, *, code: str = "") -> Signer:
    """Who signed exactly this, or SignatureRefused.

    `at` is the moment for which certificate and revocation are judged: when a letter arrived, when a step was
    taken. The time that the signature claims is only told (`Signer.signed_at`). `code` is the person or agency
    that it has to be.
    """
    found = read_signature(signature)
    digest = found.attributes[oids.MESSAGE_DIGEST]
    if not hmac.compare_digest(hashlib.new(found.digest, data).digest(), digest.content):
        raise SignatureRefused(Refusal.ALTERED)
    chain = trust.chain(found.certificates, found.issuer_and_serial)
    _check_binding(found, chain.encoded)
    _check_value(found, chain.public_key)
    trust.judge(chain, at)
    if code and chain.signer.code != code:
        raise SignatureRefused(Refusal.WRONG_SIGNER, f"{chain.signer.code} where {code} was expected")
    time = found.attributes.get(oids.SIGNING_TIME)
    return replace(chain.signer, signed_at=der.read_time(time)) if time else chain.signer


def read_signature(signature: bytes) -> ReadSignature:
    """Take a signature apart; SignatureRefused BROKEN or WEAK."""
    if len(signature) > LARGEST:
        raise SignatureRefused(Refusal.BROKEN, f"{len(signature)} bytes")
    try:
        return _read(signature)
    except (der.DerError, ValueError, IndexError) as error:
        raise SignatureRefused(Refusal.BROKEN, str(error)) from error


def _read(signature: bytes) -> ReadSignature:
    kind, wrapped = der.read_one(signature, der.SEQUENCE).parts()
    _same(kind, oids.SIGNED_DATA)
    body = der.read_one(der.expect(wrapped, der.CONTEXT_0).content, der.SEQUENCE).parts()
    edition, digests, content, *others = body
    if der.read_integer(edition) != 1 or content.whole != _DETACHED:
        raise der.DerError("the content stands inside, or is no plain data")
    certificates = next((one for one in others if one.tag == der.CONTEXT_0), None)
    signers = others[-1]
    if certificates is None or signers.tag != der.SET:
        raise der.DerError("no certificate, or no signer")
    version, sid, digest, attributes, algorithm, value, *_unsigned = der.read_one(signers.content, der.SEQUENCE).parts()
    if der.read_integer(version) != 1 or sid.tag != der.SEQUENCE or attributes.tag != der.CONTEXT_0:
        raise der.DerError("signer named otherwise than by issuer and serial number, or nothing signed beside")
    digest_name, algorithm_kind = _algorithms(digest, algorithm)
    if digests.whole != der.write(der.SET, digest.whole):
        raise der.DerError("digests of the whole and of the signer differ")
    return ReadSignature(
        certificates=tuple(der.expect(one, der.SEQUENCE).whole for one in certificates.parts()),
        issuer_and_serial=sid.whole,
        digest=digest_name,
        algorithm=algorithm_kind,
        attributes=_attributes(attributes),
        signed=der.write(der.SET, attributes.content),
        value=der.expect(value, der.OCTETS).content,
    )


def _algorithms(digest: der.Value, algorithm: der.Value) -> tuple[str, str]:
    digest_name = next((name for oid, (name, _kind) in oids.DIGESTS.items() if _names(digest, oid)), "")
    kind, bound = next((what for oid, what in oids.SIGNATURES.items() if _names(algorithm, oid)), ("", ""))
    if not digest_name or not kind:
        raise SignatureRefused(Refusal.WEAK, "digest or signature of a kind that is not taken")
    if bound not in ("", digest_name):
        raise der.DerError("two different digests")
    return digest_name, kind


def _attributes(given: der.Value) -> dict[str, der.Value]:
    wanted = (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME, oids.SIGNING_CERTIFICATE_V2)
    found: dict[str, der.Value] = {}
    parts = given.parts()
    if [one.whole for one in parts] != sorted(one.whole for one in parts):
        raise der.DerError("attributes out of order")
    for one in parts:
        kind, values = der.expect(one, der.SEQUENCE).parts()
        name = next((oid for oid in wanted if kind.whole == der.write_oid(oid)), "")
        if name in found:
            raise der.DerError("an attribute twice")
        if name:
            found[name] = der.read_all(der.expect(values, der.SET).content)[0]
            if found[name].whole != values.content:
                raise der.DerError("an attribute of several values")
    for name in (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_CERTIFICATE_V2):
        if name not in found:
            raise der.DerError("a signed attribute is missing")
    _same(found[oids.CONTENT_TYPE], oids.DATA)
    der.expect(found[oids.MESSAGE_DIGEST], der.OCTETS)
    return found


def _check_binding(found: ReadSignature, certificate: bytes) -> None:
    """The signed attribute names the very certificate, so no other of the same key can be put in its place."""
    try:
        listed = found.attributes[oids.SIGNING_CERTIFICATE_V2].parts()[0].parts()
        first = listed[0].parts()
        name = "sha256"
        if first[0].tag == der.SEQUENCE:
            algorithm = first.pop(0)
            name = next((name for oid, (name, _kind) in oids.DIGESTS.items() if _names(algorithm, oid)), "")
        if not name:
            raise SignatureRefused(Refusal.WEAK, "certificate bound by a digest that is not taken")
        bound = der.expect(first[0], der.OCTETS).content
    except (der.DerError, IndexError) as error:
        raise SignatureRefused(Refusal.BROKEN, str(error)) from error
    if not hmac.compare_digest(bound, hashlib.new(name, certificate).digest()):
        raise SignatureRefused(Refusal.ALTERED, "another certificate than the one that was signed with")


def _check_value(found: ReadSignature, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> None:
    digest: hashes.HashAlgorithm = next(kind for name, kind in oids.DIGESTS.values() if name == found.digest)()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and found.algorithm == "ec":
            key.verify(found.value, found.signed, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and found.algorithm == "rsa":
            key.verify(found.value, found.signed, padding.PKCS1v15(), digest)
        else:
            raise SignatureRefused(Refusal.BROKEN, "signature and key of different kinds")
    except InvalidSignature as error:
        raise SignatureRefused(Refusal.ALTERED) from error


def _attribute(oid: str, value: bytes) -> bytes:
    return der.write(der.SEQUENCE, der.write_oid(oid), der.write(der.SET, value))


def _names(algorithm: der.Value, oid: str) -> bool:
    """Whether an algorithm identifier names it, without parameters or with NULL."""
    named = der.write_oid(oid)
    return algorithm.tag == der.SEQUENCE and algorithm.content in (named, named + b"\x05\x00")


def _same(value: der.Value, oid: str) -> None:
    if value.whole != der.write_oid(oid):
        raise der.DerError("another kind of content")
