"""Where modules meet: what follows an act of one module in another, in the same transaction.

Correspondence and exchange do not know each other. A letter that is issued goes into the outbox; a document that
arrived is registered; a sending whose result is complete lets its letter be filed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from siwei.documents.correspondence.actions import issuing, receiving
from siwei.documents.correspondence.models import Letter, duplicate
from siwei.documents.correspondence.roles import REGISTRY
from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.posting import Issued, send
from siwei.documents.exchange.envelope import read, unpack
from siwei.documents.exchange.envelope.writing import CannotBeWritten
from siwei.documents.exchange.models import Arrival, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.models import Grant
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.flows import Flow
from siwei.kernel.directory.models import Person
from siwei.kernel.files.models import attachments_of


def send_by_exchange(letters: Sequence[Letter], by: Actor) -> None:
    """Put an issued letter into the outbox for those who get it by exchange; the rest is the registry's."""
    for letter in letters:
        if letter.no_exchange:
            continue
        content = letter.content()
        stored = {one.sha256: one for one in attachments_of(letter)}
        files = [stored[one.sha256].file.read() for one in content.attachments]
        try:
            send(Issued(content, letter.agency, files, unit=letter.unit, about=letter, sent_by=by.person), by=by)
        except CannotBeWritten as fault:
            raise ActionRefused(str(fault)) from fault


def register(arrivals: Sequence[Arrival], _by: Actor) -> None:
    """Register what arrived with the agency that got it."""
    receiving.receive.many([_registered(arrival) for arrival in arrivals], by=Actor.system("exchange"))


def _registered(arrival: Arrival) -> dict[str, Any]:
    envelope = unpack(bytes(arrival.parcel.body))
    content = read(envelope).content
    number, digest = str(content.number or ""), arrival.parcel.digest
    return {
        "agency": arrival.agency,
        "sender_name": content.sender.name,
        "sender_code": content.sender.code,
        "sent_on": content.date,
        "sender_number": number,
        "kind": content.kind,
        "subject": content.subject or (content.gathering.place if content.gathering else ""),
        "speed_given": content.speed,
        "secrecy": content.secrecy.level,
        "secret_until": content.secrecy.until,
        "way": "exchange",
        "attachments_note": content.attachment_note[:300],
        "content": content,
        "digest": digest,
        "duplicate_of": duplicate(arrival.agency, content.sender.code, number, digest),
        "files": [ContentFile(body, name) for name, body in envelope.attachments],
        "readers": _registry(arrival) if content.secrecy.level else (),
        "opened_on": timezone.localdate(arrival.arrived_at),
        "received_at": arrival.arrived_at,
    }


def _registry(arrival: Arrival) -> list[Person]:
    """Who opens the mail of an agency: the first readers of what is classified."""
    grants = Grant.objects.on().filter(role=REGISTRY.code)
    own = grants.filter(unit__agency=arrival.agency) | grants.filter(
        unit=None, person__post__unit__agency=arrival.agency
    )
    return [grant.person for grant in own.select_related("person")]


def let_be_filed(sendings: Sequence[Sending], _by: Actor) -> None:
    """Every recipient has it: the letter behind the sending can be filed."""
    for sending in sendings:
        letter = sending.about
        if sending.state != Sending.State.SETTLED or not isinstance(letter, Letter):
            continue
        others = letter.recipients.exclude(way="exchange").exists()
        if letter.state == Letter.State.ISSUED and not others:
            issuing.sent(letter, by=Actor.system("exchange"))


FLOWS: Mapping[Action[Any, Any], tuple[Flow, ...]] = {
    issuing.issue: (send_by_exchange,),
    acts.take_in: (register,),
    acts.settle: (let_be_filed,),
}
