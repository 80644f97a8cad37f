"""What the clock does: versions of classes come into force and end on their days, and the house is told."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import SchemeClass
from siwei.documents.archives.scheme.actions import begin, lapse
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job


def follow_the_calendar(day: datetime.date) -> int:
    """Every version whose first day, or first day without, has come; gives how many. Twice is once."""
    by = Actor.system("archives")
    ended = list(SchemeClass.objects.filter(in_force=True, until__lte=day).order_by("pk"))
    begun = list(SchemeClass.objects.filter(in_force=False, since__lte=day).exclude(Q(until__lte=day)).order_by("pk"))
    for one in ended:
        lapse(one, by=by)
    for one in begun:
        begin(one, by=by)
    return len(ended) + len(begun)


JOBS = (Job("archives.scheme", _("Bring versions of the scheme into force"), follow_the_calendar, "5 0 * * *"),)
