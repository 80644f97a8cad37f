"""What the clock does: reminds handlers of papers that were not handed over in time."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Handover
from siwei.documents.archives.takeover.screens import overdue
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.directory.office import office
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import Notice, notify
from siwei.kernel.records.said import said


def remind(day: datetime.date) -> int:
    """Tell handlers, on working days, of papers that are late, again after some days; gives how many. Twice is once."""
    if not office_calendar().is_working_day(day):
        return 0
    days = datetime.timedelta(days=office().setting("archives.remind_every_days"))
    since = timezone.make_aware(datetime.datetime.combine(day, datetime.time())) - days + datetime.timedelta(days=1)
    told = Notice.objects.about_type(Handover).filter(written_at__gte=since).values("object_id")
    late = overdue(Handover.objects.exclude(handler=None).exclude(pk__in=told)).select_related("handler")
    rows = list(late)
    for handover in rows:
        subject = said("Not handed over to the archive in time: %(paper)s") % {"paper": handover.title()[:120]}
        notify(handover, to=[handover.handler], subject=subject, body=said("Hand it over, or say why it cannot be."))
    return len(rows)


JOBS = (Job("archives.remind", _("Remind of papers not handed over to the archive"), remind, "0 8 * * *"),)
