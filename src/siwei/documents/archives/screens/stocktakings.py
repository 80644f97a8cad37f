"""Stocktakings: how far each is, its list, and its boxes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions.campaigns import plan
from siwei.documents.archives.models import Campaign, Finding, Item, ListRow
from siwei.documents.archives.transfer.views import PACKED
from siwei.documents.archives.transfer.views import standing as papers
from siwei.kernel.access.actor import Actor
from siwei.kernel.screens.screen import Filter, Screen, Section, View
from siwei.kernel.sheets.column import Column

State = Campaign.State


def standing(campaign: Campaign, _actor: Actor | None = None) -> dict[str, Any]:
    """How far it is: lines, findings, items by state, boxes."""
    items = dict(Item.objects.filter(campaign=campaign).order_by().values_list("state").annotate(many=Count("pk")))
    boxes = campaign.boxes.all()
    waiting = ListRow.objects.filter(campaign=campaign).count()
    return {
        "items": [(state, str(state.label), items[state]) for state in Item.State if state in items],
        "waiting": waiting,
        "open": ListRow.objects.filter(campaign=campaign, open__gt=0).count() if waiting else 0,
        "findings": Finding.objects.filter(campaign=campaign).count(),
        "boxes": boxes.count(),
        "checked": boxes.exclude(checked_on=None).count(),
        "entered": sum(items.get(state, 0) for state in Item.State if state != Item.State.WITHDRAWN),
    }


CAMPAIGNS = Screen(
    record=Campaign,
    slug="stocktakings",
    title=_("Stocktakings"),
    icon="list",
    columns=(
        "number", Column("fonds", _("fonds"), "fonds__name_zh", sort="fonds__code"), "entries", "until",
        "handed_over_on", "state",
    ),
    filters=(Filter("fonds"), Filter("state"), Filter("handed_over_on")),
    views=(
        View("running", _("Under way"),
             lambda rows, actor: rows.exclude(state__in=[State.HANDED_OVER, State.STOPPED])),
        View("done", _("Files handed over"), lambda rows, actor: rows.filter(state=State.HANDED_OVER)),
    ),
    related=("fonds", "room"),
    create=(plan,),
    life=(State.PLANNED, State.READING, State.MENDING, State.ENTERING, State.COUNTING, State.SETTLED,
          State.HANDED_OVER),
    sections=(
        Section(_("How far it is"), template="archives/standing.html", context=standing),
        Section(
            _("Plan"),
            (Column("fonds", _("fonds"), "fonds__name_zh"), "plan", "opened_on", "until",
             Column("room", _("Goes to the archive room"), "room__name")),
        ),
        Section(_("Receipt and package"), template="archives/transfer_papers.html", context=papers, side=True,
                visible=lambda campaign, actor: campaign.state in PACKED),
        Section(
            _("List of the agency"),
            ("list_name", "lines_read", "entries", "skipped"),
            side=True,
        ),
    ),
)  # fmt: skip
