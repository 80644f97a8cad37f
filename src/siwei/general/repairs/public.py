"""Public pages of repairs: the page behind a code, a report without an account, and how far it is.

A case is opened by its number and code. The session then remembers the case, so neither stands in an address.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from siwei.general.repairs import actions, reporting
from siwei.general.repairs.forms import CitizenAtCodeForm, CitizenForm
from siwei.general.repairs.models import Equipment, Request
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.registry import label_of
from siwei.kernel.events.models import history_of
from siwei.kernel.screens.acts import add_errors

CASE, CODE = "repairs_case", "repairs_code"
VERBS: dict[str, Action[Any, Any]] = {
    action.verb: action for action in (actions.confirm, actions.reopen, actions.rate, actions.say, actions.cancel)
}
TOLD = {"decline", "say", "reopen", "cancel", "confirm"}  # acts whose note is meant for the requester


class LookUpForm(forms.Form):
    """Number and code, as the confirmation showed them."""

    number = forms.CharField(label=_("Number"), max_length=20, help_text="RP106-00001")
    code = forms.CharField(
        label=_("Look-up code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    found: Request | None = None

    def clean(self) -> dict[str, Any]:
        """One sentence for a wrong number and a wrong code, so that numbers cannot be tried out."""
        values = super().clean() or {}
        if not self.errors:
            self.found = Request.objects.all().found_by(values["number"], values["code"])
            if self.found is None:
                raise ValidationError(said("There is no request with this number and code."))
        return values


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Report without a code, or look up a case."""
    form = CitizenForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _reported(request, form):
        return redirect("repairs.public_case")
    context = {"page_title": said("Report something broken in the centres"), "form": form}
    return render(request, "repairs/public_start.html", context, status=_status(form))


@never_cache
def at_code(request: HttpRequest, token: str) -> HttpResponse:
    """What stands behind a code: the piece, what was reported about it already, and a short form."""
    equipment = get_object_or_404(Equipment.objects.select_related("place__centre"), token=token, retired_on=None)
    form = CitizenAtCodeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _reported(request, form, equipment):
        return redirect("repairs.public_case")
    context = {
        "page_title": equipment.name,
        "page_subtitle": f"{equipment.place.centre.name} · {equipment.place.name} · {equipment.serial}",
        "equipment": equipment,
        "running": equipment.requests.running().filter(preventive=False).order_by("opened_on"),
        "form": form,
    }
    return render(request, "repairs/at_code.html", context, status=_status(form))


def _status(form: forms.BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _reported(request: HttpRequest, form: forms.BaseForm, equipment: Equipment | None = None) -> bool:
    """Write the report; afterwards the session knows the case and its code."""
    if not form.is_valid():
        return False
    values = dict(form.cleaned_data)
    if equipment is not None:
        values |= {"equipment": equipment, "place": equipment.place}
    by = Actor.citizen(values["citizen_name"], values["citizen_mail"])
    try:
        made: Request = reporting.report_public.run_new(by, values)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    request.session[CASE], request.session[CODE] = made.pk, made.plain_code
    return True


def _remembered(request: HttpRequest) -> tuple[Request, Actor] | None:
    """The case whose code this visitor has shown, and the citizen who reported it."""
    rows = Request.objects.select_related("place__centre", "equipment", "duplicate_of")
    found = rows.filter(pk=request.session.get(CASE)).exclude(code_digest="").first()
    return (found, Actor.citizen(found.citizen_name, found.citizen_mail)) if found else None


@never_cache
def case(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, then show how far it is and what the citizen can do."""
    remembered = _remembered(request)
    if request.method == "POST" or remembered is None:
        return _look_up(request)
    found, actor = remembered
    context = {
        "page_title": found.number,
        "page_subtitle": f"{found.place.centre.name} · {found.place.name}",
        "found": found,
        "main": found.main(),
        "code": request.session.get(CODE, ""),
        "verbs": [action for action in VERBS.values() if action.possible(found, actor)],
        "acts": [
            (label_of(event.act), event.at, event.note if event.act.rsplit(".", 1)[1] in TOLD else "")
            for event in history_of(found)
        ],
    }
    return render(request, "repairs/public_case.html", context)


def _look_up(request: HttpRequest) -> HttpResponse:
    form = LookUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.found is not None:
        request.session.cycle_key()
        request.session[CASE] = form.found.pk
        request.session.pop(CODE, None)
        return redirect("repairs.public_case")
    context = {"page_title": said("How far is my request?"), "form": form}
    return render(request, "repairs/look_up.html", context, status=_status(form))


@never_cache
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Confirm, reopen, rate, write or call off, by whoever knows the code."""
    remembered, action = _remembered(request), VERBS.get(verb)
    if remembered is None:
        return redirect("repairs.public_case")
    found, actor = remembered
    if action is None:
        raise Http404
    if not action.possible(found, actor):
        return redirect("repairs.public_case")
    data = request.POST if request.method == "POST" else None
    form = action.bound(data, actor=actor, record=found)
    if data is not None and _done(action, form, found, actor):
        return redirect("repairs.public_case")
    context = {"page_title": action.label, "page_subtitle": found.number, "action": action, "form": form}
    return render(request, "repairs/public_act.html", context, status=_status(form))


def _done(action: Action[Any, Any], form: forms.BaseForm, found: Request, actor: Actor) -> bool:
    if not form.is_valid():
        return False
    try:
        action.run(found, actor, form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def leave(request: HttpRequest) -> HttpResponse:
    """Forget the case, for whoever sits at this computer next."""
    if request.method == "POST":
        request.session.pop(CASE, None)
        request.session.pop(CODE, None)
    return redirect("repairs.public")
