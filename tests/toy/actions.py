"""Every write of the toy business."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from siwei.kernel.access.actor import STAFF, Actor, Role
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from tests.toy.models import Errand, Stop, Thing

RUNNER = Role("toy.runner", "Runner")


class ErrandForm(ActionForm):
    what = forms.CharField(max_length=80)
    opened_on = forms.DateField()


@creates(Errand, role=STAFF, label="Ask", form=ErrandForm)
def ask(*, by: Actor, what: str, opened_on: datetime.date, secret: bool = False) -> Errand:
    errand = Errand(what=what, opened_on=opened_on, secret=secret)
    errand.save()
    Stop(errand=errand, place="desk").save()
    return errand


@creates(Errand, role=STAFF, label="Ask for many", form=ErrandForm, bulk=True)
def ask_many(*, by: Actor, what: str, opened_on: datetime.date, secret: bool = False, note: str = "") -> Errand:
    made: Errand = ask.body(by=by, what=what, opened_on=opened_on, secret=secret)
    return made


@action(Errand, when=[Errand.State.ASKED], to=Errand.State.GOING, role=RUNNER, label="Set out")
def set_out(errand: Errand, *, by: Actor, note: str = "") -> None:
    Stop(errand=errand, place="street").save()


@action(Errand, when=[Errand.State.GOING], to=Errand.State.DONE, role=RUNNER, label="Finish", form=ReasonForm)
def finish(errand: Errand, *, by: Actor, note: str = "") -> str:
    errand.what += " (fetched)"
    return "fetched"


@action(Errand, role=RUNNER, label="Break off half-way")
def stumble(errand: Errand, *, by: Actor, note: str = "") -> None:
    errand.what = "half"
    errand.save()
    raise RuntimeError("stumbled")


@creates(Thing, role=STAFF, label="Enter a thing", form=ActionForm, bulk=True)
def enter(*, by: Actor, note: str = "", **fields: Any) -> Thing:
    thing = Thing(**fields)
    thing.save()
    return thing


@action(Thing, when=["here"], to="gone", role=RUNNER, label="Take away")
def take_away(thing: Thing, *, by: Actor, fragile: bool, weight: int | None, note: str = "") -> None:
    thing.fragile, thing.weight = fragile, weight
