"""Table of contents of the annual report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.kernel.module import Module
from siwei.report.models import EnteredFigure, Report
from siwei.report.roles import EDITOR, HEAD, SECRETARY, SECTION_HEAD
from siwei.report.sample import build
from siwei.report.screens import ENTERED, REPORTS

MODULE = Module(
    name="report",
    label=_("Annual report"),
    wing="report",
    systems=("S53",),
    icon="report-analytics",
    records=(Report, EnteredFigure),
    screens=(REPORTS, ENTERED),
    roles=(EDITOR, SECTION_HEAD, SECRETARY, HEAD),
    urls="siwei.report.urls",
    public_urls="siwei.report.public_urls",
    public_label=_("Annual reports"),
    sample=build,
    order=90,
)
