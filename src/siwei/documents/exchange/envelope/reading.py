"""DI and SW files as content: opened safely, checked, read, and put together with whom the roster names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from siwei.documents.content.model import Attached, Content, Party, Recipient, Way
from siwei.documents.exchange.envelope import meaning
from siwei.documents.exchange.envelope.opening import Opened, base_name, open_file
from siwei.documents.exchange.envelope.packing import Envelope
from siwei.documents.exchange.envelope.refusal import Reason, refuse
from siwei.documents.exchange.envelope.writing import ROSTER_ENTITY, RosterLine

#: what the 91 version called the roster
ROSTER_ENTITIES = (ROSTER_ENTITY, "名單")
#: a roster names copies that a document knows; others are read as ordinary ones
COPIES = ("正本", "副本", "抄本")


@dataclass(frozen=True, slots=True)
class Document:
    """A DI as it was read: the content, its version, the name of its roster and the files it declares."""

    content: Content
    version: str
    roster_name: str
    files: Mapping[str, str]
    roster: tuple[RosterLine, ...] = ()


def read(envelope: Envelope) -> Document:
    """The whole document of an envelope; attachments by the digests of the delivered files. Raises EnvelopeRefused."""
    document = read_di(envelope.di, envelope.di_name)
    given = {base_name(name): data for name, data in envelope.attachments}
    for one in document.content.attachments:
        if one.name not in given:
            raise refuse(Reason.MISSING_FILE, name=one.name)
    named = {one.name for one in document.content.attachments}
    for name in given:
        if name not in named:
            raise refuse(Reason.EXTRA_FILE, name=name)
    if document.roster_name and envelope.sw is None:
        raise refuse(Reason.MISSING_FILE, name=document.roster_name)
    if envelope.sw is not None and not document.roster_name:
        raise refuse(Reason.EXTRA_FILE, name="SW")
    attachments = tuple(
        Attached(one.name, hashlib.sha256(given[one.name]).hexdigest(), len(given[one.name]))
        for one in document.content.attachments
    )
    content = replace(document.content, attachments=attachments)
    roster = read_roster(envelope.sw) if envelope.sw is not None else ()
    if envelope.sw is not None:
        content = with_roster(content, roster)
    return replace(document, content=content, roster=roster)


def read_di(data: bytes, name: str = "DI") -> Document:
    """A DI alone: recipients without codes, save the one it is addressed to. Raises EnvelopeRefused."""
    opened = open_file(data, name)
    if opened.head.root not in meaning.MEANINGS:
        raise refuse(Reason.ROOT, name=name, root=opened.head.root)
    content = meaning.MEANINGS[opened.head.root](opened.root)
    table = opened.root.find("受文者/交換表")
    roster = next((file for entity, (file, _of) in opened.files.items() if entity in ROSTER_ENTITIES), "")
    if table is not None:
        roster = opened.files[str(table.get("交換表單"))][0]
    content = replace(content, attachments=_attachments(opened, roster))
    files = {entity: file for entity, (file, _of) in opened.files.items()}
    return Document(_addressed(content, opened), opened.head.version, roster, files)


def _attachments(opened: Opened, roster: str) -> tuple[Attached, ...]:
    """Attachments in the order in which the document names them, each once. Raises EnvelopeRefused."""
    names = [name for one in opened.root.iterfind("附件/附件檔名") for name in str(one.get("附件名")).split()]
    files = [opened.files[name][0] for name in dict.fromkeys(names)]
    for file in files:
        if not file or file == roster or files.count(file) > 1:
            raise refuse(Reason.DOUBLE_NAME if file else Reason.BAD_NAME, name=file)
    return tuple(Attached(file) for file in files)


def _addressed(content: Content, opened: Opened) -> Content:
    """The codes of 受文者 go to the recipient of that name; without one it becomes a recipient."""
    party = next((party for party, _given in meaning.parties(opened.root.find("受文者"))), None)
    if party is None:
        return content
    for place, one in enumerate(content.recipients):
        if _same(one.party, party):
            return _with(content, place, replace(one, party=party))
    group = next((at for at, one in enumerate(content.recipients) if one.party.kind == "group"), None)
    if group is None:
        return replace(content, recipients=(*content.recipients, Recipient(party)))
    return _with(content, group, replace(content.recipients[group], members=(party,)))


def _with(content: Content, at: int, recipient: Recipient) -> Content:
    rows = list(content.recipients)
    rows[at] = recipient
    return replace(content, recipients=tuple(rows))


def read_roster(data: bytes, name: str = "SW") -> tuple[RosterLine, ...]:
    """The lines of a roster. Raises EnvelopeRefused."""
    opened = open_file(data, name)
    if opened.head.root != "交換表單":
        raise refuse(Reason.ROOT, name=name, root=opened.head.root)
    lines = meaning.roster(opened.root)
    return tuple(RosterLine(party, copy if copy in COPIES else "正本", with_files) for party, copy, with_files in lines)


def with_roster(content: Content, roster: Sequence[RosterLine]) -> Content:
    """Recipients with the codes of the roster, groups with their members; whom it leaves out gets paper.

    A roster is flat: a line belongs to the recipient of its name and copy, else to the group before which it stands
    as the document lists them, else it is a recipient that the document does not list.
    """
    waiting: dict[str, list[RosterLine]] = {}
    for line in roster:
        waiting.setdefault(line.copy, []).append(line)
    found: list[Recipient] = []
    for copy in ("正本", "副本"):
        rows = [one for one in content.recipients if one.copy == copy]
        found += _matched(rows, waiting.get(copy, []))
    found += [
        _alone(line) for copy, lines in waiting.items() for line in lines if copy == "抄本" or not _has(content, copy)
    ]
    return replace(content, recipients=tuple(found))


def _has(content: Content, copy: str) -> bool:
    return any(one.copy == copy for one in content.recipients)


def _alone(line: RosterLine) -> Recipient:
    return Recipient(line.party, line.copy, line.with_attachments)  # type: ignore[arg-type]  # read_roster checks it


def _matched(rows: Sequence[Recipient], lines: Sequence[RosterLine]) -> list[Recipient]:
    """Recipients of one copy, in their order, with the lines that are theirs."""
    names = {_key(one.party) for one in rows}
    own = {_key(line.party): line for line in reversed(lines)}
    others = [line for line in lines if _key(line.party) not in names]
    found: list[Recipient] = []
    for one in rows:
        line = own.get(_key(one.party))
        if one.party.kind == "group":
            members, others = others, []
            way: Way = "exchange" if members else "paper"
            with_files = members[0].with_attachments if members else one.with_attachments
            named = tuple(line.party for line in members)
            found.append(replace(one, members=named, way=way, with_attachments=with_files))
        elif line is None:
            found.append(replace(one, way="paper"))
        else:
            found.append(replace(one, party=line.party, with_attachments=line.with_attachments))
    return found + ([_alone(line) for line in others] if rows else [])


def _key(party: Party) -> tuple[str, str]:
    return party.name, party.post if party.kind == "person" else ""


def _same(one: Party, other: Party) -> bool:
    return _key(one) == _key(other)
