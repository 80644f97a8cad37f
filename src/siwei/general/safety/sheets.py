"""Exercises taken in from a sheet: the plan of a year as offices keep it. Rosters: `rosters.py`."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from siwei.general.safety.actions import plan
from siwei.general.safety.models import Exercise
from siwei.kernel.directory.models import Centre
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake


def fields() -> Sequence[Field]:
    """The columns of the plan."""
    kinds: dict[str, str] = {code: code for code in Exercise.Kind.values}
    kinds |= {str(label): code for code, label in Exercise.Kind.choices}
    centres = {centre.code: centre for centre in Centre.objects.all()}
    centres |= {centre.name_zh: centre for centre in centres.values()}
    return (
        Field("kind", _("Kind"), parse.one_of(kinds), required=True, example=str(Exercise.Kind.FIRE_DRILL.label)),
        Field("centre", _("Centre"), parse.one_of(centres), required=True, example=next(iter(centres), "")),
        Field("subject", _("Subject"), parse.text(120), required=True, example="上半年自衛消防編組訓練"),
        Field("planned_on", _("Planned for"), parse.day, required=True, example="106/5/16"),
        Field("opened_on", _("Received on"), parse.day, required=True, example="106/3/1"),
        Field("place", _("Place of assembly"), parse.text(120), example="一樓中庭"),
        Field("strength", _("Strength"), parse.integer(), example="62"),
        Field("script", _("Plan and script"), parse.text(20_000)),
    )


EXERCISES = Intake("safety.exercise", _("Exercises"), plan, fields)
