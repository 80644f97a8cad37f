"""The figures of archives (report lines 貳(六)2 and 3): items handed over by fonds, agencies in new rooms."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Item, Share
from siwei.documents.archives.office import OfficeFonds, office_fonds
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.measures.numerals import Style
from siwei.kernel.sheets.column import Column, Kind

OWNER = _("Documents Division")


def of_fonds(fonds: OfficeFonds) -> Measure:
    """Items of one fonds."""

    def name() -> str:
        return fonds.short_en if (get_language() or "").startswith("en") else fonds.short_zh

    return Measure(
        id=f"archives.transferred.{fonds.code}",
        label=format_lazy("{fonds}", fonds=lazy(name, str)()),
        unit="件",
        definition=_(
            "Items of the body that were checked against its list, found, and handed over in the year, by the day of "
            "handing over. Missing ones, and entries that were withdrawn, do not count; damaged and surplus ones do."
        ),
        evidence=lambda period: Item.objects.handed_over_in(period, fonds.code),
        on="handed_over_on",
        style=Style.WAN,
        public_columns=(
            Column("number", _("File number")), Column("year", _("ROC year")),
            Column("handed_over_on", _("Handed over on"), kind=Kind.DATE),
        ),
        owner=OWNER,
        section="貳(六)2",
    )  # fmt: skip


def sharing(period: Period) -> QuerySet[Any]:
    """Agencies that came into rooms taken into use in the period."""
    days = {"since__gte": period.start, "since__lt": period.end}
    rooms = {"room__in_use_since__gte": period.start, "room__in_use_since__lt": period.end}
    return Share.objects.filter(**days, **rooms).select_related("room", "agency")


ROOM_AGENCIES = Measure(
    id="archives.room_agencies",
    label=_("Agencies in new archive rooms"),
    unit="個",
    definition=_(
        "Agencies that began in the year to keep files in an archive room that was taken into use in the year, each "
        "once a room. Rooms of earlier years, and agencies that came into those, do not count."
    ),
    evidence=sharing,
    on="since",
    public_columns=(
        Column("agency", _("Agency"), "agency__name_zh"), Column("room", _("Archive room"), "room__name"),
        Column("since", _("Since"), kind=Kind.DATE),
    ),
    owner=OWNER,
    section="貳(六)3",
)  # fmt: skip

MEASURES = (*(of_fonds(one) for one in office_fonds()), ROOM_AGENCIES)
