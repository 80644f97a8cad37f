"""Staff pages of the report: the draft as web edition, its checks, figures with evidence, sealed against today."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.calendar.period import Period
from siwei.kernel.office_files import office_name
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.history import Reader
from siwei.kernel.screens.plot import Plot, Series
from siwei.kernel.sheets.export import FORMATS, export
from siwei.report import editions
from siwei.report.actions import excuse, excused
from siwei.report.bilingual import current
from siwei.report.counting import record_type
from siwei.report.document import Document
from siwei.report.evidence import columns_of, evidence, looked_into, made_of, rows_for
from siwei.report.explaining import changed_rows, corrections
from siwei.report.figures import FigureValue
from siwei.report.forms import ExcuseForm
from siwei.report.models import EnteredFigure, Report
from siwei.report.plot import bars
from siwei.report.print_rows import kind_said, provenance
from siwei.report.render_html import body, facts, worth_plotting
from siwei.report.sealing import sealed
from siwei.report.verification import differences, faults
from siwei.report.wording import say
from siwei.report.year import Draft, catalogue, counted, draft


def plot_of(found: FigureValue) -> Plot | None:
    """The plot of a figure, or None when its months show nothing."""
    if not worth_plotting(found):
        return None
    language = current()
    label = found.label[language]
    months = [str(month) for month in range(1, 13)]  # short, for they stand side by side
    title = say("by_month", language, label=label)
    return Plot(
        title, months, [Series(label, found.monthly)], unit=found.unit[language], x_label=_("Month"), height=170
    )


def _report(year: int, actor: Actor) -> Report | None:
    found: Report | None = Report.objects.visible_to(actor).filter(year=year).first()
    return found


def _frame(request: HttpRequest, year: int, page: str) -> dict[str, Any]:
    """What every page of a year needs: the report, its tabs and the way back."""
    report = _report(year, actor_of(request))
    if report is None:
        raise Http404
    tabs = (
        ("report.draft", _("The report")),
        ("report.checks", _("Checks")),
        ("report.figures", _("Figures")),
        ("report.compare", _("Sealed and today")),
        ("report.files", pgettext("of the report", "Files")),
    )
    return {
        "report": report,
        "year": year,
        "tabs": [(label, reverse(name, args=[year]), name == page) for name, label in tabs],
        "crumbs": [
            (_("Annual report"), reverse("report.years")),
            (report.title(), reverse("report.draft", args=[year])),
        ],
    }


@login_required
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """Every year that has a report."""
    reports = Report.objects.visible_to(actor_of(request))
    context = {"page_title": _("Annual reports"), "reports": reports}
    return render(request, "report/years.html", context)


@login_required
@require_GET
def draft_page(request: HttpRequest, year: int) -> HttpResponse:
    """The report as it stands now, every figure a link to what stands behind it."""
    frame = _frame(request, year, "report.draft")
    live = draft(year, months=True)
    document = live.facts.documents[current()]
    text = body(document, lambda name: _panel_link(year, name), annex=False, cover=False)
    context = {
        **frame,
        "page_title": document.title,
        "text": mark_safe(text),  # noqa: S308  # render_html escapes every word of it
        "kinds": _kinds(document),
    }
    return render(request, "report/draft.html", context)


def _panel_link(year: int, name: str) -> dict[str, str]:
    page, part = (reverse(view, args=[year, name]) for view in ("report.figure", "report.panel"))
    return {"href": page, "hx-get": part, "hx-target": "#figure-panel", "hx-swap": "innerHTML"}


def _kinds(document: Document) -> list[tuple[str, str, int]]:
    from siwei.report.coverage import coverage

    found = coverage(document)
    counts = {**found.kinds, "added": sum(found.added.values())}
    return [(kind, say(kind, document.language), count) for kind, count in counts.items() if count]


def _is_of(figure: FigureValue, kind: str) -> bool:
    """Whether a figure stands in the list of a kind; those that Siwei adds have a list of their own."""
    return not kind or ("added" if figure.added else figure.kind) == kind


def _figure(live: Draft, name: str) -> FigureValue:
    found = live.facts.figures.get(name)
    if found is None:
        raise Http404
    return found


def _about(live: Draft, found: FigureValue) -> dict[str, Any]:
    document = live.facts.documents[current()]
    return {
        "figure": found,
        "label": found.label[current()],
        "value": found.with_unit(current()),
        "facts": list(facts(found, document)),
        "plot": plot_of(found),
        "bars": mark_safe(bars(found.monthly, found.label[current()], current())) if worth_plotting(found) else "",  # noqa: S308  # digits and escaped words
        "groups": [
            (label, [(f.label[current()], f.with_unit(current()), f.id) for f in parts])
            for label, parts in made_of(found, live.facts.figures)
        ],
    }


@login_required
@require_GET
def panel(request: HttpRequest, year: int, figure: str) -> HttpResponse:
    """What stands beside the text when a figure is chosen."""
    frame = _frame(request, year, "report.draft")
    live = draft(year)
    context = {**frame, **_about(live, looked_into(_figure(live, figure), year))}
    return render(request, "report/panel.html", context)


@login_required
@require_GET
def figures(request: HttpRequest, year: int) -> HttpResponse:
    """Every figure with value, kind and source, in print order."""
    frame = _frame(request, year, "report.figures")
    live = draft(year)
    language = current()
    document = live.facts.documents[language]
    kind = request.GET.get("kind", "")
    rows = [
        (f, f.label[language], f.with_unit(language), kind_said(f, language), provenance(f, document))
        for f in live.figures
        if _is_of(f, kind)
    ]
    context = {**frame, "page_title": _("Figures"), "rows": rows, "kinds": _kinds(document), "kind": kind}
    return render(request, "report/figures.html", context)


@login_required
@require_GET
def figure(request: HttpRequest, year: int, figure: str) -> HttpResponse:
    """One figure: definition, months, and the rows that count, as far as the reader may read them."""
    frame = _frame(request, year, "report.figures")
    live = draft(year)
    found = looked_into(_figure(live, figure), year)
    context = {**frame, **_about(live, found), "page_title": found.label[current()]}
    context["crumbs"] = [*frame["crumbs"], (_("Figures"), reverse("report.figures", args=[year]))]
    measure = counted().get(figure)
    if measure is not None:
        context |= evidence(measure, year, actor_of(request), request.GET.get("page"), found.evidence_count or 0)
        context["formats"] = FORMATS
    context["entry"] = EnteredFigure.objects.visible_to(actor_of(request)).filter(year=year, figure=figure).first()
    return render(request, "report/figure.html", context)


@login_required
@require_GET
def figure_sheet(request: HttpRequest, year: int, figure: str, fmt: str) -> StreamingHttpResponse:
    """The rows of a figure as a sheet: the columns and the rows that the page shows to whoever asks."""
    measure = counted().get(figure)
    if fmt not in FORMATS or measure is None or figure not in {row.id for row in catalogue(office_name()).rows}:
        raise Http404
    actor = actor_of(request)
    if _report(year, actor) is None:
        raise Http404
    rows = rows_for(measure, year, actor).iterator(chunk_size=2000)
    content = export(columns_of(measure), rows, fmt)
    response = StreamingHttpResponse(content, content_type=FORMATS[fmt])
    response["Content-Disposition"] = f'attachment; filename="{year}-{figure}.{fmt}"'
    return response


@login_required
def checks(request: HttpRequest, year: int) -> HttpResponse:
    """What does not add up; whoever edits may excuse a finding with a reason."""
    frame = _frame(request, year, "report.checks")
    report, actor = frame["report"], actor_of(request)
    live = draft(year)
    found = live.findings()
    faulty: dict[str, ExcuseForm] = {}
    if request.method == "POST":
        form = ExcuseForm(request.POST, actor=actor, record=report, findings=found)
        if form.is_valid() and _excuse(request, report, actor, form):
            return redirect("report.checks", year)
        faulty[str(request.POST.get("finding"))] = form
    held = excused(report, found)
    may = excuse.possible(report, actor)
    language = current()
    rows = [
        {
            "finding": f,
            "sentence": f.sentence[language],
            "figures": [(name, live.facts.figures[name].label[language]) for name in f.figures],
            "excuse": held.get(f.id),
            "form": (faulty.get(f.id) or ExcuseForm(findings=())) if may else None,
            "open": f.severity.blocks and f.id not in held,
        }
        for f in found
    ]
    standing = sum(1 for row in rows if row["open"])
    context = {**frame, "page_title": _("Checks"), "rows": rows, "standing": standing, "may": may}
    return render(request, "report/checks.html", context, status=422 if faulty else 200)


def _excuse(request: HttpRequest, report: Report, actor: Actor, form: ExcuseForm) -> bool:
    try:
        excuse(report, by=actor, **form.cleaned_data)
    except (ActionRefused, ValidationError) as refused:
        form.add_error(None, refused if isinstance(refused, ValidationError) else str(refused))
        return False
    messages.success(request, _("The finding is excused."))
    return True


@login_required
@require_GET
def compare(request: HttpRequest, year: int) -> HttpResponse:
    """The sealed figures against today's, and whether the seal itself is whole."""
    frame = _frame(request, year, "report.compare")
    report = frame["report"]
    kept = sealed(report)
    language = current()
    context = {**frame, "page_title": _("Sealed and today"), "kept": kept}
    if kept:
        context["faults"] = faults(report, kept)
        context["rows"] = [
            (
                d,
                d.sealed.label[language],
                d.sealed.with_unit(language),
                d.today.with_unit(language) if d.today else "——",
            )
            for d in differences(report, kept)
        ]
        context["count"] = len(kept.content.figures)
    return render(request, "report/compare.html", context)


