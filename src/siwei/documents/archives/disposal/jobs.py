"""What a worker does: ends holds on their day, marks what was destroyed, makes the certificate."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from siwei.documents.archives.disposal import holds
from siwei.documents.archives.disposal.certificate import certificate_files
from siwei.documents.archives.disposal.executing import certify, mark_some
from siwei.documents.archives.disposal.hold_actions import run_out
from siwei.documents.archives.disposal.listing import due_by_agency, granted
from siwei.documents.archives.disposal.people import people_of
from siwei.documents.archives.models import Destruction, Fonds
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import Notice, notify
from siwei.kernel.records.said import said

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


def tell_of_cleaning(day: datetime.date) -> int:
    """Once a year archivists are told what is due in their agency (細則 art. 8); gives how many. Twice is once."""
    first = timezone.make_aware(datetime.datetime(day.year, 1, 1))  # noqa: DTZ001  # made aware here
    told = set(Notice.objects.about_type(Fonds).filter(written_at__gte=first).values_list("object_id", flat=True))
    written = 0
    for agency, *counts in due_by_agency(day):
        fonds = Fonds.objects.filter(agency=agency).order_by("pk").first()
        people = people_of(ARCHIVIST, agency)
        if fonds is None or fonds.pk in told or not people:
            continue
        words = said("Files due: %(destroy)s to be destroyed, %(appraise)s to be appraised, %(national)s to be "
                     "transferred.")  # fmt: skip
        names = ("destroy", "appraise", "national")
        body = words % dict(zip(names, (f"{one:,}" for one in counts), strict=True))
        notify(fonds, to=people, subject=said("Yearly disposal of archives"), body=body)
        written += 1
    return written


JOBS = (
    Job("archives.holds", _("End holds on disposal"), end_holds, "10 0 * * *"),
    Job("archives.cleaning", _("Tell archivists what is to be disposed of"), tell_of_cleaning, "30 7 2 1 *"),
    Job("archives.destructions", _("Mark what was destroyed"), work_on_destructions, "* * * * *", whole=False),
)
