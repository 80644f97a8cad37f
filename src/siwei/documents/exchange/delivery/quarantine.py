"""Puts aside what could not be taken in, with the reason; what may not be thrown away is that it came."""

from __future__ import annotations

from siwei.documents.exchange.actions.quarantine import detain
from siwei.documents.exchange.envelope import EnvelopeRefused
from siwei.documents.exchange.models import Member
from siwei.kernel.access.actor import Actor


def put_aside(body: bytes, sender: str, reason: str, sentence: str, *, answered: bool = False) -> None:
    """Keep it for the registry to look at; who sent it is only claimed. `answered`: that one is told, if he is in the
    book.
    """
    name = Member.objects.filter(code=sender).values_list("name", flat=True).first()
    refusal = EnvelopeRefused(str(reason), sentence)
    told = answered and name is not None
    detain(by=Actor.system("exchange"), data=body, refusal=refusal, sender=sender, sender_name=name or "", told=told)
