"""The figure of repairs (report line 壹一(二)4)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Request
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.sheets.column import Column, Kind


def requests(period: Period) -> QuerySet[Any]:
    """Requests accepted in the period."""
    rows: QuerySet[Any] = Request.objects.accepted_in(period).select_related("place__centre")
    return rows


REQUESTS = Measure(
    id="repairs.requests",
    label=_("Repair requests accepted"),
    unit="件",
    definition=_(
        "Requests accepted in the year, by the day of acceptance, in both centres. Declined and merged ones, those "
        "called off before they were accepted, and rounds of preventive plans do not count; one that was reopened "
        "counts once, and one that was called off after its acceptance counts: it was accepted, and the figure of a "
        "past year does not change."
    ),
    evidence=requests,
    on="accepted_on",
    public_columns=(
        Column("number", _("Number")),
        Column("centre", _("Centre"), "place__centre__name"),
        Column("trade", _("Class of work")),
        Column("accepted_on", _("Accepted on"), kind=Kind.DATE),
    ),
    owner=_("General Affairs Division"),
    section="壹一(二)4",
)
MEASURES = (REQUESTS,)
