"""A believable year of safety: what was held, and what was planned, cancelled or too short beside it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from siwei.general.safety import actions
from siwei.general.safety.models import Attendee, Exercise
from siwei.general.safety.rules import Squad
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre

BY = Actor.system("sample")
FAMILY, GIVEN = "陳林黃張李王吳劉蔡楊", ("志明", "淑芬", "家豪", "雅婷", "建宏", "美玲", "俊傑", "怡君", "宗翰", "佩珊")
UNITS = ("總務科", "文書科", "國際事務科", "職工管理科")
FOUR, SHORT = Decimal(4), Decimal(2)
DAY = datetime.timedelta(days=1)


def build(year: Period) -> None:
    """One training of 80 people and two drills a centre count; the rest of it must not."""
    first = year.start.year
    training = _held(
        "siwei", Exercise.Kind.CIVIL_DEFENCE, "防護團講習", datetime.date(first, 4, 26), FOUR, 86, absent=6
    )
    actions.close(training, by=BY)
    for centre in ("siwei", "fengshan"):
        _held(centre, Exercise.Kind.FIRE_DRILL, "上半年自衛消防編組訓練", datetime.date(first, 5, 17), FOUR, 24)
        drill = _held(
            centre, Exercise.Kind.FIRE_DRILL, "下半年自衛消防編組訓練", datetime.date(first, 11, 15), FOUR, 24
        )
        actions.add_follow_up(drill, by=BY, what="三樓避難指示燈更換", due=datetime.date(first, 12, 15))
    _held("siwei", Exercise.Kind.FIRE_DRILL, "新進同仁滅火器操作（不足四小時）", datetime.date(first, 9, 6), SHORT, 12)
    typhoon = _planned("fengshan", Exercise.Kind.FIRE_DRILL, "七月演練", datetime.date(first, 7, 29), 10)
    actions.cancel(typhoon, by=BY, note="颱風來襲")
    _held("fengshan", Exercise.Kind.FIRE_DRILL, "前一年度演練", datetime.date(first - 1, 12, 20), FOUR, 20)
    _planned("siwei", Exercise.Kind.CIVIL_DEFENCE, "次年度防護團講習", datetime.date(first + 1, 4, 25), 80)


def _planned(centre: str, kind: str, subject: str, day: datetime.date, people: int) -> Exercise:
    fields = {"kind": kind, "centre": Centre.objects.get(code=centre), "title_text": subject, "planned_on": day}
    exercise = actions.plan(by=BY, opened_on=day - 60 * DAY, script="通報、滅火、避難引導、安全防護、救護", **fields)
    actions.enlist(exercise, by=BY, people=[_person(number) for number in range(people)])
    return exercise


def _held(
    centre: str, kind: str, subject: str, day: datetime.date, hours: Decimal, people: int, absent: int = 0
) -> Exercise:
    exercise = _planned(centre, kind, subject, day, people)
    serial = f"高市消防預字第{day.year - 1911}{exercise.pk:05d}號"
    actions.give_notice(exercise, by=BY, notified_on=day - 12 * DAY, notice_number=serial)
    missing = Attendee.objects.filter(exercise=exercise)[:absent]
    actions.hold(exercise, by=BY, held_on=day, hours=hours, result="依計畫完成，成果良好", absent=list(missing))
    actions.file_result(exercise, by=BY, reported_on=day + 9 * DAY, report_number=serial.replace("預", "備"))
    return exercise


def _person(number: int) -> tuple[str, str, str]:
    """An invented person, marked as such."""
    name = f"{FAMILY[number % 10]}{GIVEN[number // 10 % 10]}（虛構）"
    return name, UNITS[number % 4], list(Squad)[number % 5].value
