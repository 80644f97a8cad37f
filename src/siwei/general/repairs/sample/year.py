"""The cases of the sample year, and how each of them lived.

The office took up this program on the first of September. Repairs from before were entered from the paper
register when they were over, one act each; from then on every case is lived through, act by act, with QR
codes on the walls. Cases that must not count stand among those that do: asked or accepted in another
year, declined, cancelled too early, merged, preventive.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from siwei.general.repairs.jobs import open_planned
from siwei.general.repairs.models import Kind, Plan, Priority
from siwei.general.repairs.sample import lives
from siwei.general.repairs.sample.lives import Story
from siwei.general.repairs.sample.registers import furnish
from siwei.general.repairs.sample.words import SHARE, TROUBLES
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period

#: requests accepted in the year (report of 106, 壹一(二)4), and by how many other fates they are surrounded
COUNTED = 707
FATES = Counter(declined=19, cancelled_early=8, merged_early=11, merged_late=5, year_before=9, year_after=7)
#: of the counted ones: asked in December, cancelled after acceptance, still open when the year ended
CARRIED_OVER, CANCELLED_LATE, STILL_OPEN = 6, 4, 9
#: how much breaks by month; air conditioning in summer, the two typhoons at the end of July
MONTHS = (8, 6, 8, 8, 9, 10, 12, 11, 9, 8, 7, 7)
SUMMER = (5, 6, 7, 8, 9)


def build(year: Period) -> None:
    """Make the year in an office whose centres and agencies are loaded; deterministic for a year."""
    chance = Random(f"repairs {year.start}")  # noqa: S311  # a story, not a secret
    days = _working_days(year)
    house = furnish(year, chance)
    began = datetime.date(year.start.year, 9, 1)
    live = lives.Lives(house, chance, days)
    stories = list(_stories(year, days, began, chance))
    for story in sorted(_twins(stories, began, chance), key=lambda one: one.opened):
        _preventive(live, min(story.opened, year.last))
        live.live(story, entered_later=story.opened < began)
    _preventive(live, year.last)


def _twins(stories: list[Story], began: datetime.date, chance: Random) -> list[Story]:
    """Give every story that is to be merged the case it is merged into; that case carries it from here on."""
    doubles = [story for story in stories if story.fate.startswith("merged")]
    fit = [one for one in stories if one.fate == "repaired" and one.opened >= began and one.accepted.year == one.opened.year]
    for main, double in zip(chance.sample(fit, len(doubles)), doubles, strict=True):
        main.twin = double
        double.opened = double.accepted = main.accepted
        double.kind, double.trouble = main.kind, main.trouble
    return [story for story in stories if story not in doubles]


def _preventive(live: lives.Lives, day: datetime.date) -> None:
    """Let the job of preventive plans run as it would have run by that day, and see to its cases."""
    if Plan.objects.filter(active=True, next_on__lte=day).exists():
        open_planned(day)
        live.see_to_preventive()


def _working_days(year: Period) -> list[datetime.date]:
    """Working days from the December before to the January after."""
    around = Period(datetime.date(year.start.year - 1, 12, 1), datetime.date(year.end.year, 2, 20))
    return list(office_calendar().working_days_in(around))


def _stories(
    year: Period, days: Sequence[datetime.date], began: datetime.date, chance: Random
) -> Iterator[Story]:
    within = [day for day in days if day in year]
    december = [day for day in days if day < year.start]
    january = [day for day in days if day >= year.end and day.month == 1]
    fates: list[str] = ["cancelled_late"] * CANCELLED_LATE
    fates += ["repaired"] * (COUNTED - CARRIED_OVER - CANCELLED_LATE - STILL_OPEN)
    for fate in fates:
        day = _day(within[:-9], chance, began if fate != "repaired" else None)
        yield _story(day, days, chance, fate)
    for _n in range(CARRIED_OVER):
        yield _story(december[-1], days, chance, "repaired", accepted=within[chance.randrange(3)])
    for n in range(STILL_OPEN):
        yield _story(within[-9 + n // 2], days, chance, ("accepted", "assigned", "working", "waiting", "inspection")[n % 5])
    for _n in range(FATES["year_before"]):
        yield _story(december[chance.randrange(len(december) - 8)], days, chance, "repaired")
    for n in range(FATES["year_after"]):
        day = within[-1 - n % 2]
        yield _story(day, days, chance, "repaired", accepted=january[n % 3])
    for fate in ("declined", "cancelled_early", "merged_early", "merged_late"):
        for _n in range(FATES[fate]):
            yield _story(_day(within[:-15], chance, began), days, chance, fate)


def _day(days: Sequence[datetime.date], chance: Random, since: datetime.date | None) -> datetime.date:
    some = [day for day in days if since is None or day >= since]
    return chance.choices(some, [MONTHS[day.month - 1] for day in some])[0]


def _story(
    opened: datetime.date,
    days: Sequence[datetime.date],
    chance: Random,
    fate: str,
    accepted: datetime.date | None = None,
) -> Story:
    share = {kind: part * (2 if kind is Kind.AIR and opened.month in SUMMER else 1) for kind, part in SHARE.items()}
    kind = chance.choices(list(share), list(share.values()))[0]
    trouble = chance.choices(TROUBLES[kind], [one.weight for one in TROUBLES[kind]])[0]
    urgency = chance.choices(list(Priority), [4, 18, 78])[0]
    later = 0 if urgency is Priority.EMERGENCY else chance.choices((0, 1, 2), (70, 24, 6))[0]
    accepted = accepted or days[bisect_left(days, opened) + later]
    if accepted.year != opened.year and fate != "repaired":
        accepted = opened
    took = chance.choices((0, 1, 2, 3, 5, 8, 14), (26, 30, 18, 11, 8, 5, 2))[0] + (2 if trouble.outside else 0)
    return Story(opened, accepted, kind, trouble, fate, urgency, took)
