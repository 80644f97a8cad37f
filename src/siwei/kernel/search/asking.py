"""What a person typed into the search box, understood: words, phrases in quotes, and what must not stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from siwei.kernel.search.words import WORD, fold, widths

PART = re.compile(
    r"""(?P<without>(?:(?<=\s)|^)-)?(?:["“”「『](?P<phrase>[^"“”」』]*)["“”」』]?|(?P<word>[^\s"“”「『]+))"""
)


@dataclass(frozen=True)
class Term:
    """Runs of characters that stand one behind the other; a Latin one that was not quoted may go on."""

    runs: tuple[str, ...]
    quoted: bool = False
    without: bool = False
    typed: str = field(default="", compare=False)

    def tsquery(self, mark: str = "") -> str:
        """What finds it: pairs in order, and between runs the gap that the index leaves; `mark` A for titles alone."""
        said, gap = "", 0
        for at, run in enumerate(self.runs):
            is_last = at == len(self.runs) - 1
            if said:
                said += f" <{gap}> "
            said += _run(run, is_last=is_last, quoted=self.quoted, mark=mark)
            gap = 3 if len(run) > 1 and not run[0].isascii() else 2
        return f"({said})"

    def needs(self) -> tuple[str, ...]:
        """Lexemes of which every text that holds it has all; one with `*` stands for all that begin so."""
        found: list[str] = []
        for run in self.runs:
            if run[0].isascii():
                found.append(run if self.quoted else f"{run}*")
            elif len(run) == 1:
                found.append(f"{run}*")
            else:
                found += _pairs(run)
        return tuple(found)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _run(run: str, *, is_last: bool, quoted: bool, mark: str) -> str:
    whole, begun = f":{mark}" if mark else "", f":*{mark}"
    if run[0].isascii():
        return f"'{run}'{whole if quoted else begun}"
    if len(run) == 1:
        return f"'{run}'{begun if is_last else whole}"
    return " <-> ".join(f"'{pair}'{whole}" for pair in _pairs(run))


@dataclass(frozen=True)
class Asked:
    """A search as it was typed."""

    terms: tuple[Term, ...]

    @cached_property
    def wanted(self) -> tuple[Term, ...]:
        """Terms that must stand in what is found."""
        return tuple(term for term in self.terms if not term.without)

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @cached_property
    def tsquery(self) -> str:
        """A tsquery literal; empty when it holds no word to be found."""
        if not self.wanted:
            return ""
        return " & ".join(f"!{term.tsquery()}" if term.without else term.tsquery() for term in self.terms)

    @cached_property
    def in_title(self) -> str:
        """A tsquery literal for texts that hold every word in their title."""
        return " & ".join(term.tsquery("A") for term in self.wanted)

    @cached_property
    def titled(self) -> str:
        """The same, without those that hold anywhere what must not stand there."""
        return " & ".join([self.in_title, *(f"!{term.tsquery()}" for term in self.terms if term.without)])

    @cached_property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Of each word the lexemes of which every text that is found has all."""
        return tuple(term.needs() for term in self.wanted)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded runs that are shown as hits, the longest first."""
        return tuple(sorted({run for term in self.wanted for run in term.runs}, key=lambda run: (-len(run), run)))

    def less(self) -> list[str]:
        """The same search with one of its words left out, each as it would be typed."""
        if len(self.wanted) < 2:
            return []
        return [" ".join(term.typed for term in self.terms if term is not out) for out in self.wanted]


def asked(text: str) -> Asked:
    """Understand what was typed. Words stand apart by spaces; `"…"` or 「…」 holds a phrase; `-` leaves out."""
    terms: list[Term] = []
    for match in PART.finditer(widths(text)):
        without, phrase = bool(match["without"]), match["phrase"]
        typed = WORD.findall(phrase if phrase is not None else match["word"] or "")
        runs = tuple(fold(run) for run in typed)
        if not runs:
            continue
        if phrase is not None or without:
            terms.append(Term(runs, phrase is not None, without, match.group().strip()))
        else:
            terms += (Term((run,), typed=said) for run, said in zip(runs, typed, strict=True))
    return Asked(tuple(dict.fromkeys(terms)))


def query(text: str) -> str:
    """A tsquery literal that finds what was asked; empty when it holds no word."""
    return asked(text).tsquery
