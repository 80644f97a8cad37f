"""How people meet papers on their way into the archive."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Handover
from siwei.documents.archives.takeover.actions import CORRECT, HAND_OVER, enter_paper
from siwei.kernel.access.actor import Actor
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.screens.screen import Filter, Rows, Screen, Section, View
from siwei.kernel.sheets.column import Column

State = Handover.State


def overdue(rows: Rows, actor: Actor | None = None) -> Rows:
    """Papers whose term to be handed over, first or again, is over."""
    late = Duty.objects.about_type(Handover).filter(
        kind__in=(HAND_OVER, CORRECT), state=Duty.State.OPEN, due__lt=timezone.now()
    )
    return rows.filter(pk__in=late.values("object_id"))


HANDOVERS = Screen(
    record=Handover,
    slug="handovers",
    title=_("Papers for the archive"),
    icon="archive",
    columns=(
        "number", "document_number", "subject", Column("unit", _("Unit in charge"), "unit__name", sort="unit__code"),
        Column("handler", _("Handler"), "handler__name", sort=""), "opened_on", "sent_on", "state",
    ),
    views=(
        View("check", _("Papers to be checked"), lambda rows, actor: rows.filter(state=State.SENT)),
        View("due", _("With the handler"), lambda rows, actor: rows.filter(state__in=Handover.WITH_HANDLER)),
        View("late", _("Not handed over in time"), overdue),
        View("taken", _("Taken over"), lambda rows, actor: rows.filter(state=State.TAKEN)),
    ),
    filters=(Filter("unit"), Filter("state"), Filter("opened_on"), Filter("sent_on"), Filter("in_time")),
    order=("-opened_on",),
    related=("unit", "handler"),
    create=(enter_paper,),
    life=(State.DUE, State.SENT, State.TAKEN),
    tones={State.RETURNED: "bad", State.DROPPED: "quiet"},
    links=lambda actor: [(str(_("Not handed over in time, by unit")), str(reverse_lazy("archives.late_by_unit")))],
    sections=(
        Section(
            _("Paper handed over"),
            ("document_number", "issue_number", "subject", "party", "dated_on", "pages", "attachments", "medium",
             "secrecy", "secret_until"),
        ),
        Section(_("Where it is filed"), ("file_number", "years", Column("item", _("archive item"), "item")), side=True),
        Section(
            _("Handing over"),
            (Column("agency", _("Agency"), "agency__name"), Column("unit", _("Unit in charge"), "unit__name"),
             Column("handler", _("Handler"), "handler__name"), "opened_on", "sent_on", "in_time", "taken_on", "fault",
             "times_returned"),
            side=True,
        ),
    ),
)  # fmt: skip
