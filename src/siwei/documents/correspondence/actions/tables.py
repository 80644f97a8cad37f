"""Keeping the tables: words, delegated decisions, groups, templates, file classes."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Content, Party, recipients_from_json, recipients_to_json
from siwei.documents.content.types import document_types
from siwei.documents.correspondence.forms import LONGEST, area, party, section
from siwei.documents.correspondence.models import (
    Delegation,
    FileClass,
    RecipientGroup,
    Template,
    Word,
    agencies_of,
)
from siwei.documents.correspondence.models.choices import kinds
from siwei.documents.correspondence.models.tables import RETENTIONS, Dated
from siwei.documents.correspondence.roles import HANDLER, KEEPER
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, NoteForm
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.records.said import said


def _demand(agency: Agency, unit: Unit | None, by: Actor) -> None:
    if not by.is_system and agency.pk not in agencies_of(by, KEEPER, HANDLER):
        raise NotAllowed(said("You keep no tables of %(agency)s.") % {"agency": agency})
    if unit is not None and unit.agency_id != agency.pk:
        raise ValidationError({"unit": said("This unit does not belong to %(agency)s.") % {"agency": agency}})


def _kept_by(row: Any, actor: Actor) -> str | None:
    if actor.is_system or row.agency_id in agencies_of(actor, KEEPER, HANDLER):
        return None
    return said("You keep no tables of %(agency)s.") % {"agency": row.agency}


class _OfAgency(ActionModelForm):
    """A row of a table of the actor's agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not self.actor.is_system:
            mine = agencies_of(self.actor, KEEPER, HANDLER)
            self.fields["agency"].queryset = Agency.objects.filter(pk__in=mine)  # type: ignore[attr-defined]
            if "unit" in self.fields:
                self.fields["unit"].queryset = Unit.objects.filter(agency__in=mine)  # type: ignore[attr-defined]


class WordForm(_OfAgency):
    """A word, whose it is, and since when."""

    class Meta:
        model = Word
        fields = ("agency", "unit", "text", "in_city_name", "since")


def _saved(row: Any) -> Any:
    """Saved, after its own and the table's rules: what is there twice is refused in words."""
    row.full_clean(exclude=["head"])
    row.save()
    return row


@creates(Word, role=KEEPER, label=_("Add a word of issue numbers"), form=WordForm)
def add_word(
    *,
    by: Actor,
    agency: Agency,
    text: str,
    since: datetime.date,
    unit: Unit | None = None,
    in_city_name: bool = False,
) -> Word:
    """From that day on numbers are given out under it; its series begins with 1 every year."""
    _demand(agency, unit, by)
    row: Word = _saved(Word(agency=agency, unit=unit, text=text, in_city_name=in_city_name, since=since))
    return row


class DelegationForm(_OfAgency):
    """An item, its level, and since when."""

    class Meta:
        model = Delegation
        fields = ("agency", "unit", "item", "level", "since")


@creates(Delegation, role=KEEPER, label=_("Add a delegated decision"), form=DelegationForm)
def add_delegation(
    *, by: Actor, agency: Agency, item: str, level: int, since: datetime.date, unit: Unit | None = None
) -> Delegation:
    """A row of 分層負責明細表; a higher level may always decide."""
    _demand(agency, unit, by)
    row: Delegation = _saved(Delegation(agency=agency, unit=unit, item=item, level=level, since=since))
    return row


class UntilForm(ActionForm):
    """The first day without."""

    until = forms.DateField(label=_("In force until (the first day without)"), initial=timezone.localdate)


def _end(row: Dated, until: datetime.date) -> None:
    if until < row.since:
        raise ValidationError({"until": said("It is in force since %(day)s.") % {"day": row.since}})
    row.until = until


@action(Word, role=KEEPER, label=_("End its force"), form=UntilForm, allowed=_kept_by)
def end_word(word: Word, *, by: Actor, until: datetime.date) -> None:
    """No number is given out under it from that day on; old ones stay."""
    _end(word, until)


