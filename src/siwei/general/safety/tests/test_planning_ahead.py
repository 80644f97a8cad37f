"""The job that plans what the law asks for and nobody has planned."""

import datetime

import pytest

from siwei.general.safety import actions
from siwei.general.safety.jobs import plan_what_is_missing
from siwei.general.safety.models import Exercise
from siwei.kernel.directory.models import Centre
from siwei.kernel.events.models import history_of
from siwei.kernel.notices.models import Notice

JANUARY, AUGUST = datetime.date(2017, 1, 3), datetime.date(2017, 8, 1)


def planned_days(kind="fire_drill", **fields):
    rows = Exercise.objects.filter(kind=kind, state="planned", **fields).order_by("planned_on")
    return [day.isoformat() for day in rows.values_list("planned_on", flat=True)]


@pytest.mark.usefixtures("clerk")
def test_each_centre_gets_a_drill_a_half_year_and_the_office_a_training():
    assert plan_what_is_missing(JANUARY) == 3
    assert planned_days() == ["2017-06-30", "2017-06-30"]
    assert planned_days("civil_defence_training") == ["2017-12-29"]
    assert plan_what_is_missing(JANUARY) == 0
    assert plan_what_is_missing(AUGUST) == 2
    assert planned_days(planned_on__gte=AUGUST) == ["2017-12-29", "2017-12-29"]


@pytest.mark.usefixtures("clerk")
def test_what_it_plans_is_an_act_with_its_history_and_is_told_to_the_clerk():
    plan_what_is_missing(JANUARY)
    first = Exercise.objects.order_by("pk")[0]
    assert history_of(first).get().actor_name == "safety.plan_ahead"
    assert Notice.objects.count() == 3


def test_the_next_drill_comes_six_months_after_the_last(held):
    held("2017-05-17")
    plan_what_is_missing(AUGUST)
    siwei = Centre.objects.get(code="siwei")
    assert planned_days(centre=siwei) == ["2017-11-17"]


def test_a_day_that_has_passed_is_not_planned(held):
    held("2017-01-05")
    plan_what_is_missing(AUGUST)
    assert planned_days(centre__code="siwei") == ["2017-12-29"]


def test_a_short_drill_leaves_the_half_year_without_one(held):
    held("2017-08-16", hours="2")
    plan_what_is_missing(AUGUST)
    assert len(planned_days(centre__code="siwei")) == 1


def test_one_that_is_called_off_is_replaced(planned, clerk):
    exercise = planned(planned_on="2017-09-13")
    plan_what_is_missing(AUGUST)
    assert planned_days(centre__code="siwei") == ["2017-09-13"]
    actions.cancel(exercise, by=clerk, note="颱風")
    plan_what_is_missing(AUGUST)
    assert planned_days(centre__code="siwei") == ["2017-12-29"]
