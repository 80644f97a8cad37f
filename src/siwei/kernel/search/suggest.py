"""What else might be typed: how the words go on in the titles of what was found. Pure; it knows only what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from siwei.kernel.search.asking import Asked
from siwei.kernel.search.words import WORD, fold, widths

#: longest continuation, and how many titles must share it
AHEAD, SHARED = 4, 2


def continuations(wanted: Asked, titles: Iterable[str], most: int = 5) -> list[str]:
    """Longer words that begin with the last word typed, the most frequent first."""
    if not wanted.wanted or len(wanted.wanted[-1].runs) > 1:
        return []
    last = wanted.wanted[-1].runs[0]
    counts: Counter[str] = Counter()
    for title in titles:
        counts.update(set(_after(title, last)))
    before = " ".join(term.typed for term in wanted.wanted[:-1])
    best = sorted(counts.items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))
    chosen: list[str] = []
    for word, times in best:
        if times >= SHARED and not any(word.startswith(one) or one.startswith(word) for one in chosen):
            chosen.append(word)
    return [f"{before} {word}".strip() for word in chosen[:most]]


def _after(title: str, last: str) -> Iterable[str]:
    """The word with two or four characters more, as the title writes it."""
    for match in WORD.finditer(widths(title)):
        written = match.group()
        run = fold(written)
        at = run.find(last)
        while at >= 0:
            end = at + len(last)
            for more in range(2, AHEAD + 1, 2):
                if end + more <= len(run):
                    yield written[at : end + more]
            at = run.find(last, at + 1)