@action(Delegation, role=KEEPER, label=_("End its force"), form=UntilForm, allowed=_kept_by)
def end_delegation(delegation: Delegation, *, by: Actor, until: datetime.date) -> None:
    """What was submitted under it is decided under it; a changed level is another row."""
    _end(delegation, until)


class ClassForm(_OfAgency):
    """A class of the scheme."""

    class Meta:
        model = FileClass
        fields = ("agency", "code", "name", "years")


def _follows_scheme(agency: Agency) -> bool:
    return FileClass.objects.filter(agency=agency, by_scheme=True).exists()


@creates(FileClass, role=KEEPER, label=_("Add a file class"), form=ClassForm)
def add_class(
    *, by: Actor, agency: Agency, code: str, name: str, years: int = 10, by_scheme: bool = False
) -> FileClass:
    """A class number with its retention; once the archive keeps the agency's scheme, only that gives new ones."""
    _demand(agency, None, by)
    if not by.is_system and _follows_scheme(agency):
        raise ValidationError({"agency": said("The archive keeps the classification scheme of %(agency)s; "
                                              "a class is entered there.") % {"agency": agency}})  # fmt: skip
    row: FileClass = _saved(FileClass(agency=agency, code=code, name=name, years=years, by_scheme=by_scheme))
    return row


def _by_hand(row: FileClass, actor: Actor) -> str | None:
    if row.by_scheme and not actor.is_system:
        return said("It follows the classification scheme that the archive keeps; it is changed there.")
    return _kept_by(row, actor)


class ClassChangeForm(ActionForm):
    """Name and retention."""

    name = forms.CharField(label=_("Class"), max_length=120)
    years = forms.TypedChoiceField(label=_("Retention in years"), choices=RETENTIONS, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, FileClass):
            self.initial = {"name": self.record.name, "years": self.record.years, **self.initial}


@action(FileClass, role=KEEPER, label=_("Change the class"), form=ClassChangeForm, allowed=_by_hand)
def change_class(file_class: FileClass, *, by: Actor, name: str, years: int) -> None:
    """Files keep the retention that they were given."""
    file_class.name, file_class.years = name, years


@action(FileClass, role=SYSTEM, label=_("Follow the scheme of the archive"), form=ActionForm)
def follow_scheme(file_class: FileClass, *, by: Actor, name: str, years: int, active: bool) -> None:
    """As the archive's scheme has it from now on; files keep the retention that they were given."""
    file_class.name, file_class.years, file_class.active, file_class.by_scheme = name, years, active, True


def _hand_made(row: FileClass, actor: Actor) -> str | None:
    return _by_hand(row, actor) or (None if row.active else said("It is out of use."))


@action(FileClass, role=KEEPER, label=_("Take out of use"), form=NoteForm, allowed=_hand_made)
def drop_class(file_class: FileClass, *, by: Actor, note: str = "") -> None:
    """Nothing more is filed in it: one that the scheme does not have, or no longer."""
    file_class.active = False


class GroupForm(ActionForm):
    """A name and the agencies in it; `members` as data for programs."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    name = forms.CharField(label=_("Name of the group"), max_length=80)
    collective = forms.BooleanField(label=_("The document names the group only"), required=False)
    agencies = forms.ModelMultipleChoiceField(Agency.objects.all(), label=_("Members of the group"), required=False)
    members = forms.JSONField(label=_("Members as data"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None:
            rows = Agency.objects.all()
            mine = rows if self.actor.is_system else rows.filter(pk__in=agencies_of(self.actor, KEEPER, HANDLER))
            self.fields["agency"].queryset = mine  # type: ignore[attr-defined]
        if isinstance(self.record, RecipientGroup):
            known = self.record
            del self.fields["agency"]
            codes = [one.party.code for one in known.recipients()]
            shown = {"name": known.name, "collective": known.collective}
            self.initial = {**shown, "agencies": Agency.objects.filter(code__in=codes), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Members as recipients."""
        given = super().clean() or self.cleaned_data
        rows = given.pop("agencies", None)
        data = given.get("members") or []
        try:
            known = recipients_from_json(data) if isinstance(data, list) else ()
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            raise ValidationError({"members": said("These data are no recipients.")}) from fault
        from siwei.documents.content.model import Recipient

        chosen = tuple(Recipient(party(one)) for one in rows or ())
        given["members"] = recipients_to_json(known or chosen)
        return given


