"""Classes of the scheme: entered, replaced by a new version from a day on, ended."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import SchemeClass, keeps_for
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.scheme.rules import contradictions
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.said import said


def _of_archivist(one: SchemeClass, actor: Actor) -> str | None:
    if keeps_for(actor, one.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": one.agency}


def _fitting(form: ActionModelForm, given: dict[str, Any]) -> dict[str, Any]:
    if given.keys() >= {"years", "ground", "disposition"}:
        for name, reason in contradictions(given["years"], given["ground"], given["disposition"]).items():
            form.add_error(name, reason)
    return given


class ClassForm(ActionModelForm):
    """A class."""

    class Meta:
        model = SchemeClass
        fields = ("agency", "code", "name", "parent", "years", "ground", "disposition", "since", "note")

    def clean(self) -> dict[str, Any]:
        """Retention, ground and disposition fit each other; nothing is above itself."""
        given = _fitting(self, super().clean() or self.cleaned_data)
        if given.get("parent") and given.get("parent") == given.get("code"):
            self.add_error("parent", said("A class is not above itself."))
        return given


@creates(SchemeClass, role=ARCHIVIST, label=_("Enter a class"), form=ClassForm)
def add_class(*, by: Actor, agency: Agency, code: str, since: datetime.date, **fields: Any) -> SchemeClass:
    """A class of the agency, or a version of one, planned ahead as well: the one before it ends on its first day."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    before = SchemeClass.objects.filter(agency=agency, code=code).order_by("-since").first()
    if before is not None:
        if before.since >= since:
            raise ValidationError({"since": said("There is a version from %(day)s on.") % {"day": before.since}})
        if before.until is None:
            end_class(before, by=by, until=since, note=said("A new version is in force from %(day)s.") % {"day": since})
        elif before.until > since:
            raise ValidationError({"since": said("There is a version until %(day)s.") % {"day": before.until}})
    one = SchemeClass(agency=agency, code=code, since=since, in_force=since <= timezone.localdate(), **fields)
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
    one.in_force = one.in_force and until > timezone.localdate()


class ReplanForm(ActionModelForm):
    """The first day, and what decides about files."""

    class Meta:
        model = SchemeClass
        fields = ("since", "years", "ground", "disposition")

    def clean(self) -> dict[str, Any]:
        """Retention, ground and disposition fit each other."""
        return _fitting(self, super().clean() or self.cleaned_data)


def _planned(one: SchemeClass, actor: Actor) -> str | None:
    if one.since <= timezone.localdate():
        return said("It has begun; what decides about files changes by a new version.")
    return _of_archivist(one, actor)


@action(SchemeClass, role=ARCHIVIST, label=_("Change the planned version"), form=ReplanForm, allowed=_planned,
        icon="calendar")  # fmt: skip
def replan(
    one: SchemeClass, *, by: Actor, since: datetime.date, years: int, ground: str = "", disposition: str
) -> None:
    """Before its first day; the version before it ends on the new first day."""
    if since <= timezone.localdate():
        raise ValidationError({"since": said("A planned version begins on a day to come.")})
    if one.until is not None and one.until <= since:
        raise ValidationError({"since": said("There is a version from %(day)s on.") % {"day": one.until}})
    before = SchemeClass.objects.filter(agency=one.agency, code=one.code, until=one.since).first()
    if before is not None and since != one.since:
        if before.since >= since:
            raise ValidationError({"since": said("There is a version from %(day)s on.") % {"day": before.since}})
        move_end(before, by=by, until=since)
    one.since, one.years, one.ground, one.disposition = since, years, ground, disposition


@action(SchemeClass, role=ARCHIVIST, label=_("Its end moves with the version after it"), allowed=_of_archivist)
def move_end(one: SchemeClass, *, by: Actor, until: datetime.date) -> None:
    """The version after it begins on another day."""
    one.until = until


@action(SchemeClass, role=SYSTEM, label=_("The version comes into force"), form=ActionForm)
def comes_into_force(one: SchemeClass, *, by: Actor) -> None:
    """Its first day has come."""
    one.in_force = True


@action(SchemeClass, role=SYSTEM, label=_("The version is no longer in force"), form=ActionForm)
def goes_out_of_force(one: SchemeClass, *, by: Actor) -> None:
    """The first day without it has come."""
    one.in_force = False
