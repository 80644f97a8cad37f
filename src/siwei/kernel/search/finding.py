"""Asking the index: the newest or best matches that the asker may see, a page at a time, never all of them.

A rare word is looked up in the inverted index, and up to MANY of its records are ranked and counted. Of others the
newest page is sought and no more: month by month in the inverted index, or, of a word that stands nearly everywhere,
by walking the entries from the newest on. Neither way grows with the number of records. Who may see a record is asked
of its own `visible_to`, for the few records that are candidates, so neither hits nor counts, facets or suggestions
tell what the asker may not see.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from siwei.kernel.records.models import Record, type_of
from siwei.kernel.search.asking import Asked, asked
from siwei.kernel.search.frequencies import entries, share_of
from siwei.kernel.search.models import NO_DAY
from siwei.kernel.search.words import month, tag

SIZE = 20
#: so many matches are ranked and counted; of more it is said that they are more
MANY = 1000
#: a word in more than this share of the entries is walked to: a page of it stands among the newest few thousand; each
#: further type costs a walk of its own, in vain where the word is not
COMMON = 0.005
#: entries that are walked before the inverted index is asked after all
WINDOW = 10_000
#: months that the inverted index is asked for at once, at most; it begins with one
WIDEST = 64
#: candidates fetched at once; when few of them may be seen, the next lot is larger
LOT = 40
LARGEST_LOT = 10_000

Place = tuple[datetime.date, int, int]


class Narrow(NamedTuple):
    """What a search is narrowed to: an agency, a place, business days from and before."""

    agency: int | None = None
    place: str = ""
    since: datetime.date | None = None
    before: datetime.date | None = None

    def months(self) -> range | None:
        """The months it lies in, when they are few enough to be named."""
        if self.since is None or self.before is None:
            return None
        found = range(month(self.since), month(self.before) + 1)
        return found if len(found) <= WIDEST else None


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
    def order(self) -> Place:
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
    text: str,
    sources: Sequence[Source],
    *,
    narrow: Narrow = EVERYTHING,
    after: str = "",
    size: int = SIZE,
    titles: bool = False,
) -> Found:
    """A page of what holds every word of `text`, behind the place `after` that an earlier page named.

    Up to MANY matches: those first that hold the words in their title, then the newest. More: the newest.
    `titles`: in their titles alone, where the asker is shown no more of a record than its title.
    """
    wanted = asked(text)
    by_kind = {one.kind: one for one in sources if one.rows.model.searched}
    if not wanted or not by_kind:
        return Found()
    search = _Search(wanted, by_kind, narrow, titles)
    start = _cursor(after)
    if start is None:
        ranked = search.ranked()
        if ranked is not None:
            return _ranked_page(search, ranked, after, size)
    return _newest_page(search, start, size)


def _ranked_page(search: _Search, ranked: list[Hit], after: str, size: int) -> Found:
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    page = ranked[first : first + size]
    more = str(first + size) if first + size < len(ranked) else ""
    return Found(search.records(page), len(ranked), tuple(ranked), more)


def _newest_page(search: _Search, start: Place | None, size: int) -> Found:
    page: list[Hit] = []
    for hit in search.newest(start):
        page.append(hit)
        if len(page) > size:
            break
    more = len(page) > size
    page = page[:size]
    following = ".".join(map(str, page[-1].order)) if more else ""
    whole = start is None and not more
    return Found(search.records(page), len(page) if whole else None, tuple(page) if whole else (), following)


def _cursor(after: str) -> Place | None:
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
    titles: bool = False

    @property
    def tags(self) -> tuple[str, ...]:
        agency, place = self.narrow.agency, self.narrow.place
        return (*((tag("a", agency),) if agency is not None else ()), *((tag("p", place),) if place else ()))

    @property
    def tsquery(self) -> str:
        words = self.asked.titled if self.titles else self.asked.tsquery
        return " & ".join([words, *(f"'{one}'" for one in self.tags)])

    @cached_property
    def rarest(self) -> str:
        """What the inverted index is asked: of each word its rarest lexeme; the others it would read in vain.

        So it would those by which the search is narrowed, when the words alone are rare.
        """
        chosen = (min(needs, key=lambda one: share_of([[one]])) for needs in self.asked.needs)
        words = (f"'{one[:-1]}':*" if one.endswith("*") else f"'{one}'" for one in chosen)
        return " & ".join([*words, *(f"'{one}'" for one in self.tags if self.are_frequent)])

    @cached_property
    def are_frequent(self) -> bool:
        """Whether more than MANY entries hold the words, be they within what the search is narrowed to or not."""
        return entries() * share_of(self.asked.needs) > MANY

    @cached_property
    def share(self) -> float:
        """About which share of all entries match."""
        return share_of([*self.asked.needs, self.tags])

    @cached_property
    def may_be_many(self) -> bool:
        """Whether more than MANY entries match, by all that is known without looking."""
        return entries() * self.share > MANY

    def ranked(self) -> list[Hit] | None:
        """All that may be seen, best first; None when more than MANY match."""
        if self.may_be_many:
            return None
        found = self._looked_up(None, MANY + 1, order="in_title DESC, ")
        return None if len(found) > MANY else list(self._visible(found))

    def newest(self, start: Place | None) -> Iterator[Hit]:
        """What may be seen, newest first."""
        common = self.share > COMMON * len(self.sources) and self.may_be_many
        lots = self._by_walking(start) if common else self._by_months(start)
        for lot in lots:
            yield from self._visible(lot)

    def _by_walking(self, start: Place | None) -> Iterator[list[Hit]]:
        """Entries from the newest on, as far as the window goes; then by months."""
        for limit in _lots():
            found = self._walked(start, limit)
            yield found
            start = found[-1].order if found else start
            if len(found) < limit:
                yield from self._by_months(start)
                return

    def _by_months(self, start: Place | None) -> Iterator[list[Hit]]:
        """By the inverted index: the last month, the two before, the four before those … and at last all others."""
        last = start[0] if start else self._newest_day()
        if self.narrow.before:
            last = min(last, self.narrow.before)
        until, wide = month(last), 1
        while wide <= WIDEST and until >= month(NO_DAY):
            yield from self._in_lots(start, range(max(until - wide + 1, 0), until + 1))
            until, wide = until - wide, wide * 2
            if self.narrow.since and until < month(self.narrow.since):
                return
        if until >= month(NO_DAY):
            yield from self._in_lots(start, None, before=datetime.date((until + 1) // 12, (until + 1) % 12 + 1, 1))

    def _in_lots(
        self, start: Place | None, months: range | None, before: datetime.date | None = None
    ) -> Iterator[list[Hit]]:
        for limit in _lots():
            found = self._looked_up(start, limit, months=months, before=before)
            yield found
            if len(found) < limit:
                return
            start = found[-1].order

    def _newest_day(self) -> datetime.date:
        with connection.cursor() as cursor:
            cursor.execute(NEWEST_DAY, [list(self.sources)])
            return cursor.fetchone()[0] or NO_DAY

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

    def _bounds(self, start: Place | None, before: datetime.date | None = None) -> tuple[str, list[Any]]:
        said = ""
        values: list[Any] = []
        for day in filter(None, (self.narrow.before, before)):
            said, values = said + " AND day < %s", [*values, day]
        if self.narrow.since:
            said, values = said + " AND day >= %s", [*values, self.narrow.since]
        if start:
            said += " AND (day, object_id) <= (%s, %s) AND (day, object_id, content_type_id) < (%s, %s, %s)"
            values = [*values, *start[:2], *start]
        return said, values

    def _looked_up(
        self,
        start: Place | None,
        limit: int,
        order: str = "",
        months: range | None = None,
        before: datetime.date | None = None,
    ) -> list[Hit]:
        """By the inverted index; materialised, so that the planner does not walk instead.

        `IS TRUE` keeps the whole question out of the index: it is asked of the few rows that hold the rarest lexemes.
        """
        bounds, values = self._bounds(start, before)
        if months is None and self.may_be_many:
            months = self.narrow.months()
        tags = " | ".join(f"'@m{one}'" for one in months or ())
        tsquery = f"{self.rarest} & ({tags})" if tags else self.rarest
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT {HIT}, {"words @@ %s::tsquery" if order else "false"} AS in_title FROM search_entry
                WHERE words @@ %s::tsquery AND (words @@ %s::tsquery) IS TRUE AND content_type_id = ANY(%s){bounds}
            )
            SELECT * FROM found ORDER BY {order}day DESC, object_id DESC, content_type_id DESC LIMIT %s
        """  # noqa: S608  # our own words
        first = [self.asked.in_title] if order else []
        return _fetch(sql, [*first, tsquery, self.tsquery, list(self.sources), *values, limit])

    def _walked(self, start: Place | None, limit: int) -> list[Hit]:
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
        return _fetch(sql, [list(self.sources), *values, self.tsquery, limit, limit])


def _lots() -> Iterator[int]:
    """How many candidates are asked for at a time: few, because mostly a page of them may be seen, then more."""
    lot = LOT
    while True:
        yield lot
        lot = min(lot * 4, LARGEST_LOT)


NEWEST_DAY = """
    SELECT max(day) FROM unnest(%s::int[]) AS kind CROSS JOIN LATERAL
    (SELECT day FROM search_entry WHERE content_type_id = kind ORDER BY day DESC, object_id DESC LIMIT 1) AS newest
"""
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
