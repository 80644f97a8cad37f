"""How people meet holds, plans of destruction and their lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import holds
from siwei.documents.archives.disposal.certificate import parts
from siwei.documents.archives.disposal.hold_actions import place
from siwei.documents.archives.disposal.lines import leave_out, prolong
from siwei.documents.archives.disposal.listing import in_the_way, outcome_of
from siwei.documents.archives.disposal.planning import draft
from siwei.documents.archives.models import Destruction, DestructionLine, File, Hold
from siwei.documents.archives.roles import ARCHIVIST, OF_DISPOSAL
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.screens.screen import Filter, FilterKind, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

State, Line = Destruction.State, DestructionLine.State
OPEN_TO = (ARCHIVIST, *OF_DISPOSAL, AUDITOR)

HOLDS = Screen(
    record=Hold,
    slug="holds",
    title=_("Holds on disposal"),
    icon="hand-stop",
    roles=OPEN_TO,
    columns=("number", "kind", Column("file", _("archive file"), kind=Kind.RECORD),
             Column("class_number", _("Class number")), "reason", "opened_on", "until", "state"),
    filters=(Filter("state"), Filter("kind"), Filter("until")),
    views=(
        View("active", _("Holds in force"), lambda rows, actor: rows.filter(state=Hold.State.ACTIVE)),
    ),
    order=("-opened_on",),
    related=("file", "agency"),
    create=(place,),
    life=(Hold.State.ACTIVE, Hold.State.ENDED),
    sections=(
        Section(_("What is held"),
                ("kind", Column("file", _("archive file"), kind=Kind.RECORD),
                 Column("class_number", _("Class number")), "reason",
                 Column("agency", _("Agency"), "agency__name"))),
        Section(_("Term of the hold"), ("opened_on", "until", "ended_on"), side=True),
        Section(
            _("Lines that it stops"),
            (Column("number", _("Number of the file"), kind=Kind.TEXT), Column("name", _("File title")),
             Column("plan", _("plan of destruction"), kind=Kind.RECORD)),
            rows=lambda hold: hold.lines.filter(state=Line.HELD).select_related("plan")[:100],
            empty=_("It stops no line of a plan now."),
        ),
    ),
)  # fmt: skip


def _lines_url(plan: Destruction, **more: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in {"view": "all", "plan": plan.pk, **more}.items())
    return f"{reverse('archives.destruction-lines.list')}?{asked}"


def standing(plan: Destruction, actor: Actor) -> Mapping[str, Any]:
    """How the list stands: lines by state, what holds stop and why, its catalogue in print."""
    rows = DestructionLine.objects.visible_to(actor).filter(plan=plan)
    counts = dict(rows.order_by().values_list("state").annotate(many=Count("pk")))
    granted = plan.state in (*Destruction.GRANTED, State.EXECUTING)
    return {
        "counts": [(state.label, counts[state], _lines_url(plan, state=state)) for state in Line if state in counts],
        "all": _lines_url(plan),
        "total": sum(counts.values()),
        "holds": [(hold, many) for hold, many, _granted in holds.stopped(plan)],
        "in_the_way": in_the_way(plan) if granted else [],
        "parts": [reverse("archives.destruction_catalogue", args=[plan.pk, part]) for part in range(parts(plan))],
    }


DESTRUCTIONS = Screen(
    record=Destruction,
    slug="destructions",
    title=_("Plans of destruction"),
    icon="flame",
    roles=OPEN_TO,
    columns=("number", Column("agency", _("Agency"), "agency__name", sort="agency__code"), "as_of", "approval_number",
             "executed_on", "destroyed", "state"),
    filters=(Filter("state"), Filter("agency"), Filter("opened_on"), Filter("executed_on")),
    views=(
        View("open", _("Plans under way"),
             lambda rows, actor: rows.exclude(state__in=[State.DONE, State.RESENT, State.DROPPED])),
    ),
    order=("-opened_on",),
    related=("agency",),
    create=(draft,),
    life=(State.DRAFT, State.UNITS, State.ANSWERED, State.HEAD, State.READY, State.SENT, State.AUTHORITY,
          State.APPROVED, State.EXECUTING, State.MARKING, State.DONE, State.RESENT),
    tones={State.PARTLY: "active", State.DROPPED: "quiet"},
    sections=(
        Section(_("The list"), template="archives/destruction_list.html", context=standing),
        Section(_("The plan"),
                (Column("agency", _("Agency"), "agency__name"), "as_of", "plan", "opened_on")),
        Section(_("On its way"), ("sent_on", "sent_number", "passed_on", "passed_number", "approval_number",
                                  "approval_on"), side=True),
        Section(_("How it was carried out"),
                ("executed_on", "place", "method", "copies",
                 Column("executed_by", _("Carried out by"), "executed_by__name"),
                 Column("witness", _("Supervised by"), "witness__name"), "destroyed", "catalogue_digest",
                 "resent_on",
                 Column("resent_in", _("Sent again with"), kind=Kind.RECORD)), side=True,
                visible=lambda plan, actor: plan.executed_on is not None),
    ),
)  # fmt: skip


def due_context(file: File, _actor: Actor) -> Mapping[str, Any]:
    """From which day, what, and why; what holds it."""
    return {"outcome": outcome_of(file), "holds": holds.holds_of(file)}


#: for the page of a file
WHEN_DISPOSED = Section(_("When it may be disposed of"), template="archives/disposal_day.html", context=due_context)

LINES = Screen(
    record=DestructionLine,
    slug="destruction-lines",
    title=_("Catalogue of destructions"),
    icon="list-details",
    roles=OPEN_TO,
    columns=("number", "name", Column("plan", _("plan of destruction"), kind=Kind.RECORD, sort="plan__number"),
             Column("unit", _("Unit in charge"), "unit__name", sort="unit__code"),
             Column("retention", _("Retention of the file"), lambda line: line.retention), "youngest_on", "due_on",
             Column("state", _("State"), lambda line: line.get_state_display())),
    filters=(
        Filter("state"), Filter("plan"), Filter("unit"),
        Filter("number", kind=FilterKind.TEXT, narrow=lambda rows, text: rows.filter(number=text.strip())),
        Filter("class_number", kind=FilterKind.TEXT,
               narrow=lambda rows, text: rows.filter(class_number=text.strip())),
    ),
    views=(
        View("open", _("Lines to be decided"), lambda rows, actor: rows.filter(state__in=DestructionLine.OPEN)),
        View("held", _("Lines stopped by a hold"), lambda rows, actor: rows.filter(state=Line.HELD)),
        View("gone", _("Files destroyed (catalogue)"), lambda rows, actor: rows.filter(state=Line.DESTROYED)),
    ),
    bulk=(prolong, leave_out),
    related=("plan", "unit", "plan__agency"),
    sections=(
        Section(_("What the catalogue says"),
                ("number", "name", "gist", "producer", "class_number", "volumes", "items", "oldest_on", "youngest_on",
                 Column("file", _("archive file"), kind=Kind.RECORD))),
        Section(_("When it may be disposed of"), template="archives/disposal_day.html",
                context=lambda line, actor: due_context(line.file, actor)),
        Section(_("How the line stands"),
                (Column("plan", _("plan of destruction"), kind=Kind.RECORD),
                 Column("state", _("State"), lambda line: line.get_state_display()),
                 Column("hold", _("hold on disposal"), kind=Kind.RECORD), "prolonged", "reason", "approval_number",
                 "approval_on", "destroyed_on"), side=True),
        Section(_("Retention of the file"),
                (Column("retention", _("Retention of the file"), lambda line: line.retention), "years_reason",
                 "original_years", "originals_only", "due_on"), side=True),
    ),
)  # fmt: skip
SCREENS = (DESTRUCTIONS, LINES, HOLDS)
