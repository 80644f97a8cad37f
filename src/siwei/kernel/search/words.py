"""Pure rules of words: folding of variants, and the lexemes that a text and a query are made of.

PostgreSQL's own parser knows no Chinese. A text is written as positions: every single character and every
pair of neighbours gets the position it stands at, so a word of any length is a phrase of its pairs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VARIANTS = str.maketrans({"臺": "台", "裏": "裡", "峯": "峰", "群": "群", "羣": "群", "恒": "恆", "綫": "線"})
WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
LIMIT = 16_000  # positions of a tsvector end at 16,383


def fold(text: str) -> str:
    """Full-width to half-width, lower case, one form of each variant (臺 and 台 are one)."""
    return unicodedata.normalize("NFKC", text).lower().translate(VARIANTS)


def lexemes(text: str) -> str:
    """A tsvector literal: `'台':1 '台北':1 '北':2`; Latin words and numbers stand whole."""
    return _known_lexemes(text) if len(text) <= SHORT else _lexemes(text)


def _lexemes(text: str) -> str:
    places: dict[str, list[int]] = {}
    at = 0
    for line in text.split("\n"):
        found, length = (_known_positions if len(line) <= SHORT else _positions)(line)
        for lexeme, place in found:
            places.setdefault(lexeme, []).append(at + place)
        at += length
        if at > LIMIT:
            break
    return " ".join([f"'{lexeme}':{','.join(map(str, at_[:255]))}" for lexeme, at_ in places.items()])


def _positions(line: str) -> tuple[tuple[tuple[str, int], ...], int]:
    """The lexemes of one line, each with its position from 1, and how far the next line begins behind them."""
    found: list[tuple[str, int]] = []
    at = 0
    for match in WORD.finditer(fold(line)):
        word = match.group()
        if word[0].isascii():
            at += 1
            found.append((word, at))
        else:
            for i, char in enumerate(word):
                at += 1
                found.append((char, at))
                if i + 1 < len(word):
                    found.append((word[i : i + 2], at))
        at += 1  # a gap, so that no phrase runs over a border
        if at > LIMIT:
            break
    return tuple(found), at


#: names of places and offices stand in record after record; what is longer is hardly ever the same, and large
SHORT = 60
_known_positions = lru_cache(4096)(_positions)
_known_lexemes = lru_cache(4096)(_lexemes)


def query(text: str) -> str:
    """A tsquery literal that finds every word of `text`; empty when it holds no word.

    A Latin word also finds longer ones that begin with it; a number or Chinese word is found anywhere.
    """
    terms: list[str] = []
    for match in WORD.finditer(fold(text)):
        word = match.group()
        if word[0].isascii():
            terms.append(f"'{word}':*")
        elif len(word) <= 2:
            terms.append(f"'{word}'")
        else:
            pairs = [word[i : i + 2] for i in range(len(word) - 1)]
            terms.append("(" + " <-> ".join(f"'{pair}'" for pair in pairs) + ")")
    return " & ".join(terms)
