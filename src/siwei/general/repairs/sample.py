"""A believable year of repairs: what was accepted, and beside it what must not count."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from siwei.general.repairs import actions, register, reporting
from siwei.general.repairs.forms import technicians
from siwei.general.repairs.models import Contract, Equipment, Request, Trade, Urgency
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency, Centre, Person, Place

BY = Actor.system("sample")
DAY = datetime.timedelta(days=1)
LIVED = 16  # every sixteenth was lived through act by act, the others came over from the old register
ACCEPTED = 707  # the report of 106; all of these are accepted in the year, everything else below is not
CALLED_OFF = (64, 320, 560)  # after they were accepted: they count
#: code, floor, Chinese name, English name of the places of each centre
PLACES = (
    ("1f-hall", "1F", "一樓大廳", "First-floor hall"),
    ("2f-office", "2F", "二樓辦公室", "Second-floor offices"),
    ("3f-meeting", "3F", "三樓會議室", "Third-floor meeting rooms"),
    ("5f-office", "5F", "五樓辦公室", "Fifth-floor offices"),
    ("b1-garage", "B1", "地下一樓停車場", "Basement car park"),
    ("b1-plant", "B1", "地下一樓機房", "Basement plant room"),
)
#: per centre: class, Chinese name, English name, place, how many; sixty in all
EQUIPMENT = (
    (Trade.BUILDING, "大廳自動門", "Automatic door", "1f-hall", 4),
    (Trade.BUILDING, "電動鐵捲門", "Rolling shutter", "b1-garage", 2),
    (Trade.PLUMBING, "揚水泵浦", "Lift pump", "b1-plant", 4),
    (Trade.PLUMBING, "飲水機", "Drinking fountain", "2f-office", 8),
    (Trade.AIR, "冰水主機", "Chiller", "b1-plant", 2),
    (Trade.AIR, "空調箱", "Air handler", "3f-meeting", 8),
    (Trade.FIRE, "火警受信總機", "Fire alarm panel", "1f-hall", 1),
    (Trade.FIRE, "消防泵浦", "Fire pump", "b1-plant", 2),
    (Trade.FIRE, "緊急照明燈組", "Emergency lighting set", "5f-office", 4),
    (Trade.LIFT, "客用電梯", "Passenger lift", "1f-hall", 5),
    (Trade.TELEPHONE, "電話交換機", "Telephone exchange", "b1-plant", 1),
    (Trade.TELEPHONE, "總機話務台", "Operator console", "2f-office", 2),
    (Trade.BROADCAST, "廣播主機", "Public-address amplifier", "1f-hall", 1),
    (Trade.BROADCAST, "會議室擴音機", "Meeting room amplifier", "3f-meeting", 4),
    (Trade.CAMERA, "監視錄影主機", "Camera recorder", "b1-garage", 2),
    (Trade.CAMERA, "監視攝影機", "Camera", "b1-garage", 8),
    (Trade.OTHER, "電動捲簾", "Motor blind", "5f-office", 2),
)
#: class, months between rounds, work: one plan for each class and centre
PLANS = ((Trade.LIFT, 1, "電梯月保養"), (Trade.FIRE, 12, "消防設備年度檢修"), (Trade.AIR, 3, "空調季保養"))
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
#: how often each of the faults comes
OFTEN = (16, 14, 11, 8, 9, 12, 5, 7, 5, 4, 6)
#: name, classes, price of an hour, ceiling, hours within which somebody comes (None: the office's own terms)
CONTRACTORS: tuple[tuple[str, list[Trade], int, int, int | None], ...] = (
    ("誠信機電有限公司（虛構）", [Trade.PLUMBING, Trade.AIR, Trade.FIRE], 600, 250000, None),
    ("平安電梯股份有限公司（虛構）", [Trade.LIFT], 800, 180000, 2),
    ("通達通信工程行（虛構）", [Trade.TELEPHONE, Trade.BROADCAST, Trade.CAMERA], 500, 90000, 8),
    ("安居營造工程行（虛構）", [Trade.BUILDING, Trade.OTHER], 450, 60000, None),
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
    agencies: list[Agency]


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
    dice = random.Random(number)  # noqa: S311  # a sample, not a secret
    trade, fault, done, _part, _price = dice.choices(FAULTS, OFTEN)[0]
    place = dice.choice(town.places)
    finished = day + DAY * min(25, int(dice.expovariate(0.3)))
    days = {"opened_on": day - DAY * (number % 2), "accepted_on": day, "finished_on": finished}
    agency = dice.choice(town.agencies) if town.agencies and number % 5 else None
    return {"place": place, "trade": trade, "asked": fault, "result": done, "agency": agency, **days}


def _beside(town: Town, year: Period) -> None:
    """What the rule must leave out."""
    for number in range(9):
        request = _asked(town, number, year.start + DAY * (20 + 30 * number))
        actions.decline(request, by=BY, note="非公共設備，請洽財產保管單位")
    main = _asked(town, 3, year.end - 3 * DAY)
    for number in range(6):
        request = _asked(town, number, year.start + DAY * (25 + 40 * number))
        if number < 3:
            actions.accept(request, by=BY, priority=Urgency.NORMAL, accepted_on=request.opened_on)
            actions.merge(request, by=BY, into=main)
        else:
            actions.cancel(request, by=BY, note="已自行排除")
    for day in (year.start - DAY, year.start - 9 * DAY, year.end):
        request = _asked(town, 1, day - 2 * DAY)
        actions.accept(request, by=BY, priority=Urgency.NORMAL, accepted_on=day)
    for trade, months, what in PLANS:
        for centre in sorted({place.centre for place in town.places}, key=lambda one: one.order):
            _rounds(town, year, trade=trade, centre=centre, what=what, every_months=months)
    exchange = next(one for one in town.equipment if one.trade == Trade.TELEPHONE)
    register.plan(by=BY, equipment=exchange, what="交換機電池檢測", every_months=6, next_on=year.end + 9 * DAY)


def _rounds(town: Town, year: Period, **fields: Any) -> None:
    """The rounds of the first weeks, all of them done; later ones are left to the job."""
    plan = register.plan(by=BY, next_on=year.start + 9 * DAY, **fields)
    contract = next(one for one in town.contracts if plan.trade in one.trades)
    while plan.next_on < year.start + 60 * DAY:
        register.open_due_round(plan, by=BY, day=plan.next_on)
    for request in plan.requests.order_by("pk"):
        day = request.opened_on
        actions.assign(request, by=BY, contract=contract, assigned_on=day)
        actions.visit(request, by=BY, on=day + 2 * DAY, what=plan.what, hours=Decimal("0.5"))
        actions.finish(request, by=BY, result="保養完成，功能正常", finished_on=day + 2 * DAY)
        actions.confirm(request, by=BY)


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
        pieces = [row[:4] for row in EQUIPMENT for _piece in range(row[4])]
        for number, (trade, zh, en, code) in enumerate(pieces, start=1):
            serial = f"{trade.value[:2].upper()}-{centre.code[:1].upper()}-{number:03d}"
            names = {"name_zh": f"{zh}{number}號", "name_en": f"{en} {number}"}
            equipment.append(register.register(by=BY, trade=trade, place=made[code], serial=serial, **names))
    contracts = [
        register.enter_contract(
            by=BY,
            contractor=name,
            trades=[str(trade) for trade in trades],
            since=year.start - 400 * DAY,
            until=year.end + 400 * DAY,
            contact="07-000-0000",
            hour_rate=Decimal(rate),
            ceiling=Decimal(ceiling),
            response_hours=hours,
        )
        for name, trades, rate, ceiling, hours in CONTRACTORS
    ]
    people = Person.objects.active().filter(username__in=("staff", "teacher", "editor")).select_related("post__unit")
    askers = [Actor.of(person) for person in people.order_by("username")] or [BY]
    technician = technicians().filter(invented=True).first()
    return Town(places, equipment, contracts, technician, askers, list(Agency.objects.order_by("code")[:12]))


def _asked(town: Town, number: int, day: datetime.date) -> Request:
    """A report; every ninth is a citizen's, every ninth a call, and every third fitting one names the equipment."""
    trade, fault, _done, _part, _price = FAULTS[number * 7 % len(FAULTS)]
    place = town.places[number * 5 % len(town.places)]
    broken = [one for one in town.equipment if one.trade == trade and one.place.centre_id == place.centre_id]
    equipment = broken[number % len(broken)] if broken and number % 3 == 0 else None
    where: dict[str, Any] = {"asked": fault, "place": place, "equipment": equipment, "trade": trade, "opened_on": day}
    if number % 9 == 4:
        citizen = Actor.citizen("民眾（虛構）", f"citizen{number}@example.org")
        return reporting.report_public(by=citizen, citizen_name=citizen.name, citizen_mail=citizen.mail, **where)
    if number % 9 == 7 and town.agencies:
        agency = town.agencies[number % len(town.agencies)]
        caller: dict[str, Any] = {"citizen_name": "來電者（虛構）", "phone": "07-000-0000", "agency": agency}
        return reporting.take_call(by=BY, **caller, **where)
    return reporting.report(by=town.askers[number % len(town.askers)], **where)


def _accepted(town: Town, number: int, day: datetime.date) -> None:
    """One that counts: nearly all are repaired, the last ones of the year still run."""
    request = _asked(town, number, day - DAY * (number % 2) if number else day)
    actions.accept(request, by=BY, priority=PRIORITIES[number % 5], accepted_on=day)
    if number in CALLED_OFF:
        actions.cancel(request, by=BY, note="已自行排除")
    if number in CALLED_OFF or number >= ACCEPTED - 8:
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
    if number == ACCEPTED - 18:
        actions.wait_for_parts(request, by=BY, waiting_for="原廠零件", since=ended)
    if number >= ACCEPTED - 18:
        return
    if part and number % 4 == 0:
        actions.use_part(request, by=BY, name=part, quantity=Decimal(1 + number % 3), unit_price=Decimal(price))
    actions.finish(request, by=BY, result=done, finished_on=ended)
    if number >= ACCEPTED - 25:
        return
    actions.confirm(request, by=BY)
    if number % 3 == 0:
        actions.rate(request, by=BY, rating=(5, 4, 4, 5, 3, 2)[number // 3 % 6])
