"""The office's rules for passwords (RULES 3.6), and the validator that Django's forms ask."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from siwei.kernel.directory.office import office

if TYPE_CHECKING:
    from siwei.kernel.directory.models import Person

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # without i, l, o, which look like digits
DIGITS = "23456789"


@dataclass(frozen=True)
class PasswordRules:
    """Least length in characters, kinds of characters of four, passwords remembered, ages in days."""

    min_length: int
    kinds: int
    remembered: int
    min_age_days: int
    max_age_days: int


def password_rules() -> PasswordRules:
    """The rules of the office (settings.toml, part `passwords`)."""
    names = PasswordRules.__dataclass_fields__
    return PasswordRules(**{name: office().setting(f"passwords.{name}") for name in names})


def kinds_in(text: str) -> int:
    """How many of the four kinds stand in a text: small letters, capitals, digits, other signs."""
    return sum(
        any(found(char) for char in text)
        for found in (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    )


def must_change(person: Person, day: datetime.date) -> str | None:
    """Why the person has to change the password before anything else, as a sentence; None when not."""
    if person.password_on is None:
        return None
    if person.password_temporary:
        return _("Your password is temporary. Choose one of your own.")
    age = password_rules().max_age_days
    if (day - person.password_on).days >= age:
        return _("Your password is older than %(days)d days. Choose a new one.") % {"days": age}
    return None


def temporary_password() -> str:
    """Twelve signs that can be read out on the telephone; three kinds, some 50 bits."""
    while True:
        text = "-".join("".join(secrets.choice(LETTERS + DIGITS) for _n in range(4)) for _part in range(3))
        if kinds_in(text) == 3:  # small letters, digits and the hyphen
            return text


class OfficeRules:
    """Django's validator of passwords that asks the office's rules."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with a sentence per rule that is broken."""
        rules, faults = password_rules(), []
        if len(password) < rules.min_length:
            faults.append(_("It has fewer than %(n)d characters.") % {"n": rules.min_length})
        if kinds_in(password) < rules.kinds:
            faults.append(_kinds(rules))
        if user is not None and user.pk is not None:
            faults += _of_person(user, password, rules)
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        """What a person reads before choosing."""
        rules = password_rules()
        return " ".join((_("At least %(n)d characters.") % {"n": rules.min_length}, _kinds(rules)))


def _kinds(rules: PasswordRules) -> str:
    return _("Use %(n)d of these four kinds: small letters, capitals, digits, other signs.") % {"n": rules.kinds}


def _of_person(person: Person, password: str, rules: PasswordRules) -> list[str]:
    faults = []
    earlier = person.past_passwords.order_by("-at").values_list("hash", flat=True)[: max(rules.remembered - 1, 0)]
    now = [person.password] if rules.remembered else []
    if any(check_password(password, hash_) for hash_ in [*now, *earlier]):
        faults.append(_("It was one of your last %(n)d passwords.") % {"n": rules.remembered})
    set_on = person.password_on
    if set_on and not person.password_temporary and (timezone.localdate() - set_on).days < rules.min_age_days:
        faults.append(
            _("A password stays for at least %(n)d days; ask your administrator.") % {"n": rules.min_age_days}
        )
    return faults
