"""A page of a year opens at this year, or at the fullest where this one is empty."""

import datetime

import pytest
from django.http import Http404
from django.utils import timezone
from tests.toy.actions import ask
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.screens.years import year_asked


def asked(text=""):
    return year_asked(text, Errand.objects.all(), "opened_on")


def happen(*days):
    for day in days:
        ask(by=Actor.system("test"), what="ink", opened_on=day)


def test_the_year_asked_for_else_this_one_else_the_fullest(db):
    today = timezone.localdate()
    assert asked() == today.year
    happen(datetime.date(2016, 5, 1), datetime.date(2017, 1, 1), datetime.date(2017, 12, 31), datetime.date(2018, 1, 1))
    assert (asked(), asked("2016")) == (2017, 2016)
    happen(today)
    assert asked() == today.year


@pytest.mark.parametrize("text", ["106年", "２０１７", "1989", "99999", "-1", "x"])
def test_what_is_no_year_is_not_found(db, text):
    with pytest.raises(Http404):
        asked(text)
