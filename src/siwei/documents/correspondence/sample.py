"""A believable year of documents: some lived act by act, most taken over from the old register of every agency."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from siwei.documents.content.model import Content, Party, Recipient, Secrecy, Section, Way, recipients_to_json
from siwei.documents.correspondence import rules, stories
from siwei.documents.correspondence.actions.issuing import take_over_letter
from siwei.documents.correspondence.actions.receiving import take_over_incoming
from siwei.documents.correspondence.actions.tables import (
    add_class,
    add_delegation,
    add_group,
    add_template,
    add_word,
)
from siwei.documents.correspondence.models import FileClass, Incoming, Letter, Word
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import DAY, Period
from siwei.kernel.calendar.working_days import OfficeCalendar
from siwei.kernel.deadlines.clock import Clock, Practice, due_date
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.directory.office import office

BY = Actor.system("sample")
SEED = 106
SINCE = datetime.date(2010, 1, 1)
#: documents of each agency: received, and created by itself
INCOMING, CREATED = 20, 12
SUBJECTS = (
    "檢送「市政建設考察行程表」1份，請查照。",
    "有關里民活動中心使用情形調查一案，請於文到10日內函復。",
    "函轉修正「公文電子交換作業要點」，請查照並轉知所屬。",
    "召開年度檔案管理研習，請派員參加。",
    "請提供106年度節能減紙成果，俾憑彙整。",
    "檢送本局辦公廳舍公共安全檢查申報書1份，請備查。",
    "有關跨區排水改善會勘紀錄一案，請依結論辦理。",
    "貴機關函詢替代役男勤務管理疑義一案，復如說明。",
)
SENDERS = (("內政部", "A01000000A"), ("行政院環境保護署", "A17000000J"), ("臺南市政府", "395000000A"))
CLASSES = (("0101", "文書管理", 5), ("0203", "事務管理", 10), ("0305", "法令規章", 30), ("0901", "會議紀錄", 0))
ITEMS = (("一般業務函復及函轉", 3), ("轄管會議召開及紀錄", 3), ("年度計畫核定", 2), ("市政政策及重大措施", 1))


@dataclass(frozen=True)
class House:
    """An agency with a unit, and its word of issue numbers."""

    agency: Agency
    unit: Unit
    word: Word


def build(year: Period) -> None:
    """Tables for every agency, a register of the year for each, and lives of documents in the Secretariat."""
    houses = list(_houses())
    chance = Chance(random.Random(SEED), office_calendar())  # noqa: S311  # a sample is to be the same each time
    take_over_incoming.many(_received(houses, year, chance), by=BY)
    take_over_letter.many(_created(houses, year, chance), by=BY)
    own = next(one for one in houses if one.agency.code == office().code)
    _tables(own)
    stories.live(own.agency, year.start.year, by=BY)


def _houses() -> Iterator[House]:
    """Every agency of the directory with a unit that has documents; its own units stay as they are."""
    home = office().code
    agencies = list(Agency.objects.order_by("code").prefetch_related("units"))
    bare = [one for one in agencies if not one.units.all()]
    made = Unit.objects.bulk_create(
        Unit(code=f"{one.code}-sec", name_zh="秘書室", name_en="Secretary's Office", agency=one) for one in bare
    )
    units = {unit.agency_id: unit for unit in made}
    units |= {one.pk: one.units.all()[0] for one in agencies if one.units.all()}
    words = add_word.many(
        (
            {"agency": one, "unit": None, "text": _word(one), "since": SINCE}
            for one in agencies
            if one.code != home
        ),
        by=BY,
    )  # fmt: skip
    others = [one for one in agencies if one.code != home]
    for agency, word in zip(others, words, strict=True):
        yield House(agency, units[agency.pk], word)
    own = next(one for one in agencies if one.code == home)
    word = add_word(by=BY, agency=own, text="高市秘文字", since=SINCE)
    yield House(own, Unit.objects.get(code="documents"), word)


def _word(agency: Agency) -> str:
    """A word that no other agency has; real ones are not known (RULES 1.4)."""
    told_apart = agency.code if agency.sample else agency.code[3:8]
    return f"高市{(agency.short_zh or agency.name_zh)[: 17 - len(told_apart)][:8]}{told_apart}字"


def _tables(own: House) -> None:
    """The Secretariat's scheme, delegation, a group and templates."""
    known = FileClass.objects.filter(agency=own.agency).exists()  # they follow the archive's scheme where there is one
    for code, name, years in () if known else CLASSES:
        add_class(by=BY, agency=own.agency, code=code, name=name, years=years)
    for item, level in ITEMS:
        add_delegation(by=BY, agency=own.agency, item=item, level=level, since=SINCE)
    districts = Agency.objects.filter(name_zh__endswith="區公所").order_by("code")
    members = [Recipient(Party(one.name_zh, "agency", one.code)) for one in districts]
    add_group(
        by=BY, agency=own.agency, name="本市各區公所", collective=True, members=recipients_to_json(members)
    )  # fmt: skip
    for kind, name in (("函", "函復（一般）"), ("開會通知單", "開會通知"), ("簽", "簽陳（存參）")):
        content = Content(kind=kind, sender=Party(own.agency.name_zh, "agency", own.agency.code))
        add_template(by=BY, agency=own.agency, name=name, kind=kind, content=content.to_json())


