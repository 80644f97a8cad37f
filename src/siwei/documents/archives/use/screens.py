"""How the archive meets applications for use."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import UseFee, UseRequest
from siwei.documents.archives.use import table
from siwei.documents.archives.use.applying import give_code, register
from siwei.kernel.screens.screen import Filter, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

State = UseRequest.State


def _fee(fee: UseFee) -> str:
    return str(table.KINDS.get(fee.kind, fee.kind))


USE = Screen(
    record=UseRequest,
    slug="use",
    title=_("Applications for use"),
    icon="book",
    columns=(
        "number", Column("purpose", _("Purpose of use"), lambda one: one.get_purpose_display()), "study",
        Column("pieces", _("Pieces asked for"), lambda one: len(one.pieces.all()), kind=Kind.NUMBER), "opened_on",
        "decided_on", "state",
    ),
    views=(
        View("open", _("Applications under way"),
             lambda rows, actor: rows.filter(state__in=[*UseRequest.UNDECIDED, State.APPROVED, State.PARTLY,
                                                        State.READING])),
        View("decide", _("To be decided"), lambda rows, actor: rows.filter(state__in=UseRequest.UNDECIDED)),
    ),
    filters=(Filter("state"), Filter("purpose"), Filter("agency"), Filter("opened_on"), Filter("decided_on")),
    order=("-opened_on",),
    related=("agency",),
    prefetch=("pieces",),
    create=(register,),
    life=(State.RECEIVED, State.ACCEPTED, State.EXAMINED, State.APPROVED, State.READING, State.CLOSED),
    tones={State.CORRECTING: "waiting", State.PARTLY: "good", State.REFUSED: "bad", State.WITHDRAWN: "quiet",
           State.REFERRED: "quiet"},
    sections=(
        Section(
            _("What is asked for"),
            (Column("law", _("Law on which the application rests"), lambda one: one.get_law_display()),
             Column("agency", _("Agency that keeps the files"), "agency__name_zh"),
             Column("purpose", _("Purpose of use"), lambda one: one.get_purpose_display()), "purpose_words", "study",
             Column("reading", _("Read or view"), kind=Kind.BOOL), Column("by_hand", _("Copy by hand"), kind=Kind.BOOL),
             Column("copies", _("Have copies made"), kind=Kind.BOOL),
             Column("originals", _("Use the originals"), kind=Kind.BOOL), "originals_why"),
        ),
        Section(
            _("Applicant"),
            (Column("applicant", _("Name of the applicant"), lambda one: one.applicant()), "birth_on", "id_number",
             "phone", "address", "mail", "body_seat", "representative", "agent_name", "agent_id", "agent_phone",
             "agent_relation", "forgotten_on"),
            side=True,
        ),
        Section(_("For the applicant"), template="archives/use_code.html", side=True,
                visible=lambda one, actor: give_code.possible(one, actor)),
        Section(_("Papers of the decision"), template="archives/use_papers.html", side=True,
                visible=lambda one, actor: one.decided_on is not None),
        Section(_("Term and decision"), ("opened_on", "fault", "corrected_on", "decided_on", "cautions", "closed_on"),
                side=True),
        Section(
            _("Pieces asked for"),
            (Column("described", _("Number, title or gist")), Column("item", _("archive item"), kind=Kind.RECORD),
             Column("decision", _("Decision on the piece"), lambda one: one.get_decision_display()),
             Column("ground", _("Ground of the refusal (art. 18)"), lambda one: one.get_ground_display()),
             Column("reason", _("Reason of the decision")),
             Column("out_on", _("Handed out on"), kind=Kind.DATE),
             Column("back_on", _("Taken back on"), kind=Kind.DATE)),
            rows=lambda one: one.pieces.select_related("item"),
        ),
        Section(
            _("Visits to the reading room"),
            (Column("day", _("Day of the visit"), kind=Kind.DATE),
             Column("session", _("Session of the visit"), lambda one: one.get_session_display()),
             Column("seat", _("Seat"), kind=Kind.NUMBER), Column("given_up", _("Given up"), kind=Kind.BOOL)),
            rows=lambda one: one.visits.all(),
        ),
        Section(
            _("Fees of the use"),
            (Column("on", _("Date of the fee"), kind=Kind.DATE), Column("kind", _("Kind of fee"), _fee),
             Column("count", _("Number of units"), kind=Kind.NUMBER),
             Column("amount", _("Amount (NT$)"), kind=Kind.NUMBER), Column("paid_on", _("Paid on"), kind=Kind.DATE),
             Column("receipt", _("Number of the receipt"))),
            rows=lambda one: one.fees.all(),
        ),
    ),
)  # fmt: skip
