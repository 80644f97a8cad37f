"""A roster and its attendance taken in from a sheet: one act for each exercise of the sheet, one row a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.actions import CLERK, State, squads_by_name
from siwei.general.safety.models import Attendee, Exercise
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action, action
from siwei.kernel.actions.errors import ActionRefused, NotAllowed, RowRefused
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake

OPEN = (*Exercise.AHEAD, State.HELD)


@action(Exercise, when=OPEN, role=CLERK, label=_("Take in the roster"))
def take_roster(exercise: Exercise, *, by: Actor, people: Sequence[Mapping[str, Any]]) -> None:
    """Put who is missing on the roster; of who stands there, squad and attendance become what the sheet says.

    A person of whom the sheet does not say so attended an exercise that was held, as with the other actions.
    """
    known = {(person.name, person.unit): person for person in exercise.roster.all()}
    held = exercise.state == State.HELD
    for row in people:
        key = (row["name"], row.get("unit", ""))
        person = known.get(key) or Attendee(exercise=exercise, name=key[0], unit=key[1], attended=held or None)
        person.squad = row.get("squad") or person.squad
        if held and row.get("attended") is not None:
            person.attended = row["attended"]
        person.save()


class ByExercise(Action[Any, Any]):
    """Takes rows exercise by exercise: a roster of eighty is one act in the history and not eighty."""

    def many(self, rows: Iterable[Mapping[str, Any]], *, by: Actor) -> list[Any]:
        """Write the rows in one transaction; gives the exercise of each. Raises NotAllowed or RowRefused."""
        wanted = list(rows)
        groups: dict[int, list[int]] = {}
        for at, row in enumerate(wanted):
            groups.setdefault(row["exercise"].pk, []).append(at)
        with transaction.atomic():
            for places in groups.values():
                self._take(wanted[places[0]]["exercise"], [wanted[at] for at in places], by, places[0])
        return [row["exercise"] for row in wanted]

    def _take(self, exercise: Exercise, people: Sequence[Mapping[str, Any]], by: Actor, at: int) -> None:
        try:
            self.run(exercise, by, {"people": people})
        except NotAllowed:
            raise
        except (ActionRefused, ValidationError) as refusal:
            raise RowRefused(at, refusal) from refusal


def fields() -> Sequence[Field]:
    """The columns of a roster; an exercise is named by its number."""
    exercises = {one.number: one for one in Exercise.objects.filter(state__in=OPEN).order_by("-pk")}
    squads = {name: code for name, code in squads_by_name().items() if name}
    return (
        Field("exercise", _("Number"), parse.one_of(exercises), required=True, example=next(iter(exercises), "")),
        Field("name", _("Full name"), parse.text(60), required=True, example="王小明"),
        Field("unit", _("Unit"), parse.text(60), example="總務科"),
        Field("squad", _("Squad"), parse.one_of(squads), example=next(iter(squads), "")),
        Field("attended", _("Attended"), parse.yes_no),
    )


def once() -> Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]:
    """A person stands once in the sheet, and attended nothing that was not held."""
    seen: set[tuple[int, str, str]] = set()

    def check(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        key = (row["exercise"].pk, row["name"], row.get("unit", ""))
        if key in seen:
            yield "name", said("stands more than once")
        seen.add(key)
        if row.get("attended") is not None and row["exercise"].state != State.HELD:
            yield "attended", said("This exercise was not held yet.")

    return check


_BY_EXERCISE = ByExercise(**{one.name: getattr(take_roster, one.name) for one in dataclasses.fields(take_roster)})
ROSTERS = Intake("safety.roster", _("Roster and attendance"), _BY_EXERCISE, fields, check_all=once)
