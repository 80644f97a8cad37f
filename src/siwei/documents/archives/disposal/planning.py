"""A plan of destruction inside the agency: listed, answered by the units, approved by the head, sent."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import holds
from siwei.documents.archives.disposal.lines import fall_out
from siwei.documents.archives.disposal.listing import list_due, stop_held
from siwei.documents.archives.disposal.people import people_of, unit_for
from siwei.documents.archives.models import Destruction, DestructionLine, keeps_for
from siwei.documents.archives.roles import ARCHIVIST, HEAD, REVIEWER
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.actions import sets
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, NoteForm, ReasonForm
from siwei.kernel.approvals import models as approvals
from siwei.kernel.deadlines.models import close_duty, open_duties, open_duty
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State, Line = Destruction.State, DestructionLine.State
#: kind of duty of the archivist
GO_ON = "go_on"


class DraftForm(ActionModelForm):
    """For which agency, by which day, and how it is planned."""

    class Meta:
        model = Destruction
        fields = ("agency", "as_of", "plan", "opened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = timezone.localdate
        self.fields["as_of"].initial = timezone.localdate
        place = self.actor.place if self.actor else None
        if place is not None and place.post is not None:
            self.fields["agency"].initial = place.post.unit.agency_id


@creates(Destruction, role=ARCHIVIST, label=_("Draft a plan of destruction"), form=DraftForm)
def draft(*, by: Actor, agency: Agency, as_of: datetime.date, opened_on: datetime.date, plan: str = "") -> Destruction:
    """As a rule once a year; the list is made by rule."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    made = Destruction(agency=agency, as_of=as_of, opened_on=opened_on, plan=plan)
    made.save()
    list_due(made)
    _ask_archivist(made, said("Send the list to the units: %(plan)s"))
    return made


def _ask_archivist(plan: Destruction, label: str) -> None:
    if open_duties(plan, GO_ON).exists():
        close_duty(plan, GO_ON)
    open_duty(
        plan, GO_ON, label % {"plan": plan.title()[:120]}, role=ARCHIVIST, unit=unit_for(ARCHIVIST, plan.agency_id)
    )


