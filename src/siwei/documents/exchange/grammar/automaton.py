"""Content models as automata: which element may come next, and what was expected where none of them came.

A model is read once into a small graph of places; walking it with the names of the children is a look-up a child,
because every set of places that was ever reached is remembered with where each name leads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"[()|?*+]|[^\s()|?*+]+")
#: a step without a name
FREE = ""


@dataclass(slots=True)
class _Graph:
    """Places by number with the steps that leave them."""

    steps: list[list[tuple[str, int]]] = field(default_factory=list)

    def place(self) -> int:
        self.steps.append([])
        return len(self.steps) - 1

    def step(self, start: int, name: str, end: int) -> None:
        self.steps[start].append((name, end))


class Automaton:
    """Says whether a sequence of names fits a content model."""

    def __init__(self, model: str) -> None:
        self._graph = _Graph()
        self._tokens = TOKEN.findall(model)
        start, end = self._either()
        if self._tokens:
            raise ValueError(f"{model}: {self._tokens[0]} is left over")
        self._last = end
        self.start = self._closure({start})
        self._known: dict[frozenset[int], dict[str, frozenset[int]]] = {}

    def follow(self, places: frozenset[int], name: str) -> frozenset[int]:
        """Where one stands after `name`; empty when it may not come here."""
        leads = self._known.setdefault(places, {})
        found = leads.get(name)
        if found is None:
            steps = self._graph.steps
            found = self._closure({end for place in places for step, end in steps[place] if step == name})
            if found or len(leads) < 200:  # names out of a hostile file are not remembered without end
                leads[name] = found
        return found

    def ends(self, places: frozenset[int]) -> bool:
        """Whether nothing more need come."""
        return self._last in places

    def expected(self, places: frozenset[int]) -> tuple[str, ...]:
        """Names that may come next, in the order of the model."""
        names = (name for place in sorted(places) for name, _end in self._graph.steps[place] if name != FREE)
        return tuple(dict.fromkeys(names))

    def _closure(self, places: set[int]) -> frozenset[int]:
        waiting, reached = list(places), set(places)
        while waiting:
            for name, end in self._graph.steps[waiting.pop()]:
                if name == FREE and end not in reached:
                    reached.add(end)
                    waiting.append(end)
        return frozenset(reached)

    def _either(self) -> tuple[int, int]:
        start, end = self._graph.place(), self._graph.place()
        while True:
            first, last = self._sequence()
            self._graph.step(start, FREE, first)
            self._graph.step(last, FREE, end)
            if not self._tokens or self._tokens[0] != "|":
                return start, end
            self._tokens.pop(0)

    def _sequence(self) -> tuple[int, int]:
        start = end = self._graph.place()
        while self._tokens and self._tokens[0] not in ")|":
            first, last = self._repeated()
            self._graph.step(end, FREE, first)
            end = last
        return start, end

    def _repeated(self) -> tuple[int, int]:
        first, last = self._one()
        sign = self._tokens[0] if self._tokens and self._tokens[0] in "?*+" else ""
        if sign:
            self._tokens.pop(0)
        if sign in ("*", "+"):
            self._graph.step(last, FREE, first)
        if sign in ("?", "*"):
            self._graph.step(first, FREE, last)
        return first, last

    def _one(self) -> tuple[int, int]:
        token = self._tokens.pop(0)
        if token == "(":  # noqa: S105  # a bracket
            found = self._either()
            if not self._tokens or self._tokens.pop(0) != ")":
                raise ValueError("a bracket is not closed")
            return found
        start, end = self._graph.place(), self._graph.place()
        self._graph.step(start, token, end)
        return start, end
