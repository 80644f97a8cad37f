"""Files: opened, described, divided into volumes, closed; their retention changed with its reason."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import PERMANENT, RETENTIONS, File, Fonds, Item, SchemeClass, Volume
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.scheme.rules import contradictions, usual_disposition
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.records.said import said

State = File.State


class OpenForm(ActionModelForm):
    """A new file; its serial follows in its class and year."""

    class Meta:
        model = File
        fields = ("fonds", "scheme_class", "name", "gist", "unit", "begun_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme_class"].required = True
        self.fields["begun_on"].required = True

    def clean(self) -> dict[str, Any]:
        """The class is the agency's and in force on the day."""
        given = super().clean() or self.cleaned_data
        fonds, one, day = given.get("fonds"), given.get("scheme_class"), given.get("begun_on")
        if fonds and one and fonds.agency_id != one.agency_id:
            self.add_error("scheme_class", said("This class is another agency's."))
        elif one and day and not SchemeClass.objects.on(day).filter(pk=one.pk).exists():
            self.add_error("scheme_class", said("This class is not in force on that day."))
        if day and day.year < 1912:
            self.add_error("begun_on", said("Numbers begin with the year 1 of the Republic."))
        return given


@creates(File, role=ARCHIVIST, label=_("Open a file"), form=OpenForm)
def open_file(
    *, by: Actor, fonds: Fonds, scheme_class: SchemeClass, begun_on: datetime.date, name: str, **fields: Any
) -> File:
    """立案: 年度號/分類號/案次號; retention and disposition are kept as the class says on that day."""
    year = begun_on.year - 1911
    return _made(fonds, year, scheme_class, _next_serial(fonds, year, scheme_class.code), name, begun_on, fields)


def _made(
    fonds: Fonds, year: int, one: SchemeClass, serial: int, name: str, day: datetime.date | None, more: dict[str, Any]
) -> File:
    file = File(
        fonds=fonds, year=year, class_number=one.code, serial=serial, scheme_class=one, name=name, begun_on=day,
        years=one.years, ground=one.ground, disposition=one.disposition,
        number=f"{year:03d}/{one.code}/{serial}", **more,
    )  # fmt: skip
    file.save()
    Volume(file=file, number=1).save()
    return file


def _next_serial(fonds: Fonds, year: int, code: str) -> int:
    """One more than the last of class and year; the fonds stays locked, so two never get the same."""
    Fonds.objects.select_for_update().get(pk=fonds.pk)
    rows = File.objects.filter(fonds=fonds, year=year, class_number=code)
    return (rows.aggregate(last=Max("serial"))["last"] or 0) + 1


@creates(File, role=ARCHIVIST, label=_("Open a file by its number"), form=ActionForm)
def open_numbered(
    *, by: Actor, fonds: Fonds, number: FileNumber, name: str, years: int | None, day: datetime.date | None
) -> File:
    """The file that a paper's number names; where the scheme knows no such class, the paper's own retention counts."""
    first = datetime.date(number.year + 1911, 1, 1)
    known = SchemeClass.objects.filter(agency=fonds.agency, code=number.class_number)
    one = known.that_ruled(day or first)
    if one is not None:
        return _made(fonds, number.year, one, number.serial, name or one.name, day, {})
    if years is None:
        raise ValidationError(said("Neither the scheme nor the paper says how long it is kept."))
    file = File(
        fonds=fonds, year=number.year, class_number=number.class_number, serial=number.serial, number=number.of_file,
        name=name or number.of_file, begun_on=day, years=years, ground="other" if years == PERMANENT else "",
        disposition=usual_disposition(years),
    )  # fmt: skip
    file.save()
    Volume(file=file, number=1).save()
    return file


def open_for(item: Item, number: FileNumber, name: str, *, by: Actor) -> File:
    """The file of a first paper."""
    day = None
    if item.document_year and item.document_month and item.document_day:
        day = datetime.date(item.document_year + 1911, item.document_month, item.document_day)
    return open_numbered(by=by, fonds=item.fonds, number=number, name=name, years=item.retention, day=day)


