"""What the clock does: personal data of ended applications are removed after the office's term."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import UseRequest
from siwei.documents.archives.use.reading import forget
from siwei.documents.archives.use.rules import free_to_forget
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.office import office
from siwei.kernel.jobs.job import Job


def forget_ended(day: datetime.date) -> int:
    """Remove who applied from applications that ended long enough ago; gives how many. Twice is once."""
    years = int(office().setting("archives.personal_data_years"))
    ended = UseRequest.objects.exclude(closed_on=None).filter(forgotten_on=None).order_by("pk")
    due = [one for one in ended.iterator() if one.closed_on and free_to_forget(one.closed_on, years) <= day]
    for request in due:
        forget(request, by=Actor.system("archives"), on=day)
    return len(due)


JOBS = (Job("archives.forget", _("Remove personal data of ended applications for use"), forget_ended, "40 0 * * *"),)
