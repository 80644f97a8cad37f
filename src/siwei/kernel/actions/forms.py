"""Base of the forms that collect an action's values; web, API and import validate through the same form."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.records.models import Record


FIRST_DAY, LAST_DAY = datetime.date(1600, 1, 1), datetime.date(2999, 12, 31)


def within_reach(value: datetime.date) -> None:
    """Refuse days so far away that counting from them leaves the calendar; nobody means them."""
    day = value.date() if isinstance(value, datetime.datetime) else value
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("No day of the year %(year)d is meant here."), params={"year": day.year})


def storable(value: object) -> None:
    """Refuse halves of characters, which JSON can carry and no database can keep."""
    if any("\ud800" <= character <= "\udfff" for character in str(value)):
        raise ValidationError(_("A character of this text cannot be stored."))


def guard(form: forms.BaseForm) -> None:
    """What every field of every form refuses, whatever it asks for."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.validators.append(within_reach)
        elif isinstance(field, forms.CharField):
            field.validators.append(storable)


class ActionForm(forms.Form):
    """A form that knows who asks (`actor`) and, for an action on a record, which (`record`)."""

    def __init__(self, *args: Any, actor: Actor | None = None, record: Record | None = None, **kwargs: Any) -> None:
        self.actor = actor
        self.record = record
        super().__init__(*args, **kwargs)
        guard(self)


class ActionModelForm(forms.ModelForm[Any]):
    """A model form for creating or editing through an action; it never saves."""

    def __init__(self, *args: Any, actor: Actor | None = None, record: Record | None = None, **kwargs: Any) -> None:
        self.actor = actor
        self.record = record
        if record is not None and isinstance(record, self._meta.model):
            kwargs.setdefault("instance", record)
        super().__init__(*args, **kwargs)
        guard(self)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """Refused: only the action writes."""
        raise TypeError("a form of an action is not saved; its values go to the action")


class NoteForm(ActionForm):
    """A note that may be left empty."""

    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(ActionForm):
    """A reason that must be given; it stands in the history."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
