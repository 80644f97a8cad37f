"""People of exchange, and members made through the actions."""

from __future__ import annotations

import datetime
from importlib.resources import files

import pytest

from siwei.documents.exchange.actions import book
from siwei.documents.exchange.models import APPROVER, BOOK, REGISTRY
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.office import office

SYSTEM = Actor.system("test")
SINCE = datetime.date(2017, 1, 1)
CERTIFICATE = files("siwei.documents.exchange").joinpath("sample-certificate.pem").read_text(encoding="ascii")


@pytest.fixture
def keeper(actor):
    load_directory(office())
    return actor("keeper", BOOK, REGISTRY)


@pytest.fixture
def approver(actor):
    return actor("approver", APPROVER)


@pytest.fixture
def member(keeper):
    """A maker of members."""

    def make(nth=1, **fields):
        given = {"code": f"TEST{nth:06d}", "name": f"單位{nth}", "kind": "agency", "since": SINCE, **fields}
        return book.add_member(by=SYSTEM, **given)

    return make
