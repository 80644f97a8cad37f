"""Checks that read the Chinese text itself: units, weekdays, counted lists, dates, and digits typed by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from siwei.kernel.measures.prose import Kind, Reading, read_numbers
from siwei.report.bilingual import Text
from siwei.report.checks.finding import Facts, Finding, Severity
from siwei.report.document import Block, Document, Entry, Printed
from siwei.report.figures import FigureValue

WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_ZH = "一二三四五六日"
PEOPLE = frozenset("人名位")
OCCASIONS = {"次", "場", "場次", "期", "回"}
LIST = re.compile(r"(?:^|[，。；：（])(?P<list>[^，。；：（）]+?)等$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure in a paragraph: where its digits stand, and the reading that covers them, if any."""

    figure: FigureValue
    start: int
    end: int
    reading: Reading | None


def places(block: Block, document: Document, readings: tuple[Reading, ...]) -> tuple[Placed, ...]:
    """The figures of a paragraph with their places in its text."""
    found, at = [], 0
    for run in block.runs:
        end = at + len(run.text)
        if isinstance(run, Printed):
            covering = next((r for r in readings if r.start < end and r.end > at), None)
            found.append(Placed(document.figure(run.figure), at, end, covering))
        at = end
    return tuple(found)


def read_prose(facts: Facts) -> Iterator[Finding]:
    """Every finding of the text, in order of the text."""
    document = facts.documents["zh"]
    western = facts.period.start.year
    for entry, block in document.blocks():
        readings = read_numbers(block.text, western)
        placed = places(block, document, readings)
        yield from _units(entry, placed)
        yield from _weekdays(entry, readings, placed, facts)
        yield from _lists(entry, block, placed)
        yield from _typed(entry, block, readings, placed)
        yield from _dates(entry, readings)
    yield from _languages(facts)


