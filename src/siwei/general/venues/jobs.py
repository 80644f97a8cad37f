"""What the clock starts in venue hire: reminders, and the release of what was never paid or corrected."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.actions.changing import cancel, remind
from siwei.general.venues.actions.deciding import refuse
from siwei.general.venues.models import Booking
from siwei.general.venues.rules import Cause
from siwei.general.venues.terms import terms
from siwei.kernel.access.actor import Actor
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.jobs.job import Job
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import said

REMIND_BEFORE = datetime.timedelta(days=3)


def release_unpaid(day: datetime.date) -> int:
    """Cancel approved bookings whose first day has come without payment; gives how many."""
    unpaid = list(Booking.objects.filter(state=Booking.State.APPROVED, first_day__lte=day))
    by = Actor.system("venues.release")
    for booking in unpaid:
        cancel(booking, by=by, cause=Cause.APPLICANT.value, note=said("Not paid in time."), on=day)
    return len(unpaid)


def remind_payers(day: datetime.date) -> int:
    """Remind, once, whoever has three days or fewer left to pay; gives how many."""
    until = day + REMIND_BEFORE + datetime.timedelta(days=terms(day).pay_before)
    waiting = list(
        Booking.objects.filter(state=Booking.State.APPROVED, reminded_on=None, first_day__gt=day, first_day__lte=until)
    )
    for booking in waiting:
        remind(booking, by=Actor.system("venues.remind"), on=day)
    return len(waiting)


def refuse_uncorrected(day: datetime.date) -> int:
    """Refuse applications that were not corrected within the term (KH-VENUE art. 3); gives how many."""
    morning = timezone.make_aware(datetime.datetime.combine(day, datetime.time(6)))
    late = Duty.objects.overdue(morning).filter(kind="correct", content_type=type_of(Booking))
    keys = list(late.values_list("object_id", flat=True))
    rows = list(Booking.objects.filter(pk__in=keys, state=Booking.State.RETURNED))
    by = Actor.system("venues.correction")
    for booking in rows:
        refuse(booking, by=by, ground="uncorrected", note=said("The correction did not come within the term."))
    return len(rows)


JOBS = (
    Job("venues.release", _("Release unpaid bookings"), release_unpaid, "30 6 * * *"),
    Job("venues.remind", _("Remind of payments"), remind_payers, "40 6 * * *"),
    Job("venues.correction", _("Refuse what was not corrected in time"), refuse_uncorrected, "50 6 * * *"),
)
