"""Fixtures that tests of every room use."""

from __future__ import annotations

import datetime

import pytest

from siwei.kernel.access.actor import Actor, Role


@pytest.fixture
def person(db):
    """A maker of people: `person("anna", role)` is somebody with an account who holds the role."""
    from siwei.kernel.access.models import Grant
    from siwei.kernel.directory.models import Agency, Person, Post, Unit

    def make(username: str, *roles: Role, unit: str = "general") -> Person:
        agency, _new = Agency.objects.get_or_create(code="397010000A", defaults={"name_zh": "秘書處"})
        home, _new = Unit.objects.get_or_create(code=unit, defaults={"name_zh": unit, "agency": agency})
        post, _new = Post.objects.get_or_create(unit=home, name_zh="科員")
        somebody, _new = Person.objects.get_or_create(
            username=username, defaults={"name_zh": username, "email": f"{username}@example.org", "post": post}
        )
        for role in roles:
            Grant.objects.create(person=somebody, role=role.code, since=datetime.date(2010, 1, 1))
        return somebody

    return make


@pytest.fixture
def actor(person):
    """A maker of actors: `actor("anna", role)`."""

    def make(username: str, *roles: Role, unit: str = "general") -> Actor:
        return Actor.of(person(username, *roles, unit=unit))

    return make
