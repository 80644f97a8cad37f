"""What stands on the page of each type of document, as values: head lines, body, foot, marks (RULES 1.3).

The words are those of the document, not of the program: they are Chinese in every language.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.timezone import localtime

from siwei.documents.content.ladder import marks
from siwei.documents.content.model import Attached, Content, Gathering, Item, Party, Recipient, Section
from siwei.documents.content.types import GATHERINGS
from siwei.kernel.calendar.roc import RocStyle, format_roc

#: what a copy is marked as; a 抄本, 影本 or 譯本 carries no seal
CopyMark = Literal["", "正本", "副本", "抄本", "影本", "譯本"]
UNSEALED = ("抄本", "影本", "譯本")
#: types of the second kind of seal: a strip with the agency's name (條戳)
STRIPPED = (*GATHERINGS, "書函", "交辦案件通知單", "催辦案件通知單", "移文單")
TO_ALL = "如正、副本行文單位"
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Slip:
    """One row of the routing slip as it prints: the place, who (甲 代 乙), when, what he wrote."""

    place: str
    who: str
    when: datetime.datetime | None = None
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Copying:
    """What belongs to one printed copy and not to the content."""

    file_number: str = ""
    retention: str = ""
    copy: CopyMark = ""
    #: not issued yet: every page says 稿本
    draft: bool = False
    #: who gets this copy, where it is not the general one
    recipient: Recipient | None = None
    #: of a received document: what the registry wrote on it (收文字號 …)
    received: tuple[tuple[str, str], ...] = ()
    #: whether the approved version was sealed
    sealed: bool = False
    slip: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A label with what stands behind it; `large` for those the eye looks for first."""

    label: str
    value: str
    large: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body: a heading with its text (depth 0), or an item with its mark (depth 1 to 4)."""

    mark: str
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Seal:
    """What is stamped: a square with the seal's words, or a strip with the agency's name."""

    shape: Literal["square", "strip"]
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be set. `joint` identifies the document across its pages: halves of the marks have to fit."""

    sender: str
    kind: str
    corner: tuple[Line, ...]
    contacts: tuple[str, ...]
    head: tuple[Line, ...]
    body: tuple[Paragraph, ...]
    foot: tuple[Line, ...]
    respectfully: tuple[str, ...]
    signature: tuple[str, ...]
    seal: Seal | None
    slip: tuple[Slip, ...]
    copy: str
    draft: bool
    secret: str
    received: tuple[Line, ...]
    joint: str
    subject: str

    @property
    def title(self) -> str:
        """Title of the file: agency, type and subject; of a secret document only its agency and type."""
        return f"{self.sender}{self.kind}" if self.secret else f"{self.sender}{self.kind}：{self.subject}"


def sheet(content: Content, copying: Copying | None = None) -> Sheet:
    """The page of a document. KeyError when its type is not in the list."""
    copying = copying or Copying()
    head, body, foot = FORMS.get(content.type.root or content.kind, _other)(content, copying)
    is_memo = content.type.root == "簽" or content.kind in ("便簽", "報告")
    return Sheet(
        sender=content.sender.name,
        kind=content.kind,
        corner=(Line("檔　　號", copying.file_number), Line("保存年限", copying.retention)),
        contacts=_contacts(content) if content.type.root in ("函", *GATHERINGS) else (),
        head=tuple(head),
        body=tuple(body),
        foot=tuple(foot),
        respectfully=tuple(_post(one) for one in content.respectfully) if is_memo else (),
        signature=content.signature,
        seal=_seal(content, copying),
        slip=copying.slip,
        copy=copying.copy,
        draft=copying.draft,
        secret=content.secrecy.level,
        received=tuple(Line(*one) for one in copying.received),
        joint=content.digest()[:8].upper(),
        subject=content.subject,
    )


Parts = tuple[list[Line], list[Paragraph], list[Line]]


def _letter(content: Content, copying: Copying) -> Parts:
    head = [Line("受文者", _addressee(copying), large=True), *_dating(content), *_urgency(content)]
    return [*head, _attachments(content)], _body(content), _copies(content)


def _order(content: Content, copying: Copying) -> Parts:
    """A 令 has no 速別 and 密等 in print; 受文者 and copies only where somebody gets it."""
    to = [Line("受文者", _addressee(copying), large=True)] if content.recipients else []
    return [*to, *_dating(content), _attachments(content)], _body(content), _copies(content)


def _notice(content: Content, _copying: Copying) -> Parts:
    return [*_dating(content), _attachments(content)], _body(content), []


def _gathering(content: Content, copying: Copying) -> Parts:
    what = "會勘" if content.kind == "會勘通知單" else "開會"
    given = content.gathering or Gathering()
    head = [Line("受文者", _addressee(copying), large=True), *_dating(content), *_urgency(content)]
    body = [Paragraph(f"{what}事由", content.subject)]
    body += [Paragraph(f"{what}時間", "、".join(_moment(one) for one in given.times))]
    body += [Paragraph(f"{what}地點", given.place), Paragraph("主持人", _listed(given.chair))]
    body += [Paragraph("聯絡人及電話", "　".join(filter(None, (given.contact, given.phone))))]
    foot = [Line("出席者", _listed(given.attendees)), Line("列席者", _listed(given.observers))]
    foot += [line for line in _copies(content) if line.label != "正本"]
    remark = Section("備註", given.remark.text, given.remark.items)
    return [*head, _attachments(content)], [*body, *_section(remark)] if _said(remark) else body, _told(foot)