def _units(entry: Entry, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    """The unit behind the digits is the figure's own: 363次 is not also 363案."""
    for place in placed:
        said = place.reading.unit if place.reading else ""
        own = place.figure.unit.zh
        if not said or said == own or own.startswith(said) or {said, own} <= PEOPLE:
            continue
        value, label = place.figure.printed("zh"), place.figure.label
        yield Finding(
            f"unit:{place.figure.id}:{said}",
            Severity.WARNING,
            Text(
                f"{label.zh}的單位是「{own}」（{value}{own}），文中也寫成{value}{said}。",
                f"{label.en} is counted in “{own}” ({value}{own}), but the Chinese text also says {value}{said}.",
            ),
            (place.figure.id,),
            entry.id,
        )


def _weekdays(
    entry: Entry, readings: tuple[Reading, ...], placed: tuple[Placed, ...], facts: Facts
) -> Iterator[Finding]:
    """每週一、四 … 107期: as many as the year has such days."""
    for reading in readings:
        if reading.kind is not Kind.WEEKDAYS or not reading.text.startswith(("每", "毎", "逢")):
            continue
        counted = next((p for p in placed if p.start > reading.end and p.figure.unit.zh in OCCASIONS), None)
        if counted and counted.figure.value is not None:
            yield from _weekday_count(entry, reading.weekdays, counted.figure, facts)


def _weekday_count(entry: Entry, weekdays: tuple[int, ...], figure: FigureValue, facts: Facts) -> Iterator[Finding]:
    days: Counter[int] = Counter(day.weekday() for day in facts.period if day.weekday() in weekdays)
    ought, value = sum(days.values()), int(figure.value or 0)
    if ought == value:
        return
    closed = sum(1 for day in facts.period if day.weekday() in weekdays and not facts.is_working_day(day))
    more, less = max(value - ought, 0), max(ought - value, 0)
    yield Finding(
        f"weekdays:{figure.id}",
        Severity.WARNING,
        Text(
            f"文稱每週{'、'.join(WEEKDAYS_ZH[d] for d in weekdays)}，{facts.year}年有"
            + "、".join(f"星期{WEEKDAYS_ZH[d]}{days[d]}天" for d in weekdays)
            + (f"，共{ought}天" if len(weekdays) > 1 else "")
            + f"（其中{closed}天放假）；{figure.label.zh}{value}{figure.unit.zh}，"
            + (f"多{more}。" if more else f"少{less}。"),
            f"The text says every {' and '.join(WEEKDAYS_EN[d] for d in weekdays)}; {facts.year + 1911} has "
            + " and ".join(f"{days[d]} {WEEKDAYS_EN[d]}s" for d in weekdays)
            + (f", {ought} days" if len(weekdays) > 1 else "")
            + f" ({closed} of them days off), but {figure.label.en} is {value}: "
            + (f"{more} more." if more else f"{less} fewer."),
        ),
        (figure.id,),
        entry.id,
    )


def _lists(entry: Entry, block: Block, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    """甲、乙、丙等3個: as many as are named."""
    text = block.text
    for place in placed:
        found = LIST.search(text[: place.start])
        if not found or not text[place.end :].startswith(("個", "家")) or place.figure.value is None:
            continue
        listed = found["list"].count("、") + len(re.findall("[及和與]", found["list"])) + 1
        if listed in (1, int(place.figure.value)):
            continue
        value = place.figure.printed("zh")
        yield Finding(
            f"list:{place.figure.id}",
            Severity.WARNING,
            Text(
                f"{place.figure.label.zh}為{value}，文中列出{listed}個：{found['list']}。",
                f"{place.figure.label.en} is {value}, but the Chinese text names {listed}: {found['list']}.",
            ),
            (place.figure.id,),
            entry.id,
        )


def _typed(entry: Entry, block: Block, readings: tuple[Reading, ...], placed: tuple[Placed, ...]) -> Iterator[Finding]:
    """Digits typed by hand that are a figure of the same paragraph ought to be its reference."""
    covered = {place.reading for place in placed}
    own: dict[tuple[Decimal, str], FigureValue] = {}
    for place in placed:
        if place.figure.value is not None:
            own[place.figure.value, place.figure.unit.zh] = place.figure
    for reading in readings:
        if reading in covered or reading.kind is not Kind.NUMBER or reading.value is None:
            continue
        figure = own.get((reading.value, reading.unit))
        if figure:
            yield Finding(
                f"typed:{figure.id}",
                Severity.WARNING,
                Text(
                    f"文中手寫的「{reading.text}」就是{figure.label.zh}，應改為引用，否則數據更正時不會跟著變。",
                    f"“{reading.text}” is typed by hand but is {figure.label.en}; refer to the figure, or it will "
                    "not follow it.",
                ),
                (figure.id,),
                entry.id,
            )


def _dates(entry: Entry, readings: tuple[Reading, ...]) -> Iterator[Finding]:
    """A day that its month does not have: the reader takes 2月29日 apart when the year has none."""
    for month, day in pairwise(readings):
        if month.kind is Kind.MONTH and day.unit == "日" and day.start == month.end:
            text = month.text + day.text
            yield Finding(
                f"date:{entry.id}:{text}",
                Severity.ERROR,
                Text(f"沒有「{text}」這一天。", f"There is no day “{text}”."),
                entry=entry.id,
            )


def _languages(facts: Facts) -> Iterator[Finding]:
    """Both languages quote the same figures under the same item."""
    zh, en = facts.documents["zh"], facts.documents["en"]
    for ours, theirs in zip(zh.entries, en.entries, strict=True):
        a = Counter(name for block in ours.blocks for name in set(block.figures()))
        b = Counter(name for block in theirs.blocks for name in set(block.figures()))
        for name in sorted(set(a) ^ set(b)):
            figure = facts.figures[name]
            yield Finding(
                f"language:{name}:{ours.id}",
                Severity.ERROR,
                Text(
                    f"「{figure.label.zh}」只見於{'中' if name in a else '英'}文版的{ours.title}。",
                    f"{figure.label.en} stands only in the {'Chinese' if name in a else 'English'} text of "
                    f"{theirs.title}.",
                ),
                (name,),
                ours.id,
            )
