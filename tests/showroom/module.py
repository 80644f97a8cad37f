"""Table of contents of the showroom."""

from siwei.kernel.module import Module
from siwei.kernel.sheets.intake import Field, Intake
from tests.showroom.actions import GUIDE, add_hall
from tests.showroom.models import Hall, Tour
from tests.showroom.screens import HALLS, TOURS

MODULE = Module(
    name="showroom",
    label="Showroom",
    wing="general",
    icon="building-arch",
    records=(Tour, Hall),
    screens=(TOURS, HALLS),
    roles=(GUIDE,),
    intakes=(
        Intake(
            "showroom.hall",
            "Halls",
            add_hall,
            lambda: (
                Field("name_zh", "Chinese name", str, required=True, example="中庭"),
                Field("seats", "Seats", int),
            ),
        ),
    ),
)
