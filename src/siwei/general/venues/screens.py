"""How staff meet venues, bookings and blockings: lists, pages, and the calendar of rooms."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.actions.applying import PAPER_KINDS, SKIPS, ask
from siwei.general.venues.actions.rooms import add_venue, block
from siwei.general.venues.fees import HALL
from siwei.general.venues.logs import OFFICE
from siwei.general.venues.models import APPLICANTS, CLERK, EXTRAS, SLOTS, Blocking, Booking, Session, Venue, listed
from siwei.general.venues.rules import Skip
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.files.models import attachments_of
from siwei.kernel.screens.screen import CalendarView, Entry, Filter, Panel, Resource, Screen, Section, Tone, View
from siwei.kernel.sheets.column import Column, Kind

State = Booking.State
TONES: Mapping[str, Tone] = {
    Session.State.HELD: "good",
    Session.State.CANCELLED: "quiet",
    Session.State.NOT_HELD: "bad",
}


def resources(actor: Actor) -> Sequence[Resource]:
    """The venues, a row each."""
    rows = Venue.objects.visible_to(actor).filter(in_use=True).select_related("centre")
    return [Resource(v.code, v.name, f"{v.centre.name} {v.floor}", v.get_absolute_url()) for v in rows]


def entries(period: Period, actor: Actor, resource: str) -> Iterator[Entry]:
    """Sessions the actor may see, and blockings, on the days of a period."""
    sessions = Session.objects.filter(day__gte=period.start, day__lt=period.end, state__in=["planned", "held"])
    sessions = sessions.filter(Q(booking__state__in=[*Booking.ACCEPTED, State.ASKED]))
    if resource:
        sessions = sessions.filter(venue__code=resource)
    seen = set(Booking.objects.visible_to(actor).filter(sessions__in=sessions).values_list("pk", flat=True))
    for one in sessions.select_related("venue", "booking", "booking__agency"):
        yield _session(one, visible=one.booking_id in seen)
    start, end = (
        timezone.make_aware(datetime.datetime.combine(d, datetime.time())) for d in (period.start, period.end)
    )
    blocked = Blocking.objects.visible_to(actor).filter(lifted=False, since__lt=end, until__gt=start)
    for blocking in blocked.select_related("venue"):
        if not resource or blocking.venue.code == resource:
            url = blocking.get_absolute_url()
            yield Entry(
                blocking.since, blocking.until, blocking.reason, url, blocking.venue.code, "bad", str(_("Blocked"))
            )


def _session(one: Session, *, visible: bool) -> Entry:
    (begin, end), booking = one.times, one.booking
    tone: Tone = "waiting" if booking.state == State.ASKED else TONES.get(one.state, "active")
    title = booking.purpose if visible else str(_("Taken"))
    url = booking.get_absolute_url() if visible else ""
    note = booking.who() if visible else ""
    return Entry(begin, end, title, url, one.venue.code, tone, str(booking.get_state_display()), note)


def _feed(actor: Actor, resource: str) -> str:
    return reverse("venues_feed", args=[resource]) if resource else ""


def booking_links(actor: Actor) -> Sequence[tuple[str, str]]:
    """Pages beside the list."""
    links = [(said("My venue calendar"), reverse("venues_my_calendar"))] if actor.person else []
    return (
        [*links, (said("Statistics of venue hire"), reverse("venues_statistics"))] if actor.holds_any(OFFICE) else links
    )


def reckoning(booking: Booking) -> list[dict[str, Any]]:
    """How the fee comes about: what each kind of session costs, times the sessions that are owed."""
    owed = [one for one in booking.sessions.all() if one.state != Session.State.CANCELLED or one.fee]
    items, slots = dict(EXTRAS), dict(SLOTS)
    rows = []
    for line in booking.lines():
        times = sum(1 for one in owed if one.slot == line.slot)
        if times:
            reason = SHARES[line.reason] % {"percent": int(line.share * 100)}
            item = items.get(line.item, _("The venue itself"))
            rows.append({"item": item, "slot": slots[line.slot], "amount": line.amount, "times": times,
                         "share": reason, "sum": line.fee * times})  # fmt: skip
    return rows


#: why a line costs what it costs
SHARES = {
    "row": _("As the fee table says for this kind of applicant"),
    "full": _("In full"),
    "agency": _("City agencies on duty pay nothing"),
    "co_organised": _("Co-organised by a city agency: %(percent)d %%"),
}


def price_rows(venue: Venue) -> list[dict[str, Any]]:
    """The fee table as a page shows it, the price for everybody first."""
    items, applicants, slots = dict(EXTRAS), dict(APPLICANTS), dict(SLOTS)
    everything = pgettext_lazy("fee table", "All")
    return [
        {"item": items.get(rate.item, _("The venue itself")),
         "applicant": applicants[rate.applicant.value] if rate.applicant else everything,
         "slot": slots[rate.slot.value] if rate.slot else everything, "amount": rate.amount, "deposit": rate.deposit,
         "since": rate.since if rate.since > datetime.date.min else None}
        for rate in sorted(venue.rates(), key=lambda rate: rate.item != HALL)
    ]  # fmt: skip


def _papers(booking: Booking) -> list[Any]:
    return [file for file in attachments_of(booking) if file.kind in PAPER_KINDS]


def _opening(venue: Venue) -> str:
    return listed(str(one) for one in venue.openings.all()) or str(_("Every day"))


BOOKINGS = Screen(
    record=Booking,
    slug="bookings",
    title=_("Bookings"),
    icon="calendar-event",
    columns=(
        "number",
        "purpose",
        Column("venue", _("Venue"), "venue__name", sort="venue__order"),
        Column("who", _("Applicant"), lambda row: row.who(), sort="organisation"),
        Column("first_day", _("First day"), kind=Kind.DATE),
        Column("sessions", _("Sessions"), lambda row: len(row.sessions.all()), kind=Kind.NUMBER, sort=""),
        "state",
    ),
    views=(
        View("decide", _("To decide"), lambda rows, actor: rows.filter(state__in=[State.ASKED, State.RETURNED])),
        View("coming", _("Coming"), lambda rows, actor: rows.filter(state__in=[State.APPROVED, State.READY])),
        View(
            "after",
            _("To finish"),
            lambda rows, actor: rows.filter(state__in=[State.USED, State.CLAIMED, State.INSPECTED]),
        ),
        View("mine", _("Mine"), lambda rows, actor: rows.filter(requester=actor.person)),
    ),
    filters=(
        Filter("state"),
        Filter("venue__centre", _("Centre")),
        Filter("venue"),
        Filter("applicant"),
        Filter("first_day", _("First day")),
    ),
    order=("-first_day",),
    related=("venue", "venue__centre", "agency"),
    prefetch=("sessions",),
    life=(State.ASKED, State.APPROVED, State.READY, State.USED, State.INSPECTED, State.CLOSED),
    create=(ask,),
    links=booking_links,
    calendar=CalendarView(
        entries=entries, resources=resources, resource_label=_("Venue"), start="timeline", feed=_feed
    ),
    sections=(
        Section(
            _("Application"),
            (
                Column("venue", _("Venue"), "venue", kind=Kind.RECORD),
                "purpose",
                "people",
                "layout",
                Column("extras", _("Equipment and air conditioning"), lambda row: row.extras_names()),
                "wishes",
                "opened_on",
            ),
        ),
        Section(
            _("Sessions"),
            (
                Column("day", pgettext_lazy("date", "Day"), kind=Kind.DATE),
                Column("slot", _("Session")),
                Column("hours", _("Begin and end"), lambda row: row.hours()),
                Column("fee", _("Fee (NT$)"), kind=Kind.MONEY),
                Column("state", _("State")),
            ),
            rows="sessions",
        ),
        Section(
            _("How the fee is reckoned"),
            (
                Column("item", _("For what"), lambda row: row["item"]),
                Column("slot", _("Session"), lambda row: row["slot"]),
                Column("amount", _("Amount (NT$)"), lambda row: row["amount"], kind=Kind.MONEY),
                Column("share", _("Share"), lambda row: row["share"]),
                Column("times", _("Number of sessions"), lambda row: row["times"], kind=Kind.NUMBER),
                Column("sum", _("Sum (NT$)"), lambda row: row["sum"], kind=Kind.MONEY),
            ),
            rows=reckoning,
            visible=lambda booking, actor: bool(booking.prices),
        ),
        Section(
            _("Papers handed in"),
            (
                Column("kind", _("Kind"), lambda row: PAPER_KINDS[row.kind]),
                Column("name", _("File name"), lambda row: row.name),
                Column("added_at", _("Received on"), lambda row: timezone.localdate(row.added_at), kind=Kind.DATE),
            ),
            rows=_papers,
            visible=lambda booking, actor: bool(_papers(booking)),
        ),
        Section(
            _("Dates left out"),
            (
                Column("day", pgettext_lazy("date", "Day"), lambda row: datetime.date.fromisoformat(row[0]), Kind.DATE),
                Column("why", _("Why"), lambda row: SKIPS[Skip(row[1])]),
            ),
            rows=lambda booking: sorted(booking.skipped.items()),
            visible=lambda booking, actor: bool(booking.skipped),
        ),
        Section(
            _("Applicant"),
            (Column("who", _("Applicant"), lambda row: row.who()), "applicant", "contact", "mail", "phone"),
            side=True,
        ),
        Section(_("Money"), ("fee", "deposit", Column("paid", _("Paid (NT$)")), "refund_due"), side=True),
        Section(
            _("Damage beyond the deposit"),
            ("claim", Column("claim_reason", _("Reason of the claim"), wide=True)),
            visible=lambda booking, actor: bool(booking.claim),
            side=True,
        ),
        Section(
            _("Payments"),
            (
                Column("on", _("Date"), kind=Kind.DATE),
                Column("kind", _("Kind")),
                Column("amount", _("Amount (NT$)"), kind=Kind.MONEY),
                Column("receipt", _("Receipt number")),
            ),
            rows="payments",
            visible=lambda booking, actor: booking.payments.exists(),
        ),
    ),
)

VENUES = Screen(
    record=Venue,
    slug="venues",
    title=_("Venues"),
    icon="building",
    columns=(
        Column("name", _("Venue"), "name", sort="name_zh"),
        Column("centre", _("Centre"), "centre__name", sort="centre__order"),
        "floor",
        "capacity",
        "area",
        "group",
        Column("fee", _("Fee per session (NT$)"), kind=Kind.MONEY),
    ),
    filters=(Filter("centre"), Filter("group")),
    order=("centre__order", "order"),
    related=("centre",),
    create=(add_venue,),
    sections=(
        Section(
            _("Venue"),
            (
                Column("centre", _("Centre"), "centre__name"),
                "building", "floor", "area", "capacity", "group",
                Column("equipment", _("Equipment"), lambda row: row.equipment_names()),
                Column("description", _("Description"), "description", wide=True),
            ),
        ),
        Section(
            _("Photos"), template="venues/photos.html", rows="photos",
            visible=lambda venue, actor: venue.photos.exists(),
        ),
        Section(
            _("Fee table"),
            (
                Column("item", _("For what"), lambda row: row["item"]),
                Column("applicant", _("Kind of applicant"), lambda row: row["applicant"]),
                Column("slot", _("Session"), lambda row: row["slot"]),
                Column("amount", _("Fee per session (NT$)"), lambda row: row["amount"], kind=Kind.MONEY),
                Column("deposit", _("Deposit (NT$)"), lambda row: row["deposit"], kind=Kind.MONEY),
                Column("since", _("Applied for on or after"), lambda row: row["since"], kind=Kind.DATE),
            ),
            rows=price_rows,
        ),
        Section(_("Layouts"), (Column("kind", _("Layout")), Column("capacity", _("Capacity"))), rows="layouts"),
        Section(
            _("Conditions"),
            (
                Column("sessions_told", _("Sessions"), lambda row: row.sessions_told()),
                Column("opening", _("Opening hours"), _opening),
                "open_to_public", "setup_minutes", "teardown_minutes", "approver",
            ),
            side=True,
        ),
    ),
)  # fmt: skip

BLOCKINGS = Screen(
    record=Blocking,
    slug="blockings",
    title=_("Blockings"),
    icon="ban",
    columns=(Column("venue", _("Venue"), "venue__name", sort="venue__order"), "since", "until", "reason", "lifted"),
    filters=(Filter("venue"), Filter("lifted")),
    order=("-since",),
    related=("venue",),
    create=(block,),
    sections=(
        Section(_("Blocking"), (Column("venue", _("Venue"), "venue__name"), "since", "until", "reason", "lifted")),
    ),
    roles=(CLERK, AUDITOR),
)


def today(actor: Actor) -> Mapping[str, Any] | None:
    """Today's rooms, for the start page."""
    if not actor.holds(STAFF):
        return None
    sessions = Session.objects.filter(day=timezone.localdate(), booking__state__in=Booking.ACCEPTED)
    sessions = sessions.exclude(state=Session.State.CANCELLED).select_related("venue__centre", "booking__agency")
    mine = Booking.objects.visible_to(actor)
    return {"sessions": sessions.filter(booking__in=mine)[:20]}


PANELS = (
    Panel(_("Today's venues"), "venues/today.html", today, icon="calendar-event", url="/venues/bookings/calendar/"),
)
