"""Taking a sheet in by the web: choose a file, see what it holds and every fault, then write all of it or nothing.

Between the two steps the file lies in `var/import/` under a random name that only this person's session knows;
files that nobody came back for are removed after a day.
"""

from __future__ import annotations

import csv
import io
import secrets
import time
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.module import Module
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.screen import Screen
from siwei.kernel.sheets.intake import Fault, Intake, preview, take_in
from siwei.kernel.sheets.intake import template as template_lines

KEPT = 24 * 3600  # seconds
SHOWN = 200  # faults shown on the page; the file of faults holds them all


class SheetForm(forms.Form):
    """The file to be taken in."""

    file = forms.FileField(label=gettext_lazy("File (CSV, XLSX or ODS)"))


def intakes_of(module: Module, screen: Screen, actor: Actor) -> list[Intake]:
    """The sheets that make records of this screen and that the actor may take in."""
    return [
        intake
        for intake in module.intakes
        if intake.action.record is screen.record and intake.action.refusal(None, actor) is None
    ]


def _intake(request: HttpRequest, module: Module, screen: Screen, verb: str) -> Intake:
    for intake in module.intakes:
        if intake.action.record is screen.record and intake.action.verb == verb:
            refusal = intake.action.refusal(None, actor_of(request))
            if refusal:
                raise PermissionDenied(refusal)
            return intake
    raise Http404


def _folder() -> Path:
    folder = Path(settings.VAR) / "import"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(file: UploadedFile[Any]) -> Path:
    """Store the upload and remove what was left behind."""
    for old in _folder().iterdir():
        if old.stat().st_mtime < time.time() - KEPT:
            old.unlink(missing_ok=True)
    path = _folder() / secrets.token_hex(16)
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def import_page(request: HttpRequest, module: Module, screen: Screen, verb: str) -> HttpResponse:
    """Choose a file; look at it; write it."""
    intake = _intake(request, module, screen, verb)
    key = f"import {intake.name}"
    context = {
        "page_title": _("Import: %s") % intake.label,
        "crumbs": [(module.label, ""), (screen.title, screen.url)],
        "screen": screen,
        "form": SheetForm(),
        "fields": intake.fields(),
        "templates": [(fmt, reverse(f"{screen.name}.template", args=[verb, fmt])) for fmt in ("csv",)],
    }
    if request.method != "POST":
        return render(request, "screens/import.html", context)
    if "write" in request.POST:
        return _write(request, screen, intake, key)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "screens/import.html", {**context, "form": form}, status=422)
    path = _keep(form.cleaned_data["file"])
    seen = preview(intake, path)
    if seen.is_good:
        request.session[key] = path.name
    else:
        path.unlink()
    shown = {"seen": seen, "faults": seen.faults[:SHOWN], "file_name": form.cleaned_data["file"].name}
    request.session[f"{key} faults"] = [[f.row, f.column, f.value, f.reason] for f in seen.faults]
    return render(request, "screens/import.html", {**context, **shown}, status=200 if seen.is_good else 422)


def _write(request: HttpRequest, screen: Screen, intake: Intake, key: str) -> HttpResponse:
    name = request.session.pop(key, "")
    path = _folder() / name
    if not name or not path.is_file():
        messages.error(request, _("The file is no longer here. Choose it again."))
        return redirect(request.get_full_path())
    try:
        seen = take_in(intake, path, by=actor_of(request))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(screen.url)
    finally:
        path.unlink(missing_ok=True)
    if not seen.is_good:
        said = [_("Nothing was written: what the file meets has changed. Choose it again.")]
        said += [f"{fault.row}: {fault.reason}" for fault in seen.faults[:3]]
        messages.error(request, " ".join(said))
        return redirect(request.get_full_path())
    messages.success(request, _("%(count)d rows were written.") % {"count": seen.rows})
    return redirect(screen.url)


def _sheet(name: str, lines: list[list[str]]) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def template(request: HttpRequest, module: Module, screen: Screen, verb: str, fmt: str) -> HttpResponse:
    """The empty sheet with its headings and a row of examples."""
    if fmt != "csv":
        raise Http404
    intake = _intake(request, module, screen, verb)
    return _sheet(f"{intake.name}.csv", template_lines(intake))


def faults(request: HttpRequest, module: Module, screen: Screen, verb: str) -> HttpResponse:
    """The faults of the file last looked at, as a sheet: row, column, value, reason."""
    intake = _intake(request, module, screen, verb)
    found = [Fault(*line) for line in request.session.get(f"import {intake.name} faults", [])]
    heads = [_("Row"), _("Column"), _("Value"), _("Why")]
    return _sheet(f"{intake.name}-faults.csv", [heads, *([str(f.row), f.column, f.value, f.reason] for f in found)])