@creates(RecipientGroup, role=(KEEPER, HANDLER), label=_("Add a group of recipients"), form=GroupForm)
def add_group(
    *, by: Actor, agency: Agency, name: str, members: list[dict[str, Any]], collective: bool = False
) -> RecipientGroup:
    """Recipients that are chosen together."""
    _demand(agency, None, by)
    row: RecipientGroup = _saved(RecipientGroup(agency=agency, name=name, members=members, collective=collective))
    return row


@action(RecipientGroup, role=(KEEPER, HANDLER), label=_("Change the group"), form=GroupForm, allowed=_kept_by)
def change_group(
    group: RecipientGroup, *, by: Actor, name: str, members: list[dict[str, Any]], collective: bool = False
) -> None:
    """Drafts keep the recipients that were chosen."""
    group.name, group.members, group.collective = name, members, collective


def _in_use(row: Any, actor: Actor) -> str | None:
    return _kept_by(row, actor) or (None if row.active else said("It is out of use."))


@action(RecipientGroup, role=(KEEPER, HANDLER), label=_("Take out of use"), form=NoteForm, allowed=_in_use)
def drop_group(group: RecipientGroup, *, by: Actor, note: str = "") -> None:
    """It is offered no more."""
    group.active = False


class TemplateForm(ActionForm):
    """Name, type and the beginning of the text; `content` as data for the writing desk."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False)
    name = forms.CharField(label=_("Name of the template"), max_length=80)
    kind = forms.ChoiceField(label=_("Type of document"), choices=lambda: kinds(issued=True), initial="函")
    subject = forms.CharField(label=_("Subject"), max_length=1000, required=False)
    first = forms.CharField(label=_("Explanation"), required=False, max_length=LONGEST, widget=area(6))
    content = forms.JSONField(label=_("Content as data"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not self.actor.is_system:
            mine = agencies_of(self.actor, KEEPER, HANDLER)
            self.fields["agency"].queryset = Agency.objects.filter(pk__in=mine)  # type: ignore[attr-defined]
            self.fields["unit"].queryset = Unit.objects.filter(agency__in=mine)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The content, read from the data or made of the fields."""
        given = super().clean() or self.cleaned_data
        subject, first, data = given.pop("subject", ""), given.pop("first", ""), given.get("content")
        agency, kind = given.get("agency"), given.get("kind")
        if self.errors or agency is None or kind is None:
            return given
        try:
            content = Content.from_json(data) if data else None
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise ValidationError({"content": said("These data are no document.")}) from fault
        usual = [one for one in document_types()[kind].sections if one != "主旨"]
        made = Content(
            kind=kind, sender=Party(agency.name_zh, "agency", agency.code), subject=subject,
            sections=(section((*usual, "")[0], first),) if first.strip() else (),
        )  # fmt: skip
        given["content"] = (content or made).to_json()
        return given


@creates(Template, role=(KEEPER, HANDLER), label=_("Add a template of documents"), form=TemplateForm)
def add_template(
    *, by: Actor, agency: Agency, name: str, kind: str, content: dict[str, Any], unit: Unit | None = None
) -> Template:
    """A beginning that drafts of the unit can take."""
    _demand(agency, unit, by)
    row: Template = _saved(Template(agency=agency, unit=unit, name=name, kind=kind, content=content))
    return row


@action(Template, role=(KEEPER, HANDLER), label=_("Take out of use"), form=NoteForm, allowed=_in_use)
def drop_template(template: Template, *, by: Actor, note: str = "") -> None:
    """It is offered no more; what was drafted from it stays."""
    template.active = False
