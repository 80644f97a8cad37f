"""The file number (檔號): 年度號/分類號/案次號/卷次號/目次號, read and printed (RULES 2.2)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PARTS = re.compile(r"(\d{1,3})/([0-9A-Za-z][0-9A-Za-z.-]{0,19})/(\d{1,9})/(\d{1,4})/(\d{1,6})")


@dataclass(frozen=True)
class FileNumber:
    """A complete number; `text` is how it prints."""

    year: int
    class_number: str
    serial: int
    volume: int
    item: int

    @property
    def text(self) -> str:
        """With a year of three digits and no other zeros before: 106/0901/1/1/12."""
        return f"{self.of_file}/{self.volume}/{self.item}"

    @property
    def of_file(self) -> str:
        """The three parts that stand on the cover."""
        return f"{self.year:03d}/{self.class_number}/{self.serial}"

    @classmethod
    def read(cls, text: str) -> FileNumber:
        """From text in whatever width; ValueError for what is no complete number, or begins before the Republic."""
        found = PARTS.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
        if found is None or not (int(found[1]) and int(found[4]) < 2**15):
            raise ValueError(text)
        return cls(int(found[1]), found[2], int(found[3]), int(found[4]), int(found[5]))
