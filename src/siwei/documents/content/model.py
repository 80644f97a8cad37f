"""The content of one document as frozen values, to and from JSON; what is drafted, signed, printed and exchanged.

Only what the document says stands here. Who handles it, where it waits and when it is due belong to the modules.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from siwei.documents.content.numbers import IssueNumber
from siwei.documents.content.types import DocumentType, document_types

PartyKind = Literal["agency", "unit", "person", "group"]
Copy = Literal["正本", "副本", "抄本"]
#: how a copy goes out (RULES 1.8)
Way = Literal["exchange", "paper", "fax", "hand"]
Speed = Literal["", "普通件", "速件", "最速件"]
Level = Literal["", "密"]  # state secrets (機密 and above) never enter the platform (RULES 8.3)


@dataclass(frozen=True, slots=True)
class Party:
    """An agency (全銜), a unit (單位名), a person (姓名, 職稱) or a group named as one (總稱).

    `code` is the agency's of ten characters, `unit_code` the unit's; both empty where they are not surely known: a
    wrong code is worse than none (exchange-format 5). The name is empty where a post alone is meant (敬陳 處長).
    """

    name: str = ""
    kind: PartyKind = "agency"
    code: str = ""
    unit_code: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party with the kind of copy it gets. A group (總稱) has its members here, which the roster names singly."""

    party: Party
    copy: Copy = "正本"
    with_attachments: bool = True
    way: Way = "exchange"
    members: tuple[Party, ...] = ()

    def parties(self) -> tuple[Party, ...]:
        """Who really gets it: the members of a group, else the party itself."""
        return self.members or (self.party,)


@dataclass(frozen=True, slots=True)
class Item:
    """An item (條列) and the items under it. Its mark (一、 (一) 1、 (1)) follows from its place: `ladder`."""

    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section (段落): a heading without colon, which may be empty, running text, and items."""

    name: str
    text: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Secrecy:
    """密等 and the condition or term after which it ends; both or none (RULES 8.3)."""

    level: Level = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment: its name as a file, and its bytes' SHA-256 and size where they are in the system."""

    name: str
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Gathering:
    """Fields of a notice of meeting or inspection: times as aware moments, place, chair, who comes, remarks."""

    times: tuple[datetime.datetime, ...] = ()
    place: str = ""
    chair: tuple[Party, ...] = ()
    attendees: tuple[Party, ...] = ()
    observers: tuple[Party, ...] = ()
    contact: str = ""
    phone: str = ""
    remark: Section = Section("")


@dataclass(frozen=True, slots=True)
class Content:
    """One document: `kind` names its type; `date` and `number` stay None until it is issued."""

    kind: str
    sender: Party
    subject: str = ""
    sections: tuple[Section, ...] = ()
    address: str = ""
    contacts: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    date: datetime.date | None = None
    number: IssueNumber | None = None
    speed: Speed = "普通件"
    secrecy: Secrecy = Secrecy()
    attachment_note: str = ""
    attachments: tuple[Attached, ...] = ()
    #: 署名, a line each; who signs follows from delegation and absence (公文程式條例 arts. 3 and 4)
    signature: tuple[str, ...] = ()
    gathering: Gathering | None = None
    #: 敬陳 of a 簽: posts and names
    respectfully: tuple[Party, ...] = ()
    #: 擬辦方式: 1 先簽後稿, 2 簽稿併陳, 3 以稿代簽, 4 雙稿, 5 多稿; empty where not said
    method: str = ""

    @property
    def type(self) -> DocumentType:
        """Its type; KeyError when there is none of that name."""
        return document_types()[self.kind]

    def issued(self, date: datetime.date, number: IssueNumber, signature: tuple[str, ...] = ()) -> Self:
        """The same with what is known only when it is issued."""
        return replace(self, date=date, number=number, signature=signature or self.signature)

    def copies(self, copy: Copy) -> tuple[Recipient, ...]:
        """Recipients of one kind of copy, in their order."""
        return tuple(one for one in self.recipients if one.copy == copy)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; what is empty is left out, so equal contents give equal bytes."""
        return {name: value for name, value in _plain(asdict(self)).items() if value not in (None, "", [], {})}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises KeyError, TypeError or ValueError for what it did not write."""
        given = dict(data)
        given["sender"] = Party(**given["sender"])
        given["sections"] = tuple(_section(one) for one in given.get("sections", ()))
        given["contacts"] = tuple(given.get("contacts", ()))
        given["recipients"] = tuple(_recipient(one) for one in given.get("recipients", ()))
        given["date"] = datetime.date.fromisoformat(given["date"]) if given.get("date") else None
        given["number"] = IssueNumber(**given["number"]) if given.get("number") else None
        given["secrecy"] = Secrecy(**given.get("secrecy", {}))
        given["attachments"] = tuple(Attached(**one) for one in given.get("attachments", ()))
        given["signature"] = tuple(given.get("signature", ()))
        given["gathering"] = _gathering(given["gathering"]) if given.get("gathering") else None
        given["respectfully"] = tuple(Party(**one) for one in given.get("respectfully", ()))
        given.setdefault("speed", "")
        return cls(**given)

    def canonical(self) -> bytes:
        """The bytes that are signed: JSON with sorted names, UTF-8."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        """SHA-256 of `canonical`."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def words(self) -> str:
        """All running text, for search and for comparing versions: a paragraph a line."""
        return "\n".join(line for line in (self.subject, *_words(self.sections)) if line)


def recipients_from_json(rows: Iterable[dict[str, Any]]) -> tuple[Recipient, ...]:
    """Recipients kept alone, as a group of them or in a roster."""
    return tuple(_recipient(one) for one in rows)


def recipients_to_json(recipients: Iterable[Recipient]) -> list[dict[str, Any]]:
    """The inverse."""
    return [_plain(asdict(one)) for one in recipients]


def _words(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.name
        yield section.text
        yield from _item_words(section.items)


def _item_words(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.text
        yield from _item_words(item.items)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items() if one not in (None, "", (), [], {})}
        case list() | tuple():
            return [_plain(one) for one in value]
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case _:
            return value


def _item(data: dict[str, Any]) -> Item:
    return Item(data.get("text", ""), tuple(_item(one) for one in data.get("items", ())))


def _section(data: dict[str, Any]) -> Section:
    return Section(data.get("name", ""), data.get("text", ""), tuple(_item(one) for one in data.get("items", ())))


def _recipient(data: dict[str, Any]) -> Recipient:
    given = {**data, "party": Party(**data["party"])}
    given["members"] = tuple(Party(**one) for one in data.get("members", ()))
    given["with_attachments"] = bool(data.get("with_attachments", False))
    return Recipient(**given)


def _gathering(data: dict[str, Any]) -> Gathering:
    given = dict(data)
    given["times"] = tuple(datetime.datetime.fromisoformat(one) for one in data.get("times", ()))
    for name in ("chair", "attendees", "observers"):
        given[name] = tuple(Party(**one) for one in data.get(name, ()))
    given["remark"] = _section(data.get("remark", {}))
    return Gathering(**given)
