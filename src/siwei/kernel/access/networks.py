"""From which networks administrators may act, and where a request comes from."""

from __future__ import annotations

import ipaddress
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from siwei.kernel.access.actor import ADMINISTRATOR, Actor

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@cache
def _networks(written: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in written)
    except ValueError as error:
        raise ImproperlyConfigured(f"SIWEI_ADMIN_NETWORKS: {error}") from error


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks: behind our own TLS proxy the last one it noted, else the peer's.

    Earlier entries of X-Forwarded-For were written by the client and are not believed.
    """
    noted = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return str(noted.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", ""))


def may_enter(request: HttpRequest, actor: Actor) -> bool:
    """False only for an administrator outside the networks of the setting."""
    networks = _networks(tuple(settings.SIWEI_ADMIN_NETWORKS))
    if not networks or not actor.holds(ADMINISTRATOR):
        return True
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return False
    return any(address in network for network in networks)
