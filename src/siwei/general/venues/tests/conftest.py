"""The people, rooms and applications that the tests of venue hire work with."""

from __future__ import annotations

import base64
import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import deactivate

from siwei.general.venues.actions.applying import ask
from siwei.general.venues.actions.rooms import add_venue
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Booking, Venue
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency, Centre
from siwei.kernel.directory.office import office

WEDNESDAY = datetime.date(2017, 5, 17)
ASKED = datetime.date(2017, 4, 20)
WEEK = datetime.timedelta(weeks=1)
SYSTEM = Actor.system("test")


#: a picture of one pixel
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")


def picture(name: str = "room.png") -> ContentFile[bytes]:
    """A picture to hand in."""
    return ContentFile(PNG, name=name)


@pytest.fixture(autouse=True)
def _own_language():
    """A page in English leaves its language behind in the process; the next test begins with the usual one."""
    yield
    deactivate()


@pytest.fixture
def staff(db, actor):
    """One actor for each part in the play."""
    load_directory(office())
    return SimpleNamespace(
        clerk=actor("clerk", CLERK), approver=actor("approver", APPROVER), cashier=actor("cashier", CASHIER),
        applicant=actor("applicant"), colleague=actor("colleague"),
    )  # fmt: skip


@pytest.fixture
def room(staff):
    """A maker of venues: a meeting room of Siwei unless it is told otherwise."""

    def make(code: str = "r1", centre: str = "siwei", group: str = "meeting_room", **fields) -> Venue:
        given = {
            "name_zh": f"會議室{code}", "name_en": f"Room {code}", "floor": "1F", "area": 100, "capacity": 50,
            "fee": 1000, "deposit": 3000, **fields,
        }  # fmt: skip
        where = Centre.objects.get(code=centre)
        return add_venue(by=SYSTEM, centre=where, code=f"{centre}-{code}", group=group, **given)

    return make


@pytest.fixture
def venue(room):
    return room()


@pytest.fixture
def application(staff, venue):
    """A maker of applications, by staff for an outside body, who pays, unless it is told otherwise."""

    def make(*, by: Actor | None = None, day: datetime.date = WEDNESDAY, slots=("morning",), **fields) -> Booking:
        body: dict[str, Any] = {"applicant": "other", "organisation": "範例協會"}
        if fields.get("applicant") == "agency":
            body = {"agency": Agency.objects.get(code="397010000A")}
        given = {
            "venue": venue, "asked_on": ASKED, "purpose": "座談會", "people": 20, "contact": "王小明（範例）",
            "mail": "ming@example.org", **body, **fields,
        }  # fmt: skip
        return ask(by=by or staff.applicant, day=day, slots=slots, **given)

    return make
