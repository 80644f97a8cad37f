"""What the clock does: chases loans that are due soon or late; ends restrictions whose last day has passed."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions.cataloguing import lift
from siwei.documents.archives.loans.actions import remind
from siwei.documents.archives.models import Item, Loan
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.directory.office import office
from siwei.kernel.jobs.job import Job
from siwei.kernel.records.said import said

BY = Actor.system("archives")


def chase(day: datetime.date) -> int:
    """On working days; before the due day once, and then every few days. Gives how many. Twice is once."""
    if not office_calendar().is_working_day(day):
        return 0
    soon = day + datetime.timedelta(days=office().setting("archives.remind_before_days"))
    again = day - datetime.timedelta(days=office().setting("archives.remind_every_days"))
    rows = Loan.objects.filter(state=Loan.State.OUT, due_on__lte=soon)
    late = Q(due_on__lt=day, reminded_on__lte=again)
    chased = list(rows.filter(Q(reminded_on=None) | late).order_by("pk"))
    for loan in chased:
        remind(loan, by=BY, on=day)
    return len(chased)


def end_restrictions(day: datetime.date) -> int:
    """Open what was restricted until today; gives how many."""
    rows = list(Item.objects.filter(access_until__lte=day).order_by("pk"))
    for item in rows:
        lift(item, by=BY, note=said("The day named has come."))
    return len(rows)


JOBS = (
    Job("archives.chase", _("Chase loans from the archive"), chase, "10 8 * * *"),
    Job("archives.lift", _("End restrictions of archives whose time is over"), end_restrictions, "20 0 * * *"),
)
