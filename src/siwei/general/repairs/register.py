"""Every write to what repairs rest on: equipment, maintenance contracts, preventive plans."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.forms import ContractForm, EndForm, EquipmentForm, PlanForm, RetireForm, RoundForm
from siwei.general.repairs.models import Contract, Equipment, Plan
from siwei.general.repairs.reporting import open_round
from siwei.general.repairs.roles import CLERK
from siwei.general.repairs.rules import next_preventive
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.records.said import said


@creates(Equipment, role=CLERK, label=_("Register equipment"), form=EquipmentForm)
def register(*, by: Actor, token: str = "", **fields: Any) -> Equipment:
    """Register a piece; its code can be printed at once."""
    equipment = Equipment(token=token or secrets.token_hex(8), **fields)
    equipment.save()
    return equipment


def _in_use(equipment: Equipment, _actor: Actor) -> str | None:
    return said("This piece is out of use.") if equipment.retired_on else None


@action(Equipment, role=CLERK, label=_("Change"), form=EquipmentForm, allowed=_in_use)
def change_equipment(equipment: Equipment, /, *, by: Actor, **fields: Any) -> None:
    """Change what is known of a piece."""
    for name, value in fields.items():
        setattr(equipment, name, value)


@action(
    Equipment, role=CLERK, label=_("Print a new code"), form=ReasonForm, allowed=_in_use, icon="qrcode", style="danger"
)
def renew_code(equipment: Equipment, *, by: Actor, note: str) -> None:
    """Give it a new code; the one that is stuck on it no longer works."""
    equipment.token = secrets.token_hex(8)


@action(Equipment, role=CLERK, label=_("Take out of use"), form=RetireForm, allowed=_in_use, style="danger")
def retire(equipment: Equipment, *, by: Actor, retired_on: datetime.date) -> None:
    """Take it out of use; its plans must have ended, its requests stay."""
    if equipment.plans.filter(ended_on=None).exists():
        raise ActionRefused(said("A preventive plan for it still runs."))
    equipment.retired_on = retired_on


@creates(Contract, role=CLERK, label=_("Enter a contract"), form=ContractForm)
def enter_contract(*, by: Actor, **fields: Any) -> Contract:
    """Enter a maintenance contract."""
    contract = Contract(**fields)
    contract.save()
    return contract


@action(Contract, role=CLERK, label=_("Change"), form=ContractForm)
def change_contract(contract: Contract, /, *, by: Actor, **fields: Any) -> None:
    """Change a contract; what was assigned under it stays assigned."""
    for name, value in fields.items():
        setattr(contract, name, value)


@creates(Plan, role=CLERK, label=_("Plan preventive work"), form=PlanForm)
def plan(*, by: Actor, **fields: Any) -> Plan:
    """Plan work that is done before something breaks."""
    made = Plan(**fields)
    made.save()
    return made


def _running(found: Plan, _actor: Actor) -> str | None:
    return said("This plan has ended.") if found.ended_on else None


@action(Plan, role=CLERK, label=_("Change"), form=PlanForm, allowed=_running)
def change_plan(found: Plan, /, *, by: Actor, **fields: Any) -> None:
    """Change what is done or how often."""
    for name, value in fields.items():
        setattr(found, name, value)


@action(Plan, role=CLERK, label=_("End the plan"), form=EndForm, allowed=_running, style="danger")
def end_plan(found: Plan, *, by: Actor, ended_on: datetime.date) -> None:
    """It is no longer done."""
    found.ended_on = ended_on


@action(Plan, role=CLERK, label=_("Open the due round"), form=RoundForm, allowed=_running)
def open_due_round(found: Plan, *, by: Actor, day: datetime.date) -> None:
    """Open a case for each piece whose round is due by a day, and move the plan on; a second call finds nothing due."""
    if found.next_on > day:
        raise ActionRefused(said("The next round is due on %(day)s.") % {"day": found.next_on})
    there = found.requests.filter(opened_on=found.next_on).values("equipment")  # the day was set back
    for piece in found.pieces().exclude(pk__in=there).select_related("place").order_by("pk"):
        open_round(by=by, plan=found, equipment=piece, opened_on=found.next_on)
    found.next_on = next_preventive(found.next_on, found.every_months, day)
