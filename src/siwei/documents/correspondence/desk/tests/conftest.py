"""The same house as the module's tests, and keys of a test authority that this installation trusts."""

import datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from siwei.documents.correspondence.tests.conftest import (  # noqa: F401  # fixtures
    decided,
    drafted,
    house,
    in_hand,
    issued,
    received,
    word,
)
from siwei.kernel.signing.authority import TestAuthority

YEAR = datetime.timedelta(days=365)


@pytest.fixture
def authority(settings, tmp_path):
    """A test authority whose root lies in the folder of trust."""
    now = timezone.now()
    made = TestAuthority.found(now - YEAR, now + YEAR)
    settings.SIWEI_TRUST = tmp_path
    (tmp_path / "root.pem").write_bytes(made.certificate.public_bytes(Encoding.PEM))
    return made


@pytest.fixture
def key(authority):
    """A maker of key files: `key("head")`; the passphrase is "a"."""

    def make(username, since=None, until=None, by=None):
        now = timezone.now()
        made = (by or authority).issue(username, since or now - YEAR, until or now + YEAR, person=username)
        return made.pkcs12("a")

    return make
