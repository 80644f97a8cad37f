"""A figure is the count or sum of its evidence, today's evidence, whatever was asked before."""

import datetime
from decimal import Decimal

import pytest
from tests.toy.actions import ask
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import SUM, Measure, value

YEAR = Period.roc_year(106)
BY = Actor.system("test")


def measure(evidence, **more):
    return Measure("toy.errands", "Errands", "件", "All of them.", evidence, "opened_on", **more)


def in_period(period):
    return Errand.objects.filter(opened_on__gte=period.start, opened_on__lt=period.end)


@pytest.fixture
def errands(db):
    days = [datetime.date(2016, 12, 31), datetime.date(2017, 1, 1), datetime.date(2017, 12, 31)]
    return ask.many([{"what": f"{n}%s", "opened_on": day} for n, day in enumerate(days)], by=BY)


def test_the_rows_of_the_period_are_counted_each_time(errands):
    counted = measure(in_period)
    assert value(counted, YEAR) == value(counted, YEAR) == (Decimal(2), 2)
    ask(by=BY, what="one more", opened_on=datetime.date(2017, 5, 1))
    assert value(counted, YEAR) == (Decimal(3), 3)
    assert value(counted, Period.roc_year(105)) == (Decimal(1), 1)


def test_a_sum_adds_a_column_and_counts_the_rows(errands):
    assert value(measure(in_period, reduce=SUM("version")), YEAR) == (Decimal(2), 2)
    assert value(measure(in_period, reduce=SUM("stops__id")), YEAR)[1] == 2


def test_no_rows_and_rows_that_cannot_be(errands):
    assert value(measure(in_period, reduce=SUM("version")), Period.roc_year(90)) == (Decimal(0), 0)
    assert value(measure(lambda period: Errand.objects.none()), YEAR) == (Decimal(0), 0)


def test_evidence_that_looks_something_up_first_is_looked_up_anew(errands):
    def since_the_last(period):
        last = Errand.objects.latest("pk")
        return Errand.objects.filter(opened_on=last.opened_on)

    looked_up = measure(since_the_last)
    assert value(looked_up, YEAR)[1] == 1
    ask(by=BY, what="newer", opened_on=datetime.date(2017, 5, 1))
    made = ask(by=BY, what="new", opened_on=datetime.date(2017, 5, 1))
    assert (value(looked_up, YEAR)[1], Errand.objects.latest("pk").pk) == (2, made.pk)


def test_per_cent_signs_and_two_measures_of_one_name_do_not_mix(errands):
    assert value(measure(lambda period: Errand.objects.filter(what="0%s")), YEAR)[1] == 1
    assert value(measure(lambda period: Errand.objects.filter(what__contains="%")), YEAR)[1] == 3
