"""Receiving: registering what came, and taking over a year of the register (收文)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Content
from siwei.documents.correspondence import ocr
from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.models import (
    HIDDEN,
    Category,
    Incoming,
    IncomingText,
    NamedReader,
    agencies_of,
    duplicate,
)
from siwei.documents.correspondence.models.choices import kinds
from siwei.documents.correspondence.roles import DESK, REGISTRY
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import units_holding
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, ActionModelForm
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.files.models import attach
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import Said, said

State, Outcome = Incoming.State, Incoming.Outcome


def demand_agency(agency: Agency, by: Actor) -> None:
    """NotAllowed unless the actor holds the registry of that agency."""
    if not by.is_system and agency.pk not in agencies_of(by, REGISTRY):
        raise NotAllowed(said("You do not hold the registry of %(agency)s.") % {"agency": agency})


class ReceiveForm(ActionModelForm):
    """What the envelope and the first page say, and the scan."""

    again = forms.BooleanField(label=_("Register it although it came before"), required=False)
    readers = forms.ModelMultipleChoiceField(
        Person.objects.active(),
        label=_("Named readers"),
        required=False,
        help_text=_("Only they may know what a classified document says. You are one of them."),
    )
    scan = forms.FileField(label=_("Scan"), required=False)
    kind = forms.ChoiceField(label=_("Type of document"), choices=lambda: kinds(issued=False), initial="函")

    class Meta:
        model = Incoming
        fields = (
            "agency", "sender_name", "sender_code", "sent_on", "sender_number", "kind", "subject", "speed_given",
            "speed", "category", "named_due", "within_days", "meets_on", "way", "converted", "attachments_note",
            "secrecy", "secret_until", "unit", "opened_on",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not self.actor.is_system:
            mine = agencies_of(self.actor, REGISTRY)
            self.fields["agency"].queryset = Agency.objects.filter(pk__in=mine)  # type: ignore[attr-defined]
            self.fields["unit"].queryset = Unit.objects.filter(agency__in=mine)  # type: ignore[attr-defined]
            self.initial.setdefault("agency", next(iter(mine), None))
        self.fields["unit"].required = False
        self.initial["opened_on"] = self.initial.get("opened_on") or timezone.localdate()
        self.fields["scan"].help_text = (
            _("The words of the scan are read afterwards and can then be searched.")
            if ocr.reader()
            else _("Only PDF that has text is read here: tesseract with chi_tra is not installed.")
        )

    def clean(self) -> dict[str, Any]:
        """Secrecy is whole, and the document is new."""
        given = super().clean() or self.cleaned_data
        check_secrecy(self, given)
        check_limit(self, given)
        agency = given.get("agency")
        if agency and not given.pop("again", False):
            before = duplicate(
                agency,
                given.get("sender_code", ""),
                given.get("sender_number", ""),
                sender_name=given.get("sender_name", ""),
            )
            if before is not None:
                text = said("It came before as %(number)s on %(day)s.")
                self.add_error("sender_number", text % {"number": before.number, "day": before.opened_on})
        given.pop("again", None)
        scan = given.pop("scan", None)
        given["files"] = [scan] if scan else []
        return given


def check_secrecy(form: forms.BaseForm, given: dict[str, Any]) -> None:
    """Level and term stand both or not at all (RULES 8.3)."""
    if given.get("secrecy") and not given.get("secret_until"):
        form.add_error("secret_until", said("Say until when, or on which condition, it is classified."))
    if not given.get("secrecy"):
        given["secret_until"] = ""


def check_limit(form: forms.BaseForm, given: dict[str, Any]) -> None:
    """One limit: a day that is named, or a number of days."""
    if given.get("named_due") and given.get("within_days"):
        form.add_error("within_days", said("Name a day or a number of days, not both."))


def _text(incoming: Incoming, subject: str, content: Content | None, *, unread: bool = False) -> None:
    text = IncomingText(incoming=incoming, subject=subject, unread=unread)
    text.content, incoming.words_made = _kept(content) if content else (None, "")
    text.save()


@lru_cache(maxsize=8)
def _kept(content: Content) -> tuple[dict[str, Any], str]:
    """What is kept of a content, and its words; the same document comes to hundreds of agencies at once."""
    return content.to_json(), content.words()


@creates(Incoming, role=REGISTRY, label=_("Register an incoming document"), form=ReceiveForm, bulk=True)
def receive(
    *,
    by: Actor,
    agency: Agency,
    sender_name: str,
    subject: str,
    opened_on: datetime.date,
    kind: str = "函",
    unit: Unit | None = None,
    secrecy: str = "",
    content: Content | None = None,
    files: Iterable[File[bytes]] = (),
    readers: Iterable[Person] = (),
    duplicate_of: Incoming | None = None,
    digest: str = "",
    desks: Mapping[int, Unit] | None = None,
    **fields: Any,
) -> Incoming:
    """Give it its receiving number and start its clock; with a unit it is assigned at once. `desks`: units of the
    registries by agency, where the caller asked for those of many.

    A document that the exchange brought is never refused for having come before: `duplicate_of` says so.
    """
    demand_agency(agency, by)
    if unit is not None and unit.agency_id != agency.pk:
        raise ValidationError({"unit": said("This unit does not belong to %(agency)s.") % {"agency": agency}})
    incoming = Incoming(
        agency=agency,
        sender_name=sender_name,
        subject=HIDDEN if secrecy else subject,
        opened_on=opened_on,
        kind=kind,
        unit=unit,
        secrecy=secrecy,
        duplicate_of=duplicate_of,
        digest=digest,
        **fields,
    )
    incoming.speed = incoming.speed or incoming.speed_given or "普通件"
    incoming.state = State.ASSIGNED if unit else State.RECEIVED
    incoming.save()
    files = list(files)
    _text(incoming, subject, content, unread=bool(files))
    if secrecy:
        named = {person.pk: person for person in (*readers, *([by.person] if by.person else []))}
        NamedReader.objects.bulk_create(
            NamedReader(content_type=type_of(incoming), object_id=incoming.pk, person=person, named_by=by.name)
            for person in named.values()
        )
    for file in files:
        attach(incoming, file, by=by, kind="scan")
    if desks is None:
        desks = units_holding(REGISTRY, [agency.pk])
    clocks.start(incoming, role=DESK if unit else REGISTRY, unit=unit or desks.get(agency.pk))
    return incoming


@creates(Incoming, role=REGISTRY, label=_("Take over a row of the register"), form=ActionForm, bulk=True)
def take_over_incoming(
    *,
    by: Actor,
    agency: Agency,
    unit: Unit,
    subject: str,
    opened_on: datetime.date,
    state: str = State.FILED,
    handler: Person | None = None,
    category: str = Category.GENERAL,
    closed_on: datetime.date | None = None,
    used_days: Decimal | None = None,
    in_time: bool | None = None,
    **fields: Any,
) -> Incoming:
    """A document of the year before this program, as the old register has it: no clock runs for it any more."""
    demand_agency(agency, by)
    incoming = Incoming(
        agency=agency, unit=unit, handler=handler, subject=HIDDEN if fields.get("secrecy") else subject,
        opened_on=opened_on, state=state, category=category, closed_on=closed_on, used_days=used_days,
        in_time=in_time, **fields,
    )  # fmt: skip
    incoming.save()
    _text(incoming, subject, None)
    return incoming


def _only_the_program(_incoming: Incoming, actor: Actor) -> Said | None:
    return None if actor.is_system else said("The program does this by itself.")


@action(Incoming, role=REGISTRY, label=_("Read the words of its files"), form=ActionForm, allowed=_only_the_program)
def read_words(incoming: Incoming, *, by: Actor, words: str) -> None:
    """The words of its files are found from now on; of a classified document they stand with its text alone."""
    IncomingText.objects.filter(incoming=incoming).update(scanned=words, unread=False)
    incoming.words_made = None
