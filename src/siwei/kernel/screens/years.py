"""Which year a page of a year shows."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1990, 2200


def year_asked(text: str, rows: QuerySet, day: str) -> int:  # type: ignore[type-arg]  # rows of any type
    """The year of an address (`text`), else this year, else, while it has no rows, the one with the most `day`s.

    Raises Http404 for what is no year.
    """
    if text:
        if not (text.isascii() and text.isdigit()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            raise Http404
        return int(text)
    this_year = timezone.localdate().year
    dated = rows.filter(**{f"{day}__isnull": False}).order_by()
    counted = dated.values(year=ExtractYear(day)).annotate(count=Count("pk")).order_by("-count", "-year")
    years = [row["year"] for row in counted]
    return this_year if this_year in years or not years else int(years[0])
