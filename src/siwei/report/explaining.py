"""Explains a difference row by row: which record counts now or no longer, which act changed it, and by whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.events.models import Event
from siwei.kernel.measures.measure import Measure
from siwei.kernel.records.models import Record, type_of
from siwei.report.counting import evidence_query, record_type
from siwei.report.models import EnteredFigure, Seal, SealedFigure
from siwei.report.printing import signed
from siwei.report.year import counted

SQL = """
SELECT coalesce(s.record, t.record), s.version, s.day, s.amount, t.day, t.amount
FROM (SELECT * FROM report_sealedrow WHERE figure_id = %s) s
FULL JOIN ({evidence}) AS t(row, record, version, day, amount) ON s.row = t.row
WHERE s.row IS NULL OR t.row IS NULL OR s.amount <> t.amount
ORDER BY 1, coalesce(s.row, t.row)
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that counts for another amount than when it was sealed; None is "did not count"."""

    record: Record | None
    record_id: int
    sealed: Decimal | None
    sealed_day: datetime.date | None
    today: Decimal | None
    today_day: datetime.date | None
    acts: tuple[Event, ...]

    @property
    def change(self) -> Decimal:
        """What it adds to the difference."""
        return (self.today or Decimal(0)) - (self.sealed or Decimal(0))

    @property
    def said(self) -> str:
        """The change for people."""
        return signed(self.change)

    @property
    def hidden(self) -> bool:
        """Whether whoever asks may not see the record."""
        return self.record is None

    @property
    def unexplained(self) -> bool:
        """No act since sealing: the row was changed past Siwei."""
        return not self.acts


def changed_rows(seal: Seal, figure: str, actor: Actor) -> tuple[Changed, ...]:
    """The rows that make the difference of a computed figure. Records the actor may not see stay nameless."""
    measure = counted().get(figure)
    kept = SealedFigure.objects.filter(seal=seal, figure=figure).first()
    if measure is None or kept is None:
        return ()
    period = Period.roc_year(seal.report.year)
    rows = list(_compared(measure, period, kept))
    kind = record_type(measure.evidence(period).model)
    seen = kind._default_manager.get_queryset().visible_to(actor)  # type: ignore[attr-defined]  # all records have it
    records: dict[int, Record] = {r.pk: r for r in seen.filter(pk__in={row[0] for row in rows})}
    acts = _acts_since(kind, {row[0] for row in rows}, seal)
    return tuple(
        Changed(records.get(record), record, amount, day, now, now_day, _after(acts.get(record, ()), version, seal))
        for record, version, day, amount, now_day, now in rows
    )


Compared = tuple[int, int | None, datetime.date | None, Decimal | None, datetime.date | None, Decimal | None]


def _compared(measure: Measure, period: Period, kept: SealedFigure) -> Iterator[Compared]:
    evidence, parameters = evidence_query(measure, period)
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(evidence=evidence), [kept.pk, *parameters])
        yield from cursor.fetchall()


def _acts_since(kind: type[Record], ids: Iterable[int], seal: Seal) -> dict[int, list[Event]]:
    events = Event.objects.filter(content_type=type_of(kind), object_id__in=ids).order_by("object_id", "seq")
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.object_id, []).append(event)
    return found


def _after(acts: Sequence[Event], version: int | None, seal: Seal) -> tuple[Event, ...]:
    """Acts later than the sealed version; for a row that did not count, those after the sealing."""
    if version is not None:
        return tuple(act for act in acts if act.seq > version)
    return tuple(act for act in acts if act.at > seal.made_at)


def corrections(seal: Seal, figure: str) -> tuple[Event, ...]:
    """The acts on an entered figure since it was sealed."""
    entry = EnteredFigure.objects.filter(year=seal.report.year, figure=figure).first()
    if entry is None:
        return ()
    return tuple(Event.objects.about(entry).filter(at__gt=seal.made_at).order_by("seq"))
