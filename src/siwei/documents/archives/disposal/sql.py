"""The days of `rules.py` over the table of files, in SQL, for lists of a hundred thousand files."""

from __future__ import annotations

from siwei.documents.archives.disposal.rules import MOST_SHORTENED, NATIONAL_AFTER, Start

#: whether the originals go before their copy (銷毀辦法 art. 7)
SHORTENED = (
    "(f.original_years IS NOT NULL AND f.state <> 'copied' AND f.disposition = 'destroy' "
    f"AND f.years BETWEEN 1 AND {MOST_SHORTENED})"
)
YEARS = (
    f"(CASE WHEN {SHORTENED} THEN greatest(f.original_years, (f.years + 1) / 2) ELSE f.years END + f.prolonged)::int"
)
#: the year after 25 years from the youngest paper (移轉辦法 art. 2)
NATIONAL_FROM = f"make_date(extract(year FROM coalesce(f.youngest_on, f.closed_on))::int + {NATIONAL_AFTER} + 1, 1, 1)"


def start(starts: Start) -> str:
    """The first day of the period of file `f`; NULL while it is open."""
    if starts is Start.AFTER_CLOSING:
        return "(f.closed_on + 1)"
    return (
        "(CASE WHEN f.closed_on IS NULL THEN NULL ELSE "
        "make_date(extract(year FROM coalesce(f.youngest_on, f.closed_on))::int + 1, 1, 1) END)"
    )


def due(starts: Start) -> str:
    """The first day on which file `f`, which is not kept for ever, may be destroyed or is to be appraised."""
    first = start(starts)
    later = f"({first} + make_interval(years => {YEARS}))::date"
    return f"({later} + (extract(day FROM {later}) <> extract(day FROM {first}))::int)"
