"""The figures of safety (report line 壹一(五))."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siwei.general.safety.models import Attendee, Exercise
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.office import OfficeCentre, office
from siwei.kernel.measures.measure import Measure
from siwei.kernel.sheets.column import Column, Kind

OWNER = _("General Affairs Division")
#: what leaves the house as evidence: no names, no script
PUBLIC = (
    Column("number", _("Number")),
    Column("centre", _("Centre"), "centre__name"),
    Column("held_on", _("Held on"), kind=Kind.DATE),
    Column("hours", _("Hours"), kind=Kind.NUMBER),
)


def trainings(period: Period) -> QuerySet[Any]:
    """Civil-defence trainings held in the period."""
    return Exercise.objects.held_in(period, Exercise.Kind.TRAINING).select_related("centre")


def drills(period: Period, centre: str) -> QuerySet[Any]:
    """Fire drills of a centre held in the period."""
    rows = Exercise.objects.held_in(period, Exercise.Kind.FIRE_DRILL)
    return rows.filter(centre__code=centre).select_related("centre")


TRAININGS = Measure(
    id="safety.civil_defence_trainings",
    label=_("Civil-defence trainings"),
    unit="次",
    definition=_(
        "Civil-defence trainings of the office held in the year, by the day they were held. Four hours are the rule "
        "only in principle, so shorter ones count. Planned, called off, put off and not held ones do not."
    ),
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
        "People on the roster who attended a civil-defence training held in the year, once for each training; "
        "absent ones do not count."
    ),
    evidence=Attendee.objects.trained_in,
    on="exercise__held_on",
    public_columns=(Column("exercise", _("Number"), "exercise__number"),),
    owner=OWNER,
    section="壹一(五)1",
)


def drills_of(centre: OfficeCentre) -> Measure:
    """The drills of one centre: the report counts per centre, never the sum."""
    name = lazy(lambda: centre.name.in_language(get_language() or "zh-hant"), str)()
    return Measure(
        id=f"safety.fire_drills.{centre.code}",
        label=format_lazy(_("Fire drills, {centre}"), centre=name),
        unit="次",
        definition=_(
            "Fire drills of the centre held in the year, by the day they were held, of at least four hours: the law "
            "demands them, so shorter ones do not count. Planned, called off, put off and not held ones do not either."
        ),
        evidence=lambda period: drills(period, centre.code),
        on="held_on",
        public_columns=PUBLIC,
        owner=OWNER,
        section="壹一(五)2",
    )


MEASURES = (TRAININGS, TRAINEES, *(drills_of(centre) for centre in office().centres))
