"""Table of contents of the showroom."""

from siwei.kernel.module import Module
from tests.showroom.actions import GUIDE
from tests.showroom.models import Hall, Tour
from tests.showroom.screens import HALLS, TOURS

MODULE = Module(
    name="showroom",
    label="Showroom",
    wing="general",
    icon="building-museum",
    records=(Tour, Hall),
    screens=(TOURS, HALLS),
    roles=(GUIDE,),
)
