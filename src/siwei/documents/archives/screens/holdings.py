"""Fonds, items, boxes and rooms."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions.cataloguing import add_own_box, put_into_file
from siwei.documents.archives.actions.items import enter
from siwei.documents.archives.actions.keeping import add_box, add_fonds, add_room
from siwei.documents.archives.models import Box, Fonds, Item, Room
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.screens.screen import Filter, FilterKind, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

State = Item.State
TONES = {
    State.LISTED: "waiting", State.PRESENT: "active", State.DAMAGED: "bad", State.MISSING: "bad",
    State.SURPLUS: "active", State.HANDED_OVER: "good", State.WITHDRAWN: "quiet", State.TAKEN: "waiting",
    State.FILED: "active", State.CATALOGUED: "active", State.SHELVED: "good",
}  # fmt: skip
ITEMS = Screen(
    record=Item,
    slug="items",
    title=_("Archive items"),
    icon="file",
    columns=(
        "number",
        "subject",
        Column("fonds", _("fonds"), "fonds__name_zh", sort=""),
        "document_number",
        "year",
        Column("box", _("archive box"), "box__barcode", sort=""),
        Column("state", _("State"), lambda item: item.get_state_display()),
    ),
    filters=(
        Filter("fonds"),
        Filter("state"),
        Filter("year"),
        Filter("number", kind=FilterKind.TEXT, narrow=lambda rows, text: rows.filter(number=text.strip())),
    ),
    views=(
        View("standing", _("In the archives"), lambda rows, actor: rows.exclude(state=State.WITHDRAWN)),
        View(
            "missing",
            _("Missing or damaged"),
            lambda rows, actor: rows.filter(state__in=[State.MISSING, State.DAMAGED]),
        ),
        View("work", _("To be catalogued"), lambda rows, actor: rows.filter(state__in=Item.IN_WORK)),
    ),
    bulk=(put_into_file,),
    related=("fonds", "box"),
    create=(enter,),
    tones=TONES,  # type: ignore[arg-type]  # members of an enumeration are texts
    sections=(
        Section(
            _("Item"),
            (
                "number",
                Column("fonds", _("fonds"), "fonds__name_zh"),
                "file_title",
                "subject",
                "document_number",
                "party",
                "year",
                "class_number",
                "note",
            ),
        ),
        Section(
            _("Document"),
            ("document_year", "document_month", "document_day", "retention", "pages", "medium", "secrecy"),
        ),
        Section(
            _("Who may read it"),
            ("access", "access_reason", "access_until"),
            side=True,
        ),
        Section(
            _("Where it is"),
            (
                Column("file", _("archive file"), "file"),
                Column("state", _("State"), lambda item: item.get_state_display()),
                Column("box", _("archive box"), "box__barcode"),
                Column("campaign", _("Stocktaking"), "campaign__number"),
                "line",
                "handed_over_on",
            ),
            side=True,
        ),
    ),
)

BOXES = Screen(
    record=Box,
    slug="boxes",
    title=_("Archive boxes"),
    icon="archive",
    columns=(
        "barcode", "label", Column("campaign", _("Stocktaking"), "campaign__number", sort="campaign__number"),
        Column("room", _("Archive room"), "room__name", sort="room__name"), "shelf", "checked_on", "checked_by",
    ),
    filters=(Filter("campaign"), Filter("room"), Filter("checked_on")),
    views=(
        View("unchecked", _("To be checked"), lambda rows, actor: rows.filter(checked_on=None)),
    ),
    related=("campaign", "room"),
    create=(add_box, add_own_box),
    links=lambda actor: [(said("Print barcode labels"), reverse("archives.labels"))] if actor.holds(ARCHIVIST) else [],
    sections=(
        Section(_("Box"), ("barcode", "label", Column("campaign", _("Stocktaking"), "campaign__number"))),
        Section(_("Where it is"), (Column("room", _("Archive room"), "room__name"), "shelf"), side=True),
        Section(_("Check"), ("checked_on", "checked_by"), template="archives/box_check.html",
                context=lambda box, actor: {"tally": tally(box)}),
    ),
)  # fmt: skip


def tally(box: Box) -> list[tuple[str, int]]:
    """How many of its items are in which state, in words."""
    found = dict(
        Item.objects.filter(box=box).order_by().values_list("state").annotate(many=Count("pk", filter=~Q(state="")))
    )
    return [(str(state.label), found[state]) for state in State if state in found]


FONDS = Screen(
    record=Fonds,
    slug="fonds",
    title=_("Fonds list"),
    icon="folder",
    columns=("name_zh", "name_en", Column("agency", _("Agency"), "agency__name_zh", sort="agency__code"), "last_year"),
    filters=(Filter("agency"),),
    order=("code",),
    related=("agency",),
    create=(add_fonds,),
    sections=(
        Section(
            _("Fonds"),
            ("code", "name_zh", "name_en", Column("agency", _("Agency"), "agency__name_zh"), "last_year"),
        ),
        Section(
            _("Stocktakings"),
            (Column("number", _("Number")), Column("state", _("State"), lambda one: one.get_state_display()),
             Column("handed_over_on", _("Handed over on"), kind=Kind.DATE)),
            rows="campaigns",
            empty=_("It has not been counted yet."),
        ),
    ),
)  # fmt: skip
ROOMS = Screen(
    record=Room,
    slug="rooms",
    title=_("Archive rooms"),
    icon="building",
    columns=(
        "name", Column("centre", _("Centre"), "centre__name", sort="centre__order"), "where", "shelf_metres",
        "in_use_since",
    ),
    filters=(Filter("centre"),),
    order=("name",),
    related=("centre",),
    create=(add_room,),
    sections=(
        Section(
            _("Archive room"),
            ("name", Column("centre", _("Centre"), "centre__name"), "where", "shelf_metres", "in_use_since"),
        ),
        Section(_("Limits of the climate"), ("coldest", "warmest", "driest", "dampest"), side=True),
        Section(
            _("Agencies that share it"),
            (Column("agency", _("Agency"), "agency__name_zh"), Column("since", _("Since"), kind=Kind.DATE),
             Column("until", _("Until"), kind=Kind.DATE)),
            rows="shares",
            empty=_("No agency keeps files here yet."),
        ),
        Section(
            _("Climate, last readings"),
            (Column("at", _("Read at"), kind=Kind.DATETIME), Column("temperature", _("°C"), kind=Kind.NUMBER),
             Column("humidity", _("%"), kind=Kind.NUMBER)),
            rows=lambda room: room.readings.all()[:30],
            empty=_("Nothing was read yet."),
        ),
    ),
)  # fmt: skip
