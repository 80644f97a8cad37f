"""Running a job now, and releasing an account that five wrong passwords have locked."""

from __future__ import annotations

import datetime

from axes.models import AccessAttempt
from axes.utils import reset
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from siwei.kernel.access.actor import ADMINISTRATOR, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.directory.models import Person
from siwei.kernel.house.models import JobOrder
from siwei.kernel.jobs.runner import all_jobs


def job_choices() -> list[tuple[str, str]]:
    """Declared jobs by name and label."""
    return [(job.name, str(job.label)) for job in all_jobs().values()]


class OrderForm(ActionForm):
    """Which job, and why now."""

    job = forms.ChoiceField(label=_("Job"), choices=job_choices)
    note = forms.CharField(label=_("Note"), required=False)


@creates(JobOrder, role=ADMINISTRATOR, label=_("Run a job now"), form=OrderForm, icon="player-play")
def order(*, by: Actor, job: str, note: str = "") -> JobOrder:
    """Put the job in the worker's queue; it commits with this act."""
    try:
        with transaction.atomic():
            task = app.configure_task(f"siwei.{job}", queue="siwei", queueing_lock=job)
            task.defer(timestamp=int(timezone.now().timestamp()))
    except AlreadyEnqueued as waiting:
        raise NotAllowed(gettext("This job waits for the worker already.")) from waiting
    made = JobOrder(job=job, ordered_on=timezone.localdate())
    made.save()
    return made


def is_locked(person: Person) -> bool:
    """Whether somewhere too many wrong passwords were typed for the account and the pause is not over."""
    begin = timezone.now() - datetime.timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(username=person.username, attempt_time__gte=begin)
    return bool(tried.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


def _locked_now(person: Person, actor: Actor) -> str | None:
    return None if is_locked(person) else gettext("This account is not locked.")


@action(Person, role=ADMINISTRATOR, label=_("Unlock"), form=ActionForm, allowed=_locked_now, icon="lock-open")
def unlock(person: Person, *, by: Actor) -> None:
    """Forget the wrong passwords, so that the owner need not wait."""
    reset(username=person.username)
