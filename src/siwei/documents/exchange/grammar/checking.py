"""Checks a tree against the grammar and names the first fault: element, place and reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from lxml import etree

from siwei.documents.exchange.grammar.automaton import Automaton

TEXT, EMPTY, ENTITIES, ANY = "text", "empty", "entities", "any"
#: what the 99 and earlier versions wrote besides; read, never written
OLDER: Mapping[tuple[str, str], tuple[str, ...]] = {("密等", "代碼"): ("普通",)}


class GrammarFault(Exception):  # noqa: N818  # a fault of a file, not of the program
    """The first thing that does not fit: `element`, its `place` as a path, the `reason` and what was `expected`."""

    def __init__(self, element: str, place: str, reason: str, expected: tuple[str, ...] = ()) -> None:
        super().__init__(element, place, reason, expected)
        self.element, self.place, self.reason, self.expected = element, place, reason, expected

    def __str__(self) -> str:
        wanted = f" ({'、'.join(self.expected)})" if self.expected else ""
        return f"{self.place}: {self.reason}{wanted}"


@dataclass(slots=True)
class Attribute:
    """What an attribute may say: a list of words, names of entities, or anything."""

    required: bool
    kind: str
    words: frozenset[str] = frozenset()


@dataclass(slots=True)
class Element:
    """What an element holds: text, nothing, or children as an automaton allows."""

    kind: str
    children: Automaton | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)


@cache
def grammar() -> Mapping[str, Element]:
    """All elements by name, read from elements.txt beside this file."""
    found: dict[str, Element] = {}
    lines = files(__package__).joinpath("elements.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        head, equals, model = line.partition("=")
        if line.startswith("#") or not equals:
            continue
        name, at, attribute = head.strip().partition(" @")
        if at:
            found[name].attributes[attribute.rstrip("!")] = _attribute(model.strip(), required=attribute.endswith("!"))
        elif model.strip() in (TEXT, EMPTY):
            found[name] = Element(model.strip())
        else:
            found[name] = Element("children", Automaton(model))
    return found


def _attribute(model: str, *, required: bool) -> Attribute:
    if model in (ENTITIES, ANY):
        return Attribute(required, model)
    return Attribute(required, "words", frozenset(model.split()))


def check(root: etree._Element, entities: Collection[str] = ()) -> None:
    """Raise GrammarFault for the first thing that does not fit. `entities`: names that the head declares."""
    known = grammar()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        element = known.get(str(node.tag))
        if element is None:
            raise GrammarFault(str(node.tag), place_of(node), "unknown")
        _check_attributes(node, element, entities)
        children = [child for child in node if isinstance(child.tag, str)]
        if element.children is None:
            if children:
                raise GrammarFault(str(children[0].tag), place_of(children[0]), "misplaced")
            if element.kind == EMPTY and (node.text or "").strip():
                raise GrammarFault(str(node.tag), place_of(node), "text")
            continue
        _check_children(node, element.children, children)
        waiting.extend(reversed(children))


def _check_attributes(node: etree._Element, element: Element, entities: Collection[str]) -> None:
    for name, value in ((str(name), str(value)) for name, value in node.attrib.items()):
        allowed = element.attributes.get(name)
        if allowed is None:
            raise GrammarFault(str(node.tag), f"{place_of(node)}/@{name}", "unknown")
        if allowed.kind == "words" and value not in allowed.words:
            if value not in OLDER.get((str(node.tag), name), ()):
                raise GrammarFault(str(node.tag), f"{place_of(node)}/@{name}", "code")
        elif allowed.kind == ENTITIES and (not value.split() or any(one not in entities for one in value.split())):
            raise GrammarFault(str(node.tag), f"{place_of(node)}/@{name}", "entity")
    for name, allowed in element.attributes.items():
        if allowed.required and name not in node.attrib:
            raise GrammarFault(str(node.tag), f"{place_of(node)}/@{name}", "missing")


def _check_children(node: etree._Element, automaton: Automaton, children: list[etree._Element]) -> None:
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        raise GrammarFault(str(node.tag), place_of(node), "text")
    places = automaton.start
    for child in children:
        reached = automaton.follow(places, str(child.tag))
        if not reached:
            reason = "misplaced" if str(child.tag) in grammar() else "unknown"
            raise GrammarFault(str(child.tag), place_of(child), reason, automaton.expected(places))
        places = reached
    if not automaton.ends(places):
        raise GrammarFault(str(node.tag), place_of(node), "missing", automaton.expected(places))


def place_of(node: etree._Element) -> str:
    """The path to an element, with its number where the name stands more than once: 函/段落[2]/條列[1]."""
    parts: list[str] = []
    at: etree._Element | None = node
    while at is not None:
        parent = at.getparent()
        same = [one for one in parent if one.tag == at.tag] if parent is not None else [at]
        number = f"[{same.index(at) + 1}]" if len(same) > 1 else ""
        parts.append(f"{at.tag}{number}"[:80])
        at = parent
    return "/".join(reversed(parts))
