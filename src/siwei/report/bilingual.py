"""Text: one phrase in Traditional Chinese and in English, kept together so that a seal can freeze both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils import translation
from django.utils.functional import Promise

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
TAGS: Mapping[Language, str] = {"zh": "zh-hant", "en": "en"}


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in both languages of the office."""

    zh: str = ""
    en: str = ""

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    @classmethod
    def of(cls, phrase: str | Promise) -> Text:
        """Both languages of a marked string of the interface."""
        return cls(*(_in(tag, phrase) for tag in TAGS.values()))

    @classmethod
    def read(cls, pair: Mapping[str, str]) -> Text:
        """From the `{ zh = …, en = … }` of a data file; KeyError when one is missing."""
        return cls(pair["zh"], pair["en"])

    def as_pair(self) -> dict[str, str]:
        """For JSON."""
        return {"zh": self.zh, "en": self.en}


def _in(tag: str, phrase: str | Promise) -> str:
    with translation.override(tag):
        return str(phrase)


def current() -> Language:
    """The language of the page being made."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"
