"""A list as a sheet: the same rows, filters and order as on the page, all pages of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from siwei.kernel.module import Module
from siwei.kernel.records.models import RecordQuerySet
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.lists import Listing
from siwei.kernel.screens.screen import Screen
from siwei.kernel.sheets.export import FORMATS, export


def export_page(request: HttpRequest, module: Module, screen: Screen, fmt: str) -> HttpResponseBase:
    """Stream the rows of a list as CSV, XLSX or ODS: with the columns the person chose, or all of them."""
    if fmt not in FORMATS:
        raise Http404
    listing = Listing(screen, actor_of(request), request.GET)
    columns = screen.shown_columns if request.GET.get("columns") == "all" else listing.columns
    rows = listing.rows()
    if isinstance(rows, RecordQuerySet):  # lists of people, of rules or of events hold nothing classified
        rows = rows.exported()
    chunks = export(columns, rows.iterator(chunk_size=2000), fmt)
    response = StreamingHttpResponse(chunks, content_type=FORMATS[fmt])
    name = f"{module.name}-{screen.slug}-{timezone.localdate():%Y%m%d}.{fmt}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
