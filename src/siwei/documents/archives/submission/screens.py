"""How the leader meets the runs of the catalogue submission."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Submission, SubmissionEntry
from siwei.documents.archives.roles import LEADER
from siwei.documents.archives.submission import entries
from siwei.documents.archives.submission.actions import begin, waits_for
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.screens.screen import Filter, Rows, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

State = Submission.State
OPEN_TO = (LEADER, AUDITOR)
#: entries that the page of a run shows; all of them stand in its file
SHOWN = 20


def _file(run: Submission, _actor: Actor) -> Mapping[str, Any]:
    url = reverse("archives.submission_file", args=[run.pk]) if run.sha256 else ""
    return {"url": url, "waits_for": None if url else waits_for(run)}


def _by_agency(run: Submission) -> Rows:
    many = {
        name: Count("pk", filter=Q(function=what, fault=""))
        for name, what in (("added", entries.NEW), ("changed", entries.CHANGED), ("deleted", entries.GONE))
    }
    rows = SubmissionEntry.objects.filter(submission=run).order_by().values("agency__code", "agency__name_zh")
    found: Rows = rows.annotate(**many, left_out=Count("pk", filter=~Q(fault=""))).order_by("agency__code")
    return found


def _told(run: Submission) -> Rows:
    rows = SubmissionEntry.objects.filter(submission=run, fault="").select_related("item", "agency")
    return rows.order_by("pk")[:SHOWN]


def _faulty(run: Submission) -> Rows:
    rows = SubmissionEntry.objects.filter(submission=run).exclude(fault="").select_related("item", "agency")
    return rows.order_by("pk")[:SHOWN]


_ITEM = Column("item", _("archive item"), kind=Kind.RECORD)
_AGENCY = Column("agency", _("Agency"), lambda one: one.agency.name)

_COUNTS = tuple(
    Column(name, label, itemgetter(name), kind=Kind.NUMBER)
    for name, label in (
        ("added", _("Entries added")), ("changed", _("Entries changed")), ("deleted", _("Entries deleted")),
        ("left_out", _("Items left out with a fault")),
    )
)  # fmt: skip

SUBMISSIONS = Screen(
    record=Submission,
    slug="submissions",
    title=_("Submissions of the catalogue"),
    icon="send",
    roles=OPEN_TO,
    columns=("number", "until", "added", "changed", "deleted", "sent_on", "state"),
    views=(
        View("open", _("Submissions under way"), lambda rows, actor: rows.exclude(state=State.ACKNOWLEDGED)),
    ),
    filters=(Filter("state"), Filter("until"), Filter("sent_on")),
    order=("-until",),
    create=(begin,),
    life=(State.COLLECTING, State.CHECKED, State.SENT, State.ACKNOWLEDGED),
    sections=(
        Section(_("What the run says"), ("until", "opened_on", "added", "changed", "deleted", "left_out")),
        Section(_("File of the submission"), template="archives/submission_file.html", context=_file, side=True),
        Section(_("Sent and acknowledged"), ("sent_on", "sent_number", "acknowledged_on", "acknowledged_number"),
                side=True),
        Section(
            _("Entries by agency"),
            (Column("agency", _("Agency"), lambda row: row["agency__name_zh"]),
             *_COUNTS),
            rows=_by_agency,
        ),
        Section(
            _("Destructions noted as sent again"),
            (Column("plan", _("plan of destruction"), lambda plan: plan, kind=Kind.RECORD),
             Column("agency", _("Agency"), lambda plan: plan.agency.name),
             Column("resent_on", _("Catalogue sent again on"), kind=Kind.DATE)),
            rows=lambda run: run.resent.select_related("agency").order_by("pk"),
            visible=lambda run, actor: run.state == State.ACKNOWLEDGED and run.resent.exists(),
        ),
        Section(
            _("Items left out and why (the first 20)"),
            (_ITEM, _AGENCY, Column("fault", _("Why it was left out"), lambda one: one.get_fault_display())),
            rows=_faulty, empty=_("Every item fits the form."),
        ),
        Section(
            _("What changed (the first 20 entries)"),
            (Column("function", _("What is done with the entry")), Column("number", _("File number")), _ITEM, _AGENCY),
            rows=_told, empty=_("Nothing changed since the last submission."),
        ),
    ),
)  # fmt: skip
