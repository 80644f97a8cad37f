"""The public pages of venue hire: catalogue, free times, application, the applicant's case, feeds, brochure."""

from __future__ import annotations

import datetime
import hmac
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from siwei.general.venues.actions.applying import ask_public, correct
from siwei.general.venues.actions.deciding import cancel, say
from siwei.general.venues.brochure import brochure_pdf
from siwei.general.venues.forms import DATE, PublicApplicationForm
from siwei.general.venues.invitations import feed
from siwei.general.venues.models import EQUIPMENT, SLOTS, Booking, Occupation, Session, Venue, span_of
from siwei.general.venues.rules import Cause
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.directory.models import Centre, Person
from siwei.kernel.events.models import history_of
from siwei.kernel.screens.acts import add_errors

ICS = "text/calendar; charset=utf-8"
DAYS_SHOWN = 14
MOST_IN_A_FEED = 2000
SALT = "venues.feed"
CITIZEN_VERBS: dict[str, Any] = {"cancel": cancel, "correct": correct, "say": say}


class SearchForm(forms.Form):
    """Which venue is free, large enough and has what is needed."""

    day = forms.DateField(label=pgettext_lazy("date", "Day"), widget=DATE, required=False)
    slot = forms.ChoiceField(label=gettext_lazy("Session"), choices=[("", "—"), *SLOTS], required=False)
    people = forms.IntegerField(label=pgettext_lazy("how many", "People"), min_value=1, max_value=9999, required=False)
    centre = forms.ModelChoiceField(label=gettext_lazy("Centre"), queryset=Centre.objects.all(), required=False)
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("Equipment"), choices=EQUIPMENT, required=False, widget=forms.CheckboxSelectMultiple
    )


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """All venues, or those that suit and are free."""
    form = SearchForm(request.GET or None)
    rows = Venue.objects.visible_to(Actor.nobody()).select_related("centre").prefetch_related("layouts")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        rows = rows.suiting(given["people"] or 0, given["equipment"])
        if given["centre"]:
            rows = rows.filter(centre=given["centre"])
        if given["day"]:
            rows = rows.free_on(given["day"], given["slot"])
    context = {"page_title": _("Hire a venue"), "form": form, "venues": rows}
    return render(request, "venues/public/catalogue.html", context)


def _venue(code: str) -> Venue:
    rows = Venue.objects.visible_to(Actor.nobody()).select_related("centre").prefetch_related("layouts")
    found: Venue = get_object_or_404(rows, code=code)
    return found


@require_GET
def venue(request: HttpRequest, code: str) -> HttpResponse:
    """One venue, with the sessions of two weeks free or taken."""
    found = _venue(code)
    start = _day(request.GET.get("from", "")) or timezone.localdate()
    step = datetime.timedelta(days=DAYS_SHOWN)
    context = {
        "page_title": found.name,
        "venue": found,
        "slots": SLOTS,
        "days": _free_or_taken(found, start),
        "earlier": start - step,
        "later": start + step,
    }
    return render(request, "venues/public/venue.html", context)


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 2200 else None


