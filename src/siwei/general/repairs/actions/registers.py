"""The registers behind the cases: equipment with its QR codes, maintenance contracts, preventive plans."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import forms
from siwei.general.repairs.models import Contract, Equipment, Plan
from siwei.general.repairs.roles import CLERK
from siwei.general.repairs.rules import next_day
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import NoteForm, ReasonForm


@creates(Equipment, role=CLERK, label=_("New equipment"), form=forms.EquipmentForm)
def add_equipment(*, by: Actor, **fields: Any) -> Equipment:
    """A piece of equipment, with the code that its QR code carries."""
    equipment = Equipment(token=secrets.token_urlsafe(9), **fields)
    equipment.save()
    return equipment


@action(Equipment, role=CLERK, label=_("Edit"), form=forms.EquipmentForm, icon="edit")
def edit_equipment(equipment: Equipment, *, by: Actor, **fields: Any) -> None:
    """Correct the register."""
    _set(equipment, fields)


def _in_use(equipment: Equipment, actor: Actor) -> str | None:
    return None if equipment.active else gettext("It is already out of use.")


def _out_of_use(equipment: Equipment, actor: Actor) -> str | None:
    return gettext("It is in use.") if equipment.active else None


@action(Equipment, role=CLERK, label=_("New QR code"), form=ReasonForm, allowed=_in_use, icon="qrcode")
def renew_token(equipment: Equipment, *, by: Actor, note: str) -> None:
    """The label on the wall stops working; print and hang a new one."""
    equipment.token = secrets.token_urlsafe(9)


@action(
    Equipment, role=CLERK, label=_("Out of use"), form=ReasonForm, allowed=_in_use, style="danger", icon="archive"
)
def retire(equipment: Equipment, *, by: Actor, note: str) -> None:
    """Taken away; its QR code opens nothing any more, its history stays."""
    equipment.active = False


@action(Equipment, role=CLERK, label=_("In use again"), form=NoteForm, allowed=_out_of_use, icon="archive-off")
def bring_back(equipment: Equipment, *, by: Actor, note: str = "") -> None:
    """In use again."""
    equipment.active = True


@creates(Contract, role=CLERK, label=_("New contract"), form=forms.ContractForm)
def add_contract(*, by: Actor, **fields: Any) -> Contract:
    """A maintenance contract."""
    contract = Contract(**fields)
    contract.save()
    return contract


@action(Contract, role=CLERK, label=_("Edit"), form=forms.ContractForm, icon="edit")
def edit_contract(contract: Contract, *, by: Actor, **fields: Any) -> None:
    """Correct or prolong it."""
    _set(contract, fields)


@creates(Plan, role=CLERK, label=_("New preventive plan"), form=forms.PlanForm)
def add_plan(*, by: Actor, **fields: Any) -> Plan:
    """What is looked after every so many months."""
    plan = Plan(**fields)
    plan.first_on = plan.next_on
    plan.save()
    return plan


@action(Plan, role=CLERK, label=_("Edit"), form=forms.PlanForm, icon="edit")
def edit_plan(plan: Plan, *, by: Actor, **fields: Any) -> None:
    """Change it; a new next day is where counting begins again."""
    moved = fields.get("next_on", plan.next_on) != plan.next_on
    _set(plan, fields)
    if moved:
        plan.first_on = plan.next_on


@action(Plan, role=SYSTEM, label=_("Case opened, next day set"), form=forms.EmptyForm)
def advance(plan: Plan, *, by: Actor, done: datetime.date) -> None:
    """The case of `done` is opened: set the next day. Does nothing when it is already set further."""
    if plan.next_on <= done:
        plan.next_on = next_day(done, plan.every_months, plan.first_on)


def _in_force(plan: Plan, actor: Actor) -> str | None:
    return None if plan.active else gettext("The plan is already ended.")


@action(Plan, role=CLERK, label=_("End the plan"), form=ReasonForm, allowed=_in_force, style="danger", icon="ban")
def end_plan(plan: Plan, *, by: Actor, note: str) -> None:
    """It opens no more cases."""
    plan.active = False


def _set(record: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
