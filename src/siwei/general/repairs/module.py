"""Table of contents of repairs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import actions
from siwei.general.repairs.models import Contract, Equipment, Plan, Request
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.general.repairs.jobs import JOBS
from siwei.general.repairs.measures import MEASURES
from siwei.general.repairs.sample import build
from siwei.general.repairs.screens import CONTRACTS, EQUIPMENT, PLANS, REQUESTS
from siwei.general.repairs.sheets import INTAKES
from siwei.kernel.module import Module

__all__ = ["MODULE", "actions"]

MODULE = Module(
    name="repairs",
    label=_("Repairs"),
    wing="general",
    systems=("S07",),
    icon="tool",
    records=(Request, Equipment, Contract, Plan),
    screens=(REQUESTS, EQUIPMENT, CONTRACTS, PLANS),
    roles=(CLERK, TECHNICIAN),
    measures=MEASURES,
    jobs=JOBS,
    intakes=INTAKES,
    sample=build,
    order=20,
)
