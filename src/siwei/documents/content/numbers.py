"""Numbers of documents (發文字號): word, ROC year, serial and sub-number, printed and read back (RULES 1.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

#: a word, 第, three digits of the year, six or more of the serial, two of the sub-number, 號
PRINTED = re.compile(r"(?P<word>.+字)第(?P<year>\d{3})(?P<serial>\d{6})(?P<sub>\d{2})號")
#: before about ROC 102: three digits of the year and seven of the serial
OLD = re.compile(r"(?P<word>.+字)第(?P<year>\d{3})(?P<serial>\d{7})號")


@dataclass(frozen=True, slots=True)
class IssueNumber:
    """`高市府秘文字` `106` `319001` `00`; `text` alone where a number came in another form and is kept as it was."""

    word: str = ""
    year: int = 0
    serial: str = ""
    sub: str = ""
    text: str = ""

    def __str__(self) -> str:
        """As it prints: 高市府秘文字第10631900100號."""
        return self.text or f"{self.word}第{self.year:03d}{self.serial}{self.sub}號"

    @property
    def digits(self) -> str:
        """The number without its word, eleven digits in today's form."""
        return "" if self.text else f"{self.year:03d}{self.serial}{self.sub}"

    @classmethod
    def issued(cls, word: str, year: int, serial: int, sub: int = 0) -> Self:
        """A number given out here; ValueError when the series or its sub-numbers are exhausted."""
        if not 0 < serial <= 999_999 or not 0 <= sub <= 99:
            raise ValueError(f"{word}{year}: {serial}-{sub} does not fit six and two digits")
        return cls(word, year, f"{serial:06d}", f"{sub:02d}")

    @classmethod
    def read(cls, text: str) -> Self:
        """A number as somebody wrote it; one of unknown form is kept as text."""
        cleaned = "".join(text.split())
        found = PRINTED.fullmatch(cleaned) or OLD.fullmatch(cleaned)
        if not found:
            return cls(text=cleaned)
        parts = found.groupdict()
        return cls(parts["word"], int(parts["year"]), parts["serial"], parts.get("sub") or "")
