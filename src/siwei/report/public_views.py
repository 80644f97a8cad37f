"""Public pages: the published reports, drawn from their seals alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from siwei.kernel.access.actor import Actor
from siwei.report import editions
from siwei.report.bilingual import current
from siwei.report.models import Report
from siwei.report.render_html import body
from siwei.report.sealing import sealed
from siwei.report.views import edition_response


def _published(year: int) -> Report:
    found: Report = get_object_or_404(Report.objects.visible_to(Actor.nobody()), year=year)
    return found


@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """Every published year."""
    reports = Report.objects.visible_to(Actor.nobody())
    return render(request, "report/public_years.html", {"page_title": _("Annual reports"), "reports": reports})


@require_GET
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The published report as web edition; its figures lead to the annex of the same page."""
    kept = sealed(_published(year))
    if kept is None:
        raise Http404
    document = kept.documents()[current()]
    context = {
        "page_title": document.title,
        "text": mark_safe(body(document, cover=False)),  # noqa: S308  # render_html escapes every word of it
        "status": document.edition.status[current()],
        "seal": kept.seal.hash,
        "names": [(name, reverse("report.public_file", args=[year, name])) for name in editions.NAMES],
    }
    return render(request, "report/public.html", context)


@require_GET
def file(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """A published edition to take away."""
    return edition_response(editions.edition(_published(year).year), name)
