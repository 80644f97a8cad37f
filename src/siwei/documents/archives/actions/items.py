"""Items: entered from a list or found without one, checked, mended, handed over, withdrawn."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Box, Fonds, Item
from siwei.documents.archives.roles import ARCHIVIST, COUNTER
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.records.said import said

State = Item.State


class EnterForm(ActionModelForm):
    """An item of which no list knows."""

    class Meta:
        model = Item
        fields = ("fonds", "number", "year", "class_number", "file_title", "subject", "document_number", "party",
                  "retention", "pages", "medium", "note")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whoever enters it has it in hand."""
        return {**(super().clean() or self.cleaned_data), "state": State.PRESENT}


@creates(Item, role=(ARCHIVIST, COUNTER), label=_("Enter an item"), form=EnterForm, bulk=True)
def enter(*, by: Actor, fonds: Fonds, subject: str, **fields: Any) -> Item:
    """An item of a list, or one that was found in a box and stands on none."""
    item = Item(fonds=fonds, subject=subject, **fields)
    item.save()
    return item


class CorrectForm(ActionModelForm):
    """What the catalogue says of an item."""

    class Meta:
        model = Item
        fields = (
            "file_title", "subject", "document_number", "party", "document_year", "document_month", "document_day",
            "retention", "pages", "medium", "note",
        )  # fmt: skip


@action(
    Item, when=[State.LISTED, *Item.FOUND, State.MISSING, State.HANDED_OVER, *Item.IN_WORK, State.SHELVED],
    role=ARCHIVIST, label=_("Correct the entry"), form=CorrectForm, icon="pencil",
)  # fmt: skip
def correct(item: Item, /, *, by: Actor, **fields: Any) -> None:
    """The history keeps what stood there."""
    for name, value in fields.items():
        setattr(item, name, value)


@action(Item, when=[State.LISTED, State.MISSING, State.DAMAGED], to=State.PRESENT, role=(ARCHIVIST, COUNTER),
        label=_("It is there"), form=ActionForm, style="primary", icon="check")  # fmt: skip
def found(item: Item, *, by: Actor) -> None:
    """It lies in its box."""


@action(Item, when=[State.LISTED, State.PRESENT, State.MISSING], to=State.DAMAGED, role=(ARCHIVIST, COUNTER),
        label=_("It is damaged"), form=ReasonForm, icon="alert-triangle")  # fmt: skip
def found_damaged(item: Item, *, by: Actor, note: str) -> None:
    """It lies in its box and is damaged; the note says how."""


@action(Item, when=[State.LISTED, State.PRESENT, State.DAMAGED], to=State.MISSING, role=(ARCHIVIST, COUNTER),
        label=_("It is missing"), form=ReasonForm, style="danger", icon="x")  # fmt: skip
def found_missing(item: Item, *, by: Actor, note: str) -> None:
    """It does not lie in its box."""


@action(Item, when=[State.PRESENT, State.DAMAGED, State.MISSING], to=State.LISTED, role=(ARCHIVIST, COUNTER),
        label=_("Not checked after all"), form=ActionForm, icon="arrow-back-up")  # fmt: skip
def uncheck(item: Item, *, by: Actor) -> None:
    """A slip of the scanner is taken back."""


class MoveForm(ActionForm):
    """The box in which it lies."""

    box = forms.ModelChoiceField(Box.objects.none(), label=_("archive box"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Item):
            rows = Box.objects.filter(campaign=self.record.campaign_id)
            self.fields["box"].queryset = rows  # type: ignore[attr-defined]


@action(Item, when=[State.LISTED, *Item.FOUND, State.MISSING], role=(ARCHIVIST, COUNTER), label=_("Put into a box"),
        form=MoveForm, icon="archive")  # fmt: skip
def put_into(item: Item, *, by: Actor, box: Box) -> None:
    """It lies in another box than the list says."""
    if box.campaign_id != item.campaign_id:
        raise ValidationError({"box": said("This box belongs to another stocktaking.")})
    item.box = box


@action(Item, when=Item.FOUND, to=State.HANDED_OVER, role=SYSTEM, label=_("Hand over the item"), form=ActionForm)
def hand_over(item: Item, *, by: Actor, handed_over_on: datetime.date, note: str = "") -> None:
    """With its stocktaking; both sides signed."""
    item.handed_over_on = handed_over_on


@action(Item, when=[State.LISTED, *Item.FOUND, State.MISSING], to=State.WITHDRAWN, role=ARCHIVIST,
        label=_("Withdraw the entry"), form=ReasonForm, style="danger", icon="trash")  # fmt: skip
def withdraw(item: Item, *, by: Actor, note: str) -> None:
    """It was entered by mistake: it is in no list, search or figure from then on; its history stays."""
