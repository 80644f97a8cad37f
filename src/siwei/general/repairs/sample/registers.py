"""The sample's places, equipment, contracts, plans and people; everything that stands before the first case."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random

from siwei.general.repairs.actions.registers import add_contract, add_equipment, add_plan
from siwei.general.repairs.models import Contract, Equipment, Kind
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.general.repairs.sample import words
from siwei.kernel.access.actor import Actor, Role, holders
from siwei.kernel.access.models import Grant
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency, Centre, Person, Place, Post, Unit

SINCE = datetime.date(2010, 1, 1)
FLOORS = {0: range(2, 11), 1: range(2, 9)}  # office floors of the first and the second centre


@dataclass(frozen=True)
class House:
    """What the cases of the year draw upon."""

    clerk: Actor
    technicians: tuple[Actor, ...]
    colleagues: tuple[Actor, ...]
    places: tuple[Place, ...]
    equipment: dict[Kind, tuple[Equipment, ...]]
    contracts: dict[Kind, Contract]
    agencies: tuple[Agency, ...]


def furnish(year: Period, chance: Random) -> House:
    """Make everything, by acts where there are acts."""
    clerk = Actor.of(next(iter(holders(CLERK)), None) or _person("repairs-clerk", "方怡安", "Fang Yi-an", CLERK))
    for row in words.TECHNICIANS:
        _person(*row, TECHNICIAN)
    places = tuple(place for n, centre in enumerate(Centre.objects.order_by("order")) for place in _places(centre, n))
    equipment = _equipment(places, clerk, chance)
    contracts = _contracts(year, clerk)
    _plans(year, clerk, contracts)
    technicians = tuple(Actor.of(person) for person in holders(TECHNICIAN))
    home = clerk.person.agency if clerk.person else None
    others = Person.objects.active().filter(invented=True).exclude(post__unit__agency=home)
    colleagues = tuple(Actor.of(person) for person in others.order_by("username"))
    agencies = tuple(Agency.objects.order_by("code")[:36])
    return House(clerk, technicians, colleagues, places, equipment, contracts, agencies)


def _person(username: str, zh: str, en: str, role: Role) -> Person:
    unit = Unit.objects.order_by("code").filter(code="general").first() or Unit.objects.order_by("code")[0]
    post, _new = Post.objects.get_or_create(unit=unit, name_zh="技工", defaults={"rank": 8})
    made, new = Person.objects.get_or_create(
        username=username,
        defaults={
            "name_zh": zh + words.MARK,
            "name_en": f"{en} (invented)",
            "email": f"{username}@example.org",
            "post": post,
            "invented": True,
            "password": "!",
        },
    )
    if new:
        Grant.objects.create(person=made, role=role.code, since=SINCE)
    person: Person = made
    return person


def _places(centre: Centre, number: int) -> list[Place]:
    rows = [(floor, slug, zh, en) for floor, slug, zh, en in words.SPECIAL_ROOMS]
    rows += [(f"{n}F", slug, zh, en) for n in FLOORS.get(number, range(2, 6)) for slug, zh, en in words.ROOMS]
    made = []
    for floor, slug, zh, en in rows:
        code = f"{centre.code}-{floor}-{slug}".lower()
        defaults = {"centre": centre, "floor": floor, "name_zh": zh, "name_en": en}
        made.append(Place.objects.get_or_create(code=code, defaults=defaults)[0])
    return made


def _equipment(places: tuple[Place, ...], clerk: Actor, chance: Random) -> dict[Kind, tuple[Equipment, ...]]:
    rows = []
    for centre in dict.fromkeys(place.centre for place in places):
        here = [place for place in places if place.centre == centre]
        for kind, zh, en, where, count in words.EQUIPMENT:
            slug = where.removeprefix("floor:")
            rooms = [place for place in here if place.code.endswith(f"-{slug}")]
            if slug == where:
                rooms = rooms * count
            several = len(rooms) > 1
            for n, room in enumerate(rooms, 1):
                rows.append({
                    "code": f"{centre.code[:2]}-{kind.value[:3]}-{len(rows) + 1:03d}".upper(),
                    "name_zh": f"{zh}{n}號" if several else zh,
                    "name_en": f"{en} {n}" if several else en,
                    "kind": kind,
                    "place": room,
                    "serial": f"{chance.randrange(10**7):07d}",
                    "installed_on": datetime.date(chance.randint(1996, 2015), chance.randint(1, 12), 15),
                })  # fmt: skip
    found: dict[Kind, list[Equipment]] = {}
    for equipment in add_equipment.many(rows, by=clerk):
        found.setdefault(Kind(equipment.kind), []).append(equipment)
    return {kind: tuple(several) for kind, several in found.items()}


def _contracts(year: Period, clerk: Actor) -> dict[Kind, Contract]:
    """Each contractor had a contract last year, has one this year, and got the next one."""
    found: dict[Kind, Contract] = {}
    for n, (contractor, kinds, *hours) in enumerate(words.CONTRACTORS, 1):
        for start in range(year.start.year - 1, year.start.year + 2):
            made = add_contract(
                by=clerk,
                number=f"維護{start - 1911}-{n:02d}",
                contractor=contractor + words.MARK,
                kinds=[kind.value for kind in kinds],
                since=datetime.date(start, 1, 1),
                until=datetime.date(start + 1, 1, 1),
                emergency_hours=hours[0],
                urgent_hours=hours[1],
                normal_hours=hours[2],
                contact=f"{words.SURNAMES[n]}經理{words.MARK}",
                phone=f"07-555-01{n:02d}",
                mail=f"service{n}@example.org",
            )
            if start == year.start.year:
                found.update(dict.fromkeys(kinds, made))
    return found


def _plans(year: Period, clerk: Actor, contracts: dict[Kind, Contract]) -> None:
    for order, centre in enumerate(Centre.objects.order_by("order")):
        for n, (zh, en, kind, months, what) in enumerate(words.PLANS):
            add_plan(
                by=clerk,
                name_zh=f"{centre.name_zh}{zh}",
                name_en=f"{en}, {centre.name_en}",
                kind=kind.value,
                centre=centre,
                every_months=months,
                next_on=datetime.date(year.start.year, 1 + n % min(months, 3), 5 + 2 * order),
                what=what,
                contract=contracts[kind],
            )
