"""Into its file, into the catalogue, onto the shelf (立案、編目、上架), and who may read it (應用限制)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions import files
from siwei.documents.archives.models import Access, Box, File, Item, Limit
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates, locked
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.records.said import said

State = Item.State
#: states in which who may read it is decided
READABLE = (State.PRESENT, State.DAMAGED, State.HANDED_OVER, *Item.IN_WORK, State.SHELVED)


class FileForm(ActionForm):
    """The title of the file, where the paper is the first in it."""

    name = forms.CharField(
        label=_("File title"),
        required=False,
        max_length=300,
        help_text=_("Only for the first paper of a file; empty takes the name of the class."),
    )


@action(Item, when=[State.TAKEN], to=State.FILED, role=ARCHIVIST, label=_("Put it into its file"), form=FileForm,
        style="primary", icon="folder")  # fmt: skip
def put_into_file(item: Item, *, by: Actor, name: str = "") -> None:
    """立案: into the file that its number names; the first paper opens it."""
    try:
        number = FileNumber.read(item.number)
    except ValueError:
        raise ValidationError(said("Its file number is not complete; correct it first.")) from None
    locked(item.fonds)  # two first papers of one file open it once
    key = {"fonds": item.fonds, "year": number.year, "class_number": number.class_number, "serial": number.serial}
    file = File.objects.filter(**key).first()
    if file is None:
        file = files.open_for(item, number, name, by=by)
    files.add_paper(file, by=by, volume=number.volume, day=date_of(item))
    item.file, item.volume_number, item.file_title = file, number.volume, file.name
    if item.retention is None:
        item.retention = file.years


def date_of(item: Item) -> datetime.date | None:
    """The day of the paper, where the whole of it is known."""
    if not (item.document_year and item.document_month and item.document_day):
        return None
    try:
        return datetime.date(item.document_year + 1911, item.document_month, item.document_day)
    except ValueError:
        return None


class CatalogueForm(ActionModelForm):
    """What the catalogue says of it."""

    class Meta:
        model = Item
        fields = (
            "subject", "document_number", "party", "document_year", "document_month", "document_day", "retention",
            "pages", "medium", "access", "access_reason", "access_until", "note",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A limit has its reason."""
        cleaned = super().clean() or self.cleaned_data
        _check_limit(self, cleaned)
        return cleaned


def _check_limit(form: forms.BaseForm, given: dict[str, Any]) -> None:
    limited = given.get("access") not in (None, "", Access.OPEN)
    if limited and not given.get("access_reason"):
        form.add_error("access_reason", said("A restriction needs its reason (Archives Act art. 18)."))
    if not limited and (given.get("access_reason") or given.get("access_until")):
        form.add_error("access", said("What is open has neither reason nor end of a restriction."))


@action(Item, when=[State.FILED], to=State.CATALOGUED, role=ARCHIVIST, label=_("Catalogue it"), form=CatalogueForm,
        style="primary", icon="list-details")  # fmt: skip
def catalogue(item: Item, /, *, by: Actor, **fields: Any) -> None:
    """編目."""
    for name, value in fields.items():
        setattr(item, name, value)


class ShelfForm(ActionForm):
    """The box, typed or scanned."""

    barcode = forms.CharField(label=_("Barcode"), max_length=30)

    def clean_barcode(self) -> Box:
        """A box that is known."""
        box: Box | None = Box.objects.filter(barcode__iexact=self.cleaned_data["barcode"].strip()).first()
        if box is None:
            raise ValidationError(said("There is no box with this barcode."))
        return box


@action(Item, when=[State.CATALOGUED], to=State.SHELVED, role=ARCHIVIST, label=_("Put it on the shelf"),
        form=ShelfForm, style="primary", icon="archive")  # fmt: skip
def put_on_shelf(item: Item, *, by: Actor, barcode: Box) -> None:
    """上架: in a box that stands in a room."""
    item.box = barcode


class OwnBoxForm(ActionModelForm):
    """A box of a living agency; its barcode is what is printed on it."""

    class Meta:
        model = Box
        fields = ("barcode", "label", "room", "shelf")


@creates(Box, role=ARCHIVIST, label=_("Add a box without a stocktaking"), form=OwnBoxForm)
def add_own_box(*, by: Actor, **fields: Any) -> Box:
    """For what is shelved paper by paper."""
    box = Box(**fields)
    box.save()
    return box


class LimitForm(ActionForm):
    """Who may read it, why not, and until when."""

    access = forms.ChoiceField(label=_("Access to the item"), choices=Access.choices)
    access_reason = forms.ChoiceField(
        label=_("Reason of the restriction"), choices=[("", "—"), *Limit.choices], required=False
    )
    access_until = forms.DateField(label=_("Restricted until (the first open day)"), required=False)
    note = ReasonForm.base_fields["note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Item):
            known = ("access", "access_reason", "access_until")
            self.initial = {**{name: getattr(self.record, name) for name in known}, **self.initial}

    def clean(self) -> dict[str, Any]:
        """A limit has its reason."""
        cleaned = super().clean() or self.cleaned_data
        _check_limit(self, cleaned)
        return cleaned


@action(Item, when=READABLE, role=ARCHIVIST, label=_("Decide who may read it"), form=LimitForm, icon="lock")
def restrict(
    item: Item, *, by: Actor, access: str, access_reason: str, access_until: datetime.date | None, note: str
) -> None:
    """開放、限制、不開放, with the ground of art. 18 and its end."""
    item.access, item.access_reason, item.access_until = access, access_reason, access_until


@action(Item, role=SYSTEM, label=_("The restriction ends"))
def lift(item: Item, *, by: Actor, note: str = "") -> None:
    """Its last day has passed."""
    item.access, item.access_reason, item.access_until = Access.OPEN, "", None
