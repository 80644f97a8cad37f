"""A believable year of repairs: what was accepted, and beside it what must not count."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from siwei.general.repairs import actions, register, reporting
from siwei.general.repairs.forms import technicians
from siwei.general.repairs.models import Contract, Equipment, Request, Trade, Urgency
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre, Person, Place

BY = Actor.system("sample")
DAY = datetime.timedelta(days=1)
LIVED = 16  # every sixteenth was lived through act by act, the others came over from the old register
ACCEPTED = 707  # the report of 106; all of these are accepted in the year, everything else below is not
#: code, floor, Chinese name, English name of the places of each centre
PLACES = (
    ("1f-hall", "1F", "一樓大廳", "First-floor hall"),
    ("2f-office", "2F", "二樓辦公室", "Second-floor offices"),
    ("3f-meeting", "3F", "三樓會議室", "Third-floor meeting rooms"),
    ("5f-office", "5F", "五樓辦公室", "Fifth-floor offices"),
    ("b1-garage", "B1", "地下一樓停車場", "Basement car park"),
    ("b1-plant", "B1", "地下一樓機房", "Basement plant room"),
)
#: per centre: class, Chinese name, English name, place, months between preventive rounds (0: none)
EQUIPMENT = (
    (Trade.BUILDING, "大廳自動門", "Automatic door", "1f-hall", 0),
    (Trade.PLUMBING, "揚水泵浦", "Lift pump", "b1-plant", 6),
    (Trade.PLUMBING, "飲水機", "Drinking fountain", "2f-office", 3),
    (Trade.AIR, "冰水主機", "Chiller", "b1-plant", 3),
    (Trade.AIR, "空調箱", "Air handler", "3f-meeting", 0),
    (Trade.FIRE, "火警受信總機", "Fire alarm panel", "1f-hall", 12),
    (Trade.LIFT, "客用電梯", "Passenger lift", "1f-hall", 1),
    (Trade.TELEPHONE, "電話交換機", "Telephone exchange", "b1-plant", 0),
    (Trade.BROADCAST, "廣播主機", "Public-address amplifier", "1f-hall", 0),
    (Trade.CAMERA, "監視錄影主機", "Camera recorder", "b1-garage", 0),
)
FAULTS = (
    (Trade.PLUMBING, "日光燈不亮", "更換燈管", "LED燈管", 180),
    (Trade.AIR, "冷氣不冷", "清洗濾網並補冷媒", "冷媒", 650),
    (Trade.PLUMBING, "水龍頭漏水", "更換墊片", "止水墊片", 25),
    (Trade.BUILDING, "門鎖故障", "更換門鎖", "水平鎖", 850),
    (Trade.TELEPHONE, "分機無聲", "重接線路", "電話線", 60),
    (Trade.PLUMBING, "馬桶阻塞", "疏通", "", 0),
    (Trade.LIFT, "電梯按鈕無反應", "更換按鈕", "按鈕模組", 1200),
    (Trade.CAMERA, "監視畫面黑屏", "更換電源供應器", "電源供應器", 700),
    (Trade.FIRE, "緊急照明燈不亮", "更換電池", "電池", 320),
    (Trade.BROADCAST, "會議室喇叭雜音", "更換接頭", "接頭", 90),
    (Trade.OTHER, "公布欄鬆動", "重新固定", "", 0),
)
CONTRACTORS = (
    ("誠信機電有限公司（虛構）", [Trade.PLUMBING, Trade.AIR, Trade.FIRE]),
    ("平安電梯股份有限公司（虛構）", [Trade.LIFT]),
    ("通達通信工程行（虛構）", [Trade.TELEPHONE, Trade.BROADCAST, Trade.CAMERA]),
    ("安居營造工程行（虛構）", [Trade.BUILDING, Trade.OTHER]),
)
PRIORITIES = (Urgency.NORMAL, Urgency.NORMAL, Urgency.SOON, Urgency.NORMAL, Urgency.EMERGENCY)


@dataclass
class Town:
    """What the requests of the year rest on."""

    places: list[Place]
    equipment: list[Equipment]
    contracts: list[Contract]
    technician: Person | None
    askers: list[Actor]


def build(year: Period) -> None:
    """707 requests accepted in the year; the rest was declined, merged, called off, preventive or in other years."""
    town = _town(year)
    days = [year.start + DAY * (number * len(year) // ACCEPTED) for number in range(ACCEPTED)]
    lived = [number for number in range(ACCEPTED) if number % LIVED == 0 or number >= ACCEPTED - 25]
    old = sorted(set(range(ACCEPTED)) - set(lived))
    reporting.take_over.many([_old(town, number, days[number]) for number in old], by=BY)
    for number in lived:
        _accepted(town, number, days[number])
    _beside(town, year)


def _old(town: Town, number: int, day: datetime.date) -> dict[str, Any]:
    """A row of the old register."""
    trade, fault, done, _part, _price = FAULTS[number * 7 % len(FAULTS)]
    place = town.places[number * 5 % len(town.places)]
    days = {"opened_on": day - DAY * (number % 2), "accepted_on": day, "finished_on": day + DAY * (number * 11 % 9)}
    return {"place": place, "trade": trade, "asked": fault, "result": done, **days}


def _beside(town: Town, year: Period) -> None:
    """What the rule must leave out."""
    for number in range(9):
        request = _asked(town, number, year.start + DAY * (20 + 30 * number))
        actions.decline(request, by=BY, note="非公共設備，請洽財產保管單位")
    main = _asked(town, 3, year.end - 3 * DAY)
    for number in range(6):
        request = _asked(town, number, year.start + DAY * (25 + 40 * number))
        actions.accept(request, by=BY, priority=Urgency.NORMAL, accepted_on=request.opened_on)
        if number < 3:
            actions.merge(request, by=BY, into=main)
        else:
            actions.cancel(request, by=BY, note="已自行排除")
    for day in (year.start - DAY, year.start - 9 * DAY, year.end):
        request = _asked(town, 1, day - 2 * DAY)
        actions.accept(request, by=BY, priority=Urgency.NORMAL, accepted_on=day)
    for equipment, months in zip(town.equipment, [row[4] for row in EQUIPMENT] * 2, strict=True):
        if months:
            _rounds(equipment, months, year)


def _rounds(equipment: Equipment, months: int, year: Period) -> None:
    plan = register.plan(by=BY, equipment=equipment, what="定期保養", every_months=months, next_on=year.start + 9 * DAY)
    while plan.next_on in year and plan.next_on < year.start + 100 * DAY:
        register.open_due_round(plan, by=BY, day=plan.next_on)


def _town(year: Period) -> Town:
    places: list[Place] = []
    equipment: list[Equipment] = []
    for centre in Centre.objects.filter(code__in=("siwei", "fengshan")).order_by("order"):
        made = {}
        for code, floor, zh, en in PLACES:
            names = {"name_zh": f"{centre.name_zh}{zh}", "name_en": en, "floor": floor}
            made[code], _new = Place.objects.get_or_create(
                code=f"{centre.code}-{code}", defaults={"centre": centre, **names}
            )
        places += made.values()
        for number, (trade, zh, en, code, _months) in enumerate(EQUIPMENT, start=1):
            equipment.append(
                register.register(
                    by=BY,
                    trade=trade,
                    name_zh=zh,
                    name_en=en,
                    place=made[code],
                    serial=f"{trade.value[:2].upper()}-{centre.code[:1].upper()}-{number:03d}",
                )
            )
    contracts = [
        register.enter_contract(
            by=BY,
            contractor=name,
            trades=[str(trade) for trade in trades],
            since=year.start - 400 * DAY,
            until=year.end + 400 * DAY,
            contact="07-000-0000",
        )
        for name, trades in CONTRACTORS
    ]
    people = Person.objects.active().filter(username__in=("staff", "teacher", "editor")).select_related("post__unit")
    askers = [Actor.of(person) for person in people.order_by("username")] or [BY]
    return Town(places, equipment, contracts, technicians().filter(invented=True).first(), askers)


def _asked(town: Town, number: int, day: datetime.date) -> Request:
    """A report; every ninth is a citizen's, and every third of the fitting ones names the equipment."""
    trade, fault, _done, _part, _price = FAULTS[number * 7 % len(FAULTS)]
    place = town.places[number * 5 % len(town.places)]
    broken = [one for one in town.equipment if one.trade == trade and one.place.centre_id == place.centre_id]
    equipment = broken[0] if broken and number % 3 == 0 else None
    where: dict[str, Any] = {"asked": fault, "place": place, "equipment": equipment, "trade": trade, "opened_on": day}
    if number % 9 == 4:
        citizen = Actor.citizen("民眾（虛構）", f"citizen{number}@example.org")
        return reporting.report_public(by=citizen, citizen_name=citizen.name, citizen_mail=citizen.mail, **where)
    return reporting.report(by=town.askers[number % len(town.askers)], **where)


