"""Trials: a town of invented agencies, and a transport in memory that can do worse than any promise allows.

For tests, measurements and the chaos loop; nothing of it belongs into an office's own database.
"""

from __future__ import annotations

import datetime
import random
import time
from collections import deque
from collections.abc import Sequence

from siwei.documents.content.model import Content, Party, Recipient, Section
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.exchange.actions.book import add_member
from siwei.documents.exchange.delivery.keys import certificate_of, has_key, make_test_keys
from siwei.documents.exchange.delivery.posting import Issued, send_many
from siwei.documents.exchange.models import Member, Sending
from siwei.documents.exchange.transport.message import Handler, Message, TransportDown
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency

SINCE = datetime.date(2017, 1, 1)


def code_of(number: int) -> str:
    """The code of the n-th invented agency."""
    return f"{990_000_000 + number:09d}A"


def name_of(number: int) -> str:
    """Its name, marked as invented."""
    return f"測試機關{number}（虛構）"


def settle_town(count: int, *, first: int = 0, address: str = "", with_agency: bool = True) -> list[Member]:
    """So many agencies in the address book, with keys of the test authority."""
    numbers = range(first, first + count)
    make_test_keys(code_of(n) for n in numbers if not has_key(code_of(n)))
    agencies = [Agency(code=code_of(n), name_zh=name_of(n), sample=True) for n in numbers if with_agency]
    Agency.objects.bulk_create(agencies, ignore_conflicts=True)
    living = {one.code: one for one in Agency.objects.filter(code__in=[one.code for one in agencies])}
    rows = [
        {
            "code": code_of(n), "name": name_of(n), "kind": Member.Kind.AGENCY, "agency": living.get(code_of(n)),
            "address": address, "since": SINCE, "certificate": certificate_of(code_of(n)), "sample": True, "told": True,
        }
        for n in numbers
    ]  # fmt: skip
    return add_member.many(rows, by=Actor.system("trial"))


def number_of(sender: int, serial: int) -> IssueNumber:
    """The issue number of a trial letter."""
    return IssueNumber.issued(f"測{sender}字", 106, serial)


def letter(sender: int, to: Sequence[int], serial: int, *, subject: str = "檢送測試函一份，請查照。") -> Content:
    """A letter with a number of its own."""
    recipients = tuple(Recipient(Party(name_of(n), code=code_of(n))) for n in to)
    return Content(
        kind="函",
        sender=Party(name_of(sender), code=code_of(sender)),
        subject=subject,
        sections=(Section("說明", "依據測試需要辦理。"),),
        address="測試地址",
        contacts=("承辦人：王小明（虛構）",),
        recipients=recipients,
        date=datetime.date(2017, 10, 27),
        number=number_of(sender, serial),
        signature=("主任　○○○",),
    )


def issued(sender: int, to: Sequence[int], serial: int) -> Issued:
    """The same, ready for the outbox."""
    return Issued(letter(sender, to, serial), Agency.objects.get(code=code_of(sender)))


class Memory:
    """A transport in memory that can lose, double, turn round, and fail, as far as its promise allows and further."""

    def __init__(self, seed: int = 0) -> None:
        self.queues: dict[str, deque[Message]] = {}
        self.chance = random.Random(seed)  # noqa: S311  # a test repeats itself
        self.down = False
        self.loses = self.doubles = self.turns = 0.0

    def send(self, messages: Sequence[Message]) -> None:
        """Puts them into their queues, or loses or doubles them."""
        if self.down:
            raise TransportDown("down")
        for one in messages:
            times = 0 if self.chance.random() < self.loses else 1 + (self.chance.random() < self.doubles)
            self.queues.setdefault(one.queue, deque()).extend([one] * times)

    def receive(self, queue: str, handle: Handler, *, most: int = 200, wait: float = 0) -> int:
        """Hands over what waits; keeps it when the handler raises."""
        if self.down:
            raise TransportDown("down")
        waiting = self.queues.setdefault(queue, deque())
        if self.chance.random() < self.turns:
            self.chance.shuffle(waiting)
        batch = [waiting.popleft() for _ in range(min(most, len(waiting)))]
        if batch:
            try:
                handle(batch)
            except BaseException:
                waiting.extendleft(reversed(batch))
                raise
        return len(batch)

    def close(self) -> None:
        """Nothing to close."""


def post_all(documents: int, agencies: int, senders: int = 0, *, pause: float = 0.1) -> None:
    """Posts documents number 1 to n, each from one invented agency to two others; what is posted already is left out.

    So it can be killed and started again: a document is posted with all its dispatches or not at all.
    """
    by = Actor.system("trial")
    senders = senders or agencies
    there = {code: Agency.objects.get(code=code) for code in map(code_of, range(senders))}
    known = set(Sending.objects.values_list("issue_number", flat=True))
    rest = [n for n in range(1, documents + 1) if str(number_of(n % senders, n)) not in known]
    at_once = max(5, documents // 500)
    for first in range(0, len(rest), at_once):
        wanted = []
        for serial in rest[first : first + at_once]:
            sender = serial % senders
            to = sorted({(sender + step) % agencies for step in (1, 1 + serial % (agencies - 1))} - {sender})
            wanted.append(Issued(letter(sender, to, serial), there[code_of(sender)]))
        send_many(wanted, by=by)
        time.sleep(pause)  # so that documents travel while things are killed
