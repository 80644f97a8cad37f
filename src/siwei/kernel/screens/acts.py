"""The page of an action: its form, what the person is about to change, and what the action answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused, Stale
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.module import Module
from siwei.kernel.records.models import Record
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.history import Reader
from siwei.kernel.screens.pages import frame, may_see
from siwei.kernel.screens.screen import Screen


def _action(screen: Screen, verb: str, *, creates: bool) -> Action[Any, Any]:
    for action in actions_of(screen.record):
        if action.verb == verb and action.creates == creates and action.fillable:
            return action
    raise Http404


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what the business said beside the fields it speaks of; the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, list(found))


def new_page(request: HttpRequest, module: Module, screen: Screen, verb: str) -> HttpResponse:
    """The form that makes a record."""
    action = _action(screen, verb, creates=True)
    actor = actor_of(request)
    refusal = action.refusal(None, actor)
    if refusal:
        messages.error(request, refusal)
        return redirect(screen.url)
    form = action.bound(actor=actor, initial=_initial(request))
    if request.method == "POST":
        form = action.bound(request.POST, request.FILES, actor=actor)
        record = _run_new(request, action, form, actor)
        if record is not None:
            messages.success(request, _("%(record)s: done.") % {"record": record.title()})
            return redirect(screen.url_of(record) if may_see(record, actor) else screen.url)
    context = {
        "page_title": action.label,
        "crumbs": [(module.label, ""), (screen.title, screen.url)],
        "screen": screen,
        "action": action,
        "form": form,
        "back": screen.url,
    }
    return render(request, "screens/form.html", context, status=_status(form))


def _initial(request: HttpRequest) -> dict[str, str]:
    """Values that a link hands to an empty form, such as the room and day clicked in a calendar."""
    return {name: str(value) for name, value in request.GET.items() if "\0" not in value}


def _status(form: forms.BaseForm) -> int:
    """422 for a form sent with faults, so that programs and htmx know; 200 otherwise."""
    return 422 if form.is_bound and form.errors else 200


def _run_new(request: HttpRequest, action: Action[Any, Any], form: forms.BaseForm, actor: Actor) -> Record | None:
    if not form.is_valid():
        return None
    try:
        record: Record = action.run_new(actor, form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        return record
    return None


def act_page(request: HttpRequest, module: Module, screen: Screen, pk: int, verb: str) -> HttpResponse:
    """The form of an action on a record.

    The form carries the version that the person looked at. When somebody else acted in between, nothing is
    written; the page says what changed and asks again with the new version.
    """
    actor = actor_of(request)
    record = get_object_or_404(screen.rows(actor), pk=pk)
    action = _action(screen, verb, creates=False)
    if not action.possible(record, actor) and request.method != "POST":
        messages.error(request, action.refusal(record, actor) or _not_now(screen, action, record))
        return redirect(screen.url_of(record))
    form = action.bound(actor=actor, record=record)
    stale: Stale | None = None
    if request.method == "POST":
        form = action.bound(request.POST, request.FILES, actor=actor, record=record)
        done, stale = _run(request, action, form, record, actor)
        if done:
            return redirect(screen.url_of(record) if may_see(record, actor) else screen.url)
        record = get_object_or_404(screen.rows(actor), pk=pk)
    context = {
        **frame(module, screen, record),
        "page_title": action.label,
        "crumbs": [(module.label, ""), (screen.title, screen.url), (record.title(), screen.url_of(record))],
        "action": action,
        "form": form,
        "stale": Reader(screen.record).acts(stale.events) if stale else [],
        "still_possible": action.possible(record, actor),
        "back": screen.url_of(record),
    }
    return render(request, "screens/form.html", context, status=409 if stale else _status(form))


def _not_now(screen: Screen, action: Action[Any, Any], record: Any) -> str:
    state = screen.states.get(getattr(record, "state", ""), "")
    return _("“%(action)s” is not possible now: %(record)s is “%(state)s”.") % {
        "action": action.label, "record": record.title(), "state": state,
    }  # fmt: skip


def _run(
    request: HttpRequest, action: Action[Any, Any], form: forms.BaseForm, record: Record, actor: Actor
) -> tuple[bool, Stale | None]:
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return False, None
    try:
        action.run(record, actor, form.cleaned_data, seen=int(seen) if seen.isascii() and seen.isdigit() else None)
    except Stale as stale:
        return False, stale
    except ValidationError as error:
        add_errors(form, error)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("%(action)s: done.") % {"action": action.label})
        return True, None
    return False, None