def _free_or_taken(found: Venue, start: datetime.date) -> list[tuple[datetime.date, list[tuple[str, bool]]]]:
    days = [start + datetime.timedelta(days=n) for n in range(DAYS_SHOWN)]
    whole = span_of(days[0], "morning", 600).lower, span_of(days[-1], "evening", 0, 600).upper
    taken = [o.span for o in Occupation.objects.filter(venue=found, span__overlap=whole)]

    def free(day: datetime.date, slot: str) -> bool:
        span = span_of(day, slot, found.setup_minutes, found.teardown_minutes)
        closed = bool(found.weekdays) and day.isoweekday() not in found.weekdays
        return not closed and not any(one.lower < span.upper and span.lower < one.upper for one in taken)

    return [(day, [(slot, free(day, slot)) for slot, _label in SLOTS]) for day in days]


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """The application of an outside body; number and code come on the next page and by mail."""
    found = _venue(code)
    if not found.open_to_public:
        raise Http404
    actor = Actor.citizen("", "")
    start = {"venue": found.pk, "day": request.GET.get("day", ""), "slots": request.GET.getlist("slot")}
    form = PublicApplicationForm(request.POST or None, actor=actor, initial=start)
    if request.method == "POST" and form.is_valid():
        by = Actor.citizen(form.cleaned_data["contact"], form.cleaned_data["mail"])
        try:
            booking = ask_public.run_new(by, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _remember(request, booking)
            messages.success(request, _("Your application was received. Keep number and code."))
            return redirect("venues_case", booking.number)
    context = {"page_title": _("Apply: %(venue)s") % {"venue": found.name}, "venue": found, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "venues/public/apply.html", context, status=status)


class CaseForm(forms.Form):
    """Number and code of a case."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=20)
    code = forms.CharField(label=pgettext_lazy("of a case", "Code"), max_length=12)


@require_http_methods(["GET", "POST"])
def find_case(request: HttpRequest) -> HttpResponse:
    """Number and code lead to the case; a wrong pair is answered the same whatever was wrong."""
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"].strip().upper(), form.cleaned_data["code"].strip().upper()
        booking = Booking.objects.filter(number=number, requester=None).first()
        if booking is not None and hmac.compare_digest(booking.access_code.encode(), code.encode()):
            _remember(request, booking)
            return redirect("venues_case", booking.number)
        form.add_error(None, _("There is no case with this number and code."))
    context = {"page_title": _("Follow my application"), "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "venues/public/find_case.html", context, status=status)


def _remember(request: HttpRequest, booking: Booking) -> None:
    known = request.session.get("venues_cases", [])
    request.session["venues_cases"] = [*known, booking.pk][-20:]


def _own(request: HttpRequest, number: str) -> Booking:
    rows = Booking.objects.filter(pk__in=request.session.get("venues_cases", []), requester=None)
    found: Booking = get_object_or_404(rows.select_related("venue__centre"), number=number)
    return found


def _citizen(booking: Booking) -> Actor:
    return Actor.citizen(booking.contact, booking.mail)


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant's view of the case: state, sessions, money, conversation, and what can be done now."""
    booking = _own(request, number)
    actor = _citizen(booking)
    talk = [event for event in history_of(booking) if event.note]
    verbs = [action for action in CITIZEN_VERBS.values() if action.possible(booking, actor)]
    context = {"page_title": booking.title(), "booking": booking, "talk": talk, "actions": verbs}
    return render(request, "venues/public/case.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Cancel, correct or write a message, through the same action as the clerk's."""
    booking = _own(request, number)
    actor = _citizen(booking)
    action: Any = CITIZEN_VERBS.get(verb)
    if action is None or not action.possible(booking, actor):
        raise Http404
    plain = verb == "cancel"  # the cause is theirs; only the reason is asked
    form = (ReasonForm if plain else action.form)(request.POST or None, actor=actor, record=booking)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, **({"cause": Cause.APPLICANT.value} if plain else {})}
        try:
            action.run(booking, actor, values)
        except ValidationError as error:
            add_errors(form, error)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(action)s: done.") % {"action": action.label})
            return redirect("venues_case", booking.number)
    context = {"page_title": action.label, "booking": booking, "form": form, "action": action}
    return render(request, "venues/public/act.html", context, status=422 if form.errors else 200)


@require_GET
def venue_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Times at which a venue is taken, to subscribe to; says nothing of who or what for."""
    found = _venue(code)
    sessions = _accepted().filter(venue=found)[:MOST_IN_A_FEED]
    return HttpResponse(feed(found.name_zh, sessions, private=False), content_type=ICS)


@require_GET
def person_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of a person's own bookings; the address is the secret."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    person = get_object_or_404(Person.objects.active(), pk=pk)
    return HttpResponse(
        feed(person.name_zh, _accepted().filter(booking__requester=person)[:MOST_IN_A_FEED], private=True),
        content_type=ICS,
    )


def person_token(person: Person) -> str:
    """The secret part of the address of a person's feed."""
    return signing.dumps(person.pk, salt=SALT)


def _accepted() -> Any:
    since = timezone.localdate() - datetime.timedelta(days=400)
    rows = Session.objects.filter(booking__state__in=Booking.ACCEPTED, day__gte=since)
    return rows.exclude(state=Session.State.CANCELLED).select_related("booking", "venue__centre").order_by("-day")


@require_GET
def brochure(request: HttpRequest) -> HttpResponse:
    """All venues as a folder to print, in the language of the page."""
    rows = Venue.objects.visible_to(Actor.nobody()).select_related("centre").prefetch_related("layouts")
    pdf = brochure_pdf(list(rows), english=request.LANGUAGE_CODE.startswith("en"))
    return HttpResponse(pdf, content_type="application/pdf")