def _accepted(town: Town, number: int, day: datetime.date) -> None:
    """One that counts: nearly all are repaired, the last ones of the year still run."""
    request = _asked(town, number, day - DAY * (number % 2) if number else day)
    actions.accept(request, by=BY, priority=PRIORITIES[number % 5], accepted_on=day)
    if number >= ACCEPTED - 8:
        return
    if town.technician is not None and number % 2:
        actions.assign(request, by=BY, technician=town.technician, assigned_on=day)
    else:
        fitting = next(one for one in town.contracts if request.trade in one.trades)
        actions.assign(request, by=BY, contract=fitting, assigned_on=day)
    if number >= ACCEPTED - 14:
        return
    _trade, _fault, done, part, price = FAULTS[number * 7 % len(FAULTS)]
    ended = day + DAY * (number * 11 % 9)
    actions.visit(request, by=BY, on=ended, what=done, hours=Decimal("1.5"))
    if number >= ACCEPTED - 18:
        return
    if part and number % 4 == 0:
        actions.use_part(request, by=BY, name=part, quantity=Decimal(1 + number % 3), unit_price=Decimal(price))
    actions.finish(request, by=BY, result=done, finished_on=ended)
    if number >= ACCEPTED - 25:
        return
    actions.confirm(request, by=BY)
    if number % 3 == 0:
        actions.rate(request, by=BY, rating=3 + number % 3)
