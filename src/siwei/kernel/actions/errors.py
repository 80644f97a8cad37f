"""What an action answers when it may not run; each prints as a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from siwei.kernel.actions.action import Action
    from siwei.kernel.events.models import Event
    from siwei.kernel.records.models import Record


class ActionRefused(Exception):  # noqa: N818  # a refusal is an answer to a person, not a fault of the program
    """An action did not run and wrote nothing."""


class WrongState(ActionRefused):
    """The case is not in a state from which the action leads."""

    def __init__(self, action: Action[Any, Any], record: Record, last: Event | None) -> None:
        state = getattr(record, "get_state_display", lambda: "")()
        text = _("“%(action)s” is not possible: %(record)s is %(state)s.") % {
            "action": action.label,
            "record": record.title(),
            "state": state,
        }
        if last is not None:
            text += " " + _("Last act: %(act)s by %(who)s at %(when)s.") % said(last)
        super().__init__(text)


class NotAllowed(ActionRefused):
    """The actor may not do this, or not to this record."""


class RowRefused(ActionRefused):
    """One of many records could not be made, so none was; `at` is its place in the rows, from 0."""

    def __init__(self, at: int, refusal: ActionRefused | ValidationError) -> None:
        self.at = at
        super().__init__(" ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal))


class Stale(ActionRefused):
    """Somebody else acted after the page was opened; `events` is what came in between."""

    def __init__(self, record: Record, events: Sequence[Event]) -> None:
        self.events = events
        what = " ".join(_("%(act)s by %(who)s at %(when)s.") % said(event) for event in events)
        super().__init__(
            _("%(record)s has changed since you opened it: %(what)s Look again, then decide.")
            % {"record": record.title(), "what": what}
        )


def said(event: Event) -> dict[str, str]:
    """Act, person and local time of an event, for a sentence."""
    from django.utils import timezone

    from siwei.kernel.actions.registry import label_of

    return {
        "act": str(label_of(event.act)),
        "who": event.actor_name,
        "when": f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}",
    }
