"""How frequent words are among all entries, by the database's own statistics.

They decide which way of asking is quicker, never what is found.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection

#: seconds for which what was read is believed
LATELY = 300

READ = """
    SELECT (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_entry'::regclass),
        most_common_elems::text::text[], most_common_elem_freqs
    FROM (SELECT) AS one LEFT JOIN pg_stats
    ON schemaname = current_schema() AND tablename = 'search_entry' AND attname = 'words'
"""


def entries() -> float:
    """About how many entries there are."""
    return _lately()[0]


def share_of(words: Iterable[Sequence[str]]) -> float:
    """About which share of the entries hold all lexemes of every word; one with `*` stands for all that begin so.

    Words come together by chance, the lexemes of one word always.
    """
    _entries, known, least = _lately()
    found = 1.0
    for lexemes in words:
        shares = [
            sum(share for one, share in known.items() if one.startswith(lexeme[:-1])) or least
            if lexeme.endswith("*")
            else known.get(lexeme, least)
            for lexeme in lexemes
        ]
        found *= min(1.0, *shares) if shares else 1.0
    return found


def forget() -> None:
    """What was read is no longer believed: the database has new statistics."""
    _read.cache_clear()


def _lately() -> tuple[float, dict[str, float], float]:
    return _read(int(time.monotonic() // LATELY))


@lru_cache(1)
def _read(_slot: int) -> tuple[float, dict[str, float], float]:
    """How many entries there are, the share of the common lexemes among them, and the share of any other at most."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        count, words, shares = cursor.fetchone()
    if not words:
        return float(count or 0), {}, 0.0
    return float(count), dict(zip(words, shares, strict=False)), float(shares[len(words)])
