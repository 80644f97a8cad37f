"""The pages behind `urls.py`; reading and writing go through screens and actions like everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from siwei.kernel.access.actions import make
from siwei.kernel.access.actor import AUDITOR
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.approvals.actions import stand_in, step_back
from siwei.kernel.directory.actions import set_temporary_password
from siwei.kernel.house.actions import order
from siwei.kernel.house.logs import AUDIT, RUNS, tells
from siwei.kernel.house.screens import DEPUTIES, JOBS, PEOPLE, TOKENS
from siwei.kernel.jobs.models import Run, last_runs
from siwei.kernel.jobs.runner import all_jobs
from siwei.kernel.module import module_of, screen_of
from siwei.kernel.records.models import Record
from siwei.kernel.screens.acts import act_page, add_errors, new_page
from siwei.kernel.screens.context import PLACE, actor_of
from siwei.kernel.screens.history import Reader
from siwei.kernel.screens.pages import may_see


def _shown_once(request: HttpRequest, title: str, what: str, text: str, back: str) -> HttpResponse:
    context = {"page_title": title, "what": what, "text": text, "back": back}
    return render(request, "house/shown_once.html", context)


@login_required
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """The drawn form; its answer shows the token's text, which is kept nowhere."""
    from siwei.kernel.house.module import MODULE

    if request.method != "POST":
        return new_page(request, MODULE, TOKENS, make.verb)
    actor = actor_of(request)
    form = make.bound(request.POST, actor=actor)
    if form.is_valid():
        token = make.run_new(actor, form.cleaned_data)
        return _shown_once(request, token.label, _("The token"), token.text, TOKENS.url)
    context = {"page_title": make.label, "crumbs": [(TOKENS.title, TOKENS.url)], "action": make, "form": form}
    return render(request, "screens/form.html", {**context, "back": TOKENS.url}, status=422)


@login_required
@never_cache
def temporary_password(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawn question; its answer shows the password to the administrator."""
    from siwei.kernel.house.module import MODULE

    if request.method != "POST":
        return act_page(request, MODULE, PEOPLE, pk, set_temporary_password.verb)
    actor = actor_of(request)
    person = get_object_or_404(PEOPLE.rows(actor), pk=pk)
    form = forms.Form({})
    form.is_valid()
    try:
        text = set_temporary_password.run(person, actor, {})
    except ValidationError as error:
        add_errors(form, error)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        return _shown_once(request, person.title(), _("The temporary password"), text, PEOPLE.url_of(person))
    context = {"page_title": set_temporary_password.label, "action": set_temporary_password, "form": form}
    return render(request, "screens/form.html", {**context, "back": PEOPLE.url_of(person)}, status=422)


@login_required
def stand_in_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Act for an absent person from now on: the act is written, and the session remembers the place."""
    from siwei.kernel.house.module import MODULE

    if request.method != "POST":
        return act_page(request, MODULE, DEPUTIES, pk, stand_in.verb)
    actor = actor_of(request)
    found = get_object_or_404(DEPUTIES.rows(actor), pk=pk)
    try:
        stand_in.run(found, actor, {})
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        request.session[PLACE] = found.pk
    return redirect("start")


@login_required
@require_POST
def step_back_home(request: HttpRequest, pk: int) -> HttpResponse:
    """Act for oneself again, whatever became of the appointment meanwhile."""
    actor = actor_of(request)
    try:
        step_back.run(get_object_or_404(DEPUTIES.rows(actor), pk=pk), actor, {})
    except ActionRefused as refusal:
        messages.warning(request, str(refusal))
    request.session.pop(PLACE, None)
    return redirect("start")


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """One's own page: post, roles, deputies, sign-in."""
    person = actor_of(request).person
    return redirect(PEOPLE.url_of(person)) if person else redirect("start")


@dataclass(frozen=True)
class JobLine:
    """A declared job, its latest run, and whether an order waits for the worker."""

    name: str
    label: str | Promise
    every: str
    run: Run | None
    waits: bool

    @property
    def tone(self) -> str:
        """The colour of how the latest run ended."""
        good = {Run.Outcome.DONE: "good", Run.Outcome.RUNNING: "active"}
        return good.get(Run.Outcome(self.run.outcome), "bad") if self.run else "quiet"


def job_lines() -> list[JobLine]:
    """Every declared job with its latest run."""
    runs = last_runs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE status = 'todo'")
        waiting = {name for (name,) in cursor.fetchall()}
    return [
        JobLine(job.name, job.label, job.every, runs.get(job.name), f"siwei.{job.name}" in waiting)
        for job in all_jobs().values()
    ]


@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """Declared jobs with their latest run, and the latest orders."""
    actor = actor_of(request)
    if not JOBS.open_to(actor):
        raise PermissionDenied
    context = {
        "page_title": JOBS.title,
        "crumbs": [(module_of(JOBS.record).label, "")],
        "lines": job_lines(),
        "runs_url": RUNS.url,
        "order_url": JOBS.url_of_action(order) if order.refusal(None, actor) is None else "",
        "orders": JOBS.rows(actor).order_by("-pk")[:20],
    }
    return render(request, "house/jobs.html", context)


@login_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One act with what it changed, for auditors; linked to its record where they may see it."""
    actor = actor_of(request)
    if not actor.holds(AUDITOR):
        raise PermissionDenied
    found = get_object_or_404(AUDIT.rows(actor), pk=pk)
    model = found.content_type.model_class()
    if model is None:
        raise Http404
    record = found.record
    if not tells(found, actor):
        found.changes, found.note = {}, ""  # that it was done, when and by whom; not what was said
    shown = isinstance(record, Record) and screen_of(type(record)).open_to(actor) and may_see(record, actor)
    context = {
        "page_title": record.title() if isinstance(record, Record) else f"{model._meta.verbose_name} {found.object_id}",
        "crumbs": [(AUDIT.title, AUDIT.url)],
        "acts": Reader(model).acts([found]),
        "hashes": True,
        "record_url": record.get_absolute_url() if shown else "",
    }
    return render(request, "house/event.html", context)
