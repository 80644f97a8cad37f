"""Opens a DI or SW file of a stranger in two passes: a scan of its head that refuses every trick, then the tree.

Real files carry an internal subset, so refusing every DTD would refuse good files. The first pass refuses at once
whatever could expand or fetch something; the second knows no DTD and no network (exchange-format 3).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from lxml import etree

from siwei.documents.exchange.envelope.refusal import EnvelopeRefused, Reason, fault_sentence, refuse
from siwei.documents.exchange.grammar import GrammarFault, check

LARGEST = 1024 * 1024  # bytes of one DI or SW; attachments are files of their own
DEEPEST = 40
MOST_ELEMENTS = 50_000
MOST_ENTITIES = 300
DECLARATION = re.compile(r"\A\s*<\?xml\b([^?]*)\?>")
NAMED_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
#: encodings by the names that files give them
ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "big5": "cp950", "cp950": "cp950", "ms950": "cp950",
             "x-windows-950": "cp950", "us-ascii": "ascii"}  # fmt: skip
DTD = re.compile(r"(?P<year>\d{2,3})_(?P<type>[0-9A-Z]|roster)(_utf8|_big5)?\.dtd", re.IGNORECASE)
YEARS = ("99", "104")
#: roots by the letter of their definition; one public program writes 會勘通知單 as type 4
ROOTS = {"1": ("令",), "2": ("函",), "3": ("公告",), "4": ("開會通知單", "會勘通知單"), "5": ("簽",),
         "6": ("簽稿會核單",), "B": ("會勘通知單",), "ROSTER": ("交換表單",)}  # fmt: skip
#: types that are exchanged since the 104 version only
SINCE_104 = ("5", "6", "B")


@dataclass(slots=True)
class Head:
    """What the head says: root, file of its definition, and declared files by the name of their entity."""

    root: str = ""
    dtd: str = ""
    files: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """99 or 104."""
        found = DTD.fullmatch(self.dtd)
        return found["year"] if found else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read safely and fits the grammar."""

    head: Head
    root: etree._Element

    @property
    def files(self) -> Mapping[str, tuple[str, str]]:
        """Declared files: name of the entity to name of the file and notation."""
        return self.head.files


def open_file(data: bytes, name: str) -> Opened:
    """The tree of a file and what its head declares. Raises EnvelopeRefused."""
    text = decoded(data, name)
    head = scan(text, name)
    _check_version(head, name)
    root = _tree(text, name)
    if root.tag != head.root:  # neither parser compares them
        raise refuse(Reason.ROOT, name=name, root=str(root.tag))
    try:
        check(root, head.files)
    except GrammarFault as fault:
        raise EnvelopeRefused(Reason.GRAMMAR, fault_sentence(fault.reason, fault.place, fault.expected)) from fault
    return Opened(head, root)


def decoded(data: bytes, name: str) -> bytes:
    """The file as UTF-8 without declaration, so that both passes read the same. Raises EnvelopeRefused."""
    if len(data) > LARGEST:
        raise refuse(Reason.TOO_LARGE, name=name, most=LARGEST)
    marked = data.startswith(codecs.BOM_UTF8)
    if marked:
        data = data[3:]
    first = data[:200].decode("ascii", "replace")
    declaration = DECLARATION.match(first)
    told = NAMED_ENCODING.search(declaration[1]) if declaration else None
    encoding = ENCODINGS.get(told[1].lower() if told else "utf-8")
    if encoding is None or (marked and encoding != "utf-8"):
        raise refuse(Reason.ENCODING, name=name, why=told[1] if told else "")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(Reason.ENCODING, name=name, why=f"{encoding}, {error.start}") from error
    if declaration:
        text = text[declaration.end() :]
    return text.encode()


class _Scan:
    """The first pass; every handler refuses by raising."""

    def __init__(self, name: str, parser: expat.XMLParserType) -> None:
        self.name, self.head, self.parser = name, Head(), parser
        self.depth = self.elements = 0

    def doctype(self, root: str, system: str | None, _public: str | None, _subset: int) -> None:
        self.head.root, self.head.dtd = root, base_name(system or "")
        self.parser.DefaultHandler = self.other

    def end_of_doctype(self) -> None:
        self.parser.DefaultHandler = None

    def other(self, text: str) -> None:
        """What the subset holds besides declarations: a parameter entity that was never declared."""
        if text.startswith("%"):
            raise refuse(Reason.ENTITY, name=self.name, entity=text)

    def entity(
        self, name: str, parameter: int, value: str | None, _base: Any, system: str | None, _public: Any, of: str | None
    ) -> None:
        if parameter or value is not None or not of or not system:
            raise refuse(Reason.ENTITY, name=self.name, entity=name)
        if len(self.head.files) >= MOST_ENTITIES:
            raise refuse(Reason.TOO_MANY, most=MOST_ENTITIES)
        if name in self.head.files:
            raise refuse(Reason.DOUBLE_NAME, name=name)
        self.head.files[name] = (base_name(system), of)

    def declaration(self, *_of: Any) -> None:
        raise refuse(Reason.DECLARATION, name=self.name)

    def reference(self, *names: Any) -> int:
        raise refuse(Reason.ENTITY, name=self.name, entity=next((one for one in names if isinstance(one, str)), ""))

    def start(self, _name: str, _attributes: Any) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise refuse(Reason.TOO_DEEP, name=self.name)

    def end(self, _name: str) -> None:
        self.depth -= 1


def scan(text: bytes, name: str) -> Head:
    """Root, definition and declared files. Raises EnvelopeRefused for all that could expand or be fetched."""
    parser = expat.ParserCreate("utf-8")
    found = _Scan(name, parser)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler, parser.EndDoctypeDeclHandler = found.doctype, found.end_of_doctype
    parser.EntityDeclHandler = found.entity
    parser.ElementDeclHandler = parser.AttlistDeclHandler = found.declaration
    parser.SkippedEntityHandler = parser.ExternalEntityRefHandler = found.reference
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    try:
        parser.Parse(text, True)  # noqa: FBT003  # expat takes it by place
    except expat.ExpatError as error:
        raise refuse(Reason.NOT_WELL_FORMED, name=name, why=str(error)) from error
    if not found.head.root:
        raise refuse(Reason.NO_HEAD, name=name)
    return found.head


def _check_version(head: Head, name: str) -> None:
    told = DTD.fullmatch(head.dtd)
    letter = told["type"].upper() if told else ""
    if told is None or told["year"] not in YEARS or (told["year"] == "99" and letter in SINCE_104):
        raise refuse(Reason.VERSION, name=name, version=head.dtd)
    if head.root not in ROOTS.get(letter, ()):
        raise refuse(Reason.ROOT, name=name, root=head.root)


def _tree(text: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(
        load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False, remove_comments=True, remove_pis=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise refuse(Reason.NOT_WELL_FORMED, name=name, why=str(error)) from error
    return root


def base_name(system: str) -> str:
    """The last part of a system name; what a sender writes before it is never followed."""
    return re.split(r"[/\\]", system)[-1]
