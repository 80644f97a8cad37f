"""What every record type promises, for venues, bookings and blockings."""

import datetime
from typing import Any

from django.utils import timezone

from siwei.general.venues.actions.applying import ask
from siwei.general.venues.actions.rooms import add_venue, block
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, SLOTS, Blocking, Booking, Layout, Venue
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency, Centre
from siwei.kernel.testing.contract import RecordContract

DAY = datetime.date(2017, 5, 17)


HOURS: dict[str, Any] = {f"open_{day}": "" for day in range(1, 8)} | {f"session_{slot}": "" for slot, _label in SLOTS}
HOURS |= {f"layout_{kind}": "" for kind in Layout.Kind.values}


def venue(clerk, nth=0, fee=1000):
    return Venue.objects.filter(code=f"room-{nth}").first() or add_venue(
        by=clerk, centre=Centre.objects.get(code="siwei"), code=f"room-{nth}", name_zh=f"第{nth}會議室",
        group=Venue.Group.ROOM, floor="1F", area=80, capacity=40, fee=fee, deposit=500,
    )  # fmt: skip


def in_days(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def damaged(booking):
    """Of the ways to the inspection some end in a claim and others do not."""
    return booking.version % 2 == 0


class TestVenue(RecordContract):
    record = Venue
    roles = (CLERK,)
    public = True
    given = {"add_venue": {"code": "hall", "approver": "", **HOURS}, "change_venue": HOURS}

    def make(self, clerk, nth):
        return venue(clerk, nth)


class TestBooking(RecordContract):
    record = Booking
    roles = (CLERK, APPROVER, CASHIER)
    given = {
        "ask": {"day": in_days(40), "agency": lambda _booking, _actor: Agency.objects.earliest("pk").pk},
        "ask_public": {"day": in_days(40), "website": ""},
        "move": {"cause": "office", "slot": "evening"},
        "give_up": {"cause": "office", "sessions": lambda booking, _actor: [booking.planned().earliest("pk").pk]},
        "inspect": {
            "deduction": lambda booking, _actor: booking.deposit if damaged(booking) else 100,
            "claim": lambda booking, _actor: 700 if damaged(booking) else 0,
        },
    }
    elsewhere = {
        "lost": "when another application is approved for the same time",
    }

    def make(self, clerk, nth):
        return ask(
            by=Actor.system("contract"), venue=venue(clerk), day=DAY + datetime.timedelta(days=nth),
            slots=["morning", "afternoon"],
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
