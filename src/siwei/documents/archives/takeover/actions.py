"""From the handler to the archive: entered, handed over, checked, taken over or returned, dropped."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions.items import enter
from siwei.documents.archives.actions.keeping import add_fonds
from siwei.documents.archives.models import Fault, Fonds, Handover, Item, keeps_for
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.takeover.rules import shortcomings
from siwei.kernel.access.actor import STAFF, SYSTEM, Actor
from siwei.kernel.actions.action import action, creates, locked
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.working_days import CalendarRangeError
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duties, open_duty
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Handover.State
#: kinds of duties
HAND_OVER, CHECK, CORRECT = "hand_over", "check", "correct"
HIDDEN = "密件"


class PaperForm(ActionModelForm):
    """What is handed over."""

    class Meta:
        model = Handover
        fields = (
            "agency", "unit", "handler", "document_number", "issue_number", "subject", "party", "dated_on", "opened_on",
            "file_number", "years", "pages", "attachments", "medium", "secrecy", "secret_until",
        )  # fmt: skip

    def clean_file_number(self) -> str:
        """A number that is given is complete."""
        given = str(self.cleaned_data["file_number"])
        try:
            return FileNumber.read(given).text if given else ""
        except ValueError:
            raise ValidationError(said("A file number has five parts: year/class/file/volume/item.")) from None


class ChangeForm(PaperForm):
    """What the handler may still mend."""

    class Meta(PaperForm.Meta):
        exclude = ("agency", "unit", "handler", "opened_on")


@creates(Handover, role=ARCHIVIST, label=_("Enter a paper for the archive"), form=PaperForm)
def enter_paper(*, by: Actor, agency: Agency, **fields: Any) -> Handover:
    """A paper that is done and waits for the archive; handing it over becomes a duty within its term."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    handover = Handover(agency=agency, **fields)
    _hide(handover)
    handover.save()
    whose: dict[str, Any] = {"person": handover.handler} if handover.handler else {"role": ARCHIVIST}
    label = said("Hand over to the archive: %(paper)s") % {"paper": handover.title()[:120]}
    try:
        start_clock(handover, HAND_OVER, label, "archive.filing", handover.opened_on, unit=handover.unit, **whose)
    except CalendarRangeError as beyond:
        raise ValidationError({"opened_on": str(beyond)}) from beyond
    return handover


def _hide(handover: Handover) -> None:
    """Of a classified paper the archive keeps number and keeper, no word of it (RULES 8.3)."""
    if handover.secrecy:
        handover.subject, handover.party, handover.attachments = HIDDEN, "", ""


def _of_handler(handover: Handover, actor: Actor) -> str | None:
    """The handler, whoever takes his place, and the archivist for him."""
    if keeps_for(actor, handover.agency_id) or (handover.handler is not None and actor.place == handover.handler):
        return None
    return said("This is for the handler.")


