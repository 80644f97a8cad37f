"""Roles of document exchange, and the random code of whoever has no account."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

REGISTRY = Role("exchange.registry", _("Exchange registry"), _("Sends, receives, and looks at what was refused."))
BOOK = Role("exchange.book", _("Address book keeper"), _("Checks applications of organisations and keeps the book."))
APPROVER = Role("exchange.approver", _("Exchange approver"), _("Decides on organisations that apply for exchange."))


def access_code() -> str:
    """What somebody without an account shows, with the number, to see a case: 60 random bits."""
    return "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[byte & 31] for byte in secrets.token_bytes(12))
