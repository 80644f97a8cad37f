"""What every record type promises, for reports and entered figures."""

import datetime
from decimal import Decimal

import pytest

from siwei.kernel.testing.contract import RecordContract
from siwei.report import actions
from siwei.report.models import EnteredFigure, Report
from siwei.report.roles import EDITOR, SIGNATURES


class TestReport(RecordContract):
    record = Report
    roles = (EDITOR, *SIGNATURES)
    given = {"open_year": {"year": "120"}, "excuse": {"finding": "contract"}}
    elsewhere = {"excuse": "a finding of the draft, which only the sample year has"}

    @pytest.fixture(autouse=True)
    def _nothing_found(self, monkeypatch):
        """A year without records has hundreds of findings; here none keeps it from being signed and sealed."""
        monkeypatch.setattr(actions, "_demand_checked", lambda report: None)

    def make(self, clerk, nth):
        return actions.open_year(by=clerk, year=106 + nth, opened_on=datetime.date(2018, 1, 2))


class TestEnteredFigure(RecordContract):
    record = EnteredFigure
    roles = (EDITOR,)

    def make(self, clerk, nth):
        return actions.enter_figure(by=clerk, year=106 + nth, figure="assets.total", value=Decimal(nth), source="帳冊")
