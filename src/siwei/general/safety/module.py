"""Safety (防護工作, S11): civil-defence trainings and fire drills of each centre."""

from django.utils.translation import gettext_lazy as _

from siwei.general.safety.actions import CLERK
from siwei.general.safety.jobs import JOBS
from siwei.general.safety.measures import MEASURES
from siwei.general.safety.models import Exercise
from siwei.general.safety.rosters import ROSTERS
from siwei.general.safety.sample import build
from siwei.general.safety.screens import EXERCISES
from siwei.general.safety.sheets import EXERCISES as EXERCISES_SHEET
from siwei.kernel.module import Module

MODULE = Module(
    name="safety",
    label=_("Safety"),
    wing="general",
    systems=("S11",),
    icon="flame",
    order=30,
    records=(Exercise,),
    screens=(EXERCISES,),
    roles=(CLERK,),
    measures=MEASURES,
    jobs=JOBS,
    intakes=(EXERCISES_SHEET, ROSTERS),
    passages=("passage.md",),
    sample=build,
)
