"""The figures of use: studies that the archives helped (貳(七)), and what an archive counts of applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import UseRequest
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.sheets.column import Column, Kind

State = UseRequest.State
OWNER = _("Documents Division")
PUBLIC = (Column("number", _("Number")), Column("study", _("Title of the study")),
          Column("decided_on", _("Decided on"), kind=Kind.DATE))  # fmt: skip

REFERENCE_USES = Measure(
    id="archives.reference_uses",
    label=_("Studies helped by the archives"),
    unit="件",
    definition=_(
        "Applications for use that name a study and were granted in the year, wholly or in part, by the day of the "
        "decision. Applications without a study, refused and withdrawn ones do not count."
    ),
    evidence=lambda period: UseRequest.objects.studies_helped_in(period),
    on="decided_on",
    public_columns=PUBLIC,
    owner=OWNER,
    section="貳(七)",
)


def _decided(states: Sequence[str]) -> Any:
    def evidence(period: Period) -> QuerySet[Any]:
        days = {"decided_on__gte": period.start, "decided_on__lt": period.end}
        return UseRequest.objects.filter(state__in=states, **days)

    return evidence


def _received(period: Period) -> QuerySet[Any]:
    return UseRequest.objects.filter(opened_on__gte=period.start, opened_on__lt=period.end)


def _count(name: str, label: Any, definition: Any, evidence: Any, on: str) -> Measure:
    return Measure(
        id=f"archives.{name}", label=label, unit="件", definition=definition, evidence=evidence, on=on,
        public_columns=(Column("number", _("Number")), Column(on, _("Day"), kind=Kind.DATE)), owner=OWNER,
        section="",
    )  # fmt: skip


MEASURES = (
    REFERENCE_USES,
    _count("use_received", _("Applications for use received"),
           _("Applications for use by the day on which they came in, whatever became of them."), _received,
           "opened_on"),
    _count("use_granted", _("Applications for use granted in full or in part"),
           _("Applications for use granted in the year, wholly or in part, by the day of the decision."),
           _decided(UseRequest.GRANTED), "decided_on"),
    _count("use_refused", _("Applications for use refused"),
           _("Applications for use refused in the year, by the day of the decision."),
           _decided((State.REFUSED,)), "decided_on"),
)  # fmt: skip
