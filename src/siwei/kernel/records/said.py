"""Words that are kept: a message and its values, read by each reader in his own language.

    from siwei.kernel.records.said import said

    open_duty(booking, "pay", said("Payment of NT$%(cost)s") % {"cost": "1,200"}, role=CASHIER)

`said` is used like `gettext`: what it gives is text in the active language and goes wherever text goes. It
also remembers what it was made of, so a `SaidField` keeps the message and not one language's wording of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, override

from siwei.kernel.calendar.roc import format_day


class Said(str):
    """Text in the language that was active when it was made; `text()` says it in the one active now."""

    message: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, message: str = "", values: Mapping[str, Any] | None = None) -> Said:
        """`message` is the English key of the translation, `values` what stands in its places."""
        made = super().__new__(cls, text)
        made.message, made.values = message or text, values or {}
        return made

    @classmethod
    def of(cls, message: str, values: Mapping[str, Any]) -> Said:
        """The message said in the active language."""
        worded = gettext(message)
        return cls(worded % {name: in_words(value) for name, value in values.items()} if values else worded,
                   message, values)  # fmt: skip

    def __mod__(self, values: Any) -> Said:
        """The message with its values filled in; they are named, as in every translated message."""
        return Said.of(self.message, values)

    def text(self) -> str:
        """What it says in the active language."""
        return str(Said.of(self.message, self.values))


def said(message: str) -> Said:
    """`gettext` for words that are kept; fill in values by `%` and a mapping."""
    return Said.of(message, {})


def text_of(words: str) -> str:
    """Any kept words in the active language; what a person typed stays as it is."""
    return words.text() if isinstance(words, (Said, InEach)) else words


class InEach(str):
    """Text of which every language's wording is known, such as the label of a state or the name of a room."""

    wordings: Mapping[str, str]

    def __new__(cls, text: str, wordings: Mapping[str, str] | None = None) -> InEach:
        """`wordings` by the code of the language."""
        made = super().__new__(cls, text)
        made.wordings = wordings or {}
        return made

    @classmethod
    def of(cls, wordings: Mapping[str, str]) -> InEach:
        """The wording of the active language."""
        first = next(iter(wordings.values()), "")
        return cls(wordings.get((get_language() or "").lower(), first), wordings)

    def text(self) -> str:
        """The wording of the language active now."""
        return str(InEach.of(self.wordings))


def in_words(value: Any) -> Any:
    """A value as the active language writes it; days as the office writes them, numbers as the message asks."""
    if isinstance(value, datetime):
        at = localtime(value)
        return f"{format_day(at.date(), get_language() or settings.LANGUAGE_CODE)} {at:%H:%M}"
    if isinstance(value, date):
        return format_day(value, get_language() or settings.LANGUAGE_CODE)
    if isinstance(value, str):
        return text_of(value)
    return value if isinstance(value, (int, float, Decimal)) else str(value)


def as_json(value: Any) -> Any:
    """What is kept of words or of a value in them.

    Numbers and typed text as they are; of what only Python can say (a lazy label, a record) what it says in
    each language.
    """
    match value:
        case Said():
            return {"said": value.message, "values": {name: as_json(one) for name, one in value.values.items()}}
        case InEach():
            return {"each": dict(value.wordings)}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case str() | int():
            return value
    wordings = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            wordings[code] = str(value)
    return wordings[code] if len(set(wordings.values())) == 1 else {"each": wordings}


def from_json(kept: Any) -> Any:
    """What `as_json` kept, its words in the active language. Raises ValueError for anything else."""
    match kept:
        case {"said": str(message), "values": dict(values)}:
            return Said.of(message, {name: from_json(one) for name, one in values.items()})
        case {"each": dict(wordings)}:
            return InEach.of(wordings)
        case {"at": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case str() | int():
            return kept
    raise ValueError(f"{kept!r} is nothing that was said")


class SaidField(models.JSONField):
    """A column of words: `Said`, a lazy label, or text that a person typed and nobody translates."""

    def get_prep_value(self, value: Any) -> Any:
        """What is kept of the words."""
        return super().get_prep_value(value if isinstance(value, dict) else as_json(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The words in the active language."""
        kept = super().from_db_value(value, expression, connection)
        return "" if kept is None else from_json(kept)
