"""What the clock does with the scheme: a version comes into force on its first day, and the one before it goes."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import SchemeClass
from siwei.documents.archives.scheme.actions import comes_into_force, goes_out_of_force
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job


def turn(day: datetime.date) -> int:
    """Bring what is in force to what the days of the versions say; gives how many changed. Twice is once."""
    by = Actor.system("archives")
    ruling = SchemeClass.objects.on(day).values("pk")
    going = list(SchemeClass.objects.filter(in_force=True).exclude(pk__in=ruling))
    coming = list(SchemeClass.objects.filter(in_force=False, pk__in=ruling))
    for one in going:  # first: of a class one version is in force
        goes_out_of_force(one, by=by)
    for one in coming:
        comes_into_force(one, by=by)
    return len(going) + len(coming)


JOBS = (Job("archives.turn_classes", _("Bring versions of the scheme into force on their day"), turn, "5 0 * * *"),)
