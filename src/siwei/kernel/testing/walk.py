"""Walking a record through its life by the forms of its actions, every way round, and coming back unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action, actions_for
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.approvals.models import slip_of
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
    """Where a walk came by (states), what was done (verbs), and why the rest could not be.

    Each act is done by the first of the actors who may; where one must not decide alone, another goes on.
    """

    actors: Sequence[Actor]
    given: Mapping[str, Given]
    stop: Callable[[Record], None] = lambda record: None
    done: Callable[[Action[Any, Any], Record, Actor], None] = lambda action, record, actor: None
    states: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    refusals: dict[str, str] = field(default_factory=dict)
    _stops: set[tuple[str, frozenset[str], tuple[int, ...]]] = field(default_factory=set)

    def run(self, record: Record) -> None:
        """Stop at the record as it is, then do each possible act, and go on from there.

        Two situations are the same when state, possible acts and step of the routing slip are.
        """
        row: Record = type(record)._default_manager.get(pk=record.pk)
        possible = {action: actor for actor in reversed(self.actors) for action in actions_for(row, actor)}
        slip = slip_of(row)
        steps = tuple(step.order for step in slip.active()) if slip else ()
        here = (str(getattr(row, "state", "")), frozenset(action.verb for action in possible), steps)
        if here in self._stops or len(self._stops) >= MOST_STOPS:
            return
        self._stops.add(here)
        self.states.add(here[0])
        self.stop(row)
        for action, actor in possible.items():
            with undone():
                if self._do(action, row, actor):
                    self.run(row)

    def _do(self, action: Action[Any, Any], row: Record, actor: Actor) -> bool:
        fresh: Record = type(row)._default_manager.get(pk=row.pk)
        values = plausible(action, fresh, actor, self.given.get(action.verb, {}))
        try:
            action.submit(values, by=actor, record=fresh, files=files(action, fresh, actor))
        except ActionRefused as refusal:
            self.refusals[action.verb] = str(refusal)
            return False
        except ValidationError as error:
            self.refusals[action.verb] = f"{getattr(error, 'message_dict', error.messages)} for {values}"
            return False
        self.verbs.add(action.verb)
        self.done(action, fresh, actor)
        return True
