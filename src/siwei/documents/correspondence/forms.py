"""The forms in which a document is drafted: its head, its sections as typed lines, its recipients."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.content import ladder
from siwei.documents.content.model import (
    Content,
    Gathering,
    Item,
    Party,
    Recipient,
    Secrecy,
    Section,
)
from siwei.documents.content.types import GATHERINGS, document_types
from siwei.documents.correspondence.actions.reading import read_letter
from siwei.documents.correspondence.models import (
    Answer,
    Delegation,
    Incoming,
    Letter,
    RecipientGroup,
    Word,
    agencies_of,
    units_of,
)
from siwei.documents.correspondence.models.choices import METHODS, SECRECY, SPEEDS, Category, kinds
from siwei.documents.correspondence.roles import HANDLER
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.records.said import said

LONGEST = 20_000


def area(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, each checked by itself; none is an empty list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files as a list."""
        given = data if isinstance(data, list | tuple) else [data]
        return [one for one in (super(FilesField, self).clean(file, initial) for file in given) if one]


class ContentForm(ActionForm):
    """What a document says. `content` is the whole of it as data, for programs and for the writing desk."""

    kind = forms.ChoiceField(label=_("Type of document"), choices=lambda: kinds(issued=True), initial="函")
    subject = forms.CharField(label=_("Subject"), max_length=1000, required=False, widget=area(2))
    first = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=LONGEST,
        widget=area(6),
        help_text=_("An item a line, marked 一、 (一) 1、 (1); a line without a mark continues the one before."),
    )
    second = forms.CharField(label=_("Proposed action"), required=False, max_length=LONGEST, widget=area(4))
    speed = forms.ChoiceField(label=_("Speed"), choices=SPEEDS, initial="普通件")
    secrecy = forms.ChoiceField(label=_("Secrecy"), choices=SECRECY, required=False)
    secret_until = forms.CharField(label=_("Term or condition of secrecy"), max_length=120, required=False)
    attachment_note = forms.CharField(label=_("Attachments as the head names them"), max_length=300, required=False)
    recipients = forms.ModelMultipleChoiceField(Agency.objects.all(), label=_("Originals to"), required=False)
    copies = forms.ModelMultipleChoiceField(Agency.objects.all(), label=_("Copies to"), required=False)
    others = forms.CharField(
        label=_("Other recipients"),
        required=False,
        max_length=4000,
        widget=area(2),
        help_text=_("People and bodies that are no agencies, one a line; they get it on paper."),
    )
    groups = forms.ModelMultipleChoiceField(RecipientGroup.objects.none(), label=_("Groups"), required=False)
    meets_at = forms.DateTimeField(label=_("Time of the meeting"), required=False)
    place = forms.CharField(label=_("Place of the meeting"), max_length=120, required=False)
    method = forms.ChoiceField(label=_("Way of drafting"), choices=METHODS, required=False)
    content = forms.JSONField(label=_("Content as data"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None:
            rows = RecipientGroup.objects.visible_to(self.actor).filter(active=True)
            self.fields["groups"].queryset = rows  # type: ignore[attr-defined]

    def unit_of(self, given: dict[str, Any]) -> Unit | None:
        """The unit that drafts."""
        unit = given.get("unit")
        return unit if isinstance(unit, Unit) else None

    def clean(self) -> dict[str, Any]:
        """The content, made of the fields or read from the data; only what the action takes goes on."""
        given = super().clean() or self.cleaned_data
        if given.get("content"):
            return {**self.taken(given), "content": self._read(given["content"])}
        if given.get("kind") in GATHERINGS and not given.get("meets_at"):
            self.add_error("meets_at", said("Say when."))
        unit = self.unit_of(given)
        if self.errors or unit is None:
            return given
        issuing = given.get("agency") or self.issuing() or unit.agency
        return {**self.taken(given), "content": made(given, issuing, unit, self.actor, self.drawn())}

    def _read(self, data: Any) -> Content:
        try:
            content = Content.from_json(data)
            content.words()  # what is no text where text belongs shows here
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise ValidationError({"content": said("These data are no document.")}) from fault
        return content

    def issuing(self) -> Agency | None:
        """The agency that issues it where the form does not ask."""
        return None

    def drawn(self) -> Content | None:
        """The content whose other parts go on."""
        return None

    def taken(self, given: dict[str, Any]) -> dict[str, Any]:
        """Values that the action takes beside the content."""
        asked = set(self.fields) - set(ContentForm.base_fields)
        return {name: value for name, value in given.items() if name in asked}


def incoming_field(*, many: bool = False) -> Any:
    """A choice of incoming documents; the form narrows it to those in hand of whoever asks."""
    kind = _Titles if many else _Title
    label = _("Answers to") if many else _("Incoming document")
    return kind(Incoming.objects.none(), label=label, required=not many)


class _Title(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """One document, by number and subject."""

    def label_from_instance(self, obj: Any) -> str:
        """What the choice says."""
        return str(obj.title())


class _Titles(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several."""

    def label_from_instance(self, obj: Any) -> str:
        """What the choice says."""
        return str(obj.title())


def in_hand(actor: Actor) -> Any:
    """Incoming documents that the actor can answer."""
    rows = Incoming.objects.visible_to(actor).filter(state=Incoming.State.HANDLING)
    return rows if actor.is_system else rows.filter(handler=actor.place)


class DraftForm(ContentForm):
    """A new document: whose it is, what it says, which clock and which level."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that drafts"))
    agency = forms.ModelChoiceField(
        Agency.objects.all(), label=_("Issued by"), required=False, help_text=_("Empty: the unit's own agency.")
    )
    opened_on = forms.DateField(label=_("Created on"), initial=timezone.localdate)
    word = forms.ModelChoiceField(Word.objects.none(), label=_("Word of issue numbers"), required=False)
    delegation = forms.ModelChoiceField(Delegation.objects.none(), label=_("Item of delegation"), required=False)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices, initial=Category.GENERAL)
    named_due = forms.DateField(label=_("Due on the day named"), required=False)
    split = forms.BooleanField(label=_("A letter of its own for each recipient"), required=False)
    answers = incoming_field(many=True)
    how = forms.ChoiceField(label=_("How it is answered"), choices=Answer.How.choices, initial=Answer.How.SINGLE)
    readers = forms.ModelMultipleChoiceField(Person.objects.active(), label=_("Named readers"), required=False)
    enclosures = FilesField(
        label=_("Files that go with it"),
        required=False,
        help_text=_("Choose them last: a page that comes back with a question has forgotten them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is None:
            return
        mine = units_of(self.actor)
        units = Unit.objects.all() if self.actor.is_system else Unit.objects.filter(pk__in=mine)
        agencies = set(units.values_list("agency", flat=True)) | agencies_of(self.actor, HANDLER)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.initial.setdefault("unit", next(iter(mine), None))
        self.fields["word"].queryset = Word.objects.filter(agency__in=agencies)  # type: ignore[attr-defined]
        self.fields["delegation"].queryset = Delegation.objects.filter(agency__in=agencies)  # type: ignore[attr-defined]
        self.fields["answers"].queryset = in_hand(self.actor)  # type: ignore[attr-defined]


class RedraftForm(ContentForm):
    """The same document said otherwise."""

    note = forms.CharField(label=_("Note on the version"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: Content | None = None
        if isinstance(self.record, Letter) and self.actor is not None:
            self.known = read_letter(self.record, self.actor)
            self.initial = {**shown(self.known), **self.initial}

    def unit_of(self, given: dict[str, Any]) -> Unit | None:
        """The unit that drafted it."""
        return self.record.unit if isinstance(self.record, Letter) else None

    def issuing(self) -> Agency | None:
        """The agency that it had."""
        return self.record.agency if isinstance(self.record, Letter) else None

    def drawn(self) -> Content | None:
        """What it said before."""
        return self.known


def party(agency: Agency) -> Party:
    """An agency as it stands in a document."""
    return Party(agency.name_zh, "agency", agency.code)


def made(
    given: dict[str, Any], issuing: Agency, unit: Unit, actor: Actor | None, before: Content | None = None
) -> Content:
    """The content that the fields describe; attachments of the version before go on."""
    handler = actor.name if actor is not None else ""
    kind = str(given["kind"])
    recipients = (
        *(Recipient(party(one)) for one in given.get("recipients") or ()),
        *(member for group in given.get("groups") or () for member in _of_group(group)),
        *(Recipient(Party(line, "person"), way="paper") for line in _lines(given.get("others", ""))),
        *(Recipient(party(one), "副本") for one in given.get("copies") or ()),
        *_beyond_the_form(before),
    )
    home = office()
    return Content(
        kind=kind,
        sender=party(issuing),
        subject=" ".join(str(given.get("subject", "")).split()),
        sections=(
            *_sections(kind, given.get("first", ""), given.get("second", "")),
            *(before.sections[2:] if before else ()),
        ),
        address=home.centre().address.zh if issuing.code == home.code else "",
        contacts=before.contacts if before else (f"承辦單位：{unit.name_zh}", f"承辦人：{handler}"),
        recipients=recipients,
        speed=given.get("speed") or "普通件",
        secrecy=Secrecy(given.get("secrecy") or "", given.get("secret_until", "") if given.get("secrecy") else ""),
        attachment_note=given.get("attachment_note", ""),
        attachments=before.attachments if before else (),
        gathering=_gathering(given) if kind in GATHERINGS else None,
        respectfully=before.respectfully if before else (),
        method=given.get("method") or "",
    )


def _beyond_the_form(before: Content | None) -> Iterable[Recipient]:
    """Recipients of the version before that no field shows: groups, units, agencies whose code is not known."""
    for one in before.recipients if before else ():
        if one.party.kind in ("group", "unit") or (one.party.kind == "agency" and not one.party.code):
            yield one


def _gathering(given: dict[str, Any]) -> Gathering:
    at: datetime.datetime | None = given.get("meets_at")
    return Gathering(times=(at,) if at else (), place=given.get("place", ""))


def _of_group(group: RecipientGroup) -> Iterable[Recipient]:
    if not group.collective:
        return group.recipients()
    members = tuple(one.party for one in group.recipients())
    return (Recipient(Party(group.name, "group"), members=members),)


def _lines(text: str) -> list[str]:
    return [line for line in (one.strip() for one in str(text).splitlines()) if line]


def _sections(kind: str, *texts: str) -> Iterable[Section]:
    usual = [name for name in document_types()[kind].sections if name != "主旨"]
    for name, text in zip([*usual, "", ""], texts, strict=False):
        if str(text).strip():
            yield section(name, str(text))


def section(name: str, text: str) -> Section:
    """A section of typed lines: what has one item only is running text and bears no mark (RULES 1.3)."""
    items: tuple[Item, ...] = ladder.read(text)
    if len(items) == 1 and not items[0].items:
        return Section(name, items[0].text)
    return Section(name, items=items)


def shown(content: Content) -> dict[str, Any]:
    """The fields as the form shows a content."""
    codes = {copy: [one.party.code for one in content.copies(copy) if one.party.code] for copy in ("正本", "副本")}
    texts = [one.text or ladder.typed(one.items) for one in content.sections]
    first, second = [*texts, "", ""][:2]
    gathering = content.gathering
    return {
        "kind": content.kind,
        "subject": content.subject,
        "first": first,
        "second": second,
        "speed": content.speed or "普通件",
        "secrecy": content.secrecy.level,
        "secret_until": content.secrecy.until,
        "attachment_note": content.attachment_note,
        "recipients": Agency.objects.filter(code__in=codes["正本"]),
        "copies": Agency.objects.filter(code__in=codes["副本"]),
        "others": "\n".join(one.party.name for one in content.recipients if one.party.kind == "person"),
        "meets_at": gathering.times[0] if gathering and gathering.times else None,
        "place": gathering.place if gathering else "",
        "method": content.method,
    }
