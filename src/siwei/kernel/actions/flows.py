"""What follows an act in another module: plain functions that the site names, run in the act's own transaction.

Modules do not know each other. `settings.SIWEI_FLOWS` names a module with `FLOWS`, a mapping from an action to
the functions that follow it; each gets the records as they were saved, one or as many as were made together, and
who acted, and may call other actions. What one of them raises undoes the act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.actions.action import Action

Flow = Callable[[Sequence[Any], "Actor"], None]


@cache
def _flows() -> Mapping[Action[Any, Any], tuple[Flow, ...]]:
    name = getattr(settings, "SIWEI_FLOWS", "")
    found: Mapping[Action[Any, Any], tuple[Flow, ...]] = import_module(name).FLOWS if name else {}
    return found


def following(action: Action[Any, Any]) -> tuple[Flow, ...]:
    """What follows an action, in order."""
    return _flows().get(action, ())


def follow(action: Action[Any, Any], records: Sequence[Any], by: Actor) -> None:
    """Run what follows; only inside the action's transaction, after its events."""
    for flow in following(action):
        flow(records, by)
