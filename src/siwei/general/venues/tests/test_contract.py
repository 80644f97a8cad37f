"""What every record type promises, for venues, bookings and blockings."""

import datetime

from django.utils import timezone

from siwei.general.venues.actions.applying import ask
from siwei.general.venues.actions.rooms import add_venue, block
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Blocking, Booking, Venue
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency, Centre
from siwei.kernel.testing.contract import RecordContract

DAY = datetime.date(2017, 5, 17)


def venue(clerk, nth=0, fee=1000):
    return Venue.objects.filter(code=f"room-{nth}").first() or add_venue(
        by=clerk, centre=Centre.objects.get(code="siwei"), code=f"room-{nth}", name_zh=f"第{nth}會議室",
        group=Venue.Group.ROOM, floor="1F", area=80, capacity=40, fee=fee, deposit=500,
    )  # fmt: skip


def in_days(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


class TestVenue(RecordContract):
    record = Venue
    roles = (CLERK,)
    public = True
    given = {"add_venue": {"code": "hall", "weekdays": "1,2", "approver": ""}, "change_venue": {"weekdays": "1,2"}}

    def make(self, clerk, nth):
        return venue(clerk, nth)


class TestBooking(RecordContract):
    record = Booking
    roles = (CLERK, APPROVER, CASHIER)
    given = {
        "ask": {"day": in_days(40), "agency": lambda _booking, _actor: Agency.objects.earliest("pk").pk},
        "ask_public": {"day": in_days(40), "website": ""},
    }
    elsewhere = {
        "lost": "when another application is approved for the same time",
    }

    def make(self, clerk, nth):
        return ask(
            by=Actor.system("contract"), venue=venue(clerk), day=DAY + datetime.timedelta(days=nth), slots=["morning"],
            applicant="other", organisation="合唱團", purpose=f"練唱{nth}", people=20, contact="林甲",
            mail="choir@example.org", asked_on=DAY - datetime.timedelta(days=40), checked=False,
        )  # fmt: skip


class TestBlocking(RecordContract):
    record = Blocking
    roles = (CLERK,)
    given = {"block": {"since": "2018-05-17T09:00", "until": "2018-05-17T10:00"}}

    def make(self, clerk, nth):
        since = datetime.datetime(2017, 5, 17, 9, tzinfo=timezone.get_default_timezone()) + datetime.timedelta(days=nth)
        until = since + datetime.timedelta(hours=3)
        return block(by=clerk, venue=venue(clerk), since=since, until=until, reason=f"空調檢修{nth}")
