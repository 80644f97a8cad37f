"""The contract tried on the businesses made for tests."""

import datetime

from django.utils import timezone

from siwei.kernel.testing.contract import RecordContract
from tests.showroom import actions
from tests.showroom.models import Hall, Tour


def hall(clerk, nth=0):
    return Hall.objects.filter(seats=40 + nth).first() or actions.add_hall(by=clerk, name_zh=f"廳{nth}", seats=40 + nth)


class TestHall(RecordContract):
    record = Hall
    roles = (actions.GUIDE,)
    public = True
    translated = False

    def make(self, clerk, nth):
        return hall(clerk, nth)


class TestTour(RecordContract):
    record = Tour
    roles = (actions.GUIDE,)
    translated = False

    def make(self, clerk, nth):
        start = datetime.datetime(2017, 5, 17, 9, tzinfo=timezone.get_default_timezone()) + datetime.timedelta(days=nth)
        return actions.ask(
            by=clerk, hall=hall(clerk), purpose=f"導覽{nth}", people=20, opened_on=start.date(), start=start,
            end=start + datetime.timedelta(hours=2),
        )  # fmt: skip
