"""An archive with an archivist and a head, items that the public finds, and items that it must not."""

import datetime

import pytest
from django.test import Client

from siwei.documents.archives.actions import items
from siwei.documents.archives.models import Item
from siwei.documents.archives.roles import ARCHIVIST, HEAD
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.office import office

DAY = datetime.date(2017, 3, 6)
APPLICANT = {
    "name": "林研究（虛構）", "id_number": "A000000000", "phone": "07-0000000", "address": "高雄市（範例）",
    "mail": "reader@example.org", "purpose": "research", "purpose_words": "查考", "study": "打狗公園歷史文獻調查研究",
    "reading": "on", "law": "archives",
}  # fmt: skip


@pytest.fixture
def people(actor):
    load_directory(office())
    return actor("archivist", ARCHIVIST), actor("head", HEAD)


@pytest.fixture
def files(people):
    """Five items on the shelf: two open, one limited, one classified, one that is not yet catalogued."""
    archivist = people[0]
    fonds = fonds_of(archivist.person.agency)

    def make(nth, subject, **more):
        given = {"state": Item.State.SHELVED, "year": 40, "document_year": 40, "party": "王小明", **more}
        return items.enter(by=archivist, fonds=fonds, number=f"40/0901/1/1/{nth}", subject=subject, **given)

    return [
        make(1, "打狗公園整建案"),
        make(2, "打狗公園用地撥用案"),
        make(3, "打狗公園管理員考核", access="closed", access_reason="personnel"),
        make(4, "打狗公園要塞圖", secrecy="密"),
        make(5, "打狗公園新到卷", state=Item.State.TAKEN),
    ]


@pytest.fixture
def as_page():
    """A browser in which an actor is signed in, apart from that of the citizen."""

    def signed_in(actor):
        browser = Client()
        browser.force_login(actor.person)
        return browser

    return signed_in
