"""Where modules meet: what follows an act of one module in another, in the same transaction.

Correspondence and exchange do not know each other. A letter that is issued goes into the outbox; a document that
arrived is registered; a sending whose result is complete lets its letter be filed. The archive: `archive_flows`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from siwei.documents.content.model import Content, Copy, Party, PartyKind, Recipient
from siwei.documents.correspondence.actions import issuing, receiving
from siwei.documents.correspondence.models import Incoming, Letter, LetterRecipient, duplicate
from siwei.documents.correspondence.roles import REGISTRY
from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.posting import Issued, send_many
from siwei.documents.exchange.envelope import read, unpack
from siwei.documents.exchange.envelope.writing import CannotBeWritten
from siwei.documents.exchange.models import Arrival, Parcel, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.models import Grant
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.flows import Flow
from siwei.kernel.directory.models import Person
from siwei.kernel.files.models import LARGEST, attachments_of, checked_type
from siwei.kernel.records.models import type_of
from siwei.site.archive_flows import ARCHIVE_FLOWS


def send_by_exchange(letters: Sequence[Letter], by: Actor) -> None:
    """Put an issued letter into the outbox for those who get it by exchange; the rest is the registry's."""
    for letter in letters:
        if letter.no_exchange:
            continue
        try:
            send_many(_issued(letter, by), by=by)
        except CannotBeWritten as fault:
            raise ActionRefused(str(fault)) from fault


def _issued(letter: Letter, by: Actor) -> list[Issued]:
    """One document to all (一文多發), or one with a sub-number of its own to each (分繕發文)."""
    content = letter.content()
    stored = {one.sha256: one for one in attachments_of(letter)}
    files = [stored[one.sha256].file.read() for one in content.attachments]

    def issued(content: Content, single: Recipient | None = None) -> Issued:
        return Issued(content, letter.agency, files, letter.unit, letter, single, by.person)

    if not letter.split:
        return [issued(content)]
    rows = letter.recipients.filter(way="exchange").exclude(code="")
    return [issued(_with_sub(content, row.sub), _recipient(row)) for row in rows]


def _with_sub(content: Content, sub: int) -> Content:
    """The content under a sub-number; there are a hundred of them, and what comes after bears the first."""
    number = content.number
    return (
        replace(content, number=replace(number, sub=f"{sub:02d}")) if number and number.sub and sub < 100 else content
    )


def _recipient(row: LetterRecipient) -> Recipient:
    party = Party(row.name, kind=cast(PartyKind, row.kind), code=row.code, unit_code=row.unit_code)
    return Recipient(party, copy=cast(Copy, row.copy), with_attachments=row.with_attachments)


def register(arrivals: Sequence[Arrival], _by: Actor) -> None:
    """Register what arrived with the agency that got it; of one envelope to many it is read once."""
    read_once = cache(lambda pk: _read(Parcel.objects.get(pk=pk)))
    rows = [_registered(arrival, *read_once(arrival.parcel_id)) for arrival in arrivals]
    receiving.receive.many(rows, by=Actor.system("exchange"))


def taken_over(arrivals: Collection[Arrival]) -> set[int]:
    """Those of the arrivals that stand in the register of their agency."""
    digests = {one.parcel.digest for one in arrivals}
    kept = set(Incoming.objects.filter(digest__in=digests).values_list("agency", "digest"))
    return {one.pk for one in arrivals if (one.agency_id, one.parcel.digest) in kept}


def _read(parcel: Parcel) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """What the register keeps of an envelope, cut to its columns, and the attachments that it takes.

    One that it does not take is named beside; the envelope, kept as it came, has it.
    """
    envelope = unpack(bytes(parcel.body))
    content = read(envelope).content
    taken = [(name, body) for name, body in envelope.attachments if _is_taken(name, body)]
    left = [name for name, body in envelope.attachments if not _is_taken(name, body)]
    note = "；".join([content.attachment_note, *(f"未存入：{name}" for name in left)]).strip("；")
    subject = content.subject or (content.gathering.place if content.gathering else "") or content.kind
    return {
        "sender_name": content.sender.name[:200],
        "sender_code": content.sender.code,
        "sent_on": content.date,
        "sender_number": str(content.number or "")[:80],
        "kind": content.kind,
        "subject": subject[:1000],
        "speed_given": content.speed,
        "secrecy": content.secrecy.level,
        "secret_until": content.secrecy.until[:120],
        "way": "exchange",
        "attachments_note": note[:300],
        "content": content,
        "digest": parcel.digest,
    }, taken


def _is_taken(name: str, body: bytes) -> bool:
    try:
        checked_type(name, body)
    except ValidationError:
        return False
    return len(body) <= LARGEST


def _registered(arrival: Arrival, known: Mapping[str, Any], files: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    return {
        **known,
        "agency": arrival.agency,
        "duplicate_of": duplicate(arrival.agency, known["sender_code"], known["sender_number"], known["digest"]),
        "files": [ContentFile(body, name) for name, body in files],
        "readers": _registry(arrival) if known["secrecy"] else (),
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
        under_way = Sending.objects.filter(about_type=sending.about_type, about_id=sending.about_id)
        if under_way.exclude(state=Sending.State.SETTLED).exists():
            continue
        if letter.state == Letter.State.ISSUED and not others:
            issuing.sent(letter, by=Actor.system("exchange"))


def take_back(letters: Sequence[Letter], by: Actor) -> None:
    """A letter that was cancelled does not go out; where it has arrived it is asked back."""
    for letter in letters:
        for sending in Sending.objects.filter(about_type=type_of(letter), about_id=letter.pk):
            out = list(sending.dispatches.filter(state__in=acts.RecallForm.states))
            if out:
                acts.recall(sending, by=Actor.system("exchange"), dispatches=out, note=str(by.name))


FLOWS: Mapping[Action[Any, Any], tuple[Flow, ...]] = {
    issuing.issue: (send_by_exchange,),
    issuing.cancel_issue: (take_back,),
    acts.take_in: (register,),
    acts.settle: (let_be_filed,),
    **ARCHIVE_FLOWS,
}
