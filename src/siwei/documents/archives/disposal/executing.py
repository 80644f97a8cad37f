"""A plan of destruction before the authority and after: approved in full or in part, carried out by two, certified."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import chunks
from siwei.documents.archives.disposal.lines import grant, leave_out, refuse
from siwei.documents.archives.disposal.listing import in_the_way, of_numbers, stop_held
from siwei.documents.archives.disposal.people import unit_for
from siwei.documents.archives.disposal.planning import GO_ON, of_archivist
from siwei.documents.archives.models import Destruction, DestructionLine, Submission
from siwei.documents.archives.roles import ARCHIVIST, WITNESS
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.actions import sets
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.files.models import attach
from siwei.kernel.records.said import said

State, Line = Destruction.State, DestructionLine.State
BY = Actor.system("archives")
SUPERVISE = "supervise"
#: kind of the attachments that prove a destruction
CERTIFICATE = "destruction"


class PassForm(ActionForm):
    """The letter of the city."""

    passed_on = forms.DateField(label=_("Passed on by the city on"), initial=timezone.localdate)
    passed_number = forms.CharField(label=_("Letter of the city"), max_length=60)


@action(Destruction, when=[State.SENT], to=State.AUTHORITY, role=ARCHIVIST, label=_("Passed on to the authority"),
        form=PassForm, allowed=of_archivist, style="primary", icon="arrow-right")  # fmt: skip
def pass_on(plan: Destruction, *, by: Actor, passed_on: datetime.date, passed_number: str) -> None:
    """The city has sent it on to the archives authority."""
    _demand_after(plan.sent_on, passed_on, "passed_on")
    plan.passed_on, plan.passed_number = passed_on, passed_number


def _demand_after(before: datetime.date | None, day: datetime.date, field: str) -> None:
    if before is not None and day < before:
        raise ValidationError({field: said("The step before was on %(day)s.") % {"day": before}})


class ApprovalForm(ActionForm):
    """Number and date of the authority's letter, and what it does not approve."""

    approval_number = forms.CharField(label=_("Number of the approval"), max_length=60)
    approval_on = forms.DateField(label=_("Approved by the authority on"), initial=timezone.localdate)
    refused = forms.CharField(
        label=_("Not approved: numbers of files or classes"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("One a line; empty when all was approved."),
    )  # fmt: skip
    note = forms.CharField(label=_("What the authority says of them"), required=False, max_length=200)

    def clean_refused(self) -> list[str]:
        """Each number stands on the list."""
        numbers = [line.strip() for line in self.cleaned_data["refused"].splitlines() if line.strip()]
        if isinstance(self.record, Destruction) and numbers:
            _which, unknown = of_numbers(self.record, numbers)
            if unknown:
                raise ValidationError(said("Not on the list: %(numbers)s") % {"numbers": "、".join(unknown[:10])})
        return numbers

    def clean_approval_number(self) -> str:
        """Something to be named ever after."""
        number = str(self.cleaned_data["approval_number"]).strip()
        if not number:
            raise ValidationError(said("Without its number nothing is destroyed."))
        return number


@action(Destruction, when=[State.AUTHORITY], to=(State.APPROVED, State.PARTLY), role=ARCHIVIST, form=ApprovalForm,
        label=_("Note the approval of the authority"), allowed=of_archivist, style="primary", icon="check")  # fmt: skip
def note_approval(
    plan: Destruction, *, by: Actor, approval_number: str, approval_on: datetime.date, refused: Sequence[str] = (),
    note: str = "",
) -> None:  # fmt: skip
    """核准, in full or in part: every line gets number and date, or what was said of it."""
    _demand_after(plan.passed_on, approval_on, "approval_on")
    rows = DestructionLine.objects.filter(plan=plan)
    plan.state = State.APPROVED
    if refused:
        which, _unknown = of_numbers(plan, list(refused))
        reason = note or str(said("Not approved by the authority"))
        sets.move(refuse, rows.filter(which, state=Line.PROPOSED), {"reason": reason[:200]}, by=BY, note=plan.number)
        plan.state = State.PARTLY
    given = {"approval_number": approval_number, "approval_on": approval_on}
    open_ = rows.filter(state__in=[Line.PROPOSED, Line.HELD])
    if not open_.exists():
        raise ValidationError({"refused": said("Then nothing is approved: note that it was returned.")})
    _grant_held(plan, given)
    sets.move(grant, rows.filter(state=Line.PROPOSED), given, by=BY, note=plan.number)
    stop_held(plan)
    plan.approval_number, plan.approval_on = approval_number, approval_on
    open_duty(
        plan,
        GO_ON,
        said("Carry out the destruction: %(plan)s") % {"plan": plan.title()[:120]},
        role=ARCHIVIST,
        unit=unit_for(ARCHIVIST, plan.agency_id),
    )


def _grant_held(plan: Destruction, given: dict[str, Any]) -> None:
    """What was held while it lay with the authority is approved as well, and stays stopped."""
    rows = DestructionLine.objects.filter(plan=plan, state=Line.HELD)
    sets.move(grant_held, rows, given, by=BY, note=plan.number)


@action(DestructionLine, when=[Line.HELD], role=SYSTEM, label=_("Approved, and stopped by a hold"))
def grant_held(
    line: DestructionLine, *, by: Actor, approval_number: str, approval_on: datetime.date, note: str = ""
) -> None:
    """The authority approved it; the hold goes before."""
    line.approval_number, line.approval_on = approval_number, approval_on


@action(Destruction, when=[State.SENT, State.AUTHORITY], to=State.DRAFT, role=ARCHIVIST, form=ReasonForm,
        label=_("Note that it was returned"), allowed=of_archivist, style="danger", icon="arrow-back-up")  # fmt: skip
def note_return(plan: Destruction, *, by: Actor, note: str) -> None:
    """退回: the city or the authority wants it otherwise; it is drafted again."""
    plan.sent_on = plan.passed_on = None
    plan.sent_number = plan.passed_number = ""
    label = said("Returned by the authority: %(plan)s") % {"plan": plan.title()[:120]}
    open_duty(plan, GO_ON, label, role=ARCHIVIST, unit=unit_for(ARCHIVIST, plan.agency_id))


def _has_held(plan: Destruction, actor: Actor) -> str | None:
    if not DestructionLine.objects.filter(plan=plan, state=Line.HELD).exists():
        return said("No hold stops a line of this plan.")
    return of_archivist(plan, actor)


@action(Destruction, when=Destruction.GRANTED, role=ARCHIVIST, label=_("Leave out what is held"), form=ReasonForm,
        allowed=_has_held, icon="x")  # fmt: skip
def leave_held_out(plan: Destruction, *, by: Actor, note: str) -> None:
    """The rest can be carried out; what is held comes again with a later list."""
    rows = DestructionLine.objects.filter(plan=plan, state=Line.HELD)
    sets.move(leave_out, rows, {"reason": note[:200]}, by=BY, note=note)


def _free(plan: Destruction, actor: Actor) -> str | None:
    """Approved, and nothing in the way: the reason says which hold and why."""
    if not plan.approval_number:
        return said("Without the number of its approval nothing is destroyed.")
    reasons = in_the_way(plan)
    if reasons:
        return " ".join(map(str, reasons))
    return of_archivist(plan, actor)


class BeginForm(ActionForm):
    """The number of the approval, typed again, and what is done."""

    approval_number = forms.CharField(
        label=_("Number of the approval, typed again"), max_length=60,
        help_text=_("As it stands on the letter of the authority."),
    )  # fmt: skip
    executed_on = forms.DateField(label=_("Destroyed on"), initial=timezone.localdate)
    place = forms.CharField(label=_("Place of destruction"), max_length=120)
    method = forms.CharField(label=_("Method of destruction"), max_length=120)
    copies = forms.CharField(label=_("What was done with copies"), max_length=200, required=False)


@action(Destruction, when=Destruction.GRANTED, to=State.EXECUTING, role=ARCHIVIST, label=_("Carry the destruction out"),
        form=BeginForm, allowed=_free, style="danger", icon="flame")  # fmt: skip
def begin(
    plan: Destruction, *, by: Actor, approval_number: str, executed_on: datetime.date, place: str, method: str,
    copies: str = "",
) -> None:  # fmt: skip
    """The first of two persons; nothing is marked before the second confirms."""
    _demand_number(plan, approval_number)
    _demand_after(plan.approval_on, executed_on, "executed_on")
    if by.person is None:
        raise ValidationError(said("Files are destroyed by persons."))
    if not DestructionLine.objects.filter(plan=plan, state=Line.GRANTED).exists():
        raise ValidationError(said("No line of this plan is approved."))
    plan.executed_by, plan.executed_on, plan.place, plan.method, plan.copies = (
        by.person, executed_on, place, method, copies,
    )  # fmt: skip
    close_duty(plan, GO_ON)
    label = said("Confirm as second person: %(plan)s") % {"plan": plan.title()[:120]}
    open_duty(plan, SUPERVISE, label, role=WITNESS, unit=unit_for(WITNESS, plan.agency_id))


def _demand_number(plan: Destruction, typed: str) -> None:
    if typed.strip() != plan.approval_number:
        raise ValidationError({"approval_number": said("This is not the number of its approval.")})


def _second(plan: Destruction, actor: Actor) -> str | None:
    if actor.person is None or actor.speaks_for(plan.executed_by):
        return said("A second person confirms, not who carried it out.")
    if plan.agency_id not in agencies_of(actor, WITNESS):
        return said("You do not supervise destructions of %(agency)s.") % {"agency": plan.agency}
    reasons = in_the_way(plan)
    return " ".join(map(str, reasons)) or None


class ConfirmForm(ActionForm):
    """The number again, and that the second person was there."""

    approval_number = forms.CharField(label=_("Number of the approval, typed again"), max_length=60)
    present = forms.BooleanField(label=_("I was present until everything was destroyed"))


@action(Destruction, when=[State.EXECUTING], to=State.MARKING, role=WITNESS, label=_("Confirm the destruction"),
        form=ConfirmForm, allowed=_second, style="danger", icon="check")  # fmt: skip
def confirm(plan: Destruction, *, by: Actor, approval_number: str, present: bool = True) -> None:
    """The second person; a worker marks the catalogue and deletes what was attached."""
    _demand_number(plan, approval_number)
    plan.witness = by.person
    close_duty(plan, SUPERVISE)


@action(Destruction, when=[State.EXECUTING], to=Destruction.GRANTED, role=(ARCHIVIST, WITNESS), form=ReasonForm,
        label=_("It was not destroyed"), icon="arrow-back-up")  # fmt: skip
def call_off(plan: Destruction, *, by: Actor, note: str) -> None:
    """It did not take place, or not on that day; the approval stands."""
    refused = DestructionLine.objects.filter(plan=plan, state=Line.REFUSED).exists()
    plan.state = State.PARTLY if refused else State.APPROVED
    plan.executed_by = plan.executed_on = None
    plan.place = plan.method = plan.copies = ""
    close_duty(plan, SUPERVISE, done=False)
    open_duty(
        plan,
        GO_ON,
        said("Carry out the destruction: %(plan)s") % {"plan": plan.title()[:120]},
        role=ARCHIVIST,
        unit=unit_for(ARCHIVIST, plan.agency_id),
    )


@action(Destruction, when=[State.MARKING], role=SYSTEM, label=_("Mark lines as destroyed"), form=ActionForm)
def mark_some(plan: Destruction, *, by: Actor) -> int:
    """A chunk of lines, files and items, and what was attached to them; gives how many lines."""
    many = chunks.destroy(plan)
    plan.destroyed += many
    return many


@action(Destruction, when=[State.MARKING], to=State.DONE, role=SYSTEM, label=_("Certify the destruction"),
        form=ActionForm)  # fmt: skip
def certify(plan: Destruction, *, by: Actor, files: Sequence[tuple[str, bytes]], digest: str) -> None:
    """Certificate and catalogue stay with the plan for ever."""
    if DestructionLine.objects.filter(plan=plan, state=Line.GRANTED).exists():
        raise ValidationError(said("Lines of this plan are still to be marked."))
    for name, content in files:
        attach(plan, ContentFile(content, name), by=by, kind=CERTIFICATE)
    plan.catalogue_digest = digest
    label = said("Send the catalogue again with the note of destruction: %(plan)s")
    open_duty(
        plan, GO_ON, label % {"plan": plan.title()[:120]}, role=ARCHIVIST, unit=unit_for(ARCHIVIST, plan.agency_id)
    )


class ResentForm(ActionForm):
    """The day."""

    resent_on = forms.DateField(label=_("Catalogue sent again on"), initial=timezone.localdate)


@action(Destruction, when=[State.DONE], to=State.RESENT, role=ARCHIVIST, label=_("Catalogue sent again"),
        form=ResentForm, allowed=of_archivist, style="primary", icon="send")  # fmt: skip
def note_resent(plan: Destruction, *, by: Actor, resent_on: datetime.date, resent_in: Submission | None = None) -> None:
    """目錄重送: the authority's catalogue says that they are destroyed (銷毀辦法 art. 17)."""
    _demand_after(plan.executed_on, resent_on, "resent_on")
    plan.resent_on, plan.resent_in = resent_on, resent_in
    close_duty(plan, GO_ON)
