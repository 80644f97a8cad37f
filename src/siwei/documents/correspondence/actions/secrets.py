"""Name lists of classified documents, declassification, and the register of state secrets (RULES 8.3)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions.drafting import keep_version, show
from siwei.documents.correspondence.actions.reading import is_reader
from siwei.documents.correspondence.actions.receiving import demand_agency
from siwei.documents.correspondence.models import (
    Document,
    Incoming,
    IncomingText,
    Letter,
    SecretEntry,
    agencies_of,
    name_readers,
)
from siwei.documents.correspondence.roles import HANDLER, LEVELS, REGISTRY
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Agency, Person
from siwei.kernel.records.said import said


class ReaderForm(ActionForm):
    """Who may read it too, and why."""

    person = forms.ModelChoiceField(Person.objects.active(), label=_("Named reader"))
    note = forms.CharField(label=_("Reason"), max_length=300)


def _may_name(document: Document, actor: Actor) -> str | None:
    if not document.is_secret:
        return said("It is not classified.")
    return None if is_reader(document, actor) else said("Your name is not on its list.")


@action(
    Incoming, role=(REGISTRY, HANDLER, *LEVELS), label=_("Name a reader"), form=ReaderForm, allowed=_may_name,
    icon="user-plus",
)  # fmt: skip
def name_reader_of_incoming(incoming: Incoming, *, by: Actor, person: Person, note: str) -> None:
    """The list of those who may read it grows; who named whom stands on it."""
    name_readers(incoming, [person], by)


@action(
    Letter, role=(REGISTRY, HANDLER, *LEVELS), label=_("Name a reader"), form=ReaderForm, allowed=_may_name,
    icon="user-plus",
)  # fmt: skip
def name_reader_of_letter(letter: Letter, *, by: Actor, person: Person, note: str) -> None:
    """The list of those who may read it grows; who named whom stands on it."""
    name_readers(letter, [person], by)


@action(
    Incoming, role=LEVELS[:2], label=_("Declassify"), form=ReasonForm, allowed=_may_name, style="danger",
)  # fmt: skip
def declassify(incoming: Incoming, *, by: Actor, note: str) -> None:
    """Its term is over or its condition came true: the words stand in the columns again (解密)."""
    text = IncomingText.objects.filter(incoming=incoming).first()
    incoming.secrecy, incoming.secret_until = "", ""
    if text is not None:
        incoming.subject = text.subject


@action(
    Letter, role=LEVELS[:2], label=_("Declassify"), form=ReasonForm, allowed=_may_name, style="danger",
    when=[Letter.State.DRAFT, *Letter.SENT, Letter.State.NOTED],
)  # fmt: skip
def declassify_letter(letter: Letter, *, by: Actor, note: str) -> None:
    """Another version without secrecy is kept; the one that was decided stays as it was."""
    from dataclasses import replace

    from siwei.documents.content.model import Secrecy

    newest = letter.newest()
    open_now = replace(newest.read(), secrecy=Secrecy())
    keep_version(letter, open_now, by, nth=newest.nth + 1, note=said("Declassified"))
    show(letter, open_now)


class SecretForm(ActionModelForm):
    """What may be known of a state secret."""

    class Meta:
        model = SecretEntry
        fields = ("agency", "document_number", "level", "place", "keeper", "opened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not self.actor.is_system:
            mine = agencies_of(self.actor, REGISTRY)
            self.fields["agency"].queryset = Agency.objects.filter(pk__in=mine)  # type: ignore[attr-defined]


@creates(SecretEntry, role=REGISTRY, label=_("Enter a state secret on paper"), form=SecretForm)
def enter_secret(
    *,
    by: Actor,
    agency: Agency,
    document_number: str,
    level: str,
    place: str,
    keeper: Person,
    opened_on: datetime.date,
) -> SecretEntry:
    """Number, level, place and keeper. There is no field for anything else."""
    demand_agency(agency, by)
    entry = SecretEntry(
        agency=agency, document_number=document_number, level=level, place=place, keeper=keeper, opened_on=opened_on
    )
    entry.save()
    return entry


class MoveForm(ActionForm):
    """The new place and keeper."""

    place = forms.CharField(label=_("Where it is kept"), max_length=120)
    keeper = forms.ModelChoiceField(Person.objects.active(), label=_("Keeper"))


def _of_its_registry(entry: SecretEntry, actor: Actor) -> str | None:
    if actor.is_system or entry.agency_id in agencies_of(actor, REGISTRY):
        return None
    return said("You do not hold the registry of %(agency)s.") % {"agency": entry.agency}


@action(
    SecretEntry, when=[SecretEntry.State.KEPT], role=REGISTRY, label=_("Change place or keeper"), form=MoveForm,
    allowed=_of_its_registry,
)  # fmt: skip
def move_secret(entry: SecretEntry, *, by: Actor, place: str, keeper: Person) -> None:
    """It lies elsewhere, or somebody else keeps it."""
    entry.place, entry.keeper = place, keeper


@action(
    SecretEntry, when=[SecretEntry.State.KEPT], to=SecretEntry.State.ENDED, role=REGISTRY, form=ReasonForm,
    label=_("Declassified or handed on"), allowed=_of_its_registry,
)  # fmt: skip
def end_secret(entry: SecretEntry, *, by: Actor, note: str) -> None:
    """It is no state secret any more, or another agency keeps it."""
