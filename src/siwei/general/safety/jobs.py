"""What the clock starts in safety: planning the exercise that the law asks for and nobody has planned yet."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.general.safety.actions import CLERK, plan
from siwei.general.safety.models import Exercise
from siwei.general.safety.rules import half_year_of
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import DAY, Period
from siwei.kernel.deadlines.clock import Clock, Practice, due_date
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.models import Centre
from siwei.kernel.directory.office import office
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

Kind = Exercise.Kind


def plan_what_is_missing(day: datetime.date) -> int:
    """Plan a drill for each centre whose half-year has none, and the year's training; gives how many.

    A drill that was called off or was too short does not count, so another is planned. Run twice it does
    nothing the second time.
    """
    half = half_year_of(day)
    missing = [
        _planned(centre, Kind.FIRE_DRILL, _day_of_drill(centre, half, day), day)
        for centre in Centre.objects.order_by("order", "pk")
        if not _cared_for(half, Kind.FIRE_DRILL, centre)
    ]
    year = Period.year(day.year)
    main = Centre.objects.filter(code=office().main_centre).first()
    if main is not None and not _cared_for(year, Kind.TRAINING):
        missing.append(_planned(main, Kind.TRAINING, _last_working_day(year.last), day))
    return len(missing)


def _cared_for(period: Period, kind: str, centre: Centre | None = None) -> bool:
    """Whether one was held in the period, or is planned for it."""
    rows = Exercise.objects.filter(centre=centre) if centre else Exercise.objects.all()
    return rows.held_in(period, kind).exists() or rows.to_come_in(period, kind).exists()


def _day_of_drill(centre: Centre, half: Period, day: datetime.date) -> datetime.date:
    """The last working day in six months after the centre's last drill (deadlines.csv), else of the half-year."""
    before = Period(datetime.date.min, half.start)
    last = Exercise.objects.filter(centre=centre).held_in(before, Kind.FIRE_DRILL).order_by("-held_on").first()
    if last is not None and last.held_on is not None:
        clock = Clock(deadline_rule("fire.drill", last.held_on), last.held_on)
        due = _last_working_day(due_date(clock, office_calendar(), Practice.of(office())).day)
        if due in Period.days(day, half.last):
            return due
    return _last_working_day(half.last)


def _last_working_day(day: datetime.date) -> datetime.date:
    """The day, or the working day before it."""
    calendar = office_calendar()
    while not calendar.is_working_day(day):
        day -= DAY
    return day


def _planned(centre: Centre, kind: str, on: datetime.date, day: datetime.date) -> Exercise:
    name = f"{centre.name} {Kind(kind).label}"
    exercise = plan(
        by=Actor.system("safety.plan_ahead"), kind=kind, centre=centre, subject=name, planned_on=on, opened_on=day
    )
    subject = said("Planned, because the law asks for it: %(exercise)s") % {"exercise": exercise.title()}
    body = said("Set the day that suits you, fill the roster and give notice.")
    notify(exercise, to=holders(CLERK), subject=subject, body=body)
    return exercise


JOBS = (Job("safety.plan_ahead", _("Plan the exercises that are missing"), plan_what_is_missing, "0 7 * * *"),)
