"""How people meet requests, equipment, contracts and plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.actions.citizen import report_public  # noqa: F401
from siwei.general.repairs.actions.registers import add_contract, add_equipment, add_plan
from siwei.general.repairs.actions.requests import enter_past, report, report_for
from siwei.general.repairs.models import Contract, Equipment, Plan, Request
from siwei.kernel.screens.screen import Screen

REQUESTS = Screen(record=Request, slug="requests", title=_("Repair requests"), columns=("number", "state"), create=(report, report_for, enter_past))
EQUIPMENT = Screen(record=Equipment, slug="equipment", title=_("Equipment"), columns=("code",), create=(add_equipment,))
CONTRACTS = Screen(record=Contract, slug="contracts", title=_("Maintenance contracts"), columns=("number",), create=(add_contract,))
PLANS = Screen(record=Plan, slug="plans", title=_("Preventive plans"), columns=("name",), create=(add_plan,))
