"""Rules of arithmetic between figures. Each is silent when the sum holds, or when a number it needs is missing.

Declared in a module's `checks` beside its measures, or in the office's checks.toml for figures that are entered:

    Growth("opendata.datasets.growth", new="opendata.datasets.new", total="opendata.datasets.total")
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from siwei.report.bilingual import Text
from siwei.report.checks.finding import Facts, Finding, Severity
from siwei.report.figures import FigureValue


def _n(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _known(facts: Facts, ids: Iterable[str]) -> list[FigureValue] | None:
    found = [facts.figures.get(name) for name in ids]
    known = [figure for figure in found if figure is not None and figure.value is not None]
    return known if len(known) == len(found) else None


def _value(figure: FigureValue) -> Decimal:
    assert figure.value is not None  # `_known` let it through
    return figure.value


@dataclass(frozen=True)
class SumOfParts:
    """The total equals the sum of its parts."""

    total: str
    parts: tuple[str, ...]

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        known = _known(facts, (self.total, *self.parts))
        if known is None:
            return
        total, *parts = known
        ought = sum((_value(part) for part in parts), Decimal(0))
        if ought == total.value:
            return
        sum_ = " + ".join(_n(_value(part)) for part in parts)
        off = _n(abs(ought - _value(total)))
        yield Finding(
            f"sum:{self.total}",
            Severity.ERROR,
            Text(
                f"{total.label.zh}為{_n(_value(total))}，各項合計為{sum_} = {_n(ought)}，相差{off}。",
                f"{total.label.en} is {_n(_value(total))}; its parts make {sum_} = {_n(ought)}, {off} apart.",
            ),
            (self.total, *self.parts),
        )


@dataclass(frozen=True)
class Product:
    """The result equals a figure times a fixed factor (a unit cost, sheets per notice), to a rounding step."""

    result: str
    factors: tuple[str, ...]
    times: Decimal = Decimal(1)
    step: Decimal = Decimal(1)

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        known = _known(facts, (self.result, *self.factors))
        if known is None:
            return
        result, *factors = known
        ought = math.prod((_value(factor) for factor in factors), start=self.times)
        if abs(ought - _value(result)) < self.step / 2 or ought == result.value:
            return
        sum_ = " × ".join([*(_n(_value(factor)) for factor in factors), *([] if self.times == 1 else [_n(self.times)])])
        yield Finding(
            f"product:{self.result}",
            Severity.ERROR,
            Text(
                f"{result.label.zh}為{_n(_value(result))}，但{sum_} = {_n(ought)}。",
                f"{result.label.en} is {_n(_value(result))}, but {sum_} = {_n(ought)}.",
            ),
            (self.result, *self.factors),
        )


@dataclass(frozen=True)
class Growth:
    """A growth in percent equals new ÷ (total − new), to the decimals it is printed with."""

    growth: str
    new: str
    total: str

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        known = _known(facts, (self.growth, self.new, self.total))
        if known is None:
            return
        growth, new, total = known
        before = _value(total) - _value(new)
        if before <= 0:
            return
        ought = _percent(_value(new), before, growth.decimals)
        if ought == growth.value:
            return
        n, t, b, said = (_n(x) for x in (_value(new), _value(total), before, _value(growth)))
        other = _percent(before, _value(total), growth.decimals)
        meant = (
            (f"（{said}%是{b} ÷ {t}，不是成長率）", f" ({said}% is {b} ÷ {t}, which is no growth)")
            if other == growth.value
            else ("", "")
        )
        yield Finding(
            f"growth:{self.growth}",
            Severity.ERROR,
            Text(
                f"{growth.label.zh}寫{said}%，由新增{n}、累計{t}推不出來：前一年度為{t} − {n} = {b}，"
                f"成長為{n} ÷ {b} = {_n(ought)}%{meant[0]}。",
                f"{growth.label.en} is given as {said}%, which does not follow from {n} new of {t}: the year before "
                f"had {t} − {n} = {b}, so growth is {n} ÷ {b} = {_n(ought)}%{meant[1]}.",
            ),
            (self.growth, self.new, self.total),
        )


def _percent(part: Decimal, whole: Decimal, decimals: int) -> Decimal:
    return round(part * 100 / whole, decimals)


@dataclass(frozen=True)
class Share:
    """A share in percent equals part ÷ whole, to the decimals it is printed with."""

    share: str
    part: str
    whole: str

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        known = _known(facts, (self.share, self.part, self.whole))
        if known is None or not known[2].value:
            return
        share, part, whole = known
        ought = _percent(_value(part), _value(whole), share.decimals)
        if ought == share.value:
            return
        p, w, said = (_n(_value(x)) for x in (part, whole, share))
        yield Finding(
            f"share:{self.share}",
            Severity.ERROR,
            Text(
                f"{share.label.zh}寫{said}%，但{p} ÷ {w} = {_n(ought)}%。",
                f"{share.label.en} is given as {said}%, but {p} ÷ {w} = {_n(ought)}%.",
            ),
            (self.share, self.part, self.whole),
        )


@dataclass(frozen=True)
class PartOf:
    """The parts are some of the whole: together they are not more than it."""

    whole: str
    parts: tuple[str, ...]

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        known = _known(facts, (self.whole, *self.parts))
        if known is None:
            return
        whole, *parts = known
        together = sum((_value(part) for part in parts), Decimal(0))
        if together <= _value(whole):
            return
        sum_ = " + ".join(_n(_value(part)) for part in parts)
        yield Finding(
            f"part:{self.whole}",
            Severity.ERROR,
            Text(
                f"{whole.label.zh}只有{_n(_value(whole))}，其中卻有{sum_} = {_n(together)}。",
                f"{whole.label.en} is only {_n(_value(whole))}, yet {sum_} = {_n(together)} are said to be of it.",
            ),
            (self.whole, *self.parts),
        )


@dataclass(frozen=True)
class AtLeast:
    """A rate that the text calls met reaches its target: a number, or the figure that the text names."""

    rate: str
    target: Decimal | str

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        named = (self.target,) if isinstance(self.target, str) else ()
        known = _known(facts, (self.rate, *named))
        if known is None:
            return
        rate = known[0]
        target = _value(known[1]) if isinstance(self.target, str) else self.target
        if _value(rate) >= target:
            return
        yield Finding(
            f"target:{self.rate}",
            Severity.ERROR,
            Text(
                f"{rate.label.zh}為{_n(_value(rate))}%，未達目標{_n(target)}%。",
                f"{rate.label.en} is {_n(_value(rate))}%, below its target of {_n(target)}%.",
            ),
            (self.rate, *named),
        )


@dataclass(frozen=True)
class SamePopulation:
    """Two figures that count the same population are equal; `population` names it."""

    first: str
    second: str
    population: Text

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        known = _known(facts, (self.first, self.second))
        if known is None or known[0].value == known[1].value:
            return
        first, second = known
        a, b = _n(_value(first)), _n(_value(second))
        off = _n(abs(_value(first) - _value(second)))
        yield Finding(
            f"population:{self.first}+{self.second}",
            Severity.WARNING,
            Text(
                f"「{self.population.zh}」有兩個數：{first.label.zh}{a}，{second.label.zh}{b}，相差{off}；"
                "若基準不同，請敘明。",
                f"“{self.population.en}” has two numbers: {first.label.en} {a}, {second.label.en} {b}, {off} apart; "
                "if they are counted on different bases, say so.",
            ),
            (self.first, self.second),
        )


Rule = SumOfParts | Product | Growth | Share | PartOf | AtLeast | SamePopulation
