"""Permanent files go to the national archives: appraised, listed, agreed, handed over (國家檔案移轉辦法 arts. 2-6)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File as Upload
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import holds, sql
from siwei.documents.archives.disposal.lines import STANDING, give_file, give_item
from siwei.documents.archives.disposal.listing import TOLD
from siwei.documents.archives.disposal.people import unit_for
from siwei.documents.archives.models import File, Hold, Item, Lent, NationalTransfer, TransferLine, keeps_for
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.deadlines.models import close_duty, open_duty
from siwei.kernel.directory.models import Agency
from siwei.kernel.files.models import attach
from siwei.kernel.records.said import said

State, Line = NationalTransfer.State, TransferLine.State
BY = Actor.system("archives")
GO_ON = "go_on"
#: kind of the attachment that both sides signed
RECORD = "transfer-record"


class DraftForm(ActionModelForm):
    """For which agency, and by which day."""

    class Meta:
        model = NationalTransfer
        fields = ("agency", "as_of", "opened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = self.fields["as_of"].initial = timezone.localdate
        place = self.actor.place if self.actor else None
        if place is not None and place.post is not None:
            self.fields["agency"].initial = place.post.unit.agency_id


@creates(NationalTransfer, role=ARCHIVIST, label=_("Draft a national transfer"), form=DraftForm)
def draft(*, by: Actor, agency: Agency, as_of: datetime.date, opened_on: datetime.date) -> NationalTransfer:
    """The list is made by rule: 25 years after the youngest paper, in the following year."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    transfer = NationalTransfer(agency=agency, as_of=as_of, opened_on=opened_on)
    transfer.save()
    sets.make(list_file, _due(transfer), by=BY, note=transfer.number)
    label = said("Appraise the files of the transfer: %(transfer)s")
    open_duty(
        transfer,
        GO_ON,
        label % {"transfer": transfer.title()[:120]},
        role=ARCHIVIST,
        unit=unit_for(ARCHIVIST, transfer.agency_id),
    )
    return transfer


def _due(transfer: NationalTransfer) -> sets.Rows:
    """Permanent files of the agency that are due; secrecy and media are those of the items."""
    of_items = "SELECT string_agg(DISTINCT i.{0}, '、') FROM archives_item i WHERE i.file_id = f.id AND i.{0} <> ''"
    select = f"""
        SELECT {TOLD}, %s::bigint AS transfer_id, {sql.NATIONAL_FROM} AS due_on,
            left(coalesce(({of_items.format("secrecy")}), ''), 40) AS secrecy,
            left(coalesce(({of_items.format("medium")}), ''), 120) AS medium
        FROM archives_file f JOIN archives_fonds n ON n.id = f.fonds_id
        WHERE n.agency_id = %s AND f.state = 'closed' AND f.years = 0 AND f.disposition = 'national'
            AND {sql.NATIONAL_FROM} <= %s
            AND NOT EXISTS (SELECT 1 FROM archives_transferline l WHERE l.file_id = f.id
                            AND (l.transfer_id = %s OR l.state = 'proposed'))
        ORDER BY f.class_number, f.year, f.serial
    """  # noqa: S608  # expressions of our own
    return sets.Rows(select, [transfer.pk, transfer.agency_id, transfer.as_of, transfer.pk])


@creates(TransferLine, role=SYSTEM, label=_("List a file for transfer"), form=ActionForm)
def list_file(*, by: Actor, **fields: Any) -> TransferLine:
    """It is due; made by sets."""
    line = TransferLine(**fields)
    line.save()
    return line


