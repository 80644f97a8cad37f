"""Every write of the report: open the year, enter and correct figures, excuse, check, approve, seal, publish."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import NoteForm, ReasonForm
from siwei.kernel.approvals import models as approvals
from siwei.kernel.files.models import attach
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said
from siwei.report import sealing
from siwei.report.bilingual import current
from siwei.report.checks.finding import Finding
from siwei.report.forms import CorrectionForm, ExcuseForm, NewEntryForm, ReportForm
from siwei.report.models import EnteredFigure, Excuse, Report
from siwei.report.roles import EDITOR, SIGNATURES
from siwei.report.year import draft

State = Report.State


@creates(Report, role=EDITOR, label=_("Open the report of a year"), form=ReportForm)
def open_year(*, by: Actor, year: int, opened_on: datetime.date | None = None) -> Report:
    """Begin the report of a ROC year; it shows live figures from the first moment."""
    report = Report(year=year, opened_on=opened_on or timezone.localdate())
    report.save()
    return report


@creates(EnteredFigure, role=EDITOR, label=_("Enter a figure"), form=NewEntryForm)
def enter_figure(*, by: Actor, year: int, figure: str, value: Decimal, source: str, file: Any = None) -> EnteredFigure:
    """Type in a value that no module counts yet."""
    entry = EnteredFigure(year=year, figure=figure, value=value, source=source, entered_by=by.name)
    entry.save()
    if file:
        attach(entry, file, by=by, kind="source")
    return entry


@action(EnteredFigure, role=EDITOR, label=_("Correct"), form=CorrectionForm, style="primary", icon="edit")
def correct(entry: EnteredFigure, *, by: Actor, value: Decimal, source: str, note: str, file: Any = None) -> None:
    """Another value with its reason; a sealed report keeps the old one and shows the difference."""
    entry.value, entry.source, entry.entered_by = value, source, by.name
    if file:
        attach(entry, file, by=by, kind="source")


def excused(report: Report, findings: tuple[Finding, ...]) -> dict[str, Excuse]:
    """The excuses that hold, by finding: those given for the very numbers that are found now."""
    given = {excuse.finding: excuse for excuse in report.excuses.all()}
    return {f.id: given[f.id] for f in findings if f.id in given and given[f.id].fingerprint == f.fingerprint}


def standing(report: Report, findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings that keep the report from approval: neither mended nor excused."""
    held = excused(report, findings)
    return [finding for finding in findings if finding.severity.blocks and finding.id not in held]


@action(
    Report,
    when=(State.DRAFT, State.CHECKED),
    role=EDITOR,
    label=_("Excuse a finding"),
    form=ExcuseForm,
    icon="message-circle",
)
def excuse(report: Report, *, by: Actor, finding: str, reason: str) -> None:
    """Say why a finding may stand; ValidationError when there is no such finding."""
    found = {f.id: f for f in draft(report.year).findings()}.get(finding)
    if found is None:
        raise ValidationError({"finding": gettext("There is no such finding; it may have been mended.")})
    report.excuses.filter(finding=finding).delete()
    Excuse(
        report=report,
        finding=found.id,
        fingerprint=found.fingerprint,
        sentence_zh=found.sentence.zh,
        sentence_en=found.sentence.en,
        reason=reason,
        person=by.name,
    ).save()


@action(Report, when=(State.DRAFT,), to=State.CHECKED, role=EDITOR, label=_("Checked"), style="primary", icon="checks")
def check(report: Report, *, by: Actor, note: str = "") -> None:
    """Close the checking; every finding must be mended or excused."""
    _demand_checked(report)


def _demand_checked(report: Report) -> None:
    left = standing(report, draft(report.year).findings())
    if left:
        language = current()
        raise ValidationError(
            [gettext("These findings are neither mended nor excused:"), *(f.sentence[language] for f in left)]
        )


@action(
    Report,
    when=(State.CHECKED,),
    to=State.IN_APPROVAL,
    role=EDITOR,
    label=_("Send to approval"),
    form=NoteForm,
    style="primary",
    icon="send",
)
def submit(report: Report, *, by: Actor, note: str = "") -> None:
    """Put it on the routing slip: section head, chief secretary, head of office."""
    _demand_checked(report)
    steps = [approvals.Step(order, role) for order, role in enumerate(SIGNATURES, start=1)]
    slip = approvals.submit(report, steps, by=by)
    _ask_next(report, slip)


def _ask_next(report: Report, slip: approvals.Slip) -> None:
    people = [person for step in slip.active() for person in step.deciders()]
    notify(
        report,
        to=people,
        subject=said("The annual report waits for your signature"),
        body=said("%(report)s is on your step of the routing slip.") % {"report": report.title()},
    )


@action(
    Report,
    when=(State.IN_APPROVAL,),
    to=(State.IN_APPROVAL, State.APPROVED),
    role=SIGNATURES,
    label=_("Approve"),
    allowed=approvals.may_decide,
    style="primary",
    icon="check",
)
def approve(report: Report, *, by: Actor, note: str = "") -> None:
    """Sign; the last signature approves the report."""
    if approvals.approve(report, by=by, opinion=note):
        report.state = State.APPROVED
        return
    slip = approvals.slip_of(report)
    if slip is not None:
        _ask_next(report, slip)


@action(
    Report,
    when=(State.IN_APPROVAL,),
    to=State.DRAFT,
    role=SIGNATURES,
    label=_("Return"),
    form=ReasonForm,
    allowed=approvals.may_decide,
    style="danger",
    icon="arrow-back-up",
)
def send_back(report: Report, *, by: Actor, note: str) -> None:
    """Send it back to the editor with a reason."""
    approvals.send_back(report, by=by, opinion=note)


@action(
    Report,
    when=(State.IN_APPROVAL,),
    to=State.DRAFT,
    role=EDITOR,
    label=pgettext_lazy("routing slip", "Withdraw"),
    form=ReasonForm,
    style="danger",
)
def withdraw(report: Report, *, by: Actor, note: str) -> None:
    """Take it back from the routing slip."""
    approvals.withdraw(report)


@action(Report, when=(State.APPROVED,), to=State.SEALED, role=EDITOR, label=_("Seal"), style="primary", icon="lock")
def seal(report: Report, *, by: Actor, note: str = "") -> None:
    """Freeze values, evidence, definitions and text under a hash; from then on changes show as differences."""
    _demand_checked(report)
    report.seal_hash = sealing.store(report, by=by.name)


@action(
    Report, when=(State.SEALED,), to=State.PUBLISHED, role=EDITOR, label=_("Publish"), style="primary", icon="world"
)
def publish(report: Report, *, by: Actor, note: str = "") -> None:
    """Open the sealed report to everybody."""
