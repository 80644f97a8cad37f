"""The trust of this installation: certificates of authorities and lists of revocations in one folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography import x509

from siwei.kernel.signing.trust import Trust


def trust_in(folder: Path) -> Trust:
    """Whom the files say to believe: `*.pem` certificates, `*.crl` revocations in PEM. Read anew when one changed."""
    found = sorted((*folder.glob("*.pem"), *folder.glob("*.crl"))) if folder.is_dir() else []
    return _trust(tuple((one, one.stat().st_mtime_ns, one.stat().st_size) for one in found))


@lru_cache(maxsize=8)
def _trust(files: tuple[tuple[Path, int, int], ...]) -> Trust:
    names = [name for name, _changed, _size in files]
    roots = [
        one for name in names if name.suffix == ".pem" for one in x509.load_pem_x509_certificates(name.read_bytes())
    ]
    lists = [x509.load_pem_x509_crl(name.read_bytes()) for name in names if name.suffix == ".crl"]
    return Trust(roots, lists)
