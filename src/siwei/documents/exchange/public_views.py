"""The applicant's pages, without account: apply, confirm by the code that came by mail, follow, correct, withdraw."""

from __future__ import annotations

import hmac
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from siwei.documents.exchange.actions import enrolling
from siwei.documents.exchange.actions.enrolling import ApplyForm
from siwei.documents.exchange.models import Enrolment
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.events.models import history_of
from siwei.kernel.screens.acts import add_errors

VERBS: dict[str, Any] = {"correct": enrolling.correct, "withdraw": enrolling.withdraw}


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The application; the code with which it is confirmed goes by mail only."""
    form = ApplyForm(request.POST or None, request.FILES or None, actor=Actor.citizen("", ""))
    if request.method == "POST" and form.is_valid():
        by = Actor.citizen(form.cleaned_data["contact"], form.cleaned_data["mail"])
        try:
            made = enrolling.apply.run_new(by, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Your application %(number)s was received. Enter the code that we sent you to confirm it.")
            messages.success(request, words % {"number": made.number})
            return redirect("exchange_find_case")
    context = {"page_title": _("Apply for document exchange"), "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exchange/public/apply.html", context, status=status)


class CaseForm(forms.Form):
    """Number and code of a case."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=20)
    code = forms.CharField(label=pgettext_lazy("of a case", "Code"), max_length=12)


@require_http_methods(["GET", "POST"])
def find_case(request: HttpRequest) -> HttpResponse:
    """Number and code lead to the case and confirm it the first time; a wrong pair is answered the same in any case."""
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"].strip().upper(), form.cleaned_data["code"].strip().upper()
        found = Enrolment.objects.filter(number=number).first()
        if found is not None and hmac.compare_digest(found.access_code.encode(), code.encode()):
            if found.state == Enrolment.State.UNCONFIRMED:
                enrolling.confirm(found, by=_applicant(found), code=code)
                messages.success(request, _("Your mail address is confirmed. The application will be checked."))
            request.session["exchange_cases"] = [*request.session.get("exchange_cases", []), found.pk][-20:]
            return redirect("exchange_case", found.number)
        form.add_error(None, _("There is no case with this number and code."))
    context = {"page_title": _("Follow my application"), "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exchange/public/find_case.html", context, status=status)


def _own(request: HttpRequest, number: str) -> Enrolment:
    rows = Enrolment.objects.filter(pk__in=request.session.get("exchange_cases", []))
    found: Enrolment = get_object_or_404(rows.select_related("member"), number=number)
    return found


def _applicant(enrolment: Enrolment) -> Actor:
    return Actor.citizen(enrolment.contact, enrolment.mail)


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """How far the application is, what was said, and what can be done now."""
    found = _own(request, number)
    verbs = [one for one in VERBS.values() if one.possible(found, _applicant(found))]
    talk = [event for event in history_of(found) if event.note]
    context = {"page_title": found.title(), "enrolment": found, "actions": verbs, "talk": talk}
    return render(request, "exchange/public/case.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Correct or withdraw, through the same action as everybody."""
    found = _own(request, number)
    actor, action = _applicant(found), VERBS.get(verb)
    if action is None or not action.possible(found, actor):
        raise Http404
    form = action.form(request.POST or None, request.FILES or None, actor=actor, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            action.run(found, actor, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(action)s: done.") % {"action": action.label})
            return redirect("exchange_case", found.number)
    context = {"page_title": action.label, "enrolment": found, "form": form, "action": action}
    return render(request, "exchange/public/act.html", context, status=422 if form.errors else 200)
