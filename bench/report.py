"""The figures of the year against the bare SQL of the same counts, both over one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.db import connection

from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure, value
from siwei.kernel.module import measures
from siwei.site.ratio import Ratio, seconds

YEAR = Period.roc_year(106)


def run(scale: float) -> Iterator[Ratio]:
    """The sample year is what it is; `scale` changes nothing."""
    call_command("sample", 106)
    found = [measure for measure in measures() if isinstance(measure, Measure)]
    statements = [_sql(measure) for measure in found]

    def bare() -> None:
        with connection.cursor() as cursor:
            for statement, params in statements:
                cursor.execute(statement, params)
                cursor.fetchone()

    ours: Callable[[], object] = lambda: [value(measure, YEAR) for measure in found]  # noqa: E731  # one line, one use
    yield Ratio("figures of the year / bare SQL of the same counts", seconds(ours, 25) / seconds(bare, 25), 1.5)


def _sql(measure: Measure) -> tuple[str, tuple[object, ...]]:
    """What a person would write: one count or sum over the same rows."""
    rows = measure.evidence(YEAR).order_by()
    column = measure.reduce.column
    wanted = rows.values("pk") if measure.reduce.kind == "count" else rows.values(column)
    inner, params = wanted.query.sql_with_params()
    total = "count(*)" if measure.reduce.kind == "count" else f"sum({column.rsplit('__', 1)[-1]})"
    return f"SELECT {total} FROM ({inner}) AS counted", params  # noqa: S608  # our own measures
