"""The agencies' keys: PKCS#12 files in a folder of the installation, never in the database; and whom it believes.

    var/keys/<code>.p12    an agency's key and certificate, encrypted
    var/keys/roots.pem     certificates of the authorities that are trusted
    var/keys/*.crl         their lists of revoked certificates (PEM)
    var/keys/passphrase    only where SIWEI_KEYS_PASSPHRASE is not set: then whoever reads the folder can open the keys

`make_test_keys` fills the folder by the test authority; everything it makes says so in its name.
"""

from __future__ import annotations

import datetime
import os
import secrets
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from siwei.kernel.signing.authority import TestAuthority
from siwei.kernel.signing.identity import Identity
from siwei.kernel.signing.trust import Trust

ROOTS = "roots.pem"
#: seconds for which the folder is believed not to have changed
LOOK_EVERY = 2
TERM = datetime.timedelta(days=365 * 20)


class NoKey(LookupError):  # noqa: N818  # it says what is the case
    """This installation has no key of the agency, or cannot open it."""


def folder() -> Path:
    """Where the keys lie."""
    return Path(settings.SIWEI_EXCHANGE["keys"])


def identity_of(code: str) -> Identity:
    """The key of an agency. Raises NoKey."""
    return _identity(folder(), code)


def has_key(code: str) -> bool:
    """Whether there is a key of the agency."""
    return (folder() / f"{code}.p12").exists()


def certificate_of(code: str) -> str:
    """The agency's certificate as PEM. Raises NoKey."""
    return identity_of(code).certificate.public_bytes(Encoding.PEM).decode()


def trust() -> Trust:
    """The authorities that are believed; nobody while the folder names none."""
    return _trust(folder(), _stamp(folder()))


@lru_cache(maxsize=4096)
def _identity(where: Path, code: str) -> Identity:
    from siwei.kernel.signing.refusal import SignatureRefused

    try:
        data = (where / f"{code}.p12").read_bytes()
        return Identity.from_pkcs12(data, _passphrase(where))
    except (OSError, SignatureRefused) as error:
        raise NoKey(code) from error


def _stamp(where: Path) -> tuple[tuple[str, int], ...]:
    """Changes when authorities or revocations change, so a worker believes anew without being started again."""
    return _stamped(where, int(time.monotonic() / LOOK_EVERY))


@lru_cache(maxsize=4)
def _stamped(where: Path, _now: int) -> tuple[tuple[str, int], ...]:
    files = [where / ROOTS, *sorted(where.glob("*.crl"))]
    return tuple((file.name, file.stat().st_mtime_ns) for file in files if file.exists())


@lru_cache(maxsize=4)
def _trust(where: Path, stamp: tuple[tuple[str, int], ...]) -> Trust:
    if not stamp or stamp[0][0] != ROOTS:
        return Trust([])
    return Trust.from_pem((where / ROOTS).read_bytes(), [file.read_bytes() for file in sorted(where.glob("*.crl"))])


def _passphrase(where: Path) -> str:
    given = str(settings.SIWEI_EXCHANGE["passphrase"])
    return given or (where / "passphrase").read_text().strip()


def make_test_keys(codes: Iterable[str], since: datetime.datetime | None = None) -> None:
    """Keys of a new test authority for agencies, which is trusted from now on. For samples and tests only."""
    where = folder()
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    since = since or datetime.datetime(2012, 1, 1, tzinfo=datetime.UTC)
    if not settings.SIWEI_EXCHANGE["passphrase"] and not (where / "passphrase").exists():
        _write(where / "passphrase", secrets.token_urlsafe(24).encode())
    wanted = list(codes)
    if not wanted:
        return
    authority = TestAuthority.found(since, since + TERM)
    for code in wanted:
        issued = authority.issue(f"{code}（測試）", since, since + TERM, agency=code)
        _write(where / f"{code}.p12", issued.pkcs12(_passphrase(where)))
    roots = where / ROOTS
    known = roots.read_bytes() if roots.exists() else b""
    _write(roots, known + authority.certificate.public_bytes(Encoding.PEM))
    _identity.cache_clear()
    _stamped.cache_clear()


def _write(path: Path, data: bytes) -> None:
    """A file that only its owner reads, in place at once."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    part.replace(path)