@action(File, role=ARCHIVIST, label=_("A paper is put into it"), form=ActionForm)
def add_paper(file: File, *, by: Actor, volume: int, day: datetime.date | None) -> None:
    """Its volume stands in the file, and the file reaches from its oldest to its youngest paper."""
    if file.state != State.OPEN:
        raise ValidationError(said("The file %(file)s is closed.") % {"file": file.number})
    if not file.volumes.filter(number=volume).exists():
        Volume(file=file, number=volume).save()
    if day is not None:
        file.oldest_on = min(file.oldest_on or day, day)
        file.youngest_on = max(file.youngest_on or day, day)


class DescribeForm(ActionModelForm):
    """What the cover and the lists say."""

    class Meta:
        model = File
        fields = ("name", "gist", "unit")


@action(File, when=File.HELD, role=ARCHIVIST, label=_("Describe the file"), form=DescribeForm, icon="pencil")
def describe(file: File, /, *, by: Actor, **fields: Any) -> None:
    """The history keeps what stood there."""
    for name, value in fields.items():
        setattr(file, name, value)


class VolumeForm(ActionForm):
    """A name, where the volume has one."""

    name = forms.CharField(label=_("Name of the volume"), max_length=120, required=False)


@action(File, when=[State.OPEN], role=ARCHIVIST, label=_("Add a volume"), form=VolumeForm, icon="plus")
def add_volume(file: File, *, by: Actor, name: str = "") -> None:
    """The volume before is full."""
    last = file.volumes.aggregate(last=Max("number"))["last"] or 0
    if last >= 9999:
        raise ValidationError(said("A file has at most 9,999 volumes."))
    Volume(file=file, number=last + 1, name=name).save()


class CloseForm(ActionForm):
    """The day on which its matter ended."""

    closed_on = forms.DateField(label=_("File closed on"), initial=timezone.localdate)


@action(File, when=[State.OPEN], to=State.CLOSED, role=ARCHIVIST, label=_("Close the file"), form=CloseForm,
        style="primary", icon="check")  # fmt: skip
def close_file(file: File, *, by: Actor, closed_on: datetime.date) -> None:
    """No paper comes into it any more."""
    latest = max((day for day in (file.begun_on, file.youngest_on) if day), default=None)
    if latest is not None and closed_on < latest:
        raise ValidationError({"closed_on": said("Its youngest paper is of %(day)s.") % {"day": latest}})
    file.closed_on = closed_on


@action(File, when=[State.CLOSED], to=State.OPEN, role=ARCHIVIST, label=_("Open the file again"), form=ReasonForm)
def reopen_file(file: File, *, by: Actor, note: str) -> None:
    """The matter goes on."""
    file.closed_on = None


class YearsForm(ReasonForm):
    """Another retention, and why."""

    years = forms.TypedChoiceField(label=_("Retention of the file"), choices=RETENTIONS, coerce=int)
    ground = forms.ChoiceField(
        label=_("Ground for keeping for ever"), required=False,
        choices=lambda: [("", "—"), *File._meta.get_field("ground").flatchoices],
    )  # fmt: skip
    disposition = forms.ChoiceField(
        label=_("Disposition"), choices=lambda: File._meta.get_field("disposition").flatchoices
    )
    field_order = ("years", "ground", "disposition", "note")

    def clean(self) -> dict[str, Any]:
        """Retention, ground and disposition fit each other."""
        given = super().clean() or self.cleaned_data
        if given.keys() >= {"years", "ground", "disposition"}:
            for name, reason in contradictions(given["years"], given["ground"], given["disposition"]).items():
                self.add_error(name, reason)
        return given


@action(File, when=File.HELD, role=ARCHIVIST, label=_("Change the retention of the file"), form=YearsForm,
        icon="clock")  # fmt: skip
def change_retention(file: File, *, by: Actor, years: int, ground: str, disposition: str, note: str) -> None:
    """The first retention and the reason stay on the file: lists of destruction name both (銷毀辦法 art. 8)."""
    if file.years_before is None and years != file.years:
        file.years_before = file.years
    file.years, file.ground, file.disposition, file.years_reason = years, ground, disposition, note[:200]
