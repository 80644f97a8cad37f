"""The figures of safety (report line 壹一(五))."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.models import Attendee, Exercise
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import Measure
from siwei.kernel.sheets.column import Column, Kind

OWNER = _("General Affairs Division")
PUBLIC = (
    Column("number", _("Number")),
    Column("centre", _("Centre"), "centre__name"),
    Column("held_on", _("Held on"), kind=Kind.DATE),
    Column("hours", _("Hours"), kind=Kind.NUMBER),
)
DRILL = _(
    "Fire drills of the centre held in the year, of at least four hours; planned and cancelled ones do not count."
)


def trainings(period: Period) -> QuerySet[Any]:
    """Civil-defence trainings held in the period."""
    return Exercise.objects.held_in(period, Exercise.Kind.CIVIL_DEFENCE).select_related("centre")


def drills(period: Period, centre: str) -> QuerySet[Any]:
    """Fire drills of a centre held in the period."""
    return (
        Exercise.objects.held_in(period, Exercise.Kind.FIRE_DRILL).filter(centre__code=centre).select_related("centre")
    )


TRAININGS = Measure(
    id="safety.civil_defence_trainings",
    label=_("Civil-defence trainings"),
    unit="次",
    definition=_("Civil-defence trainings held in the year, of all centres."),
    evidence=trainings,
    on="held_on",
    public_columns=PUBLIC,
    owner=OWNER,
    section="壹一(五)1",
)
TRAINEES = Measure(
    id="safety.civil_defence_trainees",
    label=_("People trained in civil defence"),
    unit="人",
    definition=_(
        "People on the roster who attended a civil-defence training held in the year; absent ones do not count."
    ),
    evidence=Attendee.objects.trained_in,
    on="exercise__held_on",
    public_columns=(Column("exercise", _("Number"), "exercise__number"),),
    owner=OWNER,
    section="壹一(五)1",
)
DRILLS_SIWEI = Measure(
    id="safety.fire_drills.siwei",
    label=_("Fire drills, Siwei"),
    unit="次",
    definition=DRILL,
    evidence=lambda period: drills(period, "siwei"),
    on="held_on",
    public_columns=PUBLIC,
    owner=OWNER,
    section="壹一(五)2",
)
DRILLS_FENGSHAN = Measure(
    id="safety.fire_drills.fengshan",
    label=_("Fire drills, Fengshan"),
    unit="次",
    definition=DRILL,
    evidence=lambda period: drills(period, "fengshan"),
    on="held_on",
    public_columns=PUBLIC,
    owner=OWNER,
    section="壹一(五)2",
)
MEASURES = (TRAININGS, TRAINEES, DRILLS_SIWEI, DRILLS_FENGSHAN)
