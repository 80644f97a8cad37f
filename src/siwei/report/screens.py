"""How people meet reports and entered figures."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.office_files import office_name
from siwei.kernel.screens.screen import Filter, Screen, Section
from siwei.kernel.sheets.column import Column, Kind
from siwei.report.actions import enter_figure, open_year
from siwei.report.bilingual import current
from siwei.report.models import EnteredFigure, Report


def label_of(entry: EnteredFigure) -> str:
    """The name of the figure that a value was entered for; its id when the office no longer has it."""
    from siwei.report.year import catalogue

    rows = {row.id: row for row in catalogue(office_name()).rows}
    row = rows.get(entry.figure)
    return f"{row.section} {row.label[current()]}" if row else entry.figure


def doors(report: Report, _actor: Actor) -> dict[str, object]:
    """Where the pages of a year are."""
    pages: Iterable[tuple[str, str]] = (
        ("report.draft", gettext("The report")),
        ("report.checks", gettext("Checks")),
        ("report.figures", gettext("Figures")),
        ("report.compare", gettext("Sealed and today")),
        ("report.files", pgettext("of the report", "Files")),
    )
    return {"doors": [(label, reverse(name, args=[report.year])) for name, label in pages]}


REPORTS = Screen(
    record=Report,
    slug="reports",
    title=_("Annual reports"),
    columns=(
        Column("title", _("Report"), lambda report: report.title(), sort="year"),
        "number",
        "state",
        "opened_on",
    ),
    filters=(Filter("state"),),
    order=("-year",),
    sections=(
        Section(_("Pages"), template="report/doors.html", context=doors),
        Section(_("Report"), ("year", "opened_on", "seal_hash")),
        Section(
            _("Excuses"),
            (Column("finding", _("Finding"), lambda excuse: excuse.sentence, wide=True), "reason", "person"),
            rows="excuses",
            empty=_("No finding was excused."),
        ),
    ),
    create=(open_year,),
    life=tuple(Report.State),
    tones={"draft": "waiting", "approved": "good", "sealed": "good", "published": "good"},
    icon="report-analytics",
    help=_("Each report shows live figures until it is sealed."),
)

ENTERED = Screen(
    record=EnteredFigure,
    slug="entered",
    title=_("Entered figures"),
    columns=(
        Column("year", _("ROC year"), "year", Kind.TEXT),
        Column("label", _("Figure"), label_of, sort="figure"),
        "value",
        "source",
        "entered_by",
    ),
    filters=(Filter("year"), Filter("entered_by")),
    order=("-year", "pk"),
    sections=(
        Section(
            _("Value"),
            (
                Column("year", _("ROC year"), "year", Kind.TEXT),
                Column("label", _("Figure"), label_of),
                "figure",
                "value",
                "source",
                "entered_by",
            ),
        ),
    ),
    create=(enter_figure,),
    icon="forms",
    help=_("Figures that no module counts yet: each with its value, source and person."),
)
