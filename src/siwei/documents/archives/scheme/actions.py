"""Classes of the scheme: entered, replaced by a new version from a day on, ended."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import SchemeClass, keeps_for
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.scheme.rules import contradictions
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.said import said


def _of_archivist(one: SchemeClass, actor: Actor) -> str | None:
    if keeps_for(actor, one.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": one.agency}


class ClassForm(ActionModelForm):
    """A class."""

    class Meta:
        model = SchemeClass
        fields = ("agency", "code", "name", "parent", "years", "ground", "disposition", "since", "note")

    def clean(self) -> dict[str, Any]:
        """Retention, ground and disposition fit each other; nothing is above itself."""
        given = super().clean() or self.cleaned_data
        if given.keys() >= {"years", "ground", "disposition"}:
            for name, reason in contradictions(given["years"], given["ground"], given["disposition"]).items():
                self.add_error(name, reason)
        if given.get("parent") and given.get("parent") == given.get("code"):
            self.add_error("parent", said("A class is not above itself."))
        return given


@creates(SchemeClass, role=ARCHIVIST, label=_("Enter a class"), form=ClassForm)
def add_class(*, by: Actor, agency: Agency, code: str, since: datetime.date, **fields: Any) -> SchemeClass:
    """A class of the agency; a version in force is ended by the new one from its first day on."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    before = SchemeClass.objects.filter(agency=agency, code=code).order_by("-since").first()
    if before is not None:
        if before.since >= since:
            raise ValidationError({"since": said("There is a version from %(day)s on.") % {"day": before.since}})
        if before.until is None:
            end_class(before, by=by, until=since, note=said("A new version is in force."))
        elif before.until > since:
            raise ValidationError({"since": said("There is a version until %(day)s.") % {"day": before.until}})
    one = SchemeClass(agency=agency, code=code, since=since, **fields)
    one.save()
    return one


class WordsForm(ActionModelForm):
    """Name and note; what decides about files changes only by a new version."""

    class Meta:
        model = SchemeClass
        fields = ("name", "parent", "note")


@action(SchemeClass, role=ARCHIVIST, label=_("Correct the words of the class"), form=WordsForm, allowed=_of_archivist,
        icon="pencil")  # fmt: skip
def correct_words(one: SchemeClass, /, *, by: Actor, **fields: Any) -> None:
    """A slip of the pen."""
    for name, value in fields.items():
        setattr(one, name, value)


class EndForm(ReasonForm):
    """The first day without it, and why."""

    until = forms.DateField(label=_("In force until (the first day without)"))
    field_order = ("until", "note")


def _in_force(one: SchemeClass, actor: Actor) -> str | None:
    return _of_archivist(one, actor) or (None if one.until is None else said("This version has ended."))


@action(SchemeClass, role=ARCHIVIST, label=_("End the class"), form=EndForm, allowed=_in_force, style="danger",
        icon="x")  # fmt: skip
def end_class(one: SchemeClass, *, by: Actor, until: datetime.date, note: str) -> None:
    """Files of the class stay as they are; none is opened in it from that day on."""
    if until <= one.since:
        raise ValidationError({"until": said("It is in force since %(day)s.") % {"day": one.since}})
    one.until = until
