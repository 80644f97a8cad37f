"""All actions by name and by record type; filled when a module's `actions.py` is imported by its `module.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from siwei.kernel.actions.action import Action
    from siwei.kernel.records.models import Record

_by_name: dict[str, Action[Any, Any]] = {}


def add(action: Action[Any, Any]) -> None:
    """Enter an action; two of one name are a fault of the program."""
    if action.name in _by_name:
        raise RuntimeError(f"two actions are called {action.name}")
    _by_name[action.name] = action


def action_named(name: str) -> Action[Any, Any] | None:
    """The action of that full name, e.g. `venues.booking.approve`."""
    return _by_name.get(name)


def label_of(name: str) -> str | Promise:
    """What people call an act; its name when the action no longer exists."""
    action = _by_name.get(name)
    return action.label if action else name


def actions_of(record_type: type[Record]) -> tuple[Action[Any, Any], ...]:
    """Actions on, or creating, a record type, in the order they were written."""
    return tuple(a for a in _by_name.values() if a.record is record_type)


def every_action() -> tuple[Action[Any, Any], ...]:
    """All actions."""
    return tuple(_by_name.values())
