"""How people meet transfers to the national archives and successions of agencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import transfer_papers
from siwei.documents.archives.disposal.screens import OPEN_TO, due_context
from siwei.documents.archives.disposal.succession import plan
from siwei.documents.archives.disposal.transferring import draft, leave_out
from siwei.documents.archives.models import NationalTransfer, Succession, TransferLine
from siwei.kernel.access.actor import Actor
from siwei.kernel.screens.screen import Filter, FilterKind, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

State, Line = NationalTransfer.State, TransferLine.State


def standing(transfer: NationalTransfer, actor: Actor) -> Mapping[str, Any]:
    """How the list stands, and its papers."""
    rows = TransferLine.objects.visible_to(actor).filter(transfer=transfer)
    counts = dict(rows.order_by().values_list("state").annotate(many=Count("pk")))
    url = f"{reverse('archives.transfer-lines.list')}?view=all&transfer={transfer.pk}"
    return {
        "counts": [(state.label, counts[state], f"{url}&state={state}") for state in Line if state in counts],
        "all": url,
        "total": sum(counts.values()),
        "parts": [
            reverse("archives.transfer_list", args=[transfer.pk, part])
            for part in range(transfer_papers.parts(transfer))
        ],
        "record": reverse("archives.transfer_record", args=[transfer.pk]),
    }


TRANSFERS = Screen(
    record=NationalTransfer,
    slug="national-transfers",
    title=_("Transfers to the national archives"),
    icon="building-monument",
    roles=OPEN_TO,
    columns=("number", Column("agency", _("Agency"), "agency__name", sort="agency__code"), "as_of", "agreed_number",
             "handed_on", "state"),
    filters=(Filter("state"), Filter("agency"), Filter("handed_on")),
    views=(
        View("open", _("Transfers under way"), lambda rows, actor: rows.filter(state__in=NationalTransfer.OPEN)),
    ),
    order=("-opened_on",),
    related=("agency",),
    create=(draft,),
    life=(State.DRAFT, State.APPRAISED, State.SENT, State.AGREED, State.HANDED),
    tones={State.DROPPED: "quiet"},
    sections=(
        Section(_("The list"), template="archives/destruction_list.html", context=standing),
        Section(_("The plan"),
                (Column("agency", _("Agency"), "agency__name"), "as_of", "opened_on", "appraisal")),
        Section(_("On its way"), ("sent_on", "sent_number", "agreed_on", "agreed_number"), side=True),
        Section(_("Handing over to the nation"), ("handed_on", "given_by", "received_by", "supervised_by"), side=True,
                visible=lambda transfer, actor: transfer.handed_on is not None),
    ),
)  # fmt: skip
TRANSFER_LINES = Screen(
    record=TransferLine,
    slug="transfer-lines",
    title=_("Lists of transfers"),
    icon="list-details",
    roles=OPEN_TO,
    in_menu=False,
    columns=("number", "name",
             Column("transfer", _("transfer to the national archives"), kind=Kind.RECORD, sort="transfer__number"),
             "youngest_on", "due_on", "secrecy", Column("state", _("State"), lambda line: line.get_state_display())),
    filters=(
        Filter("state"), Filter("transfer"),
        Filter("number", kind=FilterKind.TEXT, narrow=lambda rows, text: rows.filter(number=text.strip())),
    ),
    views=(
        View("open", _("Lines to be decided"), lambda rows, actor: rows.filter(state=Line.PROPOSED)),
    ),
    bulk=(leave_out,),
    related=("transfer", "transfer__agency"),
    sections=(
        Section(_("What the catalogue says"),
                ("number", "name", "gist", "producer", "class_number", "volumes", "items", "oldest_on", "youngest_on",
                 "secrecy", "medium", Column("file", _("archive file"), kind=Kind.RECORD))),
        Section(_("When it may be disposed of"), template="archives/disposal_day.html",
                context=lambda line, actor: due_context(line.file, actor)),
        Section(_("How the line stands"),
                (Column("transfer", _("transfer to the national archives"), kind=Kind.RECORD),
                 Column("state", _("State"), lambda line: line.get_state_display()), "reason", "handed_on"),
                side=True),
    ),
)  # fmt: skip
SUCCESSIONS = Screen(
    record=Succession,
    slug="successions",
    title=_("Successions of agencies"),
    icon="building-community",
    roles=OPEN_TO,
    columns=("number", Column("fonds", _("fonds"), kind=Kind.RECORD, sort="fonds__code"), "class_number",
             Column("successor", _("Successor"), "successor__name", sort="successor__code"), "on", "files", "items",
             "state"),
    filters=(Filter("state"), Filter("successor"), Filter("on")),
    order=("-opened_on",),
    related=("fonds", "successor", "agency"),
    create=(plan,),
    life=(Succession.State.PLANNED, Succession.State.DONE),
    sections=(
        Section(_("From whom to whom"),
                (Column("agency", _("Agency"), "agency__name"),
                 Column("fonds", _("fonds"), kind=Kind.RECORD), "class_number",
                 Column("successor", _("Successor"), "successor__name"), "ground", "opened_on", "on")),
        Section(_("What went"),
                ("files", "items", Column("received", _("Fonds with the successor"), kind=Kind.RECORD)), side=True),
    ),
)  # fmt: skip
SCREENS = (TRANSFERS, TRANSFER_LINES, SUCCESSIONS)
