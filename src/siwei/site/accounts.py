"""How people get accounts: the administrator makes them; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the administrator from the directory; citizens need none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
