"""What runs by the clock: preventive plans open their cases, and overdue work is called to mind."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from siwei.general.repairs.actions.registers import advance
from siwei.general.repairs.actions.requests import open_preventive
from siwei.general.repairs.models import Plan, Request
from siwei.general.repairs.roles import CLERK
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import Notice, notify


def open_planned(day: datetime.date) -> int:
    """Open a case for every plan whose day has come; gives how many.

    Run twice it opens nothing twice: case and next day commit together, the plan is locked while it is
    looked at, and the database holds one case for a plan and day. A job that did not run for months
    opens what it missed, a case for each day.
    """
    by, opened = Actor.system("repairs.open_planned"), 0
    for pk in Plan.objects.filter(active=True, next_on__lte=day).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            plan = Plan.objects.select_for_update(of=("self",)).get(pk=pk)
            while plan.active and plan.next_on <= day:
                done = plan.next_on
                open_preventive(by=by, plan=plan, planned_for=done)
                advance(plan, by=by, done=done)
                opened += 1
    return opened


def remind(day: datetime.date) -> int:
    """Tell whoever is late, once a day per case; gives how many cases."""
    begin = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    told = 0
    late = Duty.objects.about_type(Request).filter(state=Duty.State.OPEN, due__lt=timezone.now())
    for duty in late.select_related("person").prefetch_related("record"):
        request: Request | None = duty.record
        if request is None:
            continue
        with override(settings.LANGUAGE_CODE):
            subject = _("Overdue: %(what)s, repair request %(number)s") % {"what": duty.label, "number": request.number}
        if Notice.objects.about(request).filter(subject=subject, written_at__gte=begin).exists():
            continue
        notify(request, to=[duty.person] if duty.person else holders(CLERK), subject=subject, body=request.description)
        told += 1
    return told


JOBS = (
    Job("repairs.open_planned", gettext_lazy("Open the cases of preventive plans"), open_planned, "10 6 * * *"),
    Job("repairs.remind", gettext_lazy("Remind of overdue repairs"), remind, "20 8 * * 1-5"),
)