@login_required
@require_GET
def compare_figure(request: HttpRequest, year: int, figure: str) -> HttpResponse:
    """The difference of one figure row by row: which record, which act, by whom."""
    frame = _frame(request, year, "report.compare")
    kept = sealed(frame["report"])
    if kept is None:
        raise Http404
    all_ = differences(frame["report"], kept)
    found = next((d for d in all_ if d.figure == figure), None)
    before = next((f for f in kept.content.figures if f.id == figure), None)
    if before is None:
        raise Http404
    actor, language = actor_of(request), current()
    measure = counted().get(figure)
    reader = Reader(record_type(measure.evidence(Period.roc_year(year)).model)) if measure else Reader(EnteredFigure)
    rows = changed_rows(kept.seal, figure, actor)
    context = {
        **frame,
        "page_title": before.label[language],
        "sealed_value": before.with_unit(language),
        "today_value": found.today.with_unit(language) if found and found.today else before.with_unit(language),
        "difference": found,
        "sources": [(d, d.sealed.label[language]) for d in (found.follows_from(all_) if found else ())],
        "rows": [(row, [] if row.hidden else reader.acts(row.acts)) for row in rows],
        "corrections": [] if measure else reader.acts(corrections(kept.seal, figure)),
    }
    context["crumbs"] = [*frame["crumbs"], (_("Sealed and today"), reverse("report.compare", args=[year]))]
    return render(request, "report/compare_figure.html", context)


@login_required
@require_GET
def files(request: HttpRequest, year: int) -> HttpResponse:
    """The editions to take away."""
    frame = _frame(request, year, "report.files")
    names = [(name, reverse("report.file", args=[year, name])) for name in editions.NAMES]
    return render(
        request, "report/files.html", {**frame, "page_title": pgettext("of the report", "Files"), "names": names}
    )


@login_required
@require_GET
def file(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """One edition, written at this moment: the sealed report where there is one, else the draft."""
    if _report(year, actor_of(request)) is None:
        raise Http404
    return edition_response(editions.edition(year), name)


def edition_response(found: editions.Edition, name: str) -> HttpResponse:
    """A file as a download; the HTML edition carries its own style sheet, so it may not run or load anything else."""
    if name not in editions.NAMES:
        raise Http404
    kind, content = editions.file(found, name)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{found.year}-{name}"'
    return response
