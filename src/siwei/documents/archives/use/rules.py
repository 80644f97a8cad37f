"""What the law says of use, as pure functions: what is asked for may be refused, what it costs, who sits where."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

FULL, PART, REFUSED = "full", "part", "refused"
READING, POST = "reading", "post"


def outcome(decisions: Iterable[str]) -> str:
    """approved, partly or refused, by what was decided of each piece (檔案法 art. 18; 細則 art. 17: severed per piece).

    Raises ValueError when nothing, or not everything, was decided.
    """
    found = set(decisions)
    if not found or "" in found:
        raise ValueError("not every piece is decided")
    if found == {FULL}:
        return "approved"
    return "refused" if found == {REFUSED} else "partly"


def hours_charged(hours: Decimal) -> int:
    """Units of two hours that were begun (檔案閱覽抄錄複製收費標準: 每2小時, 不足2小時以2小時計)."""
    if hours < 0:
        raise ValueError(f"{hours} hours")
    return int((hours / 2).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class Price:
    """A row of the fee table: what a unit of a kind costs, in whole NT$, from a day on."""

    kind: str
    since: datetime.date
    amount: int


def price_of(prices: Sequence[Price], kind: str, on: datetime.date) -> int:
    """NT$ for a unit of `kind` on a day. Raises LookupError when the table of that day has no such kind."""
    standing = [price for price in prices if price.kind == kind and price.since <= on]
    if not standing:
        raise LookupError(f"{kind} on {on}")
    return max(standing, key=lambda price: price.since).amount


def kinds_on(prices: Sequence[Price], on: datetime.date) -> tuple[str, ...]:
    """Kinds that the table of a day names, in its order."""
    return tuple(dict.fromkeys(price.kind for price in prices if price.since <= on))


def free_seat(taken: Iterable[int], seats: int) -> int | None:
    """The lowest free seat of so many; None when the room is full."""
    used = set(taken)
    return next((seat for seat in range(1, seats + 1) if seat not in used), None)


def by_agency(pieces: Mapping[int, int]) -> dict[int, list[int]]:
    """Items by the agency that keeps them: each agency decides of its own (檔案法 art. 17). Given {item: agency}."""
    found: dict[int, list[int]] = {}
    for item, agency in pieces.items():
        found.setdefault(agency, []).append(item)
    return found


def free_to_forget(closed_on: datetime.date, years: int) -> datetime.date:
    """The first day on which personal data of an application are removed, so many years after it ended."""
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:  # 29 February
        return closed_on.replace(year=closed_on.year + years, month=3, day=1)
