"""One worker for all jobs: procrastinate, whose rows commit with the data.

Each minute the worker is asked which jobs of the modules are due. A job runs under a lock of its name, so
two workers never run it at once, and what it did or why it failed stands in the table of runs.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from siwei.kernel.jobs.job import Job
from siwei.kernel.jobs.models import Run, begin, end

log = logging.getLogger(__name__)


def all_jobs() -> dict[str, Job]:
    """Every declared job by name, the kernel's own first."""
    from siwei.kernel.deadlines.clocks import recompute_open
    from siwei.kernel.events.verify import make_checkpoint
    from siwei.kernel.files.models import remove_expired
    from siwei.kernel.module import modules
    from siwei.kernel.notices.models import send_waiting

    own = (
        Job("notices.send", _("Send waiting mail"), lambda _day: send_waiting(), "* * * * *", whole=False),
        Job("events.checkpoint", _("Bind the histories"), lambda _day: make_checkpoint(), "15 3 * * *"),
        Job("files.remove", _("Remove files that need not be kept longer"), remove_expired, "45 3 * * *"),
        Job(
            "deadlines.recompute", _("Recompute open clocks"), lambda _day: recompute_open(), "*/5 * * * *", whole=False
        ),
    )
    return {job.name: job for job in (*own, *(job for module in modules() for job in module.jobs))}


def run_job(name: str, day: datetime.date | None = None) -> object:
    """Run one job now, under its lock; another run of the same job waits.

    The run is noted outside the job's own transaction, so a failure undoes the work and not the note.
    """
    job = all_jobs()[name]
    with _alone(name):
        run = begin(name)
        try:
            with transaction.atomic() if job.whole else nullcontext():
                found = job.run(day or timezone.localdate())
        except Exception as error:
            end(run, Run.Outcome.FAILED, f"{type(error).__name__}: {error}")
            raise
        end(run, Run.Outcome.DONE, "" if found is None else str(found))
        return found


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Hold the lock of a job's name for the whole run, across its transactions."""
    key = f"job {name}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [key])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [key])


def register() -> None:
    """Make every declared job a periodic task of procrastinate; called once by the worker."""
    for job in all_jobs().values():
        _register(job)
    app.periodic(cron="*/10 * * * *")(app.task(name="siwei.retry_stalled", queue="siwei")(_retry_stalled))


def _register(job: Job) -> None:
    def run(timestamp: int) -> None:
        run_job(job.name, timezone.localdate(datetime.datetime.fromtimestamp(timestamp, datetime.UTC)))

    app.periodic(cron=job.every)(app.task(name=f"siwei.{job.name}", queue="siwei", queueing_lock=job.name)(run))


async def _retry_stalled(timestamp: int) -> None:
    """Jobs of a worker that was killed are taken up again."""
    log.debug("looking for stalled jobs at %s", timestamp)
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
