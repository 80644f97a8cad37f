"""The sample's own part of the report: figures entered from the printed report of 106, findings excused, signatures."""

from __future__ import annotations

import datetime

from siwei.kernel.access.actor import Actor, Role, holders
from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.roc import roc_year
from siwei.report.actions import approve, check, enter_figure, excuse, open_year, standing, submit
from siwei.report.catalogue import read_entries
from siwei.report.models import Report
from siwei.report.roles import EDITOR, SIGNATURES
from siwei.report.year import draft, folder

#: why the slips of the printed report of 106 may stand, as an editor would put it
REASONS = {
    "growth:opendata.datasets.growth": "原報告所載為43%，依原件保留；依公式應為130%，次年報告更正。",
    "population:jobs.agencies_informed+exchange.agencies": "基準不同：565為紙本公告受文機關，615為公文系統使用者。",
    "unit:jobs.postings:案": "一次公告即一案，依原件用語。",
    "weekdays:gazette.issues": "含補刊及號外，逐期計數。",
    "weekdays:meetings.city_meetings": "逢放假日的星期二有停開或改期者，會議逐次計數。",
}


def build(period: Period) -> None:
    """Enter the figures, open the report, and carry it to approval where its findings are those of the original."""
    year = roc_year(period.start)
    editor = _somebody(EDITOR)
    rows = [{"year": year, "figure": e.id, "value": e.value, "source": e.source} for e in read_entries(folder(), year)]
    enter_figure.many(rows, by=editor)
    report = open_year(by=editor, year=year, opened_on=datetime.date(period.end.year, 1, 8))
    for finding in draft(year).findings():
        if finding.id in REASONS:
            excuse(report, by=editor, finding=finding.id, reason=REASONS[finding.id])
    if standing(report, draft(year).findings()):
        return  # a house without all modules: figures are missing, and the report stays a draft
    _sign(report, editor)


def _sign(report: Report, editor: Actor) -> None:
    check(report, by=editor)
    submit(report, by=editor)
    for role in SIGNATURES:
        approve(report, by=_somebody(role), note="")


def _somebody(role: Role) -> Actor:
    """One of the sample's people who hold a role; the system where there is none."""
    people = holders(role)
    return Actor.of(people[0]) if people else Actor.system("sample")
