"""The order to run a job now; everything else the house shows belongs to other rooms."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.models import oversees
from siwei.kernel.records.models import Record, RecordQuerySet

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor


class JobOrderQuerySet(RecordQuerySet):
    """Orders to run a job."""

    def visible_to(self, actor: Actor) -> Self:
        """Administrators and auditors."""
        return self.all() if oversees(actor) else self.none()


class JobOrder(Record):
    """Somebody asked that a job run outside its hours."""

    job = models.CharField(_("Job"), max_length=80)
    ordered_on = models.DateField(_("Ordered on"))

    objects = JobOrderQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        verbose_name = _("job order")
        verbose_name_plural = _("job orders")

    def __str__(self) -> str:
        return self.job_label()

    def job_label(self) -> str:
        """What people call the job; its name when no module declares it any more."""
        from siwei.kernel.jobs.runner import all_jobs

        known = all_jobs().get(self.job)
        return str(known.label) if known else self.job

    def business_date(self) -> datetime.date:
        """The day of the order."""
        return self.ordered_on
