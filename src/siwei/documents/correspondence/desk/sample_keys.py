"""Key files of the sample's invented people, of a test authority that the sample's installation trusts.

They lie in `SIWEI_SAMPLE_KEYS`, a PKCS#12 file each; the passphrase stands here because nothing real is signed with
them, and every certificate says 測試憑證，不具效力.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from django.conf import settings

from siwei.kernel.directory.models import Person
from siwei.kernel.signing import Identity
from siwei.kernel.signing.authority import TestAuthority

PASSPHRASE = "siwei-sample"  # noqa: S105  # of test certificates
ROOT = "test-authority"
SINCE, UNTIL = datetime(2017, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)


def issue_keys(people: Iterable[Person]) -> dict[str, Identity]:
    """A key file for each, and the root where trust is looked for."""
    folder, trust = Path(settings.SIWEI_SAMPLE_KEYS), Path(settings.SIWEI_TRUST)
    for one in (folder, trust):
        one.mkdir(parents=True, exist_ok=True)
    authority = _authority(folder / f"{ROOT}.p12")
    (trust / f"{ROOT}.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    made: dict[str, Identity] = {}
    for person in people:
        issued = authority.issue(person.name_zh, SINCE, UNTIL, person=person.username)
        (folder / f"{person.username}.p12").write_bytes(issued.pkcs12(PASSPHRASE))
        made[person.username] = issued.identity
    return made


def _authority(file: Path) -> TestAuthority:
    """The one of the sample loaded before, so that what was signed then stays valid; else a new one."""
    if file.exists():
        private, certificate, _others = pkcs12.load_key_and_certificates(file.read_bytes(), None)
        if isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) and certificate is not None:
            return TestAuthority(private, certificate)
    authority = TestAuthority.found(SINCE, UNTIL)
    file.touch(mode=0o600)
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            ROOT.encode(), authority.private, authority.certificate, None, NoEncryption()
        )
    )
    return authority
