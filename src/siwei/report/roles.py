"""Who does what with the report. The editor does not approve, and who approves does not edit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

EDITOR = Role(
    "report.editor",
    _("Report editor"),
    _("Enters figures, excuses findings, sends the report to approval, seals and publishes it."),
)
SECTION_HEAD = Role("report.section_head", _("Section head (report)"), _("First signature on the annual report."))
SECRETARY = Role("report.secretary", _("Chief secretary (report)"), _("Second signature on the annual report."))
HEAD = Role("report.head", _("Head of office (report)"), _("Last signature on the annual report."))

#: the routing slip, first to last
SIGNATURES = (SECTION_HEAD, SECRETARY, HEAD)
