"""A page of a year opens at the latest year in which something happened."""

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


def test_the_year_asked_for_else_the_latest_with_rows_else_this_one(db):
    today = timezone.localdate()
    assert asked() == today.year
    for day in (datetime.date(2016, 5, 1), datetime.date(2017, 12, 31), today + datetime.timedelta(days=400)):
        ask(by=Actor.system("test"), what="ink", opened_on=day)
    assert (asked(), asked("2016")) == (2017, 2016)


@pytest.mark.parametrize("text", ["106年", "２０１７", "1989", "99999", "-1", "x"])
def test_what_is_no_year_is_not_found(db, text):
    with pytest.raises(Http404):
        asked(text)
