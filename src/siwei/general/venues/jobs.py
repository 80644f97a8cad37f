"""What the clock starts in venue hire: applications that were never paid are released."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.deciding import cancel
from siwei.general.venues.models import Booking
from siwei.general.venues.rules import Cause
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job
from siwei.kernel.records.said import said


def release_unpaid(day: datetime.date) -> int:
    """Cancel approved bookings whose first day has come without payment; gives how many."""
    unpaid = Booking.objects.filter(state=Booking.State.APPROVED, first_day__lte=day)
    for booking in unpaid:
        by = Actor.system("venues.release")
        cancel(booking, by=by, cause=Cause.APPLICANT.value, note=said("Not paid in time."), on=day)
    return len(unpaid)


JOBS = (Job("venues.release", _("Release unpaid bookings"), release_unpaid, "30 6 * * *"),)
