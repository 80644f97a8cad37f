"""What a booking costs, line by line: the fee table of a venue, and the shares that kinds of applicants pay of it.

Pure functions. The fee table of the two centres itself was not found (RULES 13): amounts are the office's data.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from siwei.general.venues.rules import Applicant, Slot, Terms

#: what a row of the table prices: the venue itself, the air conditioning, else a code of equipment
HALL, AIRCON = "venue", "aircon"


@dataclass(frozen=True)
class Rate:
    """A row of a fee table, in whole NT$ a session; no applicant or session stands for all of them."""

    item: str
    amount: int
    deposit: int = 0
    applicant: Applicant | None = None
    slot: Slot | None = None
    since: datetime.date = datetime.date.min


@dataclass(frozen=True)
class Line:
    """One thing that one session of a booking costs: the row's amount, the share of it that is paid, and why."""

    slot: Slot
    item: str
    amount: int
    share: Decimal
    reason: str  # "row", "full", "agency" or "co_organised"

    @property
    def fee(self) -> int:
        """What is paid, in whole NT$; halves are rounded up."""
        return int((self.amount * self.share).quantize(Decimal(1), ROUND_HALF_UP))

    def as_json(self) -> dict[str, Any]:
        """The line as a booking keeps it."""
        return {
            "slot": self.slot.value, "item": self.item, "amount": self.amount, "share": str(self.share),
            "reason": self.reason,
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Line:
        """The line that a booking kept."""
        share, slot = Decimal(kept["share"]), Slot(kept["slot"])
        return cls(slot, str(kept["item"]), int(kept["amount"]), share, str(kept["reason"]))


def rate_for(
    table: Iterable[Rate], item: str, applicant: Applicant, slot: Slot, asked_on: datetime.date
) -> Rate | None:
    """The row that holds for an application: in force on its day, the most particular one, of those the newest."""
    fitting = [
        row
        for row in table
        if row.item == item
        and row.since <= asked_on
        and row.applicant in (None, applicant)
        and row.slot in (None, slot)
    ]
    return max(fitting, key=lambda r: (r.applicant is not None, r.slot is not None, r.since), default=None)


def line_for(rate: Rate, applicant: Applicant, slot: Slot, terms: Terms) -> Line:
    """What one kind of applicant pays by a row.

    A row that names the kind is what that kind pays. Of any other row city agencies on duty pay nothing, and an
    event co-organised by one half (KH-VENUE art. 6); air conditioning and equipment are no part of that half.
    """
    if rate.applicant is not None:
        return Line(slot, rate.item, rate.amount, Decimal(1), "row")
    if applicant is Applicant.AGENCY:
        return Line(slot, rate.item, rate.amount, Decimal(0), "agency")
    if applicant is Applicant.CO_ORGANISED and rate.item == HALL:
        return Line(slot, rate.item, rate.amount, terms.co_organised_share, "co_organised")
    return Line(slot, rate.item, rate.amount, Decimal(1), "full")


@dataclass(frozen=True)
class Price:
    """What the sessions of a booking cost: lines of each kind of session, and the deposit of the whole."""

    lines: tuple[Line, ...]
    deposit: int

    def fee_of(self, slot: str) -> int:
        """The fee of one session."""
        return fee_of(self.lines, slot)


def fee_of(lines: Iterable[Line], slot: str) -> int:
    """The sum of the lines of one session."""
    return sum(line.fee for line in lines if line.slot == slot)


def price(
    table: Sequence[Rate],
    applicant: Applicant,
    slots: Iterable[str],
    extras: Sequence[str],
    asked_on: datetime.date,
    terms: Terms,
) -> Price:
    """The price of each session of the kinds asked for. The deposit is the highest of them; agencies leave none."""
    lines: list[Line] = []
    deposit = 0
    for slot in (one for one in Slot if one.value in set(slots)):
        for item in (HALL, *extras):
            rate = rate_for(table, item, applicant, slot, asked_on)
            if rate is not None:
                lines.append(line_for(rate, applicant, slot, terms))
            if rate is not None and (rate.applicant is not None or applicant is not Applicant.AGENCY):
                deposit = max(deposit, rate.deposit)
    return Price(tuple(line for line in lines if line.amount), deposit)