def _memo(content: Content, _copying: Copying) -> Parts:
    head = [Line("日期", _day(content.date)), Line("文號", str(content.number or "")), *_urgency(content)]
    return [*_told(head), *_told([_attachments(content)])], _body(content), []


def _other(content: Content, copying: Copying) -> Parts:
    """Types without a form of their own: date and number, recipients where there are any, sections as written."""
    to = [Line("受文者", _addressee(copying), large=True)] if content.recipients else []
    return [*to, *_dating(content), *_told([_attachments(content)])], _body(content), _copies(content)


FORMS: dict[str, Callable[[Content, Copying], Parts]] = {
    "函": _letter,
    "令": _order,
    "公告": _notice,
    "開會通知單": _gathering,
    "會勘通知單": _gathering,
    "簽": _memo,
    "便簽": _memo,
    "報告": _memo,
}


def _contacts(content: Content) -> tuple[str, ...]:
    address = (f"機關地址：{content.address}",) if content.address else ()
    return (*address, *content.contacts)


def _addressee(copying: Copying) -> str:
    if copying.recipient is None:
        return TO_ALL
    return "、".join(_named(one) for one in copying.recipient.parties())


def _dating(content: Content) -> list[Line]:
    return [Line("發文日期", _day(content.date)), Line("發文字號", str(content.number or ""))]


def _urgency(content: Content) -> list[Line]:
    secrecy = content.secrecy
    return [
        Line("速別", content.speed),
        Line("密等及解密條件或保密期限", f"{secrecy.level}（{secrecy.until}）" if secrecy.level else ""),
    ]


def _attachments(content: Content) -> Line:
    """What the note says (如說明二), else the names; two and more are numbered (公文程式條例 art. 10)."""
    return Line("附件", content.attachment_note or "、".join(_numbered(content.attachments)))


def _numbered(attachments: tuple[Attached, ...]) -> list[str]:
    names = [one.name for one in attachments]
    return names if len(names) < 2 else [f"{place}.{name}" for place, name in enumerate(names, 1)]


def _copies(content: Content) -> list[Line]:
    lines = []
    for copy in ("正本", "副本", "抄本"):
        found = [one for one in content.recipients if one.copy == copy]
        with_attachments = any(not one.with_attachments for one in found) and copy != "正本"
        named = (_named(one.party) + ("(含附件)" if with_attachments and one.with_attachments else "") for one in found)
        lines.append(Line(copy, "、".join(named)))
    return _told(lines)


def _body(content: Content) -> list[Paragraph]:
    first = [Paragraph("主旨", content.subject)] if content.subject else []
    return [*first, *(one for section in content.sections for one in _section(section))]


def _section(section: Section) -> Iterator[Paragraph]:
    """A section with a single item has no mark for it: the item goes on behind the heading."""
    items = section.items
    if len(items) == 1 and not section.text:
        yield Paragraph(section.name, items[0].text)
        yield from _items(items[0].items, 1)
        return
    yield Paragraph(section.name, section.text)
    yield from _items(items, 0)


def _items(items: tuple[Item, ...], depth: int) -> Iterator[Paragraph]:
    for mark, item in zip(marks(items, depth), items, strict=True):
        yield Paragraph(mark, item.text, depth + 1)
        yield from _items(item.items, depth + 1)


def _seal(content: Content, copying: Copying) -> Seal | None:
    """正本 and 副本 of a sealed version; notices of meeting and letters of lower form get the strip."""
    if not copying.sealed or copying.draft or copying.copy in UNSEALED or content.date is None:
        return None
    if content.kind in STRIPPED:
        return Seal("strip", content.sender.name)
    return Seal("square", f"{content.sender.name}印")


def _named(party: Party) -> str:
    return f"{party.name}{party.post}" if party.kind == "person" else party.name


def _post(party: Party) -> str:
    return f"{party.post}　{party.name}".strip() if party.post else party.name


def _listed(parties: tuple[Party, ...]) -> str:
    return "、".join(_named(one) for one in parties)


def _day(day: datetime.date | None) -> str:
    return format_roc(day, RocStyle.FULL) if day else ""


def _moment(moment: datetime.datetime) -> str:
    """中華民國106年12月1日(星期五)上午9時30分."""
    here = localtime(moment)
    half, hour = ("上午", here.hour) if here.hour < 12 else ("下午", here.hour - 12 or 12)
    minute = f"{here.minute}分" if here.minute else ""
    return f"{_day(here.date())}(星期{_WEEKDAYS[here.weekday()]}){half}{hour}時{minute}"


def _said(section: Section) -> bool:
    return bool(section.text or section.items)


def _told(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.value]
