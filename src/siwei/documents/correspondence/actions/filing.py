"""Filing: the file number and retention of what is closed, and the archive's take-over (歸檔; RULES 2.2, 2.3)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.models import Document, FileClass, Incoming, Letter, agencies_of
from siwei.documents.correspondence.roles import HANDLER, REGISTRY
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.deadlines.models import close_duty, open_duties
from siwei.kernel.numbering.models import last_year, take
from siwei.kernel.records.said import said


class FileForm(ActionForm):
    """Class, case and volume; the item's number follows."""

    file_class = forms.ModelChoiceField(FileClass.objects.none(), label=_("File class"))
    case = forms.IntegerField(label=_("Case number in the class"), min_value=1, max_value=9999, initial=1)
    volume = forms.IntegerField(label=_("Volume"), min_value=1, max_value=999, initial=1)
    year = forms.IntegerField(
        label=_("Year of the case (ROC)"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Left empty: that of the case where it stands already, else the document's own."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Document):
            rows = FileClass.objects.filter(agency=self.record.agency_id, active=True)
            self.fields["file_class"].queryset = rows  # type: ignore[attr-defined]


def give(document: Document, file_class: FileClass, case: int, volume: int, year: int | None) -> None:
    """年度號/分類號/案次號/卷次號/目次號: items of a volume are numbered without gaps; retention is the class's.

    The year is that of the case: what is added in a later year goes on in it (RULES 2.2).
    """
    if file_class.agency_id != document.agency_id:
        raise ValidationError({"file_class": said("This class is another agency's.")})
    if not file_class.active:
        raise ValidationError({"file_class": said("Nothing more is filed in this class.")})
    year = year or last_year(f"F{file_class.pk}-{case}-") or document.opened_on.year - 1911
    document.file_class, document.retention = file_class, file_class.retention
    close_duty(document, clocks.FILE)
    place = f"{year:03d}/{file_class.code}/{case}/{volume}/"
    if not document.file_number.startswith(place):  # one that was taken in hand again keeps its number
        document.file_number = f"{place}{take(f'F{file_class.pk}-{case}-{volume}', year)}"


@action(
    Incoming, when=[Incoming.State.CLOSED], to=Incoming.State.TO_FILE, role=HANDLER, label=_("Give a file number"),
    form=FileForm, allowed=of_handler, style="primary", icon="folder",
)  # fmt: skip
def file_incoming(
    incoming: Incoming, *, by: Actor, file_class: FileClass, case: int = 1, volume: int = 1, year: int | None = None
) -> None:
    """It waits for the archive with number and retention."""
    give(incoming, file_class, case, volume, year)


def _can_be_filed(letter: Letter, actor: Actor) -> str | None:
    """The handler, once it is known that all recipients have it."""
    refused = of_handler(letter, actor)
    if refused is None and not open_duties(letter, clocks.FILE).exists():
        return said("It is not known yet that all recipients have it.")
    return refused


@action(
    Letter, when=[Letter.State.ISSUED, Letter.State.NOTED], to=Letter.State.TO_FILE, role=HANDLER,
    label=_("Give a file number"), form=FileForm, allowed=_can_be_filed, style="primary", icon="folder",
)  # fmt: skip
def file_letter(
    letter: Letter, *, by: Actor, file_class: FileClass, case: int = 1, volume: int = 1, year: int | None = None
) -> None:
    """It waits for the archive with number and retention."""
    give(letter, file_class, case, volume, year)


class TakenForm(ActionForm):
    """The day on which the archive took it over."""

    filed_on = forms.DateField(label=_("Taken over by the archive on"), initial=timezone.localdate)


def _of_archive(document: Document, actor: Actor) -> str | None:
    if actor.is_system or document.agency_id in agencies_of(actor, REGISTRY):
        return None
    return said("You do not hold the registry of %(agency)s.") % {"agency": document.agency}


def _taken(document: Document, filed_on: datetime.date, file_number: str) -> None:
    if document.closed_on is not None and filed_on < document.closed_on:
        raise ValidationError({"filed_on": said("It was closed on %(day)s.") % {"day": document.closed_on}})
    document.filed_on, document.file_number = filed_on, file_number or document.file_number


@action(
    Incoming, when=[Incoming.State.TO_FILE], to=Incoming.State.FILED, role=REGISTRY,
    label=_("Taken over by the archive"), form=TakenForm, allowed=_of_archive, icon="archive",
)  # fmt: skip
def take_incoming(incoming: Incoming, *, by: Actor, filed_on: datetime.date, file_number: str = "") -> None:
    """點收, said by the archive with the number as it was mended there; or by the registry in its own book."""
    _taken(incoming, filed_on, file_number)


@action(
    Letter, when=[Letter.State.TO_FILE], to=Letter.State.FILED, role=REGISTRY, label=_("Taken over by the archive"),
    form=TakenForm, allowed=_of_archive, icon="archive",
)  # fmt: skip
def take_letter(letter: Letter, *, by: Actor, filed_on: datetime.date, file_number: str = "") -> None:
    """點收, said by the archive with the number as it was mended there; or by the registry in its own book."""
    _taken(letter, filed_on, file_number)
