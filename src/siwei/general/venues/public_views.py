"""The public pages of venue hire: catalogue, free times, application, the applicant's case, feeds, brochure."""

from __future__ import annotations

import datetime
import hmac
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from siwei.general.venues.actions.applying import PAPER_KINDS, SKIPS, ask_public, correct
from siwei.general.venues.actions.changing import cancel, give_up, say
from siwei.general.venues.brochure import brochure_pdf
from siwei.general.venues.feeds import MOST, accepted_sessions, person_of
from siwei.general.venues.forms import DATE, GiveUpAsApplicantForm, PublicApplicationForm
from siwei.general.venues.invitations import feed
from siwei.general.venues.models import EQUIPMENT, SLOTS, Booking, Occupation, Venue
from siwei.general.venues.rules import Cause, Skip
from siwei.general.venues.screens import price_rows, reckoning
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ReasonForm
from siwei.kernel.directory.models import Centre
from siwei.kernel.events.models import history_of
from siwei.kernel.files.models import attachments_of
from siwei.kernel.screens.acts import add_errors

ICS = "text/calendar; charset=utf-8"
DAYS_SHOWN = 14
CITIZEN_VERBS: dict[str, Any] = {"correct": correct, "give_up": give_up, "cancel": cancel, "say": say}


class SearchForm(forms.Form):
    """Which venue is free, large enough and has what is needed."""

    day = forms.DateField(label=pgettext_lazy("date", "Day"), widget=DATE, required=False)
    slot = forms.ChoiceField(label=gettext_lazy("Session"), choices=[("", "—"), *SLOTS], required=False)
    people = forms.IntegerField(label=pgettext_lazy("how many", "People"), min_value=1, max_value=9999, required=False)
    centre = forms.ModelChoiceField(label=gettext_lazy("Centre"), queryset=Centre.objects.all(), required=False)
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("Equipment"), choices=EQUIPMENT, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_day(self) -> datetime.date | None:
        """No venue is booked in other centuries, and the calendar ends."""
        day: datetime.date | None = self.cleaned_data["day"]
        if day and not 2000 <= day.year < 2100:
            raise forms.ValidationError(_("Choose a day of this century."))
        return day


def public_venues() -> Any:
    """What anybody may know of the venues, with what the pages show."""
    rows = Venue.objects.visible_to(Actor.nobody()).select_related("centre")
    return rows.prefetch_related("layouts", "photos__file", "openings", "fees")


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """All venues, or those that suit and are free."""
    form = SearchForm(request.GET or None)
    rows = public_venues()
    day, free = None, {}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        rows = rows.suiting(given["people"] or 0, given["equipment"])
        if given["centre"]:
            rows = rows.filter(centre=given["centre"])
        if given["day"]:
            day, free = given["day"], rows.free_slots(given["day"])
            rows = rows.filter(pk__in=[pk for pk, slots in free.items() if not given["slot"] or given["slot"] in slots])
    labels = dict(SLOTS)
    venues = [(one, [(slot, labels[slot]) for slot in free.get(one.pk, [])]) for one in rows]
    context = {"page_title": _("Hire a venue"), "form": form, "venues": venues, "day": day}
    return render(request, "venues/public/catalogue.html", context)


def _venue(code: str) -> Venue:
    rows = public_venues()
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
        "slots": found.sessions_offered(),
        "opening": found.openings.all(),
        "fees": price_rows(found),
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


def _free_or_taken(found: Venue, start: datetime.date) -> list[tuple[datetime.date, list[tuple[str, str]]]]:
    """Days with their sessions, each "free", "taken" or "closed"."""
    days = [start + datetime.timedelta(days=n) for n in range(DAYS_SHOWN)]
    midnight = timezone.make_aware(datetime.datetime.combine(start, datetime.time()))
    whole = midnight - datetime.timedelta(days=1), midnight + datetime.timedelta(days=DAYS_SHOWN + 1)
    taken = [o.span for o in Occupation.objects.filter(venue=found, span__overlap=whole)]

    def state(day: datetime.date, slot: str, free: list[str]) -> str:
        if slot in free:
            return "free"
        return "taken" if found.is_open(day, slot) else "closed"

    offered = [slot for slot, *_rest in found.sessions_offered()]
    return [(day, [(slot, state(day, slot, free)) for slot in offered])
            for day in days for free in [found.free_slots(day, taken)]]  # fmt: skip


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """The application of an outside body; number and code come on the next page and by mail."""
    found = _venue(code)
    if not found.open_to_public:
        raise Http404
    actor = Actor.citizen("", "")
    start = {"venue": found.pk, "day": request.GET.get("day", ""), "slots": request.GET.getlist("slot")}
    form = PublicApplicationForm(request.POST or None, request.FILES or None, actor=actor, initial=start)
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
    papers = [(PAPER_KINDS[file.kind], file) for file in attachments_of(booking) if file.kind in PAPER_KINDS]
    left_out = [(datetime.date.fromisoformat(day), SKIPS[Skip(why)]) for day, why in sorted(booking.skipped.items())]
    context = {
        "page_title": booking.title(), "booking": booking, "talk": talk, "actions": verbs, "papers": papers,
        "reckoning": reckoning(booking), "left_out": left_out,
    }  # fmt: skip
    return render(request, "venues/public/case.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Cancel, correct or write a message, through the same action as the clerk's."""
    booking = _own(request, number)
    actor = _citizen(booking)
    action: Any = CITIZEN_VERBS.get(verb)
    if action is None or not action.possible(booking, actor):
        raise Http404
    plain = verb in ("cancel", "give_up")  # the cause is theirs; only the reason is asked
    asked = {"cancel": ReasonForm, "give_up": GiveUpAsApplicantForm}.get(verb, action.form)
    form = asked(request.POST or None, request.FILES or None, actor=actor, record=booking)
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
    sessions = accepted_sessions().filter(venue=found)[:MOST]
    return HttpResponse(feed(found.name_zh, sessions, private=False), content_type=ICS)


@require_GET
def person_feed(request: HttpRequest, key: str) -> HttpResponse:
    """The sessions of a person's own bookings; the address is the secret."""
    person = person_of(key)
    if person is None:
        raise Http404
    sessions = accepted_sessions().filter(booking__requester=person)[:MOST]
    return HttpResponse(feed(person.name_zh, sessions, private=True), content_type=ICS)


@require_GET
def brochure(request: HttpRequest) -> HttpResponse:
    """All venues as a folder to print, in the language of the page."""
    rows = public_venues()
    pdf = brochure_pdf(list(rows), english=request.LANGUAGE_CODE.startswith("en"))
    return HttpResponse(pdf, content_type="application/pdf")
