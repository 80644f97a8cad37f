"""What a worker does: ends holds on their day, marks what was destroyed, makes the certificate."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from siwei.documents.archives.disposal import holds
from siwei.documents.archives.disposal.certificate import certificate_files
from siwei.documents.archives.disposal.executing import certify, mark_some
from siwei.documents.archives.disposal.hold_actions import run_out
from siwei.documents.archives.disposal.listing import granted
from siwei.documents.archives.models import Destruction
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job

BY = Actor.system("archives")


def end_holds(day: datetime.date) -> int:
    """Holds whose end has come; gives how many. Twice is once."""
    rows = list(holds.ending(day))
    for hold in rows:
        run_out(hold, by=BY, ended_on=day)
    return len(rows)


def carry_out(plan: Destruction, progress: Callable[[int], object] = lambda _done: None) -> None:
    """Mark what two persons destroyed, a transaction at a time, then certify it; can be killed anywhere."""
    while granted(plan).exists():
        mark_some(plan, by=BY)
        progress(plan.destroyed)
    with override("zh-hant"):  # a paper of the office
        files, digest = certificate_files(plan)
    certify(plan, by=BY, files=files, digest=digest)


def work_on_destructions(_day: datetime.date) -> int:
    """Every plan that waits for the worker; gives how many."""
    waiting = list(Destruction.objects.filter(state=Destruction.State.MARKING).order_by("pk"))
    for plan in waiting:
        carry_out(plan)
    return len(waiting)


JOBS = (
    Job("archives.holds", _("End holds on disposal"), end_holds, "10 0 * * *"),
    Job("archives.destructions", _("Mark what was destroyed"), work_on_destructions, "* * * * *", whole=False),
)
