"""Fixtures: a town of five agencies, their keys in a temporary folder, a transport in memory."""

from __future__ import annotations

import pytest
from django.conf import settings

from siwei.documents.exchange.delivery.trial import Memory, settle_town


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """A folder of keys of its own."""
    monkeypatch.setitem(settings.SIWEI_EXCHANGE, "keys", tmp_path / "keys")
    monkeypatch.setitem(settings.SIWEI_EXCHANGE, "passphrase", "only for tests")
    return tmp_path / "keys"


@pytest.fixture
def town(db, keys):
    """Five members that live here."""
    return settle_town(5)


@pytest.fixture
def memory():
    """The transport in memory."""
    return Memory()
