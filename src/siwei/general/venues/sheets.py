"""Bookings taken in from a sheet, one session a row: what an office brings along from the tool it leaves."""

from __future__ import annotations

import datetime
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.actions.rooms import occupy_sessions
from siwei.general.venues.models import APPLICANTS, CLERK, SLOTS, Booking, Occupation, Session, Venue
from siwei.general.venues.rules import Applicant
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import creates
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.directory.models import Agency
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake

#: what a sheet says of a session: state of the booking, state of the session
OUTCOMES: dict[str, tuple[str, str]] = {
    "held": (Booking.State.CLOSED, Session.State.HELD),
    "not_held": (Booking.State.CLOSED, Session.State.NOT_HELD),
    "approved": (Booking.State.READY, Session.State.PLANNED),
    "asked": (Booking.State.ASKED, Session.State.PLANNED),
    "cancelled": (Booking.State.CANCELLED, Session.State.CANCELLED),
    "refused": (Booking.State.REFUSED, Session.State.CANCELLED),
}
OUTCOME_LABELS = {
    "held": "已使用",
    "not_held": "未使用",
    "approved": "核准",
    "asked": "申請中",
    "cancelled": "取消",
    "refused": "駁回",
}


def occupies(outcome: str) -> bool:
    """Whether a session of that outcome has the venue for itself."""
    state, session_state = OUTCOMES[outcome]
    return state in Booking.ACCEPTED and session_state in (Session.State.PLANNED, Session.State.HELD)


class RowForm(ActionForm):
    """One session as the page or a program enters it; sheets are parsed by `fields`."""

    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.all())
    day = forms.DateField(label=_("Day"))
    slot = forms.ChoiceField(label=_("Session"), choices=SLOTS)
    outcome = forms.ChoiceField(label=_("Result of use"), choices=list(OUTCOME_LABELS.items()))
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    people = forms.IntegerField(label=_("People"), min_value=1, max_value=5000)
    contact = forms.CharField(label=_("Contact"), max_length=80)
    applicant = forms.ChoiceField(label=_("Kind of applicant"), choices=APPLICANTS)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.all(), required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    mail = forms.EmailField(label=_("Mail"), required=False)
    opened_on = forms.DateField(label=_("Received on"), required=False)


@creates(Booking, role=CLERK, label=_("Take in from a sheet"), form=RowForm, bulk=True)
def take_in(
    *,
    by: Actor,
    venue: Venue,
    day: datetime.date,
    slot: str,
    outcome: str,
    purpose: str,
    people: int,
    contact: str,
    applicant: str = Applicant.AGENCY.value,
    agency: Agency | None = None,
    opened_on: datetime.date | None = None,
    **rest: Any,
) -> Booking:
    """A booking of one session in the state that the sheet gives; it occupies the venue when it was accepted."""
    state, session_state = OUTCOMES[outcome]
    booking = Booking(
        venue=venue, first_day=day, purpose=purpose, people=people, contact=contact, applicant=applicant, agency=agency,
        opened_on=opened_on or day, state=state, **rest,
    )  # fmt: skip
    booking.save()
    session = Session.at(booking, day, slot, state=session_state)
    session.save()
    if occupies(outcome):
        occupy_sessions([session])
    return booking


def fields() -> Sequence[Field]:
    """The columns of a bookings sheet."""
    venues = {venue.code: venue for venue in Venue.objects.select_related("centre")}
    venues |= {f"{venue.centre.name_zh}{venue.name_zh}": venue for venue in list(venues.values())}
    slots = {code: code for code, _label in SLOTS} | {str(label): code for code, label in SLOTS}
    slots |= {"上午": "morning", "下午": "afternoon", "晚上": "evening", "夜間": "evening"}
    kinds = {code: code for code, _label in APPLICANTS} | {str(label): code for code, label in APPLICANTS}
    outcomes = {code: code for code in OUTCOMES} | {label: code for code, label in OUTCOME_LABELS.items()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    agencies |= {agency.name_zh: agency for agency in list(agencies.values())}
    return (
        Field("venue", _("Venue"), parse.one_of(venues), required=True, example=next(iter(venues), "")),
        Field("day", pgettext_lazy("date", "Day"), parse.day, required=True, example="106/3/14"),
        Field("slot", _("Session"), parse.one_of(slots), required=True, example="上午"),
        Field("outcome", _("Result of use"), parse.one_of(outcomes), required=True, example="已使用"),
        Field("purpose", _("Purpose"), parse.text(200), required=True, example="業務聯繫會報"),
        Field("people", pgettext_lazy("how many", "People"), parse.integer(1, 5000), required=True, example="30"),
        Field("contact", pgettext_lazy("person", "Contact"), parse.text(80), required=True, example="王小明（範例）"),
        Field("mail", _("Mail"), parse.text(120), example="name@example.org"),
        Field("applicant", _("Kind of applicant"), parse.one_of(kinds), example="agency"),
        Field("agency", _("Agency"), parse.one_of(agencies), example="397020000A"),
        Field("organisation", _("Organisation"), parse.text(120)),
        Field("opened_on", _("Received on"), parse.day, example="106/3/1"),
    )


def overlaps() -> Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]:
    """Look whether a row wants a time in which its venue is taken, by what is there or by a row above."""
    taken: dict[int, list[tuple[datetime.datetime, datetime.datetime]]] = {}

    def look(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not occupies(row["outcome"]):
            return
        venue: Venue = row["venue"]
        spans = taken.get(venue.pk)
        if spans is None:
            kept = Occupation.objects.filter(venue=venue).values_list("span", flat=True)
            spans = taken[venue.pk] = sorted((span.lower, span.upper) for span in kept)
        span: Any = venue.span(row["day"], row["slot"])
        at = bisect(spans, (span.lower, span.upper))
        if any(one[0] < span.upper and span.lower < one[1] for one in spans[max(at - 1, 0) : at + 1]):
            yield "slot", said("is taken in this venue on this day")
            return
        spans.insert(at, (span.lower, span.upper))

    return look


BOOKINGS = Intake("venues.booking", _("Bookings"), take_in, fields, check_all=overlaps)
