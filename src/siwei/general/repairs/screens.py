"""How people meet repairs: requests, equipment, contracts, plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs import register
from siwei.general.repairs.models import Contract, Equipment, Plan, Request
from siwei.general.repairs.reporting import report, take_call, take_over
from siwei.general.repairs.roles import CLERK, CREW
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.screens.screen import Filter, FilterKind, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

CENTRE = Column("centre", _("Centre"), "place__centre__name", sort="place__centre__order")
PLACE = Column("place", _("Place"), "place__name", sort="place__code")
EQUIPMENT_COLUMN = Column("equipment", _("Equipment"), "equipment", kind=Kind.RECORD, sort="equipment__serial")
COVERS = Column("covers", _("Looks after"), "covers_text", sort="")


def _mine(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(Q(requester=actor.person) | Q(technician=actor.person)) if actor.person else rows.none()


def _crew(_record: Any, actor: Actor) -> bool:
    return actor.holds_any((*CREW, AUDITOR))


def _counted(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:  # noqa: FBT001  # the value of a filter
    counted = Request.objects.all().counted().values("pk")
    return rows.filter(pk__in=counted) if value else rows.exclude(pk__in=counted)


def _in_time(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:  # noqa: FBT001  # the value of a filter
    return rows.filter(finished_on__lte=F("due_on")) if value else rows.filter(finished_on__gt=F("due_on"))


def _finished(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:  # noqa: FBT001  # the value of a filter
    return rows.filter(finished_on__isnull=not value)


def _of_account(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:  # noqa: FBT001  # the value of a filter
    return rows.filter(agency__isnull=not value)


def _by_contractor(rows: QuerySet[Any], value: bool) -> QuerySet[Any]:  # noqa: FBT001  # the value of a filter
    return rows.filter(contract__isnull=not value)


def asked_and_made(request: Any, _actor: Actor) -> dict[str, Any]:
    """What was reported, line by line, beside what the office made of it."""
    lines = (
        (_("Class of work"), request.get_asked_trade_display(), request.get_trade_display()),
        (_("Place"), request.asked_place.name, request.place.name),
        (_("Urgency"), request.get_urgency_display(), request.get_priority_display()),
        (_("Words"), request.asked, request.description),
    )
    return {"lines": [(label, asked, made, bool(made) and asked != made) for label, asked, made in lines]}


def request_links(actor: Actor) -> Sequence[tuple[str, str]]:
    """Pages beside the list."""
    return [(said("Statistics of repairs"), reverse("repairs.statistics"))] if actor.holds_any((*CREW, AUDITOR)) else []


def equipment_links(actor: Actor) -> Sequence[tuple[str, str]]:
    """Sheets of codes."""
    return [(said("Print codes"), reverse("repairs.codes"))] if actor.holds(CLERK) else []


REQUESTS = Screen(
    record=Request,
    slug="requests",
    title=_("Repair requests"),
    icon="tool",
    columns=("number", "opened_on", CENTRE, PLACE, "trade", "description", "priority", "accepted_on", "state"),
    views=(
        View("open", _("Under way"), lambda rows, actor: rows.filter(state__in=Request.RUNNING)),
        View("mine", _("Mine"), _mine),
        View("overdue", _("Late"), lambda rows, actor: rows.filter(pk__in=Request.objects.overdue().values("pk"))),
        View("waiting", _("Waiting for parts"), lambda rows, actor: rows.exclude(waiting_since=None)),
    ),
    filters=(
        Filter("state"),
        Filter("trade"),
        Filter("priority"),
        Filter("centre", _("Centre"), path="place__centre"),
        Filter("agency"),
        Filter("accepted_on"),
        Filter("finished_on"),
        Filter("preventive"),
        Filter("counted", _("Counts in the report"), FilterKind.YES_NO, narrow=_counted),
        Filter("finished", _("Repaired"), FilterKind.YES_NO, narrow=_finished),
        Filter("in_time", _("Repaired in time"), FilterKind.YES_NO, narrow=_in_time),
        Filter("contract"),
        Filter("by_contractor", _("By a contractor"), FilterKind.YES_NO, narrow=_by_contractor),
        Filter("with_agency", _("Of an agency"), FilterKind.YES_NO, narrow=_of_account),
    ),
    order=("-pk",),
    related=(
        "place__centre",
        "asked_place",
        "equipment",
        "requester",
        "agency",
        "technician",
        "contract",
        "duplicate_of",
    ),
    create=(report, take_call, take_over),
    links=request_links,
    life=("asked", "accepted", "assigned", "working", "finished", "closed"),
    sections=(
        Section(_("Fault"), (CENTRE, PLACE, EQUIPMENT_COLUMN, "trade", "description")),
        Section(_("As reported, and as handled"), template="repairs/asked.html", context=asked_and_made),
        Section(
            _("Who reported it"),
            (Column("asked_by", _("Reported by"), "asked_by", sort=""), "agency", "phone", "citizen_mail", "opened_on"),
            side=True,
            visible=_crew,
        ),
        Section(
            _("Handling"),
            (
                "priority",
                "accepted_on",
                Column("hand", _("Repaired by"), "hand", sort=""),
                "waiting_for",
                "waiting_since",
                "finished_on",
                "due_on",
                "rating",
                Column("duplicate_of", _("Merged into"), "duplicate_of", kind=Kind.RECORD),
                Column("labour", _("Cost of labour"), "labour", kind=Kind.MONEY, sort=""),
                Column("material", _("Cost of parts"), "material", kind=Kind.MONEY, sort=""),
                Column("cost", _("Cost in all"), "cost", kind=Kind.MONEY, sort=""),
            ),
            side=True,
        ),
        Section(_("Outcome of the work"), ("result",)),
        Section(
            _("Visits"),
            (
                Column("on", _("Day of the visit"), kind=Kind.DATE),
                Column("who", _("Who came")),
                Column("hours", _("Hours"), kind=Kind.NUMBER),
                Column("rate", _("Price of an hour"), kind=Kind.MONEY),
                Column("amount", _("Amount"), kind=Kind.MONEY),
                Column("what", _("Work done"), wide=True),
            ),
            rows="visits",
            empty=_("Nobody has been there yet."),
        ),
        Section(
            _("Parts used"),
            (
                Column("name", _("Part")),
                Column("quantity", _("Quantity"), kind=Kind.NUMBER),
                Column("unit_price", _("Unit price"), kind=Kind.MONEY),
                Column("amount", _("Amount"), kind=Kind.MONEY),
            ),
            rows="parts_used",
            empty=_("No parts were needed."),
        ),
    ),
)
EQUIPMENT = Screen(
    record=Equipment,
    slug="equipment",
    title=_("Equipment"),
    icon="building-factory-2",
    columns=(
        "serial",
        Column("name", _("Equipment name"), "name", sort="name_zh"),
        "trade",
        CENTRE,
        PLACE,
        "retired_on",
    ),
    views=(View("used", _("In use"), lambda rows, actor: rows.filter(retired_on=None)),),
    filters=(Filter("trade"), Filter("centre", _("Centre"), path="place__centre")),
    order=("serial",),
    related=("place__centre",),
    create=(register.register,),
    links=equipment_links,
    roles=(STAFF, AUDITOR),
    sections=(
        Section(_("Equipment"), ("name_zh", "name_en", "serial", "trade", CENTRE, PLACE, "retired_on")),
        Section(
            _("Preventive plans"),
            (
                Column("what", _("Work to do")),
                Column("every_months", _("Every so many months"), kind=Kind.NUMBER),
                Column("next_on", _("Next on"), kind=Kind.DATE),
            ),
            rows="plans",
            empty=_("No preventive work is planned."),
        ),
        Section(
            _("Repair requests"),
            (
                Column("number", _("Number")),
                Column("opened_on", _("Received on"), kind=Kind.DATE),
                Column("state", _("State"), kind=Kind.STATE),
            ),
            rows="requests",
            visible=_crew,
            empty=_("It never broke."),
        ),
    ),
)
CONTRACTS = Screen(
    record=Contract,
    slug="contracts",
    title=_("Maintenance contracts"),
    icon="file-certificate",
    columns=("contractor", Column("trades", _("Classes of work"), "trades_text", sort=""), "since", "until", "contact"),
    filters=(Filter("until"),),
    order=("-until",),
    create=(register.enter_contract,),
    roles=(*CREW, AUDITOR),
    sections=(
        Section(
            _("Contract"),
            (
                "contractor",
                Column("trades", _("Classes of work"), "trades_text", sort=""),
                "since",
                "until",
                "contact",
                "mail",
                "response_hours",
                Column("hour_rate", _("Price of an hour"), kind=Kind.MONEY),
            ),
        ),
        Section(
            _("Cost"),
            (
                Column("ceiling", _("Ceiling of the contract"), kind=Kind.MONEY),
                Column("spent", _("Spent so far"), "spent", kind=Kind.MONEY, sort=""),
                Column("left", _("Left"), "left", kind=Kind.MONEY, sort=""),
            ),
            side=True,
        ),
        Section(
            _("Repair requests"),
            (
                Column("number", _("Number")),
                Column("trade", _("Class of work")),
                Column("state", _("State"), kind=Kind.STATE),
                Column("cost", _("Cost in all"), "cost", kind=Kind.MONEY),
            ),
            rows=lambda contract: contract.requests.prefetch_related("visits", "parts_used")[:200],
            empty=_("Nothing was assigned under it."),
        ),
    ),
)
PLANS = Screen(
    record=Plan,
    slug="plans",
    title=_("Preventive plans"),
    icon="calendar-repeat",
    columns=(COVERS, "what", "every_months", "next_on", "ended_on"),
    views=(View("running", _("Running"), lambda rows, actor: rows.filter(ended_on=None)),),
    filters=(Filter("trade"), Filter("centre"), Filter("next_on")),
    order=("next_on",),
    related=("equipment__place__centre", "centre"),
    create=(register.plan,),
    roles=(*CREW, AUDITOR),
    sections=(
        Section(_("Plan"), (COVERS, "what", "every_months", "next_on", "ended_on")),
        Section(
            _("Equipment"),
            (Column("name", _("Equipment name")), Column("serial", _("Serial number")), PLACE),
            rows=lambda plan: plan.pieces().select_related("place"),
            empty=_("No piece of this class is in use."),
        ),
        Section(
            _("Repair requests"),
            (
                Column("number", _("Number")),
                Column("opened_on", _("Received on"), kind=Kind.DATE),
                EQUIPMENT_COLUMN,
                Column("state", _("State"), kind=Kind.STATE),
            ),
            rows=lambda plan: plan.requests.order_by("-opened_on", "pk")[:100],
            empty=_("No round was opened yet."),
        ),
    ),
)
SCREENS = (REQUESTS, EQUIPMENT, PLANS, CONTRACTS)
