"""Repairs (修繕, S07): requests of agencies and citizens, and what is looked after before it breaks."""

from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import actions  # noqa: F401  # declares the verbs of a request
from siwei.general.repairs.jobs import JOBS
from siwei.general.repairs.measures import MEASURES
from siwei.general.repairs.models import Contract, Equipment, Plan, Request
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.general.repairs.sample import build
from siwei.general.repairs.screens import SCREENS
from siwei.general.repairs.sheets import EQUIPMENT as EQUIPMENT_SHEET
from siwei.general.repairs.sheets import OLD_REQUESTS
from siwei.kernel.module import Module

MODULE = Module(
    name="repairs",
    label=_("Repairs"),
    wing="general",
    systems=("S07",),
    icon="tool",
    order=20,
    records=(Request, Equipment, Plan, Contract),
    screens=SCREENS,
    roles=(CLERK, TECHNICIAN),
    measures=MEASURES,
    jobs=JOBS,
    urls="siwei.general.repairs.urls",
    public_urls="siwei.general.repairs.public_urls",
    public_label=_("Report something broken in the centres"),
    intakes=(EQUIPMENT_SHEET, OLD_REQUESTS),
    passages=("passage.md",),
    sample=build,
)