@dataclass(frozen=True)
class Chance:
    """Dice that fall the same way each time, and the calendar, which is read once."""

    dice: random.Random
    calendar: OfficeCalendar


def _days(year: Period, chance: Chance) -> datetime.date:
    """A working day of the year."""
    last = (year.last - year.start).days
    return chance.calendar.working_day_on_or_after(year.start + chance.dice.randrange(last - 14) * DAY)


def _end(received: datetime.date, speed: str, chance: Chance) -> dict[str, Any]:
    """When it was closed, by a clock of that speed: most in time, some late."""
    rule = deadline_rule(rules.RULE_OF_SPEED[speed], received)
    due = due_date(Clock(rule, received), chance.calendar, Practice.of(office())).day
    length = rule.amount or 6
    done = chance.calendar.add_working_days(received, chance.dice.choice([*range(length + 1)] * 3 + [length + 2]))
    days = rules.used_days("general", received, done, due=due, dated=False, calendar=chance.calendar)
    return {"closed_on": done, "used_days": days, "in_time": done <= due}


def _received(houses: list[House], year: Period, chance: Chance) -> Iterator[dict[str, Any]]:
    """What came: mostly by exchange, some on paper, of which half was converted."""
    dice = chance.dice
    for house in houses:
        for nth in range(INCOMING):
            day = _days(year, chance)
            speed = dice.choices(["普通件", "速件", "最速件"], [80, 17, 3])[0]
            way = dice.choices(["exchange", "paper", "hand", "fax"], [72, 24, 3, 1])[0]
            converted = way != "exchange" and dice.random() < 0.5
            category = dice.choices(["general", "application", "petition", "interpellation"], [88, 5, 5, 2])[0]
            sender = dice.choice(SENDERS) if nth % 3 else _other(houses, house, dice)
            secret = nth == INCOMING - 1 and dice.random() < 0.2
            yield {
                "agency": house.agency, "unit": house.unit, "subject": dice.choice(SUBJECTS), "kind": "函",
                "opened_on": day, "received_at": _morning(day), "speed": speed, "speed_given": speed,
                "category": category, "way": way, "converted": converted, "sender_name": sender[0],
                "sender_code": sender[1], "sender_number": f"樣本字第{day.year - 1911}{dice.randrange(10**6):06d}00號",
                "sent_on": day - DAY, "state": Incoming.State.FILED,
                "outcome": dice.choices(["answered", "noted"], [45, 55])[0],
                "online": (way == "exchange" or converted) and dice.random() < 0.78,
                "secrecy": "密" if secret else "", "secret_until": "本件於公布時解密" if secret else "",
                **_end(day, speed, chance), **({"used_days": None} if category != "general" else {}),
            }  # fmt: skip


def _morning(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(9, 30)))


def _other(houses: list[House], house: House, dice: random.Random) -> tuple[str, str]:
    one = dice.choice(houses).agency
    return (one.name_zh, one.code) if one != house.agency else SENDERS[0]


def _created(houses: list[House], year: Period, chance: Chance) -> Iterator[dict[str, Any]]:
    """What was made: letters, a few memoranda; by exchange save for private people, paper habits and what may not."""
    dice = chance.dice
    for house in houses:
        for nth in range(CREATED):
            day = _days(year, chance)
            memorandum = nth % 5 == 4
            content = _content(houses, house, dice, memorandum=memorandum, secret=nth == 0 and dice.random() < 0.15)
            end = _end(day, "普通件", chance)
            yield {
                "agency": house.agency, "unit": house.unit, "content": content, "opened_on": day,
                "word": None if memorandum else house.word, "issued_on": None if memorandum else end["closed_on"],
                "state": Letter.State.FILED, "level": 3, "online": dice.random() < 0.7, "self_created": True,
                "category": dice.choices(["general", "application", "petition"], [94, 3, 3])[0],
                "physical": dice.random() < 0.04, "split": nth == 7 and house.agency.pk % 9 == 0,
                "upward": memorandum, **end,
            }  # fmt: skip


def _content(houses: list[House], house: House, dice: random.Random, *, memorandum: bool, secret: bool) -> Content:
    sender = Party(house.agency.name_zh, "agency", house.agency.code)
    secrecy = Secrecy("密", "本件於公布時解密") if secret else Secrecy()
    subject = dice.choice(SUBJECTS)
    if memorandum:
        return Content(
            "簽",
            sender,
            subject,
            (Section("說明", "依年度計畫辦理。"), Section("擬辦", "奉核後存查。")),
            secrecy=secrecy,
        )
    way: Way = "exchange" if dice.random() < 0.84 else "paper"
    chosen = dice.sample(houses, dice.choice((1, 1, 1, 2, 5)))
    to = tuple(Recipient(Party(one.agency.name_zh, "agency", one.agency.code), way=way) for one in chosen)
    if dice.random() < 0.08:
        to = (Recipient(Party("王小明君（虛構）", "person"), way="paper"),)
    return Content("函", sender, subject, (Section("說明", "依貴機關來函辦理。"),), recipients=to, secrecy=secrecy)
