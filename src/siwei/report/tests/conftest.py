"""The report of 106 with numbers from hand, and a small house that counts errands of the toy business."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import partial
from importlib import resources
from typing import Any

import pytest
from tests.toy.actions import ask
from tests.toy.models import Errand, Stop

from siwei.documents.correspondence.measures import EXCHANGE_RATE, ONLINE_RATE
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.measures.numerals import Style
from siwei.kernel.sheets.column import Column, Kind
from siwei.report import year
from siwei.report.actions import enter_figure, open_year
from siwei.report.bilingual import LANGUAGES, Text
from siwei.report.catalogue import read_catalogue, read_entries
from siwei.report.checks.finding import Facts
from siwei.report.document import Edition, build
from siwei.report.figures import FigureValue, assemble
from siwei.report.outline import read_outline
from siwei.report.passages import load

FOLDER = resources.files("siwei.offices") / "kaohsiung" / "report"
PACKAGES = {
    **{name: f"siwei.general.{name}" for name in ("venues", "repairs", "safety")},
    **{name: f"siwei.documents.{name}" for name in ("correspondence", "exchange")},
}
COMPUTED = {
    "venues.siwei.public_space_sessions": (128, "場次"),
    "venues.siwei.meeting_room_sessions": (1003, "場次"),
    "venues.fengshan.public_space_sessions": (359, "場次"),
    "venues.fengshan.meeting_room_sessions": (705, "場次"),
    "repairs.requests": (707, "件"),
    "safety.civil_defence_trainings": (1, "次"),
    "safety.civil_defence_trainees": (80, "人"),
    "safety.fire_drills.siwei": (2, "次"),
    "safety.fire_drills.fengshan": (2, "次"),
    "exchange.agencies": (615, "個"),
    "exchange.private_organisations": (7, "個"),
    "archives.transferred.social_affairs": (82_998, "件"),
    "archives.transferred.civil_affairs": (129_262, "件"),
    "archives.transferred.finance": (157_499, "件"),
    "archives.transferred.county_research": (50_397, "件"),
    "archives.transferred.legal_affairs": (5_733, "件"),
    "archives.transferred.urban_development": (50_486, "件"),
    "archives.transferred.budget": (50_132, "件"),
    "archives.room_agencies": (4, "個"),
    "archives.reference_uses": (2, "件"),
}
IN_WAN = "archives.transferred"
#: what Siwei puts beside the 120: the two rates that were reached, with every part of their sums
ADDED = {
    "correspondence.finished_online.incoming": 300,
    "correspondence.finished_online.created": 100,
    "correspondence.received.electronically": 400,
    "correspondence.received.converted": 50,
    "correspondence.created": 150,
    "correspondence.received.left_out": 30,
    "correspondence.created.left_out": 4,
    "correspondence.sent.electronically": 160,
    "correspondence.sent": 200,
    "correspondence.sent.not_suitable": 40,
}
RATES = (ONLINE_RATE, EXCHANGE_RATE)
EDITION = Edition(Text("高雄市政府秘書處", "Secretariat"), 106, Text("草稿", "Draft"), Text("範例資料", "Sample data"))


class Owners(dict[str, str]):
    """English names of the units, whatever they are called."""

    def __missing__(self, name):
        return f"Unit {name}"


@pytest.fixture(scope="session")
def catalogue():
    return read_catalogue(FOLDER, Owners())


def counted_by_hand():
    """The computed figures as they stood in print, and those that Siwei adds."""
    added = {name: (number, "件") for name, number in ADDED.items()}
    for name, (number, unit) in (COMPUTED | added).items():
        months = tuple(Decimal(number // 12 + (1 if n < number % 12 else 0)) for n in range(12))
        yield FigureValue(
            name, "", "computed", Decimal(number), Text(name, name), Text(unit, unit), Text("定義", "definition"),
            evidence_count=number, monthly=months, style=Style.WAN if name.startswith(IN_WAN) else Style.PLAIN,
        )  # fmt: skip
    for rate in RATES:
        amount = rate.formula({name: Decimal(number) for name, number in ADDED.items()})
        yield FigureValue(
            rate.id, "", "derived", amount, Text("比率", "rate"), Text("%", "%"), Text("定義", "definition"),
            decimals=2, formula=rate.written, inputs=rate.inputs,
        )  # fmt: skip


@pytest.fixture(scope="session")
def facts(catalogue):
    """The whole report of 106 without a database."""
    entered = {entry.id: entry for entry in read_entries(FOLDER, 106)}
    figures = assemble(catalogue, {f.id: f for f in counted_by_hand()}, entered, 106)
    outline = read_outline(FOLDER)
    texts = load([name for item in outline for name in item.passages], PACKAGES, FOLDER)
    prices = tuple(catalogue.prices_of(106).values())
    documents = {language: build(outline, texts, figures, prices, EDITION, language) for language in LANGUAGES}
    return Facts(106, {f.id: f for f in figures}, documents)


def _errands(name: str, period: Period) -> Any:
    return Errand.objects.filter(what=name, opened_on__gte=period.start, opened_on__lt=period.end)


def _stops(name: str, period: Period) -> Any:
    stops: Any = Stop.objects
    return stops.filter(errand__in=_errands(name, period))


def _measure(name: str, unit: str) -> Measure:
    """Errands of that name; of the Siwei drills their stops, which have no history of their own."""
    errands = (Column("opened_on", "Day", kind=Kind.DATE), Column("number", "Number", kind=Kind.RECORD))
    stops = (Column("place", "Place"), Column("asked", "Asked", "errand__opened_on", Kind.DATE))
    parts = name == DRILLS
    return Measure(
        id=name,
        label=name,
        unit=unit,
        definition="errands of the year",
        evidence=partial(_stops if parts else _errands, name),
        on="errand__opened_on" if parts else "opened_on",
        public_columns=stops if parts else errands,
    )


ROOMS = "venues.siwei.meeting_room_sessions"
DRILLS = "safety.fire_drills.siwei"


@pytest.fixture
def house(db, monkeypatch, actor):
    """A house where errands called like a figure count for it; the report of 106 is open, its figures entered."""
    counted = tuple(_measure(name, unit) for name, (_n, unit) in COMPUTED.items())
    measures = (*counted, *(_measure(name, "件") for name in ADDED), *RATES)
    monkeypatch.setattr(year, "measures", lambda: measures)
    monkeypatch.setattr(year, "packages", lambda: PACKAGES)
    monkeypatch.setattr(Errand, "get_absolute_url", lambda self: f"/toy/errands/{self.pk}/")
    editor = actor("editor", *_roles("EDITOR"))
    for name in (*COMPUTED, *ADDED):
        ask(by=editor, what=name, opened_on=datetime.date(2017, 3, 1))
    for day in ((2016, 12, 31), (2017, 1, 1), (2017, 12, 31), (2018, 1, 1)):
        ask(by=editor, what=ROOMS, opened_on=datetime.date(*day))
    rows = [{"year": 106, "figure": e.id, "value": e.value, "source": e.source} for e in read_entries(FOLDER, 106)]
    enter_figure.many(rows, by=editor)
    open_year(by=editor, year=106)
    return editor


def _roles(*names: str):
    from siwei.report import roles

    return [getattr(roles, name) for name in names]


@pytest.fixture
def sealed_house(house, actor):
    """The same house after every signature and the seal."""
    from siwei.report.actions import approve, check, excuse, seal, submit
    from siwei.report.models import Report
    from siwei.report.roles import SIGNATURES

    report = Report.objects.get()
    for finding in year.draft(106).findings():
        if finding.severity.blocks:
            excuse(report, by=house, finding=finding.id, reason="as printed")
    check(report, by=house)
    submit(report, by=house)
    for number, role in enumerate(SIGNATURES):
        approve(report, by=actor(f"signer{number}", role))
    seal(report, by=house)
    return report


SYSTEM = Actor.system("test")
