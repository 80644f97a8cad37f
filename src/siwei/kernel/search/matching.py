"""Rows of one type narrowed to those that hold every word: a filter for lists, in whatever order they stand."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from siwei.kernel.search.asking import asked
from siwei.kernel.search.frequencies import entries, share_of
from siwei.kernel.search.models import Entry

#: a word in more than this share of the entries is sought by walking; its rows are too many to be fetched and sorted
COMMON = 0.002
#: and in more than so many of them: fewer are fetched, and counted, as a list counts them
MANY = 10_000
#: rows that are walked at most, and as a multiple of those in which by chance enough would hold the words
WINDOW, TIMES = 10_000, 3


def matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those of `rows` that hold every word of `text`, by the inverted index; all when it holds no word."""
    wanted = asked(text)
    if not wanted:
        return rows
    found = Entry.objects.about_type(rows.model).extra(where=["words @@ %s::tsquery"], params=[wanted.tsquery])
    return rows.filter(pk__in=found.values("object_id"))


def walking(rows: QuerySet[Any], text: str, enough: int) -> QuerySet[Any] | None:
    """The same, found by looking at `rows` in their order; None when that does not find `enough` of them soon.

    For words so frequent that the first pages stand among the first rows, however many there are behind.
    """
    wanted = asked(text)
    share = share_of(wanted.needs)
    if not wanted or share < COMMON or share * entries() < MANY:
        return None
    # a value of each row: what stands in WHERE the planner would turn round, and fetch all entries with the words
    entry = Entry.objects.about_type(rows.model).filter(object_id=OuterRef("pk"))
    words = RawSQL("words @@ %s::tsquery", [wanted.tsquery], output_field=BooleanField())
    held = Subquery(entry.values_list(words), output_field=BooleanField())
    first = rows.values("pk")[: min(WINDOW, int(TIMES * enough / share))]
    found = rows.model._default_manager.filter(held, pk__in=first).order_by()[:enough].count()
    return rows.filter(held) if found == enough else None
