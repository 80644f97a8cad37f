"""The monthly statement of an agency (月公文時效統計), counted by the database per category or unit (RULES 1.9)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.measures import COUNTS, EXCHANGE_RATE, ONLINE_RATE
from siwei.documents.correspondence.models import Category, Incoming, Letter
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.measures.measure import value
from siwei.kernel.sheets.column import Column, Kind

#: what a statement is divided by: the column of the document
AXES: Mapping[str, tuple[Any, str]] = {
    "category": (_("By category"), "category"),
    "unit": (_("By unit in charge"), "unit"),
}


@dataclass
class Line:
    """One line of the statement. Days used are of general documents that were closed; None where none was."""

    label: str
    received: int = 0
    created: int = 0
    issued: int = 0
    noted: int = 0
    closed: int = 0
    in_time: int = 0
    late: int = 0
    open_in_time: int = 0
    open_late: int = 0
    days: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        """Of what was closed, the part that was in time, in percent."""
        return Decimal(100 * self.in_time) / self.closed if self.closed else None


COLUMNS = (
    Column("label", _("Divided by")),
    Column("received", _("Received documents"), kind=Kind.NUMBER),
    Column("created", _("Created documents"), kind=Kind.NUMBER),
    Column("issued", _("Issued letters"), kind=Kind.NUMBER),
    Column("noted", _("Kept for reference"), kind=Kind.NUMBER),
    Column("closed", _("Closed documents"), kind=Kind.NUMBER),
    Column("in_time", _("Closed in time"), kind=Kind.NUMBER),
    Column("late", _("Closed late"), kind=Kind.NUMBER),
    Column("open_in_time", _("Open, in time"), kind=Kind.NUMBER),
    Column("open_late", _("Open, late"), kind=Kind.NUMBER),
    Column("days", _("Average days used"), kind=Kind.NUMBER),
)


def lines(agency: Agency, period: Period, axis: str) -> list[Line]:
    """The statement of an agency, and its sum as the last line. Classified documents are not in it."""
    field = AXES[axis][1]
    names = _names(agency, axis)
    found = {key: Line(label) for key, label in names.items()}
    incoming = Incoming.objects.counted().filter(agency=agency)
    letters = Letter.objects.counted().filter(agency=agency)
    own = letters.filter(self_created=True)
    total = Line(said("All together"))
    for rows, counts in _questions(incoming, letters, own, period):
        # the counts are called otherwise than the columns, which their filters name
        asked = {f"of_{name}": one for name, one in counts.items()}
        for row in rows.order_by().values(field).annotate(**asked):
            key = row.pop(field)
            line = found.setdefault(key, Line(names.get(key, said("No unit"))))
            for name, amount in ((one.removeprefix("of_"), number) for one, number in row.items()):
                setattr(line, name, getattr(line, name) + amount)
                setattr(total, name, getattr(total, name) + amount)
    _days(found, total, incoming, own, period, field)
    return [*(line for line in found.values() if line.received or line.created or line.closed or line.issued), total]


def _names(agency: Agency, axis: str) -> dict[Any, str]:
    if axis == "category":
        return {code: str(label) for code, label in Category.choices}
    return {unit.pk: unit.name for unit in Unit.objects.filter(agency=agency)}


def _questions(incoming: Any, letters: Any, own: Any, period: Period) -> Iterable[tuple[Any, dict[str, Count]]]:
    """What is counted of which rows; an answer is closed with what it answers and counts once."""
    opened = {"opened_on__gte": period.start, "opened_on__lt": period.end}
    closed = {"closed_on__gte": period.start, "closed_on__lt": period.end}
    done = {
        "closed": Count("pk"),
        "in_time": Count("pk", filter=Q(in_time=True)),
        "late": Count("pk", filter=Q(in_time=False)),
    }
    yield incoming.exclude(state=Incoming.State.RETURNED).filter(**opened), {"received": Count("pk")}
    yield own.filter(**opened), {"created": Count("pk")}
    days = {"issued_on__gte": period.start, "issued_on__lt": period.end}
    yield letters.filter(state__in=Letter.SENT, **days), {"issued": Count("pk")}
    yield incoming.filter(outcome__in=("noted", "joined"), **closed), {"noted": Count("pk")}
    yield incoming.filter(**closed), done
    yield own.filter(**closed), done
    for rows in (incoming.exclude(state=Incoming.State.RETURNED), own):
        yield _open(rows, period)


def _open(rows: Any, period: Period) -> tuple[Any, dict[str, Count]]:
    """What came before the end of the period and was not closed by then, by the due day of the clock that counts. In a
    running month nothing is late whose day has not passed.
    """
    last = min(period.end, timezone.localdate())
    end = timezone.make_aware(datetime.datetime.combine(last, datetime.time()))
    clocks = Duty.objects.about_type(rows.model).filter(kind="handle").exclude(state=Duty.State.VOID)
    late = clocks.filter(due__lt=end).values("object_id")
    standing = rows.filter(opened_on__lt=period.end).filter(Q(closed_on=None) | Q(closed_on__gte=period.end))
    counts = {
        "open_late": Count("pk", filter=Q(pk__in=late)),
        "open_in_time": Count("pk", filter=~Q(pk__in=late)),
    }
    return standing.filter(pk__in=clocks.values("object_id")), counts


def _days(found: dict[Any, Line], total: Line, incoming: Any, own: Any, period: Period, field: str) -> None:
    """Σ used days ÷ documents, of general documents closed in the period."""
    closed = {"closed_on__gte": period.start, "closed_on__lt": period.end, "category": Category.GENERAL}
    sums: dict[Any, list[Decimal]] = {}
    for rows in (incoming, own):
        asked = rows.filter(**closed).exclude(used_days=None).order_by().values_list(field)
        for key, average, number in asked.annotate(Avg("used_days"), Count("pk")):
            sums.setdefault(key, []).extend((average * number, Decimal(number)))
    for key, amounts in sums.items():
        found[key].days = _average(amounts)
    total.days = _average([amount for amounts in sums.values() for amount in amounts])


def _average(amounts: list[Decimal]) -> Decimal | None:
    number = sum(amounts[1::2], Decimal(0))
    return (sum(amounts[::2], Decimal(0)) / number).quantize(Decimal("0.01")) if number else None


@dataclass(frozen=True)
class Ratio:
    """A ratio with its parts: label and amount of each, the rate, and what it has to reach."""

    label: Any
    parts: tuple[tuple[Any, Decimal], ...]
    rate: Decimal
    target: int


def ratios(period: Period, targets: Mapping[str, int]) -> list[Ratio]:
    """Both ratios of the whole city in a period, with numerators and denominators."""
    amounts = {measure.id: value(measure, period)[0] for measure in COUNTS}
    labels = {measure.id: measure.label for measure in COUNTS}
    return [
        Ratio(one.label, tuple((labels[name], amounts[name]) for name in one.inputs), one.formula(amounts), target)
        for one, target in ((ONLINE_RATE, targets["online_approval"]), (EXCHANGE_RATE, targets["electronic_exchange"]))
    ]
