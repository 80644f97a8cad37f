"""The page on which a person looks for a record and links it to the one he comes from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.module import screen_of
from siwei.kernel.records.actions import found, link, reference, referred
from siwei.kernel.records.links import Link
from siwei.kernel.records.models import Record
from siwei.kernel.screens.context import actor_of


def link_url(record: Record) -> str:
    """Where a record is linked to others; empty for links themselves."""
    return "" if isinstance(record, Link) else f"{reverse('link')}?{urlencode({'one': reference(record)})}"


@login_required
def link_page(request: HttpRequest) -> HttpResponse:
    """Search by number or words, choose one of what was found, say what it is to this record."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    one = referred(given.get("one", ""), actor)
    if one is None:
        raise Http404
    form = link.bound(actor=actor)
    if request.method == "POST":
        form = link.bound(request.POST, actor=actor)
        try:
            if form.is_valid():
                made = link.run_new(actor, form.cleaned_data)
                messages.success(request, _("%(record)s: done.") % {"record": made.title()})
                return redirect(one.get_absolute_url())
        except ValidationError as error:
            form.add_error(None, error.messages)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
    words = given.get("q", "").replace("\0", "").strip()[:200]
    rows = [_choice(record) for record in found(words, actor) if record != one] if words else []
    context = {
        "page_title": link.label, "crumbs": [(one.title(), one.get_absolute_url())], "one": one,
        "reference": reference(one), "words": words, "rows": rows, "form": form, "back": one.get_absolute_url(),
        "chosen": given.get("other", rows[0]["reference"] if len(rows) == 1 else ""),
    }  # fmt: skip
    return render(request, "screens/link.html", context, status=422 if form.is_bound else 200)


def _choice(record: Record) -> dict[str, Any]:
    return {"reference": reference(record), "title": record.title(), "type": screen_of(type(record)).title}
