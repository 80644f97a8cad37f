"""How people meet halls and tours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.screens.screen import CalendarView, Entry, Filter, Resource, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind
from tests.showroom.actions import add_hall, ask, confirm
from tests.showroom.models import Hall, Tour


def tours_in(period: Period, actor: Actor, resource: str) -> Iterable[Entry]:
    rows = Tour.objects.visible_to(actor).filter(start__date__gte=period.start, start__date__lt=period.end)
    if resource:
        rows = rows.filter(hall=int(resource))
    for tour in rows.select_related("hall"):
        yield Entry(
            tour.start, tour.end, tour.purpose, tour.get_absolute_url(), str(tour.hall_id),
            TOURS.tone(tour.state), tour.get_state_display(),
        )  # fmt: skip


def halls(actor: Actor) -> Sequence[Resource]:
    rows = Hall.objects.visible_to(actor).order_by("pk")
    return [Resource(str(hall.pk), hall.name, f"{hall.seats}", hall.get_absolute_url()) for hall in rows]


TOURS = Screen(
    record=Tour,
    slug="tours",
    title="Tours",
    columns=(
        "number",
        "purpose",
        Column("hall", "Hall", kind=Kind.RECORD, sort="hall__name_zh"),
        "start",
        "people",
        Column("fee", "Fee", kind=Kind.MONEY),
        "state",
    ),
    filters=(Filter("state"), Filter("hall"), Filter("start"), Filter("secret"), Filter("purpose"), Filter("people")),
    views=(View("open", "Open", lambda rows, actor: rows.exclude(state__in=["held", "refused"])),),
    order=("-start",),
    sections=(
        Section("Request", ("hall", "start", "end", "people", "opened_on", "remark")),
        Section("Stops", ("place", "minutes"), rows="stops"),
        Section("Payment", (Column("fee", "Fee", kind=Kind.MONEY), "paid_on"), side=True),
    ),
    create=(ask,),
    bulk=(confirm,),
    calendar=CalendarView(tours_in, halls, "Hall"),
    related=("hall",),
    icon="route",
)
HALLS = Screen(
    record=Hall,
    slug="halls",
    title="Halls",
    columns=(Column("name", "Name", sort="name_zh"), "seats", "open_to_public"),
    sections=(Section("Hall", ("name_zh", "name_en", "seats", "open_to_public")),),
    create=(add_hall,),
    icon="building",
)
