"""The toy business as a module."""

from siwei.kernel.module import Module
from siwei.kernel.screens.screen import Screen, Section
from siwei.kernel.sheets.column import Column
from tests.toy.actions import RUNNER, ask
from tests.toy.models import Errand

ERRANDS = Screen(
    record=Errand,
    slug="errands",
    title="Errands",
    columns=("number", "what", "state", "opened_on"),
    sections=(
        Section("Asked", ("what", "opened_on")),
        Section("Stops", (Column("place", "Place"),), rows="stops"),
    ),
    create=(ask,),
)

MODULE = Module(name="toy", label="Toy", wing="general", records=(Errand,), screens=(ERRANDS,), roles=(RUNNER,))
