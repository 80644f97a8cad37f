"""How one case of the sample lives: asked, accepted, repaired and confirmed, or whatever else becomes of it."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from siwei.general.repairs.actions import citizen, requests, work
from siwei.general.repairs.models import Contract, Equipment, Kind, Priority, Request
from siwei.general.repairs.sample import words
from siwei.general.repairs.sample.photos import photograph
from siwei.general.repairs.sample.registers import House
from siwei.general.repairs.sample.words import Trouble
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Place

State = Request.State
PHOTOGRAPHED = 5  # cases with pictures; more would only fill the disk


@dataclass
class Story:
    """One case to come: when it is asked and what becomes of it."""

    opened: datetime.date
    accepted: datetime.date
    kind: Kind
    trouble: Trouble
    fate: str = "repaired"
    urgency: Priority = Priority.NORMAL
    days: int = 0  # working days from acceptance to the end of the work
    twin: Story | None = field(default=None, repr=False)  # what was reported a second time


class Lives:
    """Lives through stories, one after the other, with the people and things of the house."""

    def __init__(self, house: House, chance: Random, days: Sequence[datetime.date]) -> None:
        self.house, self.chance, self.days = house, chance, days
        self.photographs = 0

    def live(self, story: Story, *, entered_later: bool) -> None:
        """All acts of one story."""
        if entered_later:
            self._enter(story)
            return
        request, asker = self._ask(story)
        clerk = self.house.clerk
        if story.fate == "declined":
            requests.decline(request, by=clerk, note=self.chance.choice(words.NOT_OURS))
            return
        if story.fate == "cancelled_early":
            requests.cancel(request, by=asker, note=self.chance.choice(words.CHANGED_MIND))
            return
        self._accept(request, story)
        if story.twin is not None:
            self._merge(story.twin, request)
        if story.fate == "cancelled_late":
            requests.cancel(request, by=asker, note=self.chance.choice(words.CHANGED_MIND))
        elif story.fate != "accepted":
            self._repair(request, story, asker)

    def see_to_preventive(self) -> None:
        """Do what the preventive plans asked for, on the day after they asked."""
        clerk = self.house.clerk
        for request in Request.objects.filter(origin=Request.Origin.PREVENTIVE).open():
            if request.state == State.ACCEPTED:
                work.assign(request, by=clerk, on=request.opened_on, technician=self._technician().person)
            day = self._later(request.opened_on, 1)
            work.visit(request, by=clerk, on=day, work=request.description)
            work.finish(request, by=clerk, on=day)
            citizen.confirm(request, by=clerk, on=day)

    def _where(self, kind: Kind) -> tuple[Equipment | None, Place]:
        """A piece of equipment of the class for about every second case, else just a place."""
        known = self.house.equipment.get(kind, ())
        if known and self.chance.random() < (0.9 if kind is Kind.LIFT else 0.4):
            equipment = self.chance.choice(known)
            return equipment, equipment.place
        return None, self.chance.choice(self.house.places)

    def _name(self) -> str:
        return self.chance.choice(words.SURNAMES) + self.chance.choice(words.GIVEN) + words.MARK

    def _technician(self) -> Actor:
        return self.chance.choice(self.house.technicians)

    def _later(self, day: datetime.date, working_days: int) -> datetime.date:
        return self.days[bisect_left(self.days, day) + working_days]

    def _urgency(self, story: Story) -> Priority:
        """What people ask for is more urgent than what it turns out to be."""
        return Priority.URGENT if story.urgency is Priority.NORMAL and self.chance.random() < 0.2 else story.urgency

    def _enter(self, story: Story) -> None:
        """A line of the paper register."""
        equipment, place = self._where(story.kind)
        outside = story.trouble.outside and story.accepted in _year_of(self.house.contracts[story.kind])
        parts = sum(quantity * price for _name, quantity, price in story.trouble.parts)
        requests.enter_past(
            by=self.house.clerk,
            opened_on=story.opened,
            accepted_on=story.accepted,
            finished_on=self._later(story.accepted, story.days),
            kind=story.kind,
            place=place,
            equipment=equipment,
            description=story.trouble.said,
            agency=self.chance.choice(self.house.agencies),
            requester_name=self._name(),
            priority=story.urgency,
            contract=self.house.contracts[story.kind] if outside else None,
            technician=None if outside else self._technician().person,
            work=story.trouble.done,
            cost=parts,
        )

    def _ask(self, story: Story) -> tuple[Request, Actor]:
        """The request, and whoever asked as an actor."""
        equipment, place = self._where(story.kind)
        given: dict[str, Any] = {
            "description": story.trouble.said, "equipment": equipment, "place": place, "kind": story.kind,
            "opened_on": story.opened, "photo": self._photo("before"),
        }  # fmt: skip
        way = self.chance.random()
        if way < 0.18:
            name, mail = self._name(), f"citizen{self.chance.randrange(10**5)}@example.org"
            asker = Actor.citizen(name, mail)
            danger = story.urgency is Priority.EMERGENCY
            return citizen.report_public(by=asker, name=name, mail=mail, danger=danger, **given), asker
        if way < 0.55 and self.house.colleagues:
            asker = self.chance.choice(self.house.colleagues)
            return requests.report(by=asker, urgency=self._urgency(story), **given), asker
        name, mail = self._name(), f"colleague{self.chance.randrange(10**5)}@example.org"
        asked = requests.report_for(
            by=self.house.clerk, requester_name=name, requester_mail=mail, urgency=self._urgency(story),
            agency=self.chance.choice(self.house.agencies), **given,
        )  # fmt: skip
        return asked, Actor.citizen(name, mail)

    def _photo(self, when: str) -> Any:
        if self.photographs >= 2 * PHOTOGRAPHED:
            return None
        self.photographs += 1
        return photograph(when)

    def _accept(self, request: Request, story: Story) -> None:
        at = datetime.datetime.combine(story.accepted, datetime.time(9, self.chance.randrange(60)))
        requests.accept(
            request, by=self.house.clerk, kind=story.kind, priority=story.urgency, accepted_at=timezone.make_aware(at)
        )

    def _merge(self, twin: Story, main: Request) -> None:
        """Somebody else reported the same damage."""
        double = requests.report_for(
            by=self.house.clerk, requester_name=self._name(), description=f"{twin.trouble.said}（同一處）",
            kind=main.kind, place=main.place, opened_on=twin.opened, agency=self.chance.choice(self.house.agencies),
        )  # fmt: skip
        if twin.fate == "merged_late":
            self._accept(double, twin)
        requests.merge(double, by=self.house.clerk, into=main, note="同一處損壞")

    def _repair(self, request: Request, story: Story, asker: Actor) -> None:
        clerk, finished = self.house.clerk, self._later(story.accepted, story.days)
        contract = self.house.contracts[story.kind]
        if story.trouble.outside and story.accepted in _year_of(contract):
            work.assign(request, by=clerk, on=story.accepted, contract=contract)
            worker = clerk
        else:
            worker = self._technician()
            work.assign(request, by=clerk, on=story.accepted, technician=worker.person)
        if story.fate == "assigned":
            return
        first = min(finished, self._later(story.accepted, min(1, story.days)))
        work.visit(request, by=worker, on=first, findings=story.trouble.said, work=story.trouble.done)
        if story.fate == "waiting":
            work.wait(request, by=worker, note="零件叫料中")
        if story.fate in ("waiting", "working"):
            return
        for name, quantity, price in story.trouble.parts:
            work.use_part(request, by=worker, name=name, quantity=Decimal(quantity), unit_price=price)
        picture = self._photo("after") if request.pk % 2 else None
        work.finish(request, by=worker, on=finished, photo=picture)
        if story.fate != "inspection":
            self._end(request, asker, finished)

    def _end(self, request: Request, asker: Actor, finished: datetime.date) -> None:
        """Most requesters confirm, some rate, a few come back, and some never answer."""
        luck, day = self.chance.random(), self._later(finished, 1)
        if luck < 0.05:
            again = self._later(finished, 3)
            citizen.reopen(request, by=asker, note="隔天又發生一樣的情形", on=day)
            work.visit(request, by=self.house.clerk, on=again, findings="同一處再次故障", work="重新調整並更換零件")
            work.finish(request, by=self.house.clerk, on=again)
            day = self._later(again, 1)
        if luck > 0.85:
            citizen.close_unanswered(request, by=self.house.clerk, note="逾期未回覆，逕予結案", on=self._later(day, 5))
            return
        rating = self.chance.choices((5, 4, 3, 2, 1), (52, 31, 11, 4, 2))[0] if luck < 0.6 else None
        citizen.confirm(request, by=asker, on=day, rating=rating)


def _year_of(contract: Contract) -> Period:
    return Period(contract.since, contract.until)