def of_archivist(transfer: NationalTransfer, actor: Actor) -> str | None:
    """Whether the actor keeps the archive whose files these are."""
    if keeps_for(actor, transfer.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": transfer.agency}


def _before_sending(line: TransferLine, actor: Actor) -> str | None:
    if line.transfer.state not in (State.DRAFT, State.APPRAISED, State.AGREED):
        return said("The list is with the authority, or the files are gone.")
    return of_archivist(line.transfer, actor)


@action(TransferLine, when=[Line.PROPOSED], to=Line.LEFT_OUT, role=ARCHIVIST, label=_("Leave it out of the transfer"),
        form=ReasonForm, allowed=_before_sending, style="danger", icon="x")  # fmt: skip
def leave_out(line: TransferLine, *, by: Actor, note: str) -> None:
    """The appraisal says otherwise, or the agency still needs it with the authority's consent (art. 2)."""
    line.reason = note[:200]


@action(TransferLine, when=[Line.PROPOSED], to=Line.LEFT_OUT, role=SYSTEM, label=_("Falls out of the transfer"))
def fall_out(line: TransferLine, *, by: Actor, reason: str, note: str = "") -> None:
    """The transfer is given up; it comes again with the next list."""
    line.reason = reason


@action(TransferLine, when=[Line.PROPOSED], to=Line.HANDED, role=SYSTEM, label=_("Marked as transferred"))
def mark_handed(line: TransferLine, *, by: Actor, handed_on: datetime.date, note: str = "") -> None:
    """Both sides signed."""
    line.handed_on = handed_on


def _has_lines(transfer: NationalTransfer, actor: Actor) -> str | None:
    if not TransferLine.objects.filter(transfer=transfer, state=Line.PROPOSED).exists():
        return said("No file stands on the list.")
    return of_archivist(transfer, actor)


class AppraisalForm(ActionForm):
    """What the appraisal found."""

    appraisal = forms.CharField(label=_("Result of the appraisal"), widget=forms.Textarea(attrs={"rows": 4}))


@action(NationalTransfer, when=[State.DRAFT], to=State.APPRAISED, role=ARCHIVIST, label=_("Note the appraisal"),
        form=AppraisalForm, allowed=_has_lines, style="primary", icon="check")  # fmt: skip
def appraise(transfer: NationalTransfer, *, by: Actor, appraisal: str) -> None:
    """Before the list is sent its files are appraised; what is not of national value is left out."""
    transfer.appraisal = appraisal


class SendForm(ActionForm):
    """The letter to the authority."""

    sent_on = forms.DateField(label=_("List sent on"), initial=timezone.localdate)
    sent_number = forms.CharField(label=_("Letter to the authority"), max_length=60)


@action(NationalTransfer, when=[State.APPRAISED], to=State.SENT, role=ARCHIVIST, label=_("Send the list of transfer"),
        form=SendForm, allowed=_has_lines, style="primary", icon="send")  # fmt: skip
def send(transfer: NationalTransfer, *, by: Actor, sent_on: datetime.date, sent_number: str) -> None:
    """移轉目錄 to the archives authority."""
    _demand_after(transfer.opened_on, sent_on, "sent_on")
    transfer.sent_on, transfer.sent_number = sent_on, sent_number
    close_duty(transfer, GO_ON)


def _demand_after(before: datetime.date | None, day: datetime.date, field: str) -> None:
    if before is not None and day < before:
        raise ValidationError({field: said("The step before was on %(day)s.") % {"day": before}})


class AgreeForm(ActionForm):
    """The authority's letter."""

    agreed_on = forms.DateField(label=_("Transfer agreed on"), initial=timezone.localdate)
    agreed_number = forms.CharField(label=_("Letter of the authority"), max_length=60)


@action(NationalTransfer, when=[State.SENT], to=State.AGREED, role=ARCHIVIST, label=_("Note that it was agreed"),
        form=AgreeForm, allowed=of_archivist, style="primary", icon="check")  # fmt: skip
def agree(transfer: NationalTransfer, *, by: Actor, agreed_on: datetime.date, agreed_number: str) -> None:
    """The authority names day and place; the files are made ready."""
    _demand_after(transfer.sent_on, agreed_on, "agreed_on")
    transfer.agreed_on, transfer.agreed_number = agreed_on, agreed_number
    label = said("Hand over to the national archives: %(transfer)s")
    open_duty(
        transfer,
        GO_ON,
        label % {"transfer": transfer.title()[:120]},
        role=ARCHIVIST,
        unit=unit_for(ARCHIVIST, transfer.agency_id),
    )


@action(NationalTransfer, when=[State.SENT], to=State.DRAFT, role=ARCHIVIST, label=_("Note that the list was returned"),
        form=ReasonForm, allowed=of_archivist, style="danger", icon="arrow-back-up")  # fmt: skip
def note_return(transfer: NationalTransfer, *, by: Actor, note: str) -> None:
    """It is drafted again."""
    transfer.sent_on, transfer.sent_number = None, ""
    label = said("Appraise the files of the transfer: %(transfer)s")
    open_duty(
        transfer,
        GO_ON,
        label % {"transfer": transfer.title()[:120]},
        role=ARCHIVIST,
        unit=unit_for(ARCHIVIST, transfer.agency_id),
    )


def _free(transfer: NationalTransfer, actor: Actor) -> str | None:
    """No hold keeps a file of the list, and none of its items is lent."""
    files = File.objects.filter(
        pk__in=TransferLine.objects.filter(transfer=transfer, state=Line.PROPOSED).values("file")
    )
    for hold in Hold.objects.filter(pk__in=holds.active(transfer.agency_id).values("pk")).order_by("pk"):
        many = files.filter(holds.reaches(hold)).count()
        if many:
            text = said("Stopped by %(hold)s (%(reason)s): %(many)s approved files.")
            return text % {"hold": hold.title(), "reason": hold.reason, "many": f"{many:,}"}
    lent = Lent.objects.filter(out=True, item__file__in=files).order_by("pk").values_list("item__number", flat=True)
    if lent:
        return said("Lent out: %(items)s") % {"items": "、".join(lent[:5])}
    return _has_lines(transfer, actor)


class HandForm(ActionForm):
    """Who signed for each side, who supervised, and the record that both signed and sealed."""

    handed_on = forms.DateField(label=_("Transferred on"), initial=timezone.localdate)
    given_by = forms.CharField(label=_("Handed over by"), max_length=120, help_text=_("Agency, post and name."))
    received_by = forms.CharField(label=_("Received by"), max_length=120, help_text=_("Agency, post and name."))
    supervised_by = forms.CharField(label=_("Transfer supervised by"), max_length=120)
    signed = forms.FileField(label=_("Record of handing over, signed and sealed by both (PDF or picture)"))


@action(NationalTransfer, when=[State.AGREED], to=State.HANDED, role=ARCHIVIST, label=_("Hand over to the nation"),
        form=HandForm, allowed=_free, style="primary", icon="building-monument")  # fmt: skip
def hand_over(
    transfer: NationalTransfer, *, by: Actor, handed_on: datetime.date, given_by: str, received_by: str,
    supervised_by: str, signed: Upload[bytes],
) -> None:  # fmt: skip
    """交接紀錄: signed by both with their seals; the files are gone, their entries stay."""
    _demand_after(transfer.agreed_on, handed_on, "handed_on")
    if given_by.strip() == received_by.strip():
        raise ValidationError({"received_by": said("Both sides sign, each by its own person.")})
    attach(transfer, signed, by=by, kind=RECORD)
    rows = TransferLine.objects.filter(transfer=transfer, state=Line.PROPOSED)
    files = File.objects.filter(pk__in=rows.values("file"))
    gone = {"disposed_on": handed_on, "disposal_number": transfer.agreed_number}
    items = Item.objects.filter(file__in=files, state__in=STANDING)
    sets.move(give_item, items, {}, by=BY, note=transfer.number)
    sets.move(give_file, files, gone, by=BY, note=transfer.number)
    sets.move(mark_handed, rows, {"handed_on": handed_on}, by=BY, note=transfer.number)
    transfer.handed_on, transfer.given_by = handed_on, given_by
    transfer.received_by, transfer.supervised_by = received_by, supervised_by
    close_duty(transfer)


@action(NationalTransfer, when=[State.DRAFT, State.APPRAISED, State.AGREED], to=State.DROPPED, role=ARCHIVIST,
        label=_("Give the transfer up"), form=ReasonForm, allowed=of_archivist, style="danger",
        icon="trash")  # fmt: skip
def drop(transfer: NationalTransfer, *, by: Actor, note: str) -> None:
    """Its files come again with the next list."""
    rows = TransferLine.objects.filter(transfer=transfer, state=Line.PROPOSED)
    sets.move(fall_out, rows, {"reason": note[:200]}, by=BY, note=transfer.number)
    close_duty(transfer, done=False)
