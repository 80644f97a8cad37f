"""Look-up codes for people without an account: with number and code they follow their case; only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets

#: no letters or digits that are taken for one another
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 12


def new_code() -> str:
    """A code in groups of four."""
    letters = [secrets.choice(ALPHABET) for _letter in range(LENGTH)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, LENGTH, 4))


def code_digest(code: str, of: str) -> str:
    """What is kept of the code of a case; `of` names its kind. Spaces, hyphens and small letters make no difference."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(f"{of} {plain}".encode()).hexdigest()
