"""Translations: compiles the .po catalogues that are newer than their .mo, and lists what zh_Hant lacks.

`python -m siwei.site.messages compile` and `… check`. Works without GNU gettext: Babel reads, compiles
and extracts, Django turns templates into something that can be extracted from.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

SOURCE = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hant"
NOT_OURS_TO_TRANSLATE = {"tests", "migrations", "node_modules"}
KEYWORDS = {
    "_": None,
    "said": None,  # words that are kept, and gettext at once where `_` is the lazy one
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Marked:
    """A string that the source marks for translation, and where it stands."""

    text: str
    context: str | None
    place: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


@dataclass(frozen=True)
class Finding:
    """Something wrong with the translations: where, what, and the string."""

    place: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.text!r}"


# --- compiling ----------


def catalogues(source: Path = SOURCE, language: str = "*") -> list[Path]:
    """Every .po file below `source`, for one language or for all."""
    return sorted(source.glob(f"**/locale/{language}/LC_MESSAGES/*.po"))


def compile_catalogues(source: Path = SOURCE) -> int:
    """Writes the .mo beside every .po that is newer than it. Returns how many were written."""
    stale = [po for po in catalogues(source) if is_stale(po)]
    for po in stale:
        from babel.messages.mofile import write_mo

        content = io.BytesIO()
        write_mo(content, read(po), use_fuzzy=False)
        fresh = po.with_suffix(f".mo.{os.getpid()}")
        fresh.write_bytes(content.getvalue())
        fresh.replace(po.with_suffix(".mo"))
    return len(stale)


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def read(po: Path) -> Catalog:
    """The catalogue in a .po file. Raises PoFileError when it is not well-formed."""
    from babel.messages.pofile import read_po

    with po.open("rb") as file:
        return read_po(file, locale=po.parents[1].name, abort_invalid=True)


# --- what the source marks ----------


def marked_strings(source: Path = SOURCE) -> Iterator[Marked]:
    """Every string marked for translation in the Python files and templates below `source`."""
    for path in sorted(source.rglob("*")):
        if NOT_OURS_TO_TRANSLATE.intersection(path.relative_to(source).parts):
            continue
        if path.suffix == ".py":
            yield from extract(path.read_text(encoding="utf-8"), str(path.relative_to(source)))
        elif "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
            yield from extract(template_as_python(path), str(path.relative_to(source)))


def template_as_python(path: Path) -> str:
    """A Django template with everything but its translatable strings blanked out."""
    from django.utils.translation.template import templatize

    return re.sub(r"^[ \t]+", "", templatize(path.read_text(encoding="utf-8"), origin=str(path)), flags=re.MULTILINE)


def extract(python: str, place: str) -> Iterator[Marked]:
    from babel.messages.extract import extract as babel_extract

    source = io.BytesIO(python.encode())
    for line, message, _comments, context in babel_extract("python", source, keywords=KEYWORDS):
        text = message[0] if isinstance(message, (tuple, list)) else message
        if text:
            yield Marked(text, context, f"{place}:{line}")


# --- checking ----------


def findings(source: Path = SOURCE) -> list[Finding]:
    """What is missing, empty, fuzzy, malformed or contradictory in the translation to Traditional Chinese.

    A string may be translated in any application's catalogue, since Django merges them all; for that reason
    two catalogues must not disagree (the order of applications would decide which is seen).
    """
    found: list[Finding] = []
    known: dict[tuple[str | None, str], tuple[str, tuple[str, ...]]] = {}
    for po in catalogues(source, LANGUAGE):
        place = str(po.relative_to(source))
        catalogue = read(po)
        for message in catalogue:
            if message.id:
                found += faults(message, catalogue, place)
                found += disagreements(message, place, known)
    seen = set()
    for marked in marked_strings(source):
        if marked.key not in known and marked.key not in seen:
            seen.add(marked.key)
            found.append(Finding(marked.place, "not translated", marked.text))
    return found


def faults(message: Message, catalogue: Catalog, place: str) -> Iterator[Finding]:
    """What is wrong with one entry by itself."""
    where, text = f"{place}:{message.lineno}", singular(message)
    if not all(strings(message)):
        yield Finding(where, "empty translation", text)
    elif message.fuzzy:
        yield Finding(where, "fuzzy translation", text)
    else:
        for error in message.check(catalogue):
            yield Finding(where, str(error), text)
        if placeholders([text]) != placeholders(strings(message)[:1]):
            yield Finding(where, "placeholders differ", text)


def disagreements(
    message: Message, place: str, known: dict[tuple[str | None, str], tuple[str, tuple[str, ...]]]
) -> Iterator[Finding]:
    """An entry that another catalogue translates in another way; remembers the entry otherwise."""
    key = (message.context, singular(message))
    first = known.setdefault(key, (place, strings(message)))
    if first[1] != strings(message):
        what = f"{strings(message)[0]!r} here, {first[1][0]!r} in {first[0]} (give one of them a context)"
        yield Finding(f"{place}:{message.lineno}", what, key[1])


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def placeholders(texts: Iterable[str]) -> set[str]:
    """The named places for values: %(name)s and {name}."""
    return {place for text in texts for place in re.findall(r"%\(\w+\)[a-z]|\{\w*\}", text)}


def main(words: list[str]) -> int:
    if words == ["compile"]:
        count = compile_catalogues()
        sys.stdout.write(f"{count} catalogues compiled\n" if count else "nothing new\n")
        return 0
    if words == ["check"]:
        found = findings()
        for finding in found:
            sys.stdout.write(f"{finding}\n")
        sys.stdout.write(f"{len(found)} findings in the translation to {LANGUAGE}\n")
        return 1 if found else 0
    sys.stderr.write("usage: python -m siwei.site.messages compile|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
