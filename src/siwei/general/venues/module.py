"""Venues (會場利用, S02): halls and meeting rooms of both centres for agencies and citizens."""

from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions import applying, changing, deciding, feeds, money, rooms, using
from siwei.general.venues.jobs import JOBS
from siwei.general.venues.logs import PAYMENTS, SESSIONS
from siwei.general.venues.measures import MEASURES
from siwei.general.venues.models import APPROVER, CASHIER, CLERK, Blocking, Booking, Venue
from siwei.general.venues.sample import build
from siwei.general.venues.screens import BLOCKINGS, BOOKINGS, PANELS, VENUES
from siwei.general.venues.sheets import BOOKINGS as BOOKINGS_SHEET
from siwei.kernel.module import Module

MODULE = Module(
    name="venues",
    label=_("Venues"),
    wing="general",
    systems=("S02",),
    icon="building",
    order=10,
    records=(Venue, Booking, Blocking),
    screens=(BOOKINGS, VENUES, BLOCKINGS),
    logs=(SESSIONS, PAYMENTS),
    panels=PANELS,
    roles=(CLERK, APPROVER, CASHIER),
    measures=MEASURES,
    jobs=JOBS,
    intakes=(BOOKINGS_SHEET,),
    passages=("passage.md",),
    urls="siwei.general.venues.urls",
    public_urls="siwei.general.venues.public_urls",
    public_label=_("Hire a venue"),
    sample=build,
)

#: the verbs, in the order in which a case lives; importing them makes them known
ACTIONS = (rooms, applying, deciding, changing, money, using, feeds)
