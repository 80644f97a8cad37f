"""Pages about versions: a page image to download, two versions side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siwei.documents.correspondence.actions.reading import is_reader, read_incoming, read_letter
from siwei.documents.correspondence.desk.comparing import compare
from siwei.documents.correspondence.desk.paper import incoming_sheet, letter_sheet
from siwei.documents.correspondence.models import Document, Incoming, Letter
from siwei.documents.correspondence.screens import INCOMING, LETTERS
from siwei.documents.layout import GlyphMissingError, Sheet, odt, pdf
from siwei.kernel.module import module_of
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.pages import frame
from siwei.kernel.screens.screen import Screen

FORMATS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "pdf": (pdf, "application/pdf"),
    "odt": (odt, "application/vnd.oasis.opendocument.text"),
}


@login_required
@require_safe
def version_file(request: HttpRequest, pk: int, nth: int, fmt: str) -> HttpResponse:
    """A version on paper; everybody who may read it."""
    letter: Letter = _document(request, LETTERS, pk)
    version = get_object_or_404(letter.versions, nth=nth)
    content = read_letter(letter, actor_of(request), version)
    return _file(request, LETTERS, letter, letter_sheet(letter, version, content), fmt, f"{letter.number}-{nth}")


@login_required
@require_safe
def incoming_file(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """A received electronic document on paper."""
    incoming: Incoming = _document(request, INCOMING, pk)
    text = read_incoming(incoming, actor_of(request))
    content = text.read() if text else None
    if content is None:
        raise Http404
    return _file(request, INCOMING, incoming, incoming_sheet(incoming, content), fmt, incoming.number)


@login_required
@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: `?before=1&after=2`; without, the last two."""
    letter: Letter = _document(request, LETTERS, pk)
    actor = actor_of(request)
    versions = {one.nth: one for one in letter.versions.all()}
    last = max(versions)
    before, after = (_nth(request, name, usual) for name, usual in (("before", max(1, last - 1)), ("after", last)))
    if before not in versions or after not in versions:
        raise Http404
    rows = compare(*(read_letter(letter, actor, versions[nth]) for nth in (before, after)))
    context = {
        **frame(module_of(Letter), LETTERS, letter),
        "page_title": _("Compare versions"),
        "crumbs": [(LETTERS.title, LETTERS.url), (letter.title(), LETTERS.url_of(letter))],
        "letter": letter,
        "versions": list(versions.values()),
        "before": before,
        "after": after,
        "rows": rows,
        "choices": (("before", before, _("Earlier version")), ("after", after, _("Later version"))),
        "changed": sum(row.change != "same" for row in rows),
    }
    return render(request, "correspondence/compare.html", context)


def _document(request: HttpRequest, screen: Screen, pk: int) -> Any:
    actor = actor_of(request)
    if not screen.open_to(actor):
        raise Http404
    document: Document = get_object_or_404(screen.rows(actor), pk=pk)
    if not is_reader(document, actor):
        raise Http404
    return document


def _nth(request: HttpRequest, name: str, usual: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else usual


def _file(request: HttpRequest, screen: Screen, document: Document, page: Sheet, fmt: str, name: str) -> HttpResponse:
    if fmt not in FORMATS:
        raise Http404
    make, mime = FORMATS[fmt]
    try:
        made = make(page)
    except GlyphMissingError as missing:
        messages.error(request, str(missing))
        return redirect(screen.url_of(document))
    kind = "inline" if fmt == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{kind}; filename="{name}.{fmt}"', "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type=mime, headers=headers)
