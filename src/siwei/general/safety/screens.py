"""How people meet exercises: list, page, calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.actions import plan
from siwei.general.safety.models import Exercise
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.screens.screen import CalendarView, Entry, Filter, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

USUAL_HOURS = 4


def entries(period: Period, actor: Actor, resource: str) -> Iterator[Entry]:
    """Exercises on the days of a period; those to come are drawn for the usual four hours."""
    days = {"planned_on__gte": period.start, "planned_on__lt": period.end}
    for exercise in Exercise.objects.visible_to(actor).filter(**days).select_related("centre"):
        day = exercise.held_on or exercise.planned_on
        start = timezone.make_aware(datetime.datetime.combine(day, exercise.begins_at))
        yield Entry(
            start,
            start + datetime.timedelta(hours=float(exercise.hours or USUAL_HOURS)),
            exercise.subject,
            url=exercise.get_absolute_url(),
            tone=EXERCISES.tone(exercise.state),
            state=exercise.get_state_display(),
            note=exercise.centre.name,
        )


State = Exercise.State
EXERCISES = Screen(
    record=Exercise,
    slug="exercises",
    title=_("Exercises"),
    icon="flame",
    columns=(
        "number",
        "kind",
        Column("centre", _("Centre"), "centre__name", sort="centre__order"),
        "subject",
        "planned_on",
        "held_on",
        "state",
    ),
    views=(
        View("open", _("Open"), lambda rows, actor: rows.filter(state__in=[*Exercise.AHEAD, *Exercise.HELD[:2]])),
        View("held", _("Held"), lambda rows, actor: rows.filter(state__in=Exercise.HELD)),
    ),
    filters=(Filter("kind"), Filter("centre"), Filter("state"), Filter("planned_on")),
    order=("-planned_on",),
    related=("centre",),
    create=(plan,),
    calendar=CalendarView(entries=entries, start="month"),
    life=(State.PLANNED, State.NOTIFIED, State.HELD, State.REPORTED, State.CLOSED),
    sections=(
        Section(
            _("Plan"),
            (
                "kind",
                Column("centre", _("Centre"), "centre__name"),
                "planned_on",
                "begins_at",
                "place",
                "strength",
                "reorganised",
                "opened_on",
                "script",
            ),
        ),
        Section(
            _("Against the law's rules"),
            (
                Column(
                    "shortcomings", _("Falls short"), lambda exercise: " ".join(exercise.shortcomings()) or _("nowhere")
                ),
            ),
            side=True,
        ),
        Section(_("Notice"), ("notified_on", "notice_number"), side=True),
        Section(_("Outcome"), ("held_on", "hours", "result", "reported_on", "report_number")),
        Section(
            _("Roster"),
            (
                Column("name", _("Full name")),
                Column("unit", _("Unit")),
                Column("squad", _("Squad")),
                Column("attended", _("Attended"), kind=Kind.BOOL),
            ),
            rows="roster",
            empty=_("Nobody is on the roster yet."),
        ),
        Section(
            _("Follow-ups"),
            (
                Column("what", _("What")),
                Column("due", _("Until"), kind=Kind.DATE),
                Column("done_on", _("Done on"), kind=Kind.DATE),
            ),
            rows="follow_ups",
            empty=_("Nothing had to be mended."),
        ),
    ),
)
