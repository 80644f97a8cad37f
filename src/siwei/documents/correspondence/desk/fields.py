"""The fields of the writing desk: rows of sections and recipients, read into a content and shown out of one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from siwei.documents.content import ladder
from siwei.documents.content.model import (
    Attached,
    Content,
    Copy,
    Gathering,
    Level,
    Party,
    PartyKind,
    Recipient,
    Secrecy,
    Section,
    Speed,
    Way,
)  # fmt: skip
from siwei.documents.content.types import GATHERINGS, UPWARD, document_types
from siwei.documents.correspondence.forms import section
from siwei.documents.correspondence.models import RecipientGroup
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.records.said import said

#: how many of each a person may write; more is no letter but an attack
MOST_SECTIONS, MOST_RECIPIENTS = 30, 800
KINDS = [("agency", _("Agency or body")), ("person", _("Person")), ("unit", _("Unit"))]
WITH = [("1", _("With attachments")), ("0", _("Without attachments"))]

#: fields that are plain text of several lines or one
TEXTS = ("contacts", "respectfully", "chair", "attendees", "observers", "contact", "phone", "remark")


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section as it is typed: heading, and lines with their marks."""

    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A recipient as it is typed."""

    name: str = ""
    copy: str = "正本"
    way: str = "exchange"
    kind: str = "agency"
    attachments: str = "1"


@dataclass(frozen=True)
class Typed:
    """All rows of the desk."""

    sections: tuple[SectionRow, ...]
    recipients: tuple[RecipientRow, ...]

    @classmethod
    def posted(cls, data: QueryDict) -> Typed:
        """As the browser sent them."""
        sections = zip(data.getlist("section_name"), data.getlist("section_text"), strict=False)
        columns = ("to_name", "to_copy", "to_way", "to_kind", "to_attachments")
        recipients = zip(*(data.getlist(name) for name in columns), strict=False)
        return cls(
            tuple(SectionRow(name.strip(" ：:"), text) for name, text in sections),
            tuple(RecipientRow(" ".join(name.split()), *rest) for name, *rest in recipients),
        )

    @classmethod
    def of(cls, content: Content) -> Typed:
        """As a content shows."""
        sections = (SectionRow(one.name, one.text or ladder.typed(one.items)) for one in content.sections)
        recipients = (
            RecipientRow(
                one.party.name, one.copy, one.way, "agency" if one.party.kind == "group" else one.party.kind,
                "1" if one.with_attachments else "0",
            )
            for one in content.recipients
        )  # fmt: skip
        return cls(tuple(sections), tuple(recipients))

    @classmethod
    def usual(cls, kind: str) -> Typed:
        """Empty rows with the headings that are usual for a type."""
        known = document_types().get(kind)
        names = [name for name in known.sections if name != "主旨"] if known else []
        recipients = (RecipientRow(),) if known and known.has_recipients else ()
        return cls(tuple(SectionRow(name) for name in names), recipients)

    def with_one_more(self, what: str, kind: str) -> Typed:
        """A section or recipient more, or the usual headings in place of those that hold nothing."""
        match what:
            case "section":
                return replace(self, sections=(*self.sections, SectionRow()))
            case "recipient":
                return replace(self, recipients=(*self.recipients, RecipientRow()))
            case "headings":
                kept = tuple(one for one in self.sections if one.text.strip())
                usual = [one for one in Typed.usual(kind).sections if one.name not in {row.name for row in kept}]
                return replace(self, sections=(*kept, *usual))
            case _:
                return self


@dataclass(frozen=True)
class Desk:
    """What is known beside the rows: whose document it is, who writes, and what it said before."""

    actor: Actor
    unit: Unit | None = None
    issuing: Agency | None = None
    before: Content | None = None
    #: files that are attached to the letter
    files: tuple[Attached, ...] = ()

    def content(self, data: QueryDict) -> Content:
        """The content that the rows and fields describe; ValidationError by field."""
        kind = data.get("kind", "函")
        if kind not in document_types():
            raise ValidationError({"kind": said("There is no such type of document.")})
        typed = Typed.posted(data)
        if len(typed.sections) > MOST_SECTIONS or len(typed.recipients) > MOST_RECIPIENTS:
            raise ValidationError(said("A document of so many parts is not taken."))
        secret = _choice(data, "secrecy", get_args(Level))
        return Content(
            kind=kind,
            sender=self._sender(kind),
            subject=_line(data, "subject"),
            sections=tuple(_sections(typed.sections)),
            address=self._address(),
            contacts=self._contacts(data),
            recipients=tuple(self._recipients(typed.recipients)),
            speed=cast(Speed, _choice(data, "speed", get_args(Speed)) or "普通件"),
            secrecy=Secrecy(cast(Level, secret), _line(data, "secret_until") if secret else ""),
            attachment_note=_line(data, "attachment_note"),
            attachments=self._attachments(data),
            gathering=_gathering(data) if kind in GATHERINGS else None,
            respectfully=tuple(Party("", "person", post=one) for one in _lines(data, "respectfully")),
            method=_line(data, "method"),
        )

    def _sender(self, kind: str) -> Party:
        if kind in UPWARD and self.unit is not None:
            return Party(self.unit.name_zh, "unit", self.unit.agency.code, self.unit.code[:7])
        agency = self.issuing or (self.unit.agency if self.unit else None)
        return Party(agency.name_zh, "agency", agency.code) if agency else Party("")

    def _address(self) -> str:
        if self.before is not None and self.before.address:
            return self.before.address
        agency = self.issuing or (self.unit.agency if self.unit else None)
        return office().centre().address.zh if agency is not None and agency.code == office().code else ""

    def _contacts(self, data: QueryDict) -> tuple[str, ...]:
        if given := _lines(data, "contacts"):
            return tuple(given)
        return contacts_of(self.unit, self.actor) if "contacts" not in data else ()

    def _attachments(self, data: QueryDict) -> tuple[Attached, ...]:
        chosen = set(data.getlist("attached"))
        return tuple(one for one in self.files if one.sha256 in chosen)

    def _recipients(self, rows: Iterable[RecipientRow]) -> Iterator[Recipient]:
        """Names become agencies of the directory on an exact match, groups of the agency, or what they were before."""
        named = [row for row in rows if row.name]
        names = {row.name for row in named}
        agencies = {one.name_zh: one for one in Agency.objects.filter(name_zh__in=names)}
        groups = {
            one.name: one for one in RecipientGroup.objects.visible_to(self.actor).filter(name__in=names, active=True)
        }
        known = {one.party.name: one for one in (self.before.recipients if self.before else ())}
        for row in named:
            copy = cast(Copy, row.copy if row.copy in get_args(Copy) else "正本")
            way = cast(Way, row.way if row.way in get_args(Way) else "exchange")
            one = Recipient(Party(row.name), copy, row.attachments != "0", way)
            if group := groups.get(row.name):
                yield from _of_group(group, one)
            elif row.name in known:
                yield replace(one, party=known[row.name].party, members=known[row.name].members)
            elif agency := agencies.get(row.name):
                yield replace(one, party=Party(agency.name_zh, "agency", agency.code))
            else:
                kind = cast(PartyKind, row.kind if row.kind in ("agency", "person", "unit") else "agency")
                # a wrong code is worse than none, and without one nothing can be sent electronically
                yield replace(one, party=Party(row.name, kind), way="paper" if way == "exchange" else way)


def contacts_of(unit: Unit | None, actor: Actor) -> tuple[str, ...]:
    """聯絡方式 of whoever drafts."""
    return (f"承辦單位：{unit.name_zh}", f"承辦人：{actor.name}") if unit else ()


def shown(content: Content) -> dict[str, Any]:
    """Values of the fields that are not rows."""
    gathering = content.gathering or Gathering()
    return {
        "contacts": "\n".join(content.contacts),
        "respectfully": "\n".join(one.post or one.name for one in content.respectfully),
        "chair": "\n".join(" ".join(filter(None, (one.name, one.post))) for one in gathering.chair),
        "attendees": "\n".join(one.name for one in gathering.attendees),
        "observers": "\n".join(one.name for one in gathering.observers),
        "contact": gathering.contact,
        "phone": gathering.phone,
        "remark": gathering.remark.text or ladder.typed(gathering.remark.items),
    }


def _of_group(group: RecipientGroup, one: Recipient) -> Iterator[Recipient]:
    if group.collective:
        members = tuple(member.party for member in group.recipients())
        yield replace(one, party=Party(group.name, "group"), members=members)
        return
    for member in group.recipients():
        yield replace(one, party=member.party, way=member.way)


def _sections(rows: Iterable[SectionRow]) -> Iterator[Section]:
    for row in rows:
        if row.text.strip():
            yield section(row.name, row.text)


def _gathering(data: QueryDict) -> Gathering:
    remark = data.get("remark", "")
    return Gathering(
        times=_times(data),
        place=_line(data, "place"),
        chair=tuple(_person(one) for one in _lines(data, "chair")),
        attendees=tuple(Party(one) for one in _lines(data, "attendees")),
        observers=tuple(Party(one) for one in _lines(data, "observers")),
        contact=_line(data, "contact"),
        phone=_line(data, "phone"),
        remark=section("", remark) if remark.strip() else Section(""),
    )


def _times(data: QueryDict) -> tuple[datetime.datetime, ...]:
    if not data.get("meets_at"):
        return ()
    try:
        return (localtime(forms.DateTimeField().clean(data["meets_at"])),)
    except ValidationError as error:
        raise ValidationError({"meets_at": error.messages}) from error


def _person(line: str) -> Party:
    """「陳大文 副秘書長」: the name, and after a blank the post."""
    name, _blank, post = line.partition(" ")
    return Party(name, "person", post=post.strip())


def _choice(data: Mapping[str, str], name: str, known: Iterable[str]) -> str:
    value = data.get(name, "")
    if value not in known:
        raise ValidationError({name: said("This is none of the choices.")})
    return value


def _line(data: Mapping[str, str], name: str) -> str:
    return " ".join(data.get(name, "").replace("\0", "").split())


def _lines(data: Mapping[str, str], name: str) -> list[str]:
    lines = (" ".join(one.split()) for one in data.get(name, "").replace("\0", "").splitlines())
    return [one for one in lines if one]
