"""Where a code leads to: the address book as delivery asks it, with successors followed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings

from siwei.documents.exchange.models import Member

#: successors of successors that are followed
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Address:
    """A body that can be sent to: its code today, its name, its queue, and its agency where it lives here."""

    code: str
    name: str
    queue: str
    agency: int | None


def own_queue() -> str:
    """The name of this installation, to which others send."""
    return str(settings.SIWEI_EXCHANGE["installation"])


class _Entry(NamedTuple):
    """What delivery asks of an entry of the book; certificates are long and not among it."""

    id: int
    code: str
    name: str
    address: str
    agency_id: int | None
    state: str
    since: datetime.date
    until: datetime.date | None
    suspended_on: datetime.date | None
    certificate_until: datetime.date | None
    successor_id: int | None

    def is_open(self, day: datetime.date) -> bool:
        """Whether it exchanges on a day: what was entered for a later day works from that day on, an expired
        certificate stops it at once.
        """
        ends = self.suspended_on if self.state == Member.State.SUSPENDED else self.until
        if self.since > day or (self.state != Member.State.OPEN and (ends is None or ends <= day)):
            return False
        return self.certificate_until is None or self.certificate_until >= day

    def is_replaced(self, day: datetime.date) -> bool:
        """Whether another has taken its place by a day."""
        return self.successor_id is not None and (self.until is None or self.until <= day)


def _entries(**which: Any) -> dict[int, _Entry]:
    return {row[0]: _Entry(*row) for row in Member.objects.filter(**which).order_by().values_list(*_Entry._fields)}


def addresses(codes: Iterable[str], day: datetime.date) -> Mapping[str, Address]:
    """For each code the body that has its place on the day; codes that lead nowhere are left out."""
    wanted = set(codes)
    members = _entries(code__in=wanted)
    by_code = {one.code: one for one in members.values()}
    for _step in range(DEEPEST):
        missing = {one.successor_id for one in members.values() if one.successor_id} - members.keys()
        if not missing:
            break
        members |= _entries(pk__in=missing)
    found = {}
    for code in wanted & by_code.keys():
        heir = _heir(by_code[code], members, day)
        if heir.is_open(day):
            found[code] = Address(heir.code, heir.name, heir.address or own_queue(), heir.agency_id)
    return found


def queues(codes: Iterable[str]) -> Mapping[str, str]:
    """The queue of each body that is in the book, whether it exchanges or not: whoever wrote gets an answer."""
    rows = Member.objects.filter(code__in=set(codes)).values_list("code", "address")
    return {code: address or own_queue() for code, address in rows}


def _heir(member: _Entry, members: Mapping[int, _Entry], day: datetime.date) -> _Entry:
    for _step in range(DEEPEST):
        heir = members.get(member.successor_id or 0)
        if heir is None or not member.is_replaced(day):
            break
        member = heir
    return member
