"""The report of a year as it stands now: outline, passages, figures and findings put together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from django.conf import settings

from siwei.kernel.calendar.office_calendar import official_calendar
from siwei.kernel.directory.models import Person
from siwei.kernel.measures.measure import Measure
from siwei.kernel.module import Module, measures, modules
from siwei.kernel.office_files import office_name, office_toml
from siwei.report.bilingual import LANGUAGES, Text
from siwei.report.catalogue import Catalogue, Entry, read_catalogue
from siwei.report.checks.declared import read_rules
from siwei.report.checks.finding import Check, Facts, Finding
from siwei.report.checks.run import findings
from siwei.report.counting import count, with_months
from siwei.report.document import Edition, build
from siwei.report.figures import FigureValue, assemble
from siwei.report.models import EnteredFigure
from siwei.report.outline import Item, read_outline
from siwei.report.passages import load

SAMPLE = Text("範例資料：業務紀錄與人名均屬虛構", "Sample data: the records and the people are invented")
DRAFT = Text("草稿", "Draft")


def folder() -> Traversable:
    """The report's folder of this installation's office."""
    return resources.files("siwei.offices").joinpath(office_name(), "report")


@cache
def catalogue(office: str) -> Catalogue:
    """The figures of an office."""
    units = office_toml("office.toml", office)["units"]
    owners = {unit["name_zh"]: unit["name_en"] for unit in units}
    return read_catalogue(resources.files("siwei.offices").joinpath(office, "report"), owners)


def packages() -> dict[str, str]:
    """Modules by name with the package where their passages lie."""
    return {module.name: package for module, package in zip(modules(), settings.SIWEI_MODULES, strict=True)}


def counted(declared: tuple[Module, ...] | None = None) -> dict[str, Measure]:
    """The declared measures by id (without derived ones)."""
    found = measures() if declared is None else [m for module in declared for m in module.measures]
    return {measure.id: measure for measure in found if isinstance(measure, Measure)}


def figures_of(year: int, *, months: bool = False) -> tuple[FigureValue, ...]:
    """Every figure of a ROC year in print order. `months` adds the monthly parts and the year before."""
    found = catalogue(office_name())
    listed = {row.id for row in found.rows}
    declared = [measure for measure in measures() if measure.id in listed]
    computed: Mapping[str, FigureValue] = count(declared, year)
    if months:
        computed = with_months(computed, declared, year)
    return assemble(found, computed, entries_of(year), year)


def entries_of(year: int) -> dict[str, Entry]:
    """The entered values of a ROC year by figure."""
    rows = EnteredFigure.objects.filter(year=year)
    return {row.figure: Entry(row.figure, row.value, row.source) for row in rows}


def office_in(year: int) -> Text:
    """What the office was called at the end of that ROC year, its city first."""
    said = office_toml("office.toml", office_name())
    last = datetime.date(year + 1911, 12, 31)
    name = [name for name in said["names"] if name.get("since", last) <= last][-1]
    return Text(f"{said['city']['name_zh']}{name['zh']}", f"{name['en']}, {said['city']['name_en']}")


def edition_of(year: int, status: Text = DRAFT) -> Edition:
    """What stands on the cover of a year; a house of sample data says so on every page."""
    sample = Person.objects.filter(invented=True).exists()
    return Edition(office_in(year), year, status, SAMPLE if sample else Text())


@dataclass(frozen=True)
class Draft:
    """The report of a year as it stands now."""

    facts: Facts
    outline: tuple[Item, ...]

    @property
    def figures(self) -> tuple[FigureValue, ...]:
        return tuple(self.facts.figures.values())

    def findings(self) -> tuple[Finding, ...]:
        """What does not add up."""
        return findings(self.facts, rules())


def rules() -> tuple[Check, ...]:
    """The office's rules and those of every module."""
    declared = [check for module in modules() for check in module.checks]
    return (*read_rules(folder()), *declared)


def draft(year: int, *, months: bool = False, status: Text = DRAFT) -> Draft:
    """Put the report of a ROC year together, from records as they are at this moment."""
    outline = read_outline(folder())
    named = [name for item in outline for name in item.passages]
    texts = load(named, packages(), folder())
    untold = tuple(name for name in named if (name, "zh") not in texts)
    figures = figures_of(year, months=months)
    prices = tuple(catalogue(office_name()).prices_of(year).values())
    edition = edition_of(year, status)
    documents = {language: build(outline, texts, figures, prices, edition, language) for language in LANGUAGES}
    works = official_calendar(office_name()).is_working_day
    by_id = {figure.id: figure for figure in figures}
    return Draft(Facts(year, by_id, documents, untold, works), outline)
