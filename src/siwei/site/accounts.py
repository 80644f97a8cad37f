"""How people get accounts: the administrator makes them; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from siwei.kernel.access.actor import Actor
from siwei.kernel.access.networks import client_address
from siwei.kernel.directory.actions import change_password
from siwei.kernel.directory.models import Person


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the administrator from the directory; citizens need none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def set_password(self, user: Person, password: str) -> None:
        """Changing one's password is an act like any other, with its event."""
        person = Person.objects.get(pk=user.pk)
        change_password(person, by=Actor.of(person), password=password)
        user.refresh_from_db()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return reverse("start")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the locks and the network rule look at, too."""
        return client_address(request)