def of_archivist(plan: Destruction, actor: Actor) -> str | None:
    """Whether the actor keeps the archive whose files these are."""
    if keeps_for(actor, plan.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": plan.agency}


class PlanForm(ActionForm):
    """Time, place, method, measures for copies."""

    plan = forms.CharField(
        label=_("Plan: time, place, method, measures for copies"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Destruction):
            self.initial.setdefault("plan", self.record.plan)


@action(Destruction, when=[State.DRAFT, State.UNITS, State.ANSWERED, State.READY], role=ARCHIVIST,
        label=_("Change the plan of destruction"), form=PlanForm, allowed=of_archivist, icon="pencil")  # fmt: skip
def replan(destruction: Destruction, *, by: Actor, plan: str) -> None:
    """What the authority is told of time, place, method and copies."""
    destruction.plan = plan


@action(Destruction, when=[State.DRAFT], role=ARCHIVIST, label=_("List what is due since"), allowed=of_archivist,
        form=ActionForm, icon="list")  # fmt: skip
def list_again(plan: Destruction, *, by: Actor) -> None:
    """Files that were closed, freed or shortened since come onto the list; what stands on it stays as it is."""
    list_due(plan)


def _has_lines(plan: Destruction, actor: Actor) -> str | None:
    if not DestructionLine.objects.filter(plan=plan, state=Line.PROPOSED).exists():
        stopped = "；".join(f"{hold.title()}：{hold.reason}" for hold, _many, _granted in holds.stopped(plan))
        if stopped:
            return said("Holds stop the whole list: %(holds)s") % {"holds": stopped}
        return said("Nothing on the list is proposed for destruction.")
    return of_archivist(plan, actor)


@action(Destruction, when=[State.DRAFT], to=(State.UNITS, State.ANSWERED), role=ARCHIVIST, form=ActionForm,
        label=_("Send the list to the units"), allowed=_has_lines, style="primary", icon="send")  # fmt: skip
def ask_units(plan: Destruction, *, by: Actor) -> None:
    """會辦業務單位: each unit whose files these are answers for them, all side by side."""
    rows = DestructionLine.objects.filter(plan=plan, state=Line.PROPOSED)
    units = list(Unit.objects.filter(pk__in=rows.values("unit")).order_by("code"))
    nobody = [unit.name_zh for unit in units if not holders(REVIEWER, unit)]
    if nobody:
        raise ValidationError(said("Nobody answers for these units: %(units)s") % {"units": "、".join(nobody)})
    close_duty(plan, GO_ON)
    if not units:
        _answered(plan)
        return
    plan.state = State.UNITS
    approvals.submit(plan, [approvals.Step(1, REVIEWER, unit) for unit in units], by=by)
    for unit in units:
        label = said("Answer for the files of the unit: %(plan)s") % {"plan": plan.title()[:120]}
        open_duty(plan, _kind(unit), label, role=REVIEWER, unit=unit)


def _kind(unit: Unit) -> str:
    return f"review-{unit.pk}"


def _answered(plan: Destruction) -> None:
    plan.state = State.ANSWERED
    _ask_archivist(plan, said("Look through the answers of the units: %(plan)s"))


@action(Destruction, when=[State.UNITS], to=(State.UNITS, State.ANSWERED), role=REVIEWER, form=NoteForm,
        label=_("Answer for the unit"), allowed=approvals.may_decide, style="primary", icon="check")  # fmt: skip
def answer(plan: Destruction, *, by: Actor, note: str = "") -> None:
    """What is not prolonged may go."""
    step = approvals.decidable(plan, by)
    if step is not None and step.unit is not None:
        close_duty(plan, _kind(step.unit))
    if approvals.approve(plan, by=by, opinion=note):
        _answered(plan)


@action(Destruction, when=[State.ANSWERED], to=State.HEAD, role=ARCHIVIST, label=_("Submit it to the head"),
        form=NoteForm, allowed=_has_lines, style="primary", icon="send")  # fmt: skip
def submit(plan: Destruction, *, by: Actor, note: str = "") -> None:
    """The archivist has looked through it; the head of the agency approves."""
    if not plan.plan.strip():
        raise ValidationError(said("The plan says nothing of time, place and method yet."))
    close_duty(plan, GO_ON)
    stop_held(plan)
    approvals.submit(plan, [approvals.Step(1, HEAD)], by=by)
    people = people_of(HEAD, plan.agency_id)
    if not people:
        raise ValidationError(said("Nobody is head for archives of %(agency)s.") % {"agency": plan.agency})
    subject = said("A plan of destruction waits for your approval: %(plan)s") % {"plan": plan.title()[:120]}
    notify(plan, to=people, subject=subject, body=plan.plan)


def _of_head(plan: Destruction, actor: Actor) -> str | None:
    if not actor.is_system and plan.agency_id not in agencies_of(actor, HEAD):
        return said("You are not head for archives of %(agency)s.") % {"agency": plan.agency}
    return approvals.may_decide(plan, actor)


@action(Destruction, when=[State.HEAD], to=State.READY, role=HEAD, label=_("Approve the plan of destruction"),
        allowed=_of_head, style="primary", icon="check")  # fmt: skip
def approve(plan: Destruction, *, by: Actor, note: str = "") -> None:
    """It may leave the agency; nothing is destroyed before the authority approves."""
    approvals.approve(plan, by=by, opinion=note)
    _ask_archivist(plan, said("Send to the city: %(plan)s"))


@action(Destruction, when=[State.HEAD], to=State.DRAFT, role=HEAD, label=_("Return the plan of destruction"),
        form=ReasonForm, allowed=_of_head, style="danger", icon="arrow-back-up")  # fmt: skip
def send_back(plan: Destruction, *, by: Actor, note: str) -> None:
    """To the archivist, with the reason."""
    approvals.send_back(plan, by=by, opinion=note)
    _ask_archivist(plan, said("Returned by the head: %(plan)s"))


@action(Destruction, when=[State.UNITS, State.ANSWERED, State.HEAD, State.READY], to=State.DRAFT, role=ARCHIVIST,
        label=_("Take the plan back"), form=ReasonForm, allowed=of_archivist, icon="arrow-back-up")  # fmt: skip
def take_back(plan: Destruction, *, by: Actor, note: str) -> None:
    """It is drafted again; what units prolonged stays prolonged."""
    if approvals.slip_of(plan) is not None:
        approvals.withdraw(plan)
    close_duty(plan, done=False)
    _ask_archivist(plan, said("Send the list to the units: %(plan)s"))


class SendForm(ActionForm):
    """The letter to the city."""

    sent_on = forms.DateField(label=_("Sent to the city on"), initial=timezone.localdate)
    sent_number = forms.CharField(label=_("Letter to the city"), max_length=60)


@action(Destruction, when=[State.READY], to=State.SENT, role=ARCHIVIST, label=_("Send it to the city"), form=SendForm,
        allowed=_has_lines, style="primary", icon="send")  # fmt: skip
def send(plan: Destruction, *, by: Actor, sent_on: datetime.date, sent_number: str) -> None:
    """Plan and catalogue go through the city to the authority; lines under a hold stay behind."""
    if sent_on < plan.opened_on:
        raise ValidationError({"sent_on": said("It was drafted on %(day)s.") % {"day": plan.opened_on}})
    plan.sent_on, plan.sent_number = sent_on, sent_number
    stop_held(plan)
    stay = DestructionLine.objects.filter(plan=plan, state=Line.HELD)
    reason = str(said("Not before the authority while it was held"))
    sets.move(fall_out, stay, {"reason": reason}, by=Actor.system("archives"), note=plan.number)
    close_duty(plan, GO_ON)


@action(Destruction, when=[State.DRAFT, State.ANSWERED, State.READY], to=State.DROPPED, role=ARCHIVIST,
        label=_("Give the plan up"), form=ReasonForm, allowed=of_archivist, style="danger", icon="trash")  # fmt: skip
def drop(plan: Destruction, *, by: Actor, note: str) -> None:
    """Its files come again with the next list."""
    rows = DestructionLine.objects.filter(plan=plan, state__in=[Line.PROPOSED, Line.HELD])
    sets.move(fall_out, rows, {"reason": note[:200]}, by=Actor.system("archives"), note=plan.number)
    close_duty(plan, done=False)
