"""What the clock does: begins a run after each half-year, and collects what runs wait for."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Submission
from siwei.documents.archives.submission.actions import begin, collected, waits_for
from siwei.documents.archives.submission.rules import last_half_year
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job


def begin_half_year(day: datetime.date) -> int:
    """Begin the run of the half-year that is over, unless there is one. Twice is once."""
    until = last_half_year(day)
    if Submission.objects.filter(until__gte=until).exists():
        return 0
    begin(by=Actor.system("archives"), until=until, opened_on=day)
    return 1


def collect_waiting(_day: datetime.date) -> int:
    """Collect the run that waits; one after it waits until it is acknowledged. Gives how many."""
    rows = Submission.objects.filter(state=Submission.State.COLLECTING).order_by("pk")
    waiting = [run for run in rows if waits_for(run) is None]
    for run in waiting:
        collected(run, by=Actor.system("archives"))
    return len(waiting)


JOBS = (
    Job("archives.begin_submission", _("Begin the half-yearly submission of the catalogue"), begin_half_year,
        "30 4 * * *"),
    Job("archives.collect_submission", _("Collect the catalogue for submission"), collect_waiting, "*/5 * * * *"),
)  # fmt: skip
