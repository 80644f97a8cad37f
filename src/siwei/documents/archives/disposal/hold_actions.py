"""Holds are placed, prolonged and ended; lines of destruction stop with them and go on."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import holds
from siwei.documents.archives.disposal.lines import fall_out, go_on_granted, go_on_proposed, stop
from siwei.documents.archives.disposal.people import people_of
from siwei.documents.archives.models import Destruction, DestructionLine, File, Hold, SchemeClass, keeps_for
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Agency
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State, Line = Hold.State, DestructionLine.State


class HoldForm(ActionModelForm):
    """A file or a class, why, and until when."""

    file = forms.CharField(label=_("Number of the file"), required=False, help_text=_("Year/class/file."))

    class Meta:
        model = Hold
        fields = ("agency", "kind", "class_number", "reason", "opened_on", "until")

    field_order = ("agency", "kind", "file", "class_number", "reason", "opened_on", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = timezone.localdate
        place = self.actor.place if self.actor else None
        if place is not None and place.post is not None:
            self.fields["agency"].initial = place.post.unit.agency_id

    def clean(self) -> dict[str, Any]:
        """One file or one class, which the agency has."""
        given = super().clean() or self.cleaned_data
        agency, number, code = given.get("agency"), str(given.get("file") or "").strip(), given.get("class_number")
        if bool(number) == bool(code):
            self.add_error("file", said("A hold is of one file or of one class."))
        given["file"] = None
        if agency and number:
            given["file"] = File.objects.filter(fonds__agency=agency, number=number).order_by("pk").first()
            if given["file"] is None:
                self.add_error("file", said("The agency has no such file."))
        if agency and code and not _has_class(agency, code):
            self.add_error("class_number", said("The agency has no such class."))
        return _span(self, given)

    def _post_clean(self) -> None:
        """The text of the file's number is no value of the model; what was found is handed to the action."""


def _span(form: forms.BaseForm, given: dict[str, Any]) -> dict[str, Any]:
    if given.get("until") and given.get("opened_on") and given["until"] <= given["opened_on"]:
        form.add_error("until", said("The end must come after the beginning."))
    return given


def _has_class(agency: Agency, code: str) -> bool:
    return (
        SchemeClass.objects.filter(agency=agency, code=code).exists()
        or File.objects.filter(fonds__agency=agency, class_number=code).exists()
    )


@creates(Hold, role=ARCHIVIST, label=_("Place a hold"), form=HoldForm)
def place(*, by: Actor, agency: Agency, **fields: Any) -> Hold:
    """From now on what it keeps is neither listed nor destroyed; lines of plans under way stop."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    hold = Hold(agency=agency, **fields)
    hold.save()
    _stop_lines(hold, by)
    return hold


def _stop_lines(hold: Hold, by: Actor) -> None:
    rows = holds.stoppable(hold)
    plans = list(Destruction.objects.filter(pk__in=rows.values("plan")).order_by("pk"))
    for plan in plans:  # whoever carries it out waits, and then sees the hold
        Destruction.objects.select_for_update().get(pk=plan.pk)
    sets.move(stop, rows, {"hold": hold}, by=Actor.system("archives"), note=hold.number)
    for plan in plans:
        subject = said("A hold stops lines of the plan of destruction %(plan)s") % {"plan": plan.number}
        notify(plan, to=people_of(ARCHIVIST, hold.agency_id), subject=subject, body=f"{hold.title()}：{hold.reason}")


def _of_archivist(hold: Hold, actor: Actor) -> str | None:
    if keeps_for(actor, hold.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": hold.agency}


class TermForm(ReasonForm):
    """Another end, or none, and why."""

    until = forms.DateField(label=_("Held until (the first free day)"), required=False)
    field_order = ("until", "note")


@action(Hold, when=[State.ACTIVE], role=ARCHIVIST, label=_("Change the end of the hold"), form=TermForm,
        allowed=_of_archivist, icon="clock")  # fmt: skip
def change_end(hold: Hold, *, by: Actor, until: datetime.date | None, note: str) -> None:
    """It lasts longer or shorter; with no end until somebody ends it."""
    if until is not None and until <= hold.opened_on:
        raise ValidationError({"until": said("The end must come after the beginning.")})
    hold.until = until


@action(Hold, when=[State.ACTIVE], to=State.ENDED, role=ARCHIVIST, label=_("End the hold"), form=ReasonForm,
        allowed=_of_archivist, style="primary", icon="check")  # fmt: skip
def end(hold: Hold, *, by: Actor, note: str, ended_on: datetime.date | None = None) -> None:
    """Its reason is gone; what no other hold keeps goes on."""
    hold.ended_on = ended_on or timezone.localdate()
    _let_go(hold)


@action(Hold, when=[State.ACTIVE], to=State.ENDED, role=SYSTEM, label=_("The hold runs out"))
def run_out(hold: Hold, *, by: Actor, ended_on: datetime.date, note: str = "") -> None:
    """Its last day has passed."""
    hold.ended_on = ended_on
    _let_go(hold)


def _let_go(hold: Hold) -> None:
    """Lines that it stopped pass to another hold, go on where their plan is, or fall out until the next list."""
    by, rows = Actor.system("archives"), DestructionLine.objects.filter(hold=hold, state=Line.HELD)
    for other in holds.active(hold.agency_id).exclude(pk=hold.pk):
        sets.move(stop, rows.filter(holds.reaches(other, "file__")), {"hold": other}, by=by, note=other.number)
    sets.move(go_on_granted, rows.exclude(approval_number=""), {"hold": None}, by=by, note=hold.number)
    inside = rows.filter(plan__state__in=Destruction.INSIDE)
    sets.move(go_on_proposed, inside, {"hold": None}, by=by, note=hold.number)
    reason = str(said("Not before the authority while it was held"))
    sets.move(fall_out, rows, {"reason": reason[:200]}, by=by, note=hold.number)
