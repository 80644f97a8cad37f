"""What the tests of several modules together share: the house of correspondence, its mail, and letters that left."""

import pytest
from django.utils import timezone

from siwei.documents.correspondence.actions import issuing
from siwei.documents.correspondence.tests.conftest import (  # noqa: F401  # fixtures
    decided,
    drafted,
    house,
    in_hand,
    received,
    word,
)
from siwei.documents.exchange.delivery.tests.conftest import keys, memory  # noqa: F401  # fixtures
from siwei.site.tests.test_documents import _decide, members  # noqa: F401  # fixtures


@pytest.fixture
def issue(house):  # noqa: F811
    """Decide, seal and issue a letter today."""

    def through(letter, **given):
        _decide(house, letter)
        issuing.proofread(letter, by=house("registrar"))
        issuing.seal(letter, by=house("sealer"))
        issuing.issue(letter, by=house("registrar"), issued_on=timezone.localdate(), **given)
        return letter

    return through


@pytest.fixture
def today():
    """Today as forms take it."""
    return timezone.localdate().isoformat()
