"""Fixtures that tests of every room use."""

from __future__ import annotations

import datetime

import hypothesis
import pytest
from django.contrib.auth.hashers import make_password

from siwei.kernel.access.actor import Actor, Role

pytest.register_assert_rewrite("siwei.kernel.testing")  # so that a contract that is broken says how

# A loaded machine is slow, not wrong: an example has no time limit.
hypothesis.settings.register_profile("siwei", deadline=None)
hypothesis.settings.load_profile("siwei")

PASSWORD = "Only-for-tests-1"  # noqa: S105  # of everybody whom the fixture makes


@pytest.fixture
def person(db):
    """A maker of people: `person("anna", role)` is somebody with an account who holds the role."""
    from siwei.kernel.access.actions import give
    from siwei.kernel.access.models import Grant
    from siwei.kernel.directory.actions import open_account
    from siwei.kernel.directory.models import Agency, Person, Post, Unit

    system = Actor.system("test")

    def make(username: str, *roles: Role, unit: str = "general") -> Person:
        agency, _new = Agency.objects.get_or_create(code="397010000A", defaults={"name_zh": "秘書處"})
        home, _new = Unit.objects.get_or_create(code=unit, defaults={"name_zh": unit, "agency": agency})
        post, _new = Post.objects.get_or_create(unit=home, name_zh="科員")
        somebody = Person.objects.filter(username=username).first() or open_account(
            by=system,
            username=username,
            name_zh=username,
            email=f"{username}@example.org",
            post=post,
            password=make_password(PASSWORD),
        )
        for role in roles:
            if not Grant.objects.filter(person=somebody, role=role.code).exists():
                give(by=system, person=somebody, role=role.code, since=datetime.date(2010, 1, 1))
        return somebody

    return make


@pytest.fixture
def actor(person):
    """A maker of actors: `actor("anna", role)`."""

    def make(username: str, *roles: Role, unit: str = "general") -> Actor:
        return Actor.of(person(username, *roles, unit=unit))

    return make
