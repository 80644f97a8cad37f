"""Pure rules of words: folding of variants, and the lexemes that a text is written as.

PostgreSQL's own parser knows no Chinese. Of a run of Chinese characters each pair of neighbours is written at the
position of its first, and at last the last character alone. A word of two characters is then one lexeme, a longer
one a phrase of its pairs, and a single character the beginning of a pair or a last one. Singles of their own would
nearly double the index.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

CHINESE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(rf"[a-z0-9]+|[{CHINESE}]+")
LIMIT = 16_000  # positions of a tsvector end at 16,383
SHORT = 400  # characters: titles and numbers, which are often the same again

#: what follows a lexeme in the literal: its position, `:1 `, or with the mark of a title, `:1A `
PLACES = {mark: tuple(f":{at}{mark} " for at in range(LIMIT + 2)) for mark in ("", "A")}


@cache
def variants() -> dict[int, str]:
    """Which character is read as which: simplified and variant forms become one."""
    lines = (Path(__file__).with_name("variants.txt")).read_text(encoding="utf-8").splitlines()
    pairs = chain.from_iterable(line.split() for line in lines if not line.startswith("#"))
    return {ord(pair[0]): pair[1] for pair in pairs}


def widths(text: str) -> str:
    """Full-width to half-width, and lower case."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.lower()


def fold(text: str) -> str:
    """Of one width and case, and one form of each variant (臺, 台 and 檯 are one, 國 is 国)."""
    return widths(text).translate(variants())


def lexemes(text: str, title: str = "") -> str:
    """A tsvector literal: `台北:1 北:2`; Latin words stand whole. Lines that the title holds are marked A."""
    return _lately(text, title) if len(text) < SHORT else _lexemes(text, title)


def _lexemes(text: str, title: str) -> str:
    found: list[str] = []
    at = 1
    for line in text.split("\n"):
        mark = "A" if line and line in title else ""
        for match in WORD.finditer(fold(line)):
            word = match.group()
            left = LIMIT - at
            if left <= 0:
                return "".join(found)
            places = PLACES[mark]
            if word[0].isascii():
                found += (word, places[at])
                at += 1
            else:
                word = word[:left]
                found += chain.from_iterable(
                    zip(word, chain(word[1:], ("",)), places[at : at + len(word)], strict=True)
                )
                at += len(word)
            at += 1  # a gap, so that no word runs over a border
        at += 1  # and a wider one, so that no phrase runs over a line
    return "".join(found)


def tag(kind: str, value: object) -> str:
    """A lexeme that no text holds, for what a search is narrowed by: agency `@a` or place `@p`."""
    return "@" + kind + re.sub(r"[\s\0'\\:&|!()<>*]+", "_", fold(str(value)))


def month(day: datetime.date) -> int:
    """Months since the year 0; `@m` and this number is the lexeme of a month."""
    return day.year * 12 + day.month - 1


def marked(text: str, words: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the (folded) words."""
    folded, origin = [], []
    for at, character in enumerate(text):
        for one in fold(character):
            folded.append(one)
            origin.append(at)
    whole = "".join(folded)
    hit = [False] * len(text)
    for word in words:
        at = whole.find(word)
        while word and at >= 0:
            for place in range(at, at + len(word)):
                hit[origin[place]] = True
            at = whole.find(word, at + 1)
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hit[at] != hit[start]:
            yield text[start:at], hit[start]
            start = at


#: one letter to hundreds of agencies is found by the same words in each of them
_lately = lru_cache(maxsize=64)(_lexemes)