def _of_archivist(handover: Handover, actor: Actor) -> str | None:
    if keeps_for(actor, handover.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": handover.agency}


@action(Handover, when=Handover.WITH_HANDLER, role=STAFF, label=_("Mend the particulars"), form=ChangeForm,
        allowed=_of_handler, icon="pencil")  # fmt: skip
def mend(handover: Handover, /, *, by: Actor, **fields: Any) -> None:
    """Before it is handed over, or because it came back."""
    for name, value in fields.items():
        setattr(handover, name, value)
    _hide(handover)


class HandOverForm(ActionForm):
    """The day on which the paper went to the archive."""

    sent_on = forms.DateField(label=_("Handed to the archive on"), initial=timezone.localdate)


@action(Handover, when=Handover.WITH_HANDLER, to=State.SENT, role=STAFF, label=_("Hand it over to the archive"),
        form=HandOverForm, allowed=_of_handler, style="primary", icon="archive")  # fmt: skip
def hand_over(handover: Handover, *, by: Actor, sent_on: datetime.date) -> None:
    """It lies with the archive, to be checked; whether in time is kept as of the first day it went there."""
    if sent_on < handover.opened_on:
        raise ValidationError({"sent_on": said("It was closed on %(day)s.") % {"day": handover.opened_on}})
    on_paper = handover.medium == Item.Medium.PAPER
    wrong = shortcomings(
        handover.document_number, handover.file_number, handover.years, handover.pages, on_paper=on_paper
    )
    if wrong:
        faults = "；".join(str(fault.label) for fault in wrong)
        raise ValidationError(said("The archive would return it: %(faults)s.") % {"faults": faults})
    clock = open_duties(handover, HAND_OVER).first()
    if handover.in_time is None and clock is not None and clock.due is not None:
        handover.in_time = sent_on <= timezone.localdate(clock.due)
    handover.sent_on, handover.fault = sent_on, ""
    close_duty(handover, HAND_OVER)
    close_duty(handover, CORRECT)
    label = said("Check and take over: %(paper)s") % {"paper": handover.title()[:120]}
    open_duty(handover, CHECK, label, role=ARCHIVIST, unit=handover.unit)


class TakeForm(ActionForm):
    """What the archivist saw."""

    taken_on = forms.DateField(label=_("Taken over on"), initial=timezone.localdate)
    complete = forms.BooleanField(label=_("Pages and attachments are complete"))
    decided = forms.BooleanField(label=_("The decision is marked and the case is closed"))
    fit = forms.BooleanField(label=_("Nothing in it must not be filed: money, valuables, evidence, perishables"))
    envelope = forms.BooleanField(label=_("It lies sealed in its envelope for classified papers"), required=False)

    def clean(self) -> dict[str, Any]:
        """A classified paper comes in its envelope."""
        cleaned = super().clean() or self.cleaned_data
        if isinstance(self.record, Handover) and self.record.secrecy and not cleaned.get("envelope"):
            self.add_error("envelope", said("Without its envelope a classified paper goes back."))
        return cleaned


@action(Handover, when=[State.SENT], to=State.TAKEN, role=ARCHIVIST, label=_("Take it over"), form=TakeForm,
        allowed=_of_archivist, style="primary", icon="check")  # fmt: skip
def take(
    handover: Handover, *, by: Actor, taken_on: datetime.date, complete: bool = True, decided: bool = True,
    fit: bool = True, envelope: bool = False,
) -> None:  # fmt: skip
    """點收: the paper is the archive's, and an item of its catalogue in the making."""
    if handover.sent_on is not None and taken_on < handover.sent_on:
        raise ValidationError({"taken_on": said("It was handed over on %(day)s.") % {"day": handover.sent_on}})
    number, day = FileNumber.read(handover.file_number), handover.dated_on
    fonds = locked(fonds_of(handover.agency))  # whoever gives the same number waits, and then sees it
    if Item.objects.standing().filter(fonds=fonds, number=number.text).exists():
        raise ValidationError(said("The file number %(number)s was given already.") % {"number": number.text})
    handover.item = enter(
        by=by, fonds=fonds, state=Item.State.TAKEN, number=number.text, year=number.year,
        class_number=number.class_number, volume_number=number.volume, subject=handover.subject,
        party=handover.party, document_number=handover.issue_number or handover.document_number,
        document_year=day and day.year - 1911, document_month=day and day.month, document_day=day and day.day,
        retention=handover.years, pages=handover.pages, medium=handover.medium, secrecy=handover.secrecy,
        note=handover.secret_until or handover.attachments,
    )  # fmt: skip
    handover.taken_on = taken_on
    close_duty(handover)


def fonds_of(agency: Agency) -> Fonds:
    """The fonds of what a living agency makes itself; opened with its first paper."""
    found: Fonds | None = Fonds.objects.filter(agency=agency, last_year=None).order_by("pk").first()
    if found is not None:
        return found
    code = f"agency-{agency.code.lower()}"
    given = Fonds.objects.filter(code__startswith=code).count()  # one that went to a successor keeps its code
    code = f"{code}-{given + 1}" if given else code
    return add_fonds(
        by=Actor.system("archives"), code=code, name_zh=agency.name_zh, name_en=agency.name_en, agency=agency
    )


class ReturnForm(ReasonForm):
    """Which fault, and what is to be done."""

    fault = forms.ChoiceField(label=_("Why it was returned"), choices=Fault.choices)
    field_order = ("fault", "note")


@action(Handover, when=[State.SENT], to=State.RETURNED, role=ARCHIVIST, label=_("Return it for correction"),
        form=ReturnForm, allowed=_of_archivist, style="danger", icon="arrow-back-up")  # fmt: skip
def send_back(handover: Handover, *, by: Actor, fault: str, note: str) -> None:
    """退補正: the handler mends it and hands it over again."""
    handover.fault, handover.times_returned = fault, handover.times_returned + 1
    close_duty(handover, CHECK)
    days = office().setting("archives.days_to_correct")
    due = end_of_day(office_calendar().add_working_days(timezone.localdate(), days))
    whose: dict[str, Any] = {"person": handover.handler} if handover.handler else {"role": ARCHIVIST}
    label = said("Mend and hand over again: %(paper)s") % {"paper": handover.title()[:120]}
    open_duty(handover, CORRECT, label, due=due, unit=handover.unit, **whose)
    if handover.handler is not None:
        subject = said("Returned by the archive: %(paper)s") % {"paper": handover.title()[:120]}
        notify(handover, to=[handover.handler], subject=subject, body=note)


@action(Handover, when=Handover.WITH_HANDLER, to=State.DROPPED, role=ARCHIVIST, label=_("Not for the archive"),
        form=ReasonForm, allowed=_of_archivist, style="danger", icon="x")  # fmt: skip
def drop(handover: Handover, *, by: Actor, note: str) -> None:
    """It is not to be filed, or was entered by mistake."""
    close_duty(handover, done=False)


@action(Handover, when=Handover.WAITING, to=State.TAKEN, role=SYSTEM, label=_("Taken over by the registry"))
def note_taken(handover: Handover, *, by: Actor, taken_on: datetime.date, note: str = "") -> None:
    """The registry took the paper over in its own book; the item is made from what is known of it."""
    handover.sent_on = handover.sent_on or taken_on
    take.body(handover, by=by, taken_on=taken_on)
