"""Pure decisions of repairs: how fast, which contract fits, when a plan is next, what it costs, who may reopen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from siwei.general.repairs.models import Kind
from siwei.kernel.deadlines.counting import months_later
from siwei.kernel.deadlines.rules import Length, Unit

if TYPE_CHECKING:
    from siwei.general.repairs.models import Contract, PartUsed

COME_HOURS, COME_DAYS = "repair.come_hours", "repair.come_days"
TRIAGE, FINISH, CONFIRM = "repair.triage", "repair.finish", "repair.confirm"


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the deadline table and the length it runs."""

    rule: str
    length: Length


def time_to_come(table: Mapping[str, Mapping[str, int]], priority: str, contract: Contract | None = None) -> Term:
    """Within what time somebody has to be there: the contract's hours, else the office's table.

    `table` is `repairs.response` of the settings. KeyError for a priority that it does not name.
    """
    hours = contract.hours(priority) if contract is not None else None
    row = table[priority]
    if hours is None and "hours" in row:
        hours = row["hours"]
    if hours is not None:
        return Term(COME_HOURS, Length(hours, Unit.HOUR))
    return Term(COME_DAYS, Length(row["working_days"], Unit.WORKING_DAY))


def time_to_finish(table: Mapping[str, int], priority: str) -> Term:
    """Within how many working days the repair ends; `table` is `repairs.finish_working_days`."""
    return Term(FINISH, Length(table[priority], Unit.WORKING_DAY))


def contract_misfit(contract: Contract, kind: str, on: datetime.date) -> str | None:
    """Why work of a class may not be ordered under a contract on a day; None when it may."""
    if not contract.since <= on < contract.until:
        return _("The contract does not hold on that day: it runs from %(first)s to %(last)s.") % {
            "first": contract.since, "last": contract.last_day,
        }  # fmt: skip
    if kind not in contract.kinds:
        return _("The contract does not cover this class: %(kind)s.") % {"kind": Kind(kind).label}
    return None


def next_day(planned: datetime.date, months: int, first: datetime.date) -> datetime.date:
    """The plan's next day, counted from its first day so that a 31st stays one wherever the month has it."""
    step = months
    while (found := months_later(first, step)) <= planned:
        step += months
    return found


def may_reopen(closed_on: datetime.date | None, on: datetime.date, days: int) -> bool:
    """Whether a closed request may still be reopened; one that is not closed always may."""
    return closed_on is None or (on - closed_on).days <= days


def total_cost(work: int, parts: Iterable[PartUsed]) -> int:
    """Work and parts in NT$, each part rounded to the dollar."""
    return work + sum(part.price for part in parts)


def response_table(setting: Any) -> Mapping[str, Mapping[str, int]]:
    """The setting `repairs.response`, checked: every priority has either hours or working days."""
    for priority, row in setting.items():
        if len(row) != 1 or not {"hours", "working_days"} >= row.keys():
            raise ValueError(f"repairs.response.{priority} must be hours or working_days, not {dict(row)}")
    found: Mapping[str, Mapping[str, int]] = setting
    return found
