"""Parsers of one cell's text; each raises ValueError whose text is the reason the clerk reads."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.utils.translation import gettext as _

from siwei.kernel.calendar.roc import parse_roc

T = TypeVar("T")


def text(most: int) -> Callable[[str], str]:
    """Text of at most so many characters."""

    def parse(value: str) -> str:
        if len(value) > most:
            raise ValueError(_("longer than %(most)d characters") % {"most": most})
        if "\0" in value:
            raise ValueError(_("holds a character that cannot be stored"))
        return value

    return parse


def integer(least: int = 0, most: int = 2**31 - 1) -> Callable[[str], int]:
    """A whole number in a range; full-width digits and thousands commas are read."""

    def parse(value: str) -> int:
        try:
            number = int(unicodedata.normalize("NFKC", value).replace(",", ""))
        except ValueError:
            raise ValueError(_("is not a whole number")) from None
        if not least <= number <= most:
            raise ValueError(_("must lie between %(least)d and %(most)d") % {"least": least, "most": most})
        return number

    return parse


def decimal(value: str) -> Decimal:
    """A number with or without decimals."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", value).replace(",", ""))
    except InvalidOperation:
        raise ValueError(_("is not a number")) from None
    if not number.is_finite():
        raise ValueError(_("is not a number"))
    return number


def day(value: str) -> datetime.date:
    """A date: 2017-03-01, 2017/3/1, or a ROC date in any usual form."""
    plain = unicodedata.normalize("NFKC", value).replace("/", "-")
    try:
        year, month, date = (int(part) for part in plain.split("-"))
        if year > 1900:
            return datetime.date(year, month, date)
    except ValueError:
        pass
    try:
        return parse_roc(value)
    except ValueError:
        raise ValueError(_("is not a date such as 2017-03-01 or 106/3/1")) from None


def one_of(choices: Mapping[str, T]) -> Callable[[str], T]:
    """One of the texts of `choices` (read without regard to case), giving its value."""
    folded = {key.lower(): value for key, value in choices.items()}

    def parse(value: str) -> T:
        try:
            return folded[value.lower()]
        except KeyError:
            some = "、".join(list(choices)[:8])
            raise ValueError(_("is not one of: %(some)s") % {"some": some}) from None

    return parse


def yes_no(value: str) -> bool:
    """是/否, yes/no, 1/0, ✓ or empty."""
    answers = {"是": True, "yes": True, "y": True, "1": True, "✓": True, "v": True, "true": True}
    answers |= {"否": False, "no": False, "n": False, "0": False, "false": False}
    try:
        return answers[value.lower()]
    except KeyError:
        raise ValueError(_("is neither yes nor no")) from None
