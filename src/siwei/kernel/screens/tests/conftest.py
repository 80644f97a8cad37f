"""A hall, a maker of tours, and clients that are signed in."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation
from django.utils.timezone import make_aware
from tests.showroom import actions
from tests.showroom.models import Hall, Tour

from siwei.kernel.access.actor import Actor


@pytest.fixture(autouse=True)
def _english():
    """Pages are read in English here; what is Chinese is asked for by name."""
    with translation.override("en"):
        yield


@pytest.fixture
def guide(actor):
    return actor("rosa", actions.GUIDE)


@pytest.fixture
def hall(guide) -> Hall:
    return actions.add_hall(by=guide, name_zh="中庭", name_en="Atrium", seats=40)


@pytest.fixture
def tour(guide, hall):
    """A maker of tours."""

    def make(purpose: str = "School class", day: int = 15, hour: int = 9, **fields) -> Tour:
        start = make_aware(datetime.datetime.combine(datetime.date(2017, 8, day), datetime.time(hour)))
        given = {
            "hall": hall, "people": 20, "opened_on": datetime.date(2017, 7, 1), "start": start,
            "end": start + datetime.timedelta(hours=2), **fields,
        }  # fmt: skip
        return actions.ask(by=guide, purpose=purpose, **given)

    return make


def signed_in(client, actor: Actor):
    client.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["siwei_language"] = "en"
    return client


@pytest.fixture
def as_guide(client, guide):
    return signed_in(client, guide)


@pytest.fixture
def as_visitor(client, actor):
    """Somebody with an account and no role."""
    return signed_in(client, actor("paul"))
