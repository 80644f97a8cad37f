"""The table of runs: when each job ran, how long, and what it did or why it failed."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = 100  # runs of a job that are kept; the oldest go


class Run(models.Model):
    """One run of a job. It is a log and no record: nobody answers for it but the clock."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Went well")
        FAILED = "failed", _("Went wrong")
        BROKEN_OFF = "broken", _("Broken off")

    job = models.CharField(_("Job"), max_length=80)
    began_at = models.DateTimeField(_("Began"), default=timezone.now)
    ended_at = models.DateTimeField(_("Ended at"), null=True)
    outcome = models.CharField(_("How it ended"), max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    said = models.TextField(_("What it did, or why it failed"), blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["job", "-id"])]
        verbose_name = _("run of a job")

    def __str__(self) -> str:
        return f"{self.job} {self.began_at:%F %T}"

    @property
    def duration(self) -> datetime.timedelta | None:
        """How long it took; None while it runs and when it was broken off."""
        return self.ended_at - self.began_at if self.ended_at else None


def begin(job: str) -> Run:
    """Note that a job begins. Only one run of a job goes on, so older ones that never ended were broken off."""
    runs = Run.objects.filter(job=job)
    runs.filter(outcome=Run.Outcome.RUNNING).update(outcome=Run.Outcome.BROKEN_OFF)
    oldest = runs.values_list("pk", flat=True)[KEPT - 1 : KEPT].first()
    if oldest is not None:
        runs.filter(pk__lte=oldest).delete()
    return Run.objects.create(job=job)


def end(run: Run, outcome: Run.Outcome, said: str) -> None:
    """Note how it ended."""
    run.ended_at, run.outcome, run.said = timezone.now(), outcome, said[:2000]
    run.save(update_fields=["ended_at", "outcome", "said"])


def last_runs() -> dict[str, Run]:
    """The latest run of each job, by its name."""
    return {run.job: run for run in Run.objects.order_by("job", "-pk").distinct("job")}
