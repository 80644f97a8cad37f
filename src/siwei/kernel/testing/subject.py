"""What the tests of a contract work with: the type, its clerk, one record, a browser that is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from django import forms
from django.test.client import Client

from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.office import office
from siwei.kernel.module import Module, module_of, screen_of
from siwei.kernel.records.models import Record
from siwei.kernel.screens.screen import Screen
from siwei.kernel.testing.values import Given

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Subject:
    """What a module says of its type, and what follows from it."""

    #: the type
    record: ClassVar[type[Record]]
    #: roles of the clerk through whom everything is tried; give all of the module's that act on the type
    roles: ClassVar[tuple[Role, ...]] = ()
    #: people without an account see some of them
    public: ClassVar[bool] = False
    #: strings stand in one language only, as in businesses made for tests
    translated: ClassVar[bool] = True
    #: raw form values by verb where the first choice, the shown value or a guess will not do
    given: ClassVar[Mapping[str, Given]] = {}
    #: verbs whose page the module draws, and tests, itself
    own_pages: ClassVar[tuple[str, ...]] = ()
    #: states and verbs that forms alone do not lead to, with the reason
    elsewhere: ClassVar[Mapping[str, str]] = {}

    def make(self, clerk: Actor, nth: int) -> Record:
        """The nth record, made through actions; records of different `nth` can stand side by side."""
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def _office(self, db: None) -> None:
        load_directory(office())

    @pytest.fixture
    def clerk(self, _office: None, actor: Any) -> Actor:
        """Somebody who holds the roles."""
        found: Actor = actor("contract-clerk", *self.roles)
        return found

    @pytest.fixture
    def colleague(self, _office: None, actor: Any) -> Actor:
        """Another who holds them, for what one must not do alone."""
        found: Actor = actor("contract-colleague", *self.roles)
        return found

    @pytest.fixture
    def visitor(self, _office: None, actor: Any) -> Actor:
        """Somebody with an account and no role."""
        found: Actor = actor("contract-visitor")
        return found

    @pytest.fixture
    def one(self, clerk: Actor) -> Record:
        """A record."""
        return self.make(clerk, 0)

    @pytest.fixture
    def web(self, client: Client, clerk: Actor) -> Client:
        """A browser in which the clerk is signed in."""
        assert clerk.person is not None
        client.force_login(clerk.person, backend=BACKEND)
        return client

    @property
    def screen(self) -> Screen:
        """The screen that shows the type."""
        return screen_of(self.record)

    @property
    def module(self) -> Module:
        """The module that lists the type."""
        return module_of(self.record)

    @property
    def forms(self) -> list[Action[Any, Any]]:
        """Actions that people can do by a form; the others are called by programs."""
        return [action for action in actions_of(self.record) if action.fillable]

    @property
    def acts(self) -> list[Action[Any, Any]]:
        """Those on a record."""
        return [action for action in self.forms if not action.creates]

    @property
    def drawn(self) -> list[Action[Any, Any]]:
        """Those on a record whose page the kernel draws."""
        return [action for action in self.acts if action.verb not in self.own_pages]

    @property
    def creating(self) -> list[Action[Any, Any]]:
        """Those that make one."""
        return [action for action in self.forms if action.creates]

    def api(self, record: Record | None = None, verb: str = "") -> str:
        """The address of the list, of a record, or of an action in the API."""
        return f"/api/v1/{self.module.name}/{self.screen.slug}/{f'{record.pk}' if record else ''}{verb and f'/{verb}'}"


def fields_of(action: Action[Any, Any]) -> Mapping[str, forms.Field]:
    """The fields of an action's form."""
    fields: Mapping[str, forms.Field] = getattr(action.form, "base_fields", {})
    return fields
