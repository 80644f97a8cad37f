"""What the clock starts in safety: a reminder when a half-year still lacks its drill."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.actions import CLERK
from siwei.general.safety.models import Exercise
from siwei.general.safety.rules import missing_half_years
from siwei.kernel.access.actor import holders
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Centre
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import notify


def remind_of_missing_drills(day: datetime.date) -> int:
    """Tell the clerks of each centre whose running half-year has no drill held or planned; gives how many.

    The notice stands on the centre's latest drill, which is the model for the next one.
    """
    year = Period.year(day.year)
    told = 0
    for centre in Centre.objects.all():
        drills = Exercise.objects.filter(centre=centre, kind=Exercise.Kind.FIRE_DRILL)
        alive = drills.exclude(state=Exercise.State.CANCELLED)
        days = [drill.held_on or drill.planned_on for drill in alive.filter(planned_on__year=day.year)]
        latest = drills.order_by("-planned_on").first()
        if latest is None or not any(day in half for half in missing_half_years(days, year)):
            continue
        subject = said("%(centre)s: no fire drill in this half-year yet") % {"centre": centre.name}
        body = said("Each half-year needs a drill of at least four hours (消防法施行細則 art. 15).")
        notify(latest, to=holders(CLERK), subject=subject, body=body)
        told += 1
    return told


JOBS = (Job("safety.remind", _("Remind of missing fire drills"), remind_of_missing_drills, "0 8 1 * *"),)
