"""Every write of the showroom."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from siwei.kernel.access.actor import STAFF, Actor, Role
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.files.models import attach
from tests.showroom.models import Hall, Stop, Tour

GUIDE = Role("showroom.guide", "Guide")


class EmptyForm(ActionForm):
    """Asks nothing."""


class HallForm(ActionModelForm):
    class Meta:
        model = Hall
        fields = ("name_zh", "name_en", "seats", "open_to_public")


class TourForm(ActionModelForm):
    class Meta:
        model = Tour
        fields = ("hall", "purpose", "people", "fee", "opened_on", "start", "end", "remark")
        help_texts = {"people": "Children under six are not counted."}


class FileForm(ActionForm):
    file = forms.FileField(label="File")


@creates(Hall, role=GUIDE, label="New hall", form=HallForm)
def add_hall(*, by: Actor, **fields: Any) -> Hall:
    hall = Hall(**fields)
    hall.save()
    return hall


@creates(Tour, role=STAFF, label="New tour", form=TourForm)
def ask(*, by: Actor, secret: bool = False, **fields: Any) -> Tour:
    tour = Tour(secret=secret, **fields)
    if tour.people > tour.hall.seats:
        raise ValidationError({"people": f"The hall holds {tour.hall.seats}."})
    tour.save()
    Stop(tour=tour, place="Entrance").save()
    open_duty(tour, "confirm", "Confirm the tour", due=tour.start - datetime.timedelta(days=3), role=GUIDE)
    return tour


@action(Tour, when=[Tour.State.ASKED], to=Tour.State.CONFIRMED, role=GUIDE, label="Confirm", style="primary")
def confirm(tour: Tour, *, by: Actor, note: str = "") -> None:
    Stop(tour=tour, place="Atrium", minutes=25).save()
    close_duty(tour, "confirm")


@action(Tour, when=[Tour.State.CONFIRMED], to=Tour.State.HELD, role=GUIDE, label="Held", form=EmptyForm)
def hold(tour: Tour, *, by: Actor) -> None:
    pass


@action(Tour, role=GUIDE, when=[Tour.State.ASKED], label="Edit", form=TourForm)
def edit(tour: Tour, /, *, by: Actor, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(tour, name, value)


@action(Tour, role=GUIDE, label="Add a file", form=FileForm)
def add_file(tour: Tour, *, by: Actor, file: Any) -> None:
    attach(tour, file, by=by)


@action(
    Tour, when=[Tour.State.ASKED], to=Tour.State.REFUSED, role=GUIDE, label="Refuse", form=ReasonForm, style="danger"
)
def refuse(tour: Tour, *, by: Actor, note: str) -> None:
    close_duty(tour, "confirm", done=False)
