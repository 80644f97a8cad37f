"""The figures of exchange (report line 貳(一)): agencies that use it, organisations accepted."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.models import Enrolment, Member
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.sheets.column import Column, Kind

OWNER = _("Documents Division")


def agencies(period: Period) -> QuerySet[Any]:
    """Agencies and schools of the city in the book on the last day of the period."""
    return Member.objects.of_the_city(period)


def accepted(period: Period) -> QuerySet[Any]:
    """Organisations accepted in the period."""
    return Enrolment.objects.accepted_in(period)


AGENCIES = Measure(
    id="exchange.agencies",
    label=_("Agencies in the document and exchange system"),
    unit="個",
    definition=_(
        "Agencies and schools of the city that stand in the address book on the last day of the year, each once. "
        "Private organisations, bodies of others, and those struck or replaced by then do not count."
    ),
    evidence=agencies,
    on="since",
    public_columns=(
        Column("code", _("Exchange code")), Column("name", _("Full name of the body")),
        Column("kind", _("Kind of member")), Column("since", _("Exchanging since"), kind=Kind.DATE),
    ),
    owner=OWNER,
    section="貳(一)3",
)  # fmt: skip
ORGANISATIONS = Measure(
    id="exchange.private_organisations",
    label=_("Private organisations in document exchange"),
    unit="個",
    definition=_(
        "Applications of private organisations and groups that were accepted in the year, by the day of acceptance. "
        "Refused, withdrawn and undecided ones do not count, nor what became of the exchange afterwards."
    ),
    evidence=accepted,
    on="accepted_on",
    public_columns=(
        Column("number", _("Number")), Column("accepted_on", _("Accepted on"), kind=Kind.DATE),
        Column("certificate_kind", _("Kind of certificate")),
    ),
    owner=OWNER,
    section="貳(一)1",
)  # fmt: skip

MEASURES = (AGENCIES, ORGANISATIONS)
