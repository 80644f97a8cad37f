"""Base of the forms that collect an action's values; web, API and import validate through the same form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor
    from siwei.kernel.records.models import Record


class ActionForm(forms.Form):
    """A form that knows who asks (`actor`) and, for an action on a record, which (`record`)."""

    def __init__(self, *args: Any, actor: Actor | None = None, record: Record | None = None, **kwargs: Any) -> None:
        self.actor = actor
        self.record = record
        super().__init__(*args, **kwargs)


class ActionModelForm(forms.ModelForm[Any]):
    """A model form for creating or editing through an action; it never saves."""

    def __init__(self, *args: Any, actor: Actor | None = None, record: Record | None = None, **kwargs: Any) -> None:
        self.actor = actor
        self.record = record
        if record is not None and isinstance(record, self._meta.model):
            kwargs.setdefault("instance", record)
        super().__init__(*args, **kwargs)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """Refused: only the action writes."""
        raise TypeError("a form of an action is not saved; its values go to the action")


class NoteForm(ActionForm):
    """A note that may be left empty."""

    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(ActionForm):
    """A reason that must be given; it stands in the history."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
