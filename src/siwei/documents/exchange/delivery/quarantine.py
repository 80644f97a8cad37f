"""Puts aside what could not be taken in: the bytes as they came, with the reason."""

from __future__ import annotations

import hashlib

from siwei.documents.exchange.models import Quarantine
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import creates
from siwei.kernel.actions.forms import ActionForm


@creates(Quarantine, role=SYSTEM, label="Put aside", form=ActionForm)
def _aside(*, by: Actor, **fields: object) -> Quarantine:
    made = Quarantine(**fields)
    made.save()
    return made


def put_aside(body: bytes, sender: str, reason: str, sentence: str) -> None:
    """Keep it for the registry to look at."""
    _aside(
        by=Actor.system("exchange"),
        sender=sender,
        reason=str(reason),
        sentence=str(sentence),
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
    )
