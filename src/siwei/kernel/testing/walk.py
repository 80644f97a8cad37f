"""Walking a record through its life by the forms of its actions, every way round, and coming back unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action, actions_for
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.records.models import Record
from siwei.kernel.testing.values import Given, files, plausible

MOST_STOPS = 60


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is undone at the end."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


@dataclass
class Walk:
    """Where a walk came by (states), what it did (verbs) and why it could not do the rest."""

    actor: Actor
    given: Mapping[str, Given]
    stop: Callable[[Record], None] = lambda record: None
    done: Callable[[Action[Any, Any], Record], None] = lambda action, record: None
    states: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    refusals: dict[str, str] = field(default_factory=dict)
    _stops: set[tuple[str, frozenset[str]]] = field(default_factory=set)

    def run(self, record: Record) -> None:
        """Stop at the record as it is, then do each possible act, and go on from there.

        Two situations are the same when state and possible acts are.
        """
        row: Record = type(record)._default_manager.get(pk=record.pk)
        possible = actions_for(row, self.actor)
        here = (str(getattr(row, "state", "")), frozenset(action.verb for action in possible))
        if here in self._stops or len(self._stops) >= MOST_STOPS:
            return
        self._stops.add(here)
        self.states.add(here[0])
        self.stop(row)
        for action in possible:
            with undone():
                if self._do(action, row):
                    self.run(row)

    def _do(self, action: Action[Any, Any], row: Record) -> bool:
        fresh: Record = type(row)._default_manager.get(pk=row.pk)
        values = plausible(action, fresh, self.actor, self.given.get(action.verb, {}))
        try:
            action.submit(values, by=self.actor, record=fresh, files=files(action, fresh, self.actor))
        except ActionRefused as refusal:
            self.refusals[action.verb] = str(refusal)
            return False
        except ValidationError as error:
            self.refusals[action.verb] = f"{getattr(error, 'message_dict', error.messages)} for {values}"
            return False
        self.verbs.add(action.verb)
        self.done(action, fresh)
        return True
