"""What the year counts: the sample against the printed report, and the edges of the year."""

import datetime
import time

import pytest

from siwei.documents.exchange.actions import book
from siwei.documents.exchange.measures import AGENCIES, ORGANISATIONS
from siwei.documents.exchange.models import Enrolment, Member, Quarantine
from siwei.documents.exchange.sample import build
from siwei.documents.exchange.tests.conftest import SYSTEM
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.measures.measure import value

YEAR = Period.roc_year(106)


def figure(measure, year=YEAR):
    return int(value(measure, year)[0])


def test_the_sample_year_counts_what_the_report_printed(keeper):
    begun = time.perf_counter()
    build(YEAR)
    assert time.perf_counter() - begun < 15
    assert (figure(AGENCIES), figure(ORGANISATIONS)) == (615, 7)
    assert figure(ORGANISATIONS, Period.roc_year(105)) == 1
    assert figure(AGENCIES, Period.roc_year(105)) == 617  # the renamed and the dissolved one were still there
    assert figure(AGENCIES, Period.roc_year(107)) == 616
    assert set(Enrolment.objects.values_list("state", flat=True)) == {
        "opened", "approved", "refused", "withdrawn", "returned", "checked",
    }  # fmt: skip
    assert Quarantine.objects.count() == 1
    invented = Member.objects.filter(sample=True)
    assert all("範例" in name for name in invented.values_list("name", flat=True))
    assert Agency.objects.filter(sample=True).count() == 615 - Agency.objects.filter(sample=False).count()


@pytest.mark.parametrize(("since", "until", "counts"), [
    ("2017-12-31", None, 1), ("2018-01-01", None, 0), ("2017-01-01", "2017-12-31", 0), ("2017-01-01", "2018-01-01", 1),
])  # fmt: skip
def test_members_at_the_edges_of_the_year(member, since, until, counts):
    made = member(since=datetime.date.fromisoformat(since), agency=Agency.objects.get(code="397010000A"))
    if until:
        book.strike(made, by=SYSTEM, day=datetime.date.fromisoformat(until), note="裁撤")
    assert figure(AGENCIES) == counts


def test_private_bodies_and_others_are_no_agencies_of_the_city(member):
    member(kind="private")
    member(2)
    assert figure(AGENCIES) == 0
