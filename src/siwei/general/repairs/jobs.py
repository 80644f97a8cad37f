"""What the clock starts in repairs: cases of preventive plans, and reminders of what is late."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Plan, Request
from siwei.general.repairs.register import open_due_round
from siwei.general.repairs.roles import CLERK
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.directory.models import Person
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

AHEAD = datetime.timedelta(days=7)
BY = Actor.system("repairs.preventive")


def open_preventive(day: datetime.date) -> int:
    """Open the cases of rounds due within a week; gives how many. Run twice, it opens nothing more."""
    opened = 0
    for plan in Plan.objects.filter(ended_on=None, next_on__lte=day + AHEAD):
        try:
            open_due_round(plan, by=BY, day=day + AHEAD)
        except ActionRefused:
            continue  # another worker was quicker
        opened += 1
    return opened


def remind_overdue(day: datetime.date) -> int:
    """Tell whoever was sent, and the clerks, what is late; one message for each case, gives how many."""
    told = 0
    clerks = holders(CLERK)
    for request in Request.objects.running().overdue().select_related("technician").order_by("pk"):
        people: list[Person | str] = list(clerks)
        if request.technician is not None:
            people.append(request.technician)
        subject = said("Late: %(request)s") % {"request": request.title()}
        where = {"place": request.place, "state": Request.State(request.state).label}
        notify(request, to=people, subject=subject, body=said("%(place)s: %(state)s") % where)
        told += 1
    return told


JOBS = (
    Job("repairs.preventive", _("Open preventive cases"), open_preventive, "0 6 * * *"),
    Job("repairs.remind", _("Remind of late repairs"), remind_overdue, "30 7 * * 1-5"),
)
