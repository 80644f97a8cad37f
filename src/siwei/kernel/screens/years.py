"""Which year a page of a year shows."""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.http import Http404
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1990, 2200


def year_asked(text: str, rows: QuerySet, day: str) -> int:  # type: ignore[type-arg]  # rows of any type
    """The year of an address (`text`), else the latest until today in which a row has its `day`, else this year.

    Raises Http404 for what is no year.
    """
    if text:
        if not (text.isascii() and text.isdigit()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            raise Http404
        return int(text)
    today = timezone.localdate()
    newest = rows.filter(**{f"{day}__lte": today}).aggregate(newest=Max(day))["newest"]
    return int((newest or today).year)
