"""A run of the catalogue submission: begun, collected, sent, acknowledged, or returned and collected again."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Submission
from siwei.documents.archives.roles import LEADER
from siwei.documents.archives.submission import entries
from siwei.documents.archives.submission.collecting import checksum, collect
from siwei.documents.archives.submission.resent import note_all
from siwei.documents.archives.submission.rules import ends_half_year, last_half_year
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.calendar.working_days import CalendarRangeError
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.records.said import said

State = Submission.State
SEND, NOTE = "send_catalogue", "note_receipt"


class BeginForm(ActionModelForm):
    """The half-year that is over."""

    class Meta:
        model = Submission
        fields = ("until", "opened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = timezone.localdate
        self.fields["until"].initial = lambda: last_half_year(timezone.localdate())


@creates(Submission, role=(LEADER, SYSTEM), label=_("Begin a submission of the catalogue"), form=BeginForm)
def begin(*, by: Actor, until: datetime.date, opened_on: datetime.date) -> Submission:
    """每半年彙送: a worker collects what changed, of all agencies of the city (檔案法施行細則 art. 10)."""
    if not ends_half_year(until):
        raise ValidationError({"until": said("A half-year ends on 30 June or 31 December.")})
    if opened_on <= until:
        raise ValidationError({"opened_on": said("The half-year is not over on that day.")})
    run = Submission(until=until, opened_on=opened_on)
    run.save()
    label = said("Send the catalogue to the archives authority: %(run)s") % {"run": run.title()}
    try:
        start_clock(run, SEND, label, "archive.catalogue", until, role=LEADER)
    except CalendarRangeError as beyond:
        raise ValidationError({"until": str(beyond)}) from beyond
    return run


def waits_for(run: Submission) -> Submission | None:
    """The run before it that has not arrived: a run says what changed since the one that the authority has."""
    found: Submission | None = (
        Submission.objects.filter(pk__lt=run.pk).exclude(state=State.ACKNOWLEDGED).order_by("pk").first()
    )
    return found


def _none_before(run: Submission, actor: Actor) -> str | None:
    before = waits_for(run)
    if before is None:
        return None
    return said("%(run)s is to be acknowledged first: this one says what changed since it.") % {"run": before.number}


@action(Submission, when=[State.COLLECTING], to=State.CHECKED, role=SYSTEM, label=_("Collect and check the catalogue"),
        form=ActionForm, allowed=_none_before)  # fmt: skip
def collected(run: Submission, *, by: Actor) -> None:
    """Every entry is checked against the form; what does not fit is left out and named."""
    done = collect(run)
    run.added, run.changed, run.deleted = done[entries.NEW], done[entries.CHANGED], done[entries.GONE]
    run.left_out = done[""]
    run.sha256 = checksum(run)


@action(Submission, when=[State.CHECKED], to=State.COLLECTING, role=LEADER, label=_("Collect the catalogue again"),
        form=ActionForm, icon="refresh")  # fmt: skip
def collect_again(run: Submission, *, by: Actor) -> None:
    """After faults were mended."""
    _forget_file(run)


def _forget_file(run: Submission) -> None:
    run.sha256, run.added, run.changed, run.deleted, run.left_out = "", 0, 0, 0, 0


class SendForm(ActionForm):
    """When and by which letter."""

    sent_on = forms.DateField(label=_("Catalogue sent on"), initial=timezone.localdate)
    sent_number = forms.CharField(label=_("Letter with the catalogue"), max_length=60)


@action(Submission, when=[State.CHECKED], to=State.SENT, role=LEADER, label=_("Note the catalogue as sent"),
        form=SendForm, style="primary", icon="send")  # fmt: skip
def send(run: Submission, *, by: Actor, sent_on: datetime.date, sent_number: str) -> None:
    """The city sends for all its agencies."""
    if sent_on < run.opened_on:
        raise ValidationError({"sent_on": said("It was begun on %(day)s.") % {"day": run.opened_on}})
    run.sent_on, run.sent_number = sent_on, sent_number
    close_duty(run, SEND)
    label = said("Note the receipt of the catalogue: %(run)s") % {"run": run.title()}
    open_duty(run, NOTE, label, role=LEADER)


class AcknowledgeForm(ActionForm):
    """When and by which letter or number."""

    acknowledged_on = forms.DateField(label=_("Receipt acknowledged on"), initial=timezone.localdate)
    acknowledged_number = forms.CharField(label=_("Number of the acknowledgement"), max_length=60)


@action(Submission, when=[State.SENT], to=State.ACKNOWLEDGED, role=LEADER, label=_("Note the acknowledgement"),
        form=AcknowledgeForm, style="primary", icon="check")  # fmt: skip
def acknowledge(run: Submission, *, by: Actor, acknowledged_on: datetime.date, acknowledged_number: str) -> None:
    """The authority has it; destructions that it tells of are noted as sent again."""
    if run.sent_on is None or acknowledged_on < run.sent_on:
        raise ValidationError({"acknowledged_on": said("It was sent on %(day)s.") % {"day": run.sent_on}})
    run.acknowledged_on, run.acknowledged_number = acknowledged_on, acknowledged_number
    close_duty(run, NOTE)
    note_all(run)


@action(Submission, when=[State.SENT], to=State.COLLECTING, role=LEADER, label=_("The authority returned it"),
        form=ReasonForm, icon="arrow-back-up")  # fmt: skip
def returned(run: Submission, *, by: Actor, note: str) -> None:
    """It is collected anew, from what the run before it said; the reason stands in the history."""
    run.sent_on, run.sent_number = None, ""
    _forget_file(run)
    close_duty(run, NOTE, done=False)
    label = said("Send the catalogue to the archives authority: %(run)s") % {"run": run.title()}
    start_clock(run, SEND, label, "archive.catalogue", run.until, role=LEADER)
