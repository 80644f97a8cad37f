"""How people meet loans."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.loans.actions import ask
from siwei.documents.archives.models import Loan
from siwei.kernel.screens.screen import Filter, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

State = Loan.State
LOANS = Screen(
    record=Loan,
    slug="loans",
    title=_("Loans from the archive"),
    icon="book",
    columns=("number", "purpose", Column("borrower", _("Borrower"), "borrower__name", sort=""),
             Column("unit", _("Unit of the borrower"), "unit__name", sort="unit__code"), "out_on", "due_on",
             "returned_on", "state"),
    views=(
        View("open", _("Loans under way"), lambda rows, actor: rows.filter(state__in=Loan.OPEN)),
        View("mine", _("My loans"), lambda rows, actor: rows.filter(borrower=actor.place)),
        View("late", _("Loans overdue"),
             lambda rows, actor: rows.filter(state=State.OUT, due_on__lt=timezone.localdate())),
        View("late_back", _("Loans given back late"),
             lambda rows, actor: rows.filter(state=State.RETURNED, returned_on__gt=F("due_on"))),
    ),
    filters=(Filter("state"), Filter("unit"), Filter("due_on"), Filter("out_on")),
    order=("-opened_on",),
    related=("borrower", "unit"),
    create=(ask,),
    links=lambda actor: [(str(_("Loans of a year, by unit")), str(reverse_lazy("archives.loans_by_unit")))],
    life=(State.ASKED, State.APPROVED, State.OUT, State.RETURNED),
    tones={State.WITHDRAWN: "quiet"},
    sections=(
        Section(_("Loan"),
                ("purpose", "originals", Column("borrower", _("Borrower"), "borrower__name"),
                 Column("unit", _("Unit of the borrower"), "unit__name"), "opened_on",
                 Column("approved_by", _("Loan approved by"), "approved_by__name"))),
        Section(_("Term of the loan"), ("out_on", "due_on", "extended", "reminded_on", "returned_on"), side=True),
        Section(
            _("Items of the loan"),
            (Column("item", _("archive item"), kind=Kind.RECORD),
             Column("out", _("Lent out"), kind=Kind.BOOL),
             Column("returned_on", _("Given back on"), kind=Kind.DATE),
             Column("condition", _("State it came back in"))),
            rows=lambda loan: loan.lent.select_related("item"),
        ),
    ),
)  # fmt: skip
