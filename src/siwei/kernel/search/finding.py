"""Asking the index: the newest or best matches that the asker may see, a page at a time, never all of them.

A rare word is looked up in the inverted index, and up to MANY of its records are ranked and counted. Of a common
word hundreds of thousands of records are neither sorted nor counted: the entries are walked from the newest on until
a page is full. Who may see a record is asked of its own `visible_to`, for the few records that are candidates, so
neither hits nor counts, facets or suggestions tell what the asker may not see.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from siwei.kernel.records.models import Record, type_of
from siwei.kernel.search.asking import Asked, asked
from siwei.kernel.search.models import NO_DAY
from siwei.kernel.search.words import tag

SIZE = 20
#: so many matches are ranked and counted; of more it is said that they are more
MANY = 1000
#: entries that are walked from the newest on before the inverted index is asked after all
WINDOW = 20_000
#: candidates asked for at once; when few of them may be seen, the next lot is larger
LOT = 200
LARGEST_LOT = 10_000


class Narrow(NamedTuple):
    """What a search is narrowed to: an agency, a place, business days from and before."""

    agency: int | None = None
    place: str = ""
    since: datetime.date | None = None
    before: datetime.date | None = None


EVERYTHING = Narrow()


class Hit(NamedTuple):
    """A candidate: an entry that holds the words."""

    kind: int
    key: int
    day: datetime.date
    agency: int | None
    place: str
    in_title: bool

    @property
    def order(self) -> tuple[datetime.date, int, int]:
        """Newest first; the ids make the order the same each time."""
        return self.day, self.key, self.kind


@dataclass(frozen=True)
class Source:
    """Records of one type among which is searched: those that the asker may see, and no others."""

    rows: QuerySet[Any]

    @property
    def kind(self) -> int:
        """The id of their type."""
        return type_of(self.rows.model).pk


@dataclass(frozen=True)
class Found:
    """A page of matches. `count` is None when there are more than MANY; then there are no facets either."""

    records: list[Any] = field(default_factory=list)
    count: int | None = 0
    hits: tuple[Hit, ...] = ()
    next: str = ""

    def facet(self, of: str) -> list[tuple[Any, int]]:
        """Values of `agency`, `place`, `kind` or `year` among all matches, the most frequent first."""
        counts: dict[Any, int] = {}
        for hit in self.hits:
            value = hit.day.year if of == "year" else getattr(hit, of)
            if value not in (None, "", NO_DAY.year):
                counts[value] = counts.get(value, 0) + 1
        return sorted(counts.items(), key=lambda pair: (-pair[0] if of == "year" else -pair[1], str(pair[0])))


def source(rows: QuerySet[Any]) -> Source:
    """Search among these rows, which are what `visible_to` left."""
    return Source(rows)


def find(
    text: str, sources: Sequence[Source], *, narrow: Narrow = EVERYTHING, after: str = "", size: int = SIZE
) -> Found:
    """A page of what holds every word of `text`, behind the place `after` that an earlier page named.

    Up to MANY matches: those first that hold the words in their title, then the newest. More: the newest.
    """
    wanted = asked(text)
    by_kind = {one.kind: one for one in sources if one.rows.model.searched}
    if not wanted or not by_kind:
        return Found()
    search = _Search(wanted, by_kind, narrow)
    start = _cursor(after)
    if start is None and not search.is_common:
        ranked = search.ranked()
        if ranked is not None:
            return _ranked_page(search, ranked, after, size)
    return _newest_page(search, start, size)


def _ranked_page(search: _Search, ranked: list[Hit], after: str, size: int) -> Found:
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    page = ranked[first : first + size]
    more = str(first + size) if first + size < len(ranked) else ""
    return Found(search.records(page), len(ranked), tuple(ranked), more)


def _newest_page(search: _Search, start: tuple[datetime.date, int, int] | None, size: int) -> Found:
    page: list[Hit] = []
    for hit in search.newest(start):
        page.append(hit)
        if len(page) > size:
            break
    more = len(page) > size
    page = page[:size]
    following = "{:%Y-%m-%d}.{}.{}".format(*page[-1].order) if more else ""
    whole = start is None and not more
    return Found(search.records(page), len(page) if whole else None, tuple(page) if whole else (), following)


def _cursor(after: str) -> tuple[datetime.date, int, int] | None:
    """The place behind which a page of newest matches goes on; None for what is none."""
    try:
        day, key, kind = after.split(".")
        return datetime.date.fromisoformat(day), int(key[:18]), int(kind[:9])
    except ValueError:
        return None


@dataclass(frozen=True)
class _Search:
    asked: Asked
    sources: dict[int, Source]
    narrow: Narrow

    @property
    def tags(self) -> tuple[str, ...]:
        agency, place = self.narrow.agency, self.narrow.place
        return (*((tag("a", agency),) if agency is not None else ()), *((tag("p", place),) if place else ()))

    @property
    def tsquery(self) -> str:
        return " & ".join([self.asked.tsquery, *(f"'{one}'" for one in self.tags)])

    @cached_property
    def is_common(self) -> bool:
        """Whether walking finds a page sooner than looking up: when more than sqrt(rows x page) entries match."""
        entries, known, least = _frequencies(int(time.monotonic() // 300))
        shares = [
            sum(share for one, share in known.items() if one.startswith(word[:-1])) or least
            if word.endswith("*")
            else known.get(word, least)
            for word in (*self.asked.needs, *self.tags)
        ]
        return bool(entries * min(1.0, *shares) > max(MANY, 2 * (entries * SIZE) ** 0.5))

    def ranked(self) -> list[Hit] | None:
        """All that may be seen, best first; None when more than MANY match."""
        sql, values = self._looked_up(None, MANY + 1, order="in_title DESC, ")
        found = _fetch(sql, [self.asked.in_title, *values])
        return None if len(found) > MANY else list(self._visible(found))

    def newest(self, start: tuple[datetime.date, int, int] | None) -> Iterator[Hit]:
        """What may be seen, newest first; fetches in growing lots."""
        lot = LOT
        while True:
            found = self._candidates(start, lot)
            yield from self._visible(found)
            if len(found) < lot:
                return
            start, lot = found[-1].order, min(lot * 4, LARGEST_LOT)

    def records(self, hits: Sequence[Hit]) -> list[Any]:
        """Their records, in the same order."""
        found: dict[tuple[int, int], Record] = {}
        for kind, keys in _keys(hits).items():
            found |= {(kind, one.pk): one for one in self.sources[kind].rows.filter(pk__in=keys)}
        return [found[hit.kind, hit.key] for hit in hits if (hit.kind, hit.key) in found]

    def _visible(self, hits: Sequence[Hit]) -> Iterator[Hit]:
        seen: set[tuple[int, int]] = set()
        for kind, keys in _keys(hits).items():
            rows = self.sources[kind].rows.order_by().filter(pk__in=keys)
            seen |= {(kind, key) for key in rows.values_list("pk", flat=True)}
        return (hit for hit in hits if (hit.kind, hit.key) in seen)

    def _candidates(self, start: tuple[datetime.date, int, int] | None, limit: int) -> list[Hit]:
        if self.is_common:
            sql, values = self._walked(start, limit)
            found = _fetch(sql, values)
            if len(found) == limit:
                return found
        sql, values = self._looked_up(start, limit)
        return _fetch(sql, [self.asked.in_title, *values])

    def _bounds(self, start: tuple[datetime.date, int, int] | None) -> tuple[str, list[Any]]:
        said = ""
        values: list[Any] = []
        if self.narrow.since:
            said, values = said + " AND day >= %s", [*values, self.narrow.since]
        if self.narrow.before:
            said, values = said + " AND day < %s", [*values, self.narrow.before]
        if start:
            said += " AND (day, object_id) <= (%s, %s) AND (day, object_id, content_type_id) < (%s, %s, %s)"
            values = [*values, *start[:2], *start]
        return said, values

    def _looked_up(
        self, start: tuple[datetime.date, int, int] | None, limit: int, order: str = ""
    ) -> tuple[str, list[Any]]:
        """By the inverted index; materialised, so that the planner does not walk instead."""
        bounds, values = self._bounds(start)
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT {HIT}, words @@ %s::tsquery AS in_title FROM search_entry
                WHERE words @@ %s::tsquery AND content_type_id = ANY(%s){bounds}
            )
            SELECT * FROM found ORDER BY {order}day DESC, object_id DESC, content_type_id DESC LIMIT %s
        """  # noqa: S608  # our own words
        return sql, [self.tsquery, list(self.sources), *values, limit]

    def _walked(self, start: tuple[datetime.date, int, int] | None, limit: int) -> tuple[str, list[Any]]:
        """From the newest entry of each type on, as far as the window goes."""
        bounds, values = self._bounds(start)
        newest = "ORDER BY day DESC, object_id DESC"
        sql = f"""
            SELECT found.* FROM unnest(%s::int[]) AS kind CROSS JOIN LATERAL (
                SELECT {HIT}, false FROM (
                    SELECT {HIT}, words FROM search_entry
                    WHERE content_type_id = kind{bounds} {newest} LIMIT {WINDOW}
                ) AS lately WHERE words @@ %s::tsquery {newest} LIMIT %s
            ) AS found ORDER BY day DESC, object_id DESC, content_type_id DESC LIMIT %s
        """  # noqa: S608  # our own words
        return sql, [list(self.sources), *values, self.tsquery, limit, limit]


HIT = "content_type_id, object_id, day, agency, place"


def _keys(hits: Sequence[Hit]) -> dict[int, list[int]]:
    keys: dict[int, list[int]] = {}
    for hit in hits:
        keys.setdefault(hit.kind, []).append(hit.key)
    return keys


def _fetch(sql: str, values: Sequence[Any]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Hit(*row) for row in cursor.fetchall()]


FREQUENCIES = """
    SELECT (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_entry'::regclass),
        most_common_elems::text::text[], most_common_elem_freqs
    FROM (SELECT) AS one LEFT JOIN pg_stats
    ON schemaname = current_schema() AND tablename = 'search_entry' AND attname = 'words'
"""


@lru_cache(1)
def _frequencies(_slot: int) -> tuple[float, dict[str, float], float]:
    """How many entries there are, the share of the common lexemes among them, and the share of any other at most.

    The database's own statistics, read every five minutes; they decide which way is quicker, never what is found.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREQUENCIES)
        entries, words, shares = cursor.fetchone()
    if not words:
        return float(entries or 0), {}, 0.0
    return float(entries), dict(zip(words, shares, strict=False)), float(shares[len(words)])
