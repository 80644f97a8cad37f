"""A document as DI and SW files of the 104 version (exchange-format 3 and 4); checked against the grammar when made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from siwei.documents.content.model import Attached, Content, Party, Recipient
from siwei.documents.content.types import GATHERINGS
from siwei.documents.exchange.envelope.names import attachment_name, stem_of
from siwei.documents.exchange.envelope.trees import TREES, Tag, leaf, parties
from siwei.documents.exchange.grammar import GrammarFault, check

#: what XML cannot hold
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ROSTER_DTD = "104_roster_utf8.dtd"
ROSTER_ENTITY = "表單"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class CannotBeWritten(ValueError):  # noqa: N818  # said to whoever drafts
    """The document lacks something that its format demands, or has something that it cannot carry."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a roster: who gets which copy, with or without attachments."""

    party: Party
    copy: str = "正本"
    with_attachments: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were made. `content` is the document as it travels: attachments under their new names."""

    di: bytes
    di_name: str
    sw: bytes | None
    content: Content

    @property
    def sw_name(self) -> str:
        """The name under which the DI speaks of its roster."""
        return self.di_name.removesuffix(".di") + ".sw"

    def named(self, files: Sequence[bytes]) -> tuple[tuple[str, bytes], ...]:
        """Attachments with the names under which they travel, given in the order of the document."""
        return tuple((one.name, data) for one, data in zip(self.content.attachments, files, strict=True))


def write(content: Content, *, single: Recipient | None = None, stem: str = "", checked: bool = True) -> Written:
    """DI, and SW unless it goes to a `single` recipient (分繕發文). Raises CannotBeWritten.

    `stem`: the files' common name; empty takes `<機關代碼>_<文號>`. `checked` may be left out for a document whose
    files were made before.
    """
    kind = content.type
    if not kind.is_exchanged or kind.root not in TREES:
        raise CannotBeWritten(f"{content.kind} has no exchange format")
    number = content.number
    stem = stem or stem_of(content.sender.code, number.digits if number else "", str(number or ""))
    renamed = tuple(
        Attached(attachment_name(stem, place, one.name), one.sha256, one.size)
        for place, one in enumerate(content.attachments, start=1)
    )
    content = replace(content, attachments=renamed)
    lines = () if single else roster_of(content)
    if single and len(single.parties()) != 1:
        raise CannotBeWritten("a document to one has one recipient")
    tree = TREES[kind.root](content, _addressee(content, single, has_roster=bool(lines)))
    entities = [(f"ATTCH{n}", one.name, "_X") for n, one in enumerate(content.attachments, start=1)]
    if lines:
        entities.append((ROSTER_ENTITY, f"{stem}.sw", "DI"))
    di = _document(tree, f"{kind.dtd}_utf8.dtd", entities, checked=checked)
    sw = _document(_roster(lines), ROSTER_DTD, [], checked=checked) if lines else None
    return Written(di, f"{stem}.di", sw, content)


def _addressee(content: Content, single: Recipient | None, *, has_roster: bool) -> Tag | None:
    """受文者: the one recipient, or where the roster names them; None where nobody is named."""
    if single:
        return Tag("受文者", children=parties(single.parties(), codes=True))
    if not has_roster:
        return None
    text = "如出列席者" if content.kind in GATHERINGS else "如正副本行文單位"
    return Tag("受文者", children=[Tag("交換表", {"交換表單": ROSTER_ENTITY}, text=text)])


def roster_of(content: Content) -> tuple[RosterLine, ...]:
    """Whom it reaches by exchange, groups taken apart, each once a copy (交換表單)."""
    lines = [
        RosterLine(party, one.copy, one.with_attachments)
        for one in content.recipients if one.way == "exchange" for party in one.parties()
    ]  # fmt: skip
    return tuple(dict.fromkeys(lines))


def _roster(lines: Iterable[RosterLine]) -> Tag:
    children: list[Tag] = []
    for line in lines:
        children += parties([line.party], codes=True)
        if line.with_attachments:
            children.append(leaf("含附件", "含附件"))
        children.append(Tag("本別", children=[Tag("收發處理本別", {"代碼": line.copy})]))
    return Tag("交換表單", children=children)


def _document(tree: Tag, dtd: str, entities: list[tuple[str, str, str]], *, checked: bool) -> bytes:
    """The file: head with its entities, then the tree."""
    declared = "".join(f'<!ENTITY {name} SYSTEM "{_escaped(file)}" NDATA {of}>\n' for name, file, of in entities)
    subset = f' [\n{declared}<!NOTATION DI SYSTEM "">\n<!NOTATION _X SYSTEM "">\n]' if declared else ""
    parts: list[str] = []
    shape: list[str] = []
    _put(tree, parts, shape, "")
    text = "".join(parts)
    found = FORBIDDEN.search(text)
    if found:
        raise CannotBeWritten(f"U+{ord(found[0]):04X} cannot stand in a document")
    if checked:
        _check(text, shape, [name for name, _file, _of in entities])
    return f'{HEAD}<!DOCTYPE {tree.name} SYSTEM "{dtd}"{subset}>\n{text}'.encode()


def _check(text: str, shape: list[str], entities: list[str]) -> None:
    """Against the grammar, which looks at no word of the text: documents of one shape are checked once."""
    key = hashlib.sha256("\n".join([*shape, *entities]).encode()).digest()
    if key in _sound:
        return
    try:
        check(etree.fromstring(text), entities)
    except GrammarFault as fault:
        raise CannotBeWritten(str(fault)) from fault
    if len(_sound) >= SHAPES:
        _sound.clear()
    _sound.add(key)


#: shapes that were found to fit
_sound: set[bytes] = set()
SHAPES = 10_000


def _put(tag: Tag, parts: list[str], shape: list[str], blank: str) -> None:
    """The lines of a tag into `parts`; into `shape` its elements with their attributes, and where there is text."""
    head = tag.name
    if tag.attributes:
        head += "".join(f' {name}="{_escaped(value, attribute=True)}"' for name, value in tag.attributes.items())
    if tag.children:
        parts.append(f"{blank}<{head}>\n")
        shape.append(head)
        deeper = blank + "  "
        for child in tag.children:
            _put(child, parts, shape, deeper)
        parts.append(f"{blank}</{tag.name}>\n")
        shape.append(">")
    elif tag.text:
        parts.append(f"{blank}<{head}>{_escaped(tag.text)}</{tag.name}>\n")
        shape.append(f"{head}>_" if tag.text.strip() else f"{head}> ")
    else:
        parts.append(f"{blank}<{head}/>\n")
        shape.append(f"{head}/")


_TO_ESCAPE = re.compile(r"[&<>\"\r\n\t]")
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_BLANKS = str.maketrans({"\n": "&#10;", "\t": "&#9;"})


def _escaped(text: str, *, attribute: bool = False) -> str:
    if not _TO_ESCAPE.search(text):
        return text
    found = text.translate(_SIGNS)
    return found.translate(_BLANKS) if attribute else found
