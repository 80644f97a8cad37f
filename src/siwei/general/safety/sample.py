"""A believable year of safety, built by the module's own actions; the people are invented and say so."""

from __future__ import annotations

import datetime
from decimal import Decimal

from siwei.general.safety import actions
from siwei.general.safety.models import Exercise
from siwei.general.safety.rules import Squad
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import DAY, Period
from siwei.kernel.directory.models import Centre
from siwei.kernel.directory.office import office

BY = Actor.system("sample")
FAMILY, GIVEN = "陳林黃張李王吳劉蔡楊", ("志明", "淑芬", "家豪", "雅婷", "建宏", "美玲", "俊傑", "怡君", "宗翰", "佩珊")
UNITS = ("總務科", "文書科", "國際事務科", "職工管理科")
SQUADS = tuple(squad.value for squad in Squad)
DRILL, TRAINING = Exercise.Kind.FIRE_DRILL, Exercise.Kind.TRAINING
STAFF, MEMBERS = 62, 240


def build(year: Period) -> None:
    """One training of 80 people and two drills for each centre; the rest must not count."""
    first = year.start.year
    _what_counts(first)
    _what_does_not(first)


def _what_counts(year: int) -> None:
    main = office().main_centre
    training = _held(main, TRAINING, "防護團常年訓練講習", _on(year, 4, 26), people=86, absent=6)
    actions.close(training, by=BY)
    for centre in (centre.code for centre in office().centres):
        spring = _held(centre, DRILL, "上半年自衛消防編組訓練", _on(year, 5, 17), people=24)
        actions.close(spring, by=BY)
        autumn = _held(centre, DRILL, "下半年自衛消防編組訓練", _on(year, 11, 15), people=24, absent=1)
        actions.add_follow_up(autumn, by=BY, what="三樓避難指示燈更換", due=_on(year, 12, 15))


def _what_does_not(year: int) -> None:
    first, *_rest, last = [centre.code for centre in office().centres]
    short = _held(first, DRILL, "新進同仁滅火器操作", _on(year, 9, 6), people=12, hours=Decimal(2))
    actions.add_follow_up(short, by=BY, what="一樓滅火器壓力不足二具更換", due=_on(year, 9, 30))
    actions.finish_follow_up(short, by=BY, follow_up=short.follow_ups.get(), done_on=_on(year, 9, 13))
    typhoon = _notified(last, DRILL, "夜間避難演練", _on(year, 7, 28), people=10)
    actions.cancel(typhoon, by=BY, note="颱風警報，停止辦理")
    put_off = _notified(last, DRILL, "地下停車場演練", _on(year, 8, 16), people=10)
    actions.postpone(put_off, by=BY, planned_on=_on(year + 1, 1, 17), note="配合耐震補強工程，延至次年辦理")
    missed = _notified(first, TRAINING, "防護團幹部講習", _on(year, 10, 18), people=15)
    actions.miss(missed, by=BY, note="講師臨時無法到場")
    _held(last, DRILL, "前一年度演練", _on(year - 1, 12, 20), people=20)
    _held(first, TRAINING, "次年度防護團常年訓練講習", _on(year + 1, 4, 25), people=82)


def _on(year: int, month: int, day: int) -> datetime.date:
    """That day, or the next working day."""
    return office_calendar().working_day_on_or_after(datetime.date(year, month, day))


def _notified(centre: str, kind: str, subject: str, day: datetime.date, *, people: int) -> Exercise:
    exercise = actions.plan(
        by=BY,
        kind=kind,
        centre=Centre.objects.get(code=centre),
        subject=subject,
        planned_on=day,
        place="一樓中庭",
        strength=MEMBERS if kind == TRAINING else STAFF,
        script="一、通報　二、滅火　三、避難引導　四、安全防護　五、救護　六、檢討",
        opened_on=day - 60 * DAY,
    )
    actions.enlist(exercise, by=BY, people=[_person(number) for number in range(people)])
    number = f"高市消防預字第{day.year - 1911}{exercise.pk:05d}號（樣本）"
    actions.give_notice(exercise, by=BY, notified_on=day - 14 * DAY, notice_number=number)
    return exercise


def _held(
    centre: str,
    kind: str,
    subject: str,
    day: datetime.date,
    *,
    people: int,
    absent: int = 0,
    hours: Decimal = Decimal(4),
) -> Exercise:
    exercise = _notified(centre, kind, subject, day, people=people)
    away = list(exercise.roster.all()[:absent])
    actions.hold(exercise, by=BY, held_on=day, hours=hours, result="依計畫完成，成果良好。", absent=away)
    number = f"高市消防備字第{day.year - 1911}{exercise.pk:05d}號（樣本）"
    actions.file_result(exercise, by=BY, reported_on=day + 9 * DAY, report_number=number)
    return exercise


def _person(number: int) -> tuple[str, str, str]:
    """An invented person, marked as such."""
    name = f"{FAMILY[number % 10]}{GIVEN[number // 10 % 10]}（虛構）"
    return name, UNITS[number % 4], SQUADS[number % 5]
