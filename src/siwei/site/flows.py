"""Where modules meet: what follows an act of one module in another, in the same transaction.

Correspondence and exchange do not know each other. A letter that is issued goes into the outbox; a document that
arrived is registered, and sent back by whichever of the two it is returned in; a letter knows from its sendings who
has it. The archive: `archive_flows`.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from siwei.documents.content.model import Content, Copy, Party, PartyKind, Recipient
from siwei.documents.correspondence.actions import assigning, issuing, receiving
from siwei.documents.correspondence.actions.recipients import note_exchange
from siwei.documents.correspondence.models import Incoming, Letter, LetterRecipient, duplicates
from siwei.documents.correspondence.roles import REGISTRY
from siwei.documents.exchange.delivery import acts
from siwei.documents.exchange.delivery.posting import Issued, send_many
from siwei.documents.exchange.envelope import read, unpack
from siwei.documents.exchange.envelope.writing import CannotBeWritten
from siwei.documents.exchange.models import Arrival, Dispatch, Parcel, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import holders_in, units_holding
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.flows import Flow
from siwei.kernel.directory.models import Agency
from siwei.kernel.events.models import Event
from siwei.kernel.files.models import LARGEST, attachments_of, checked_type
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import said
from siwei.site.archive_flows import ARCHIVE_FLOWS


def send_by_exchange(letters: Sequence[Letter], by: Actor) -> None:
    """Put an issued letter into the outbox for those who get it by exchange; the rest is the registry's."""
    for letter in letters:
        if not letter.recipients.filter(way="exchange").exists():
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


#: by what a document is known to have come before
SAME = ("sender_code", "sender_number", "digest", "sender_name")


def register(arrivals: Sequence[Arrival], _by: Actor) -> None:
    """Register what arrived with the agency that got it; of one envelope to many it is read once."""
    agencies = Agency.objects.in_bulk({one.agency_id for one in arrivals})
    desks = units_holding(REGISTRY, agencies)
    together: dict[int, list[Arrival]] = {}
    for arrival in arrivals:
        arrival.agency = agencies[arrival.agency_id]
        together.setdefault(arrival.parcel_id, []).append(arrival)
    rows = []
    parcels = Parcel.objects.in_bulk(together)
    for parcel, copies in together.items():
        known, files = _read(parcels[parcel])
        before = duplicates(agencies, *(known[name] for name in SAME))
        for arrival in copies:
            own = {"desks": desks, "duplicate_of": before.get(arrival.agency_id)}
            rows.append(_registered(arrival, known, files) | own)
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
        "meets_on": _meets_on(content),
        "content": content,
        "digest": parcel.digest,
    }, taken


def _meets_on(content: Content) -> datetime.date | None:
    """The day of the meeting to which a notice asks: its clock ends there (RULES 1.5)."""
    times = content.gathering.times if content.gathering is not None else ()
    return timezone.localdate(times[0]) if times else None


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
        "files": [ContentFile(body, name) for name, body in files],
        # who opens the mail of an agency is the first to read what is classified
        "readers": holders_in(REGISTRY, arrival.agency) if known["secrecy"] else (),
        "opened_on": timezone.localdate(arrival.arrived_at),
        "received_at": arrival.arrived_at,
    }


def tell_the_letter(sendings: Sequence[Sending], _by: Actor) -> None:
    """How the exchange of a letter stands, over all its sendings: the letter counts, and can be filed, by that."""
    letters = {one.pk: one for one in (sending.about for sending in sendings) if isinstance(one, Letter)}
    for letter in letters.values():
        if letter.state not in Letter.SENT:
            continue
        rows = Dispatch.objects.filter(sending__about_type=type_of(letter), sending__about_id=letter.pk)
        codes: dict[str, list[str]] = {}
        for state, code in rows.values_list("state", "code"):
            codes.setdefault(state, []).append(code)
        result = {name: codes.get(state, []) for name, state in RESULT.items()}
        failed = [code for state in Dispatch.TROUBLE for code in codes.get(state, [])]
        note_exchange(letter, by=Actor.system("exchange"), failed=failed, **result)


#: what the letter calls the states of its dispatches
RESULT = {"has": Dispatch.State.RECEIVED, "recalled": Dispatch.State.RECALLED, "paper": Dispatch.State.PAPER}


def return_by_exchange(documents: Sequence[Incoming], by: Actor) -> None:
    """What the registry returns, and what came by exchange, is told to its sender (作業辦法 art. 8)."""
    for incoming in documents:
        arrival = Arrival.objects.filter(agency=incoming.agency_id, parcel__digest=incoming.digest).first()
        if incoming.digest and arrival is not None and arrival.state == Arrival.State.ARRIVED:
            acts.send_back(arrival, by=Actor.system("exchange"), note=_why(incoming))
        elif incoming.digest and arrival is not None and arrival.state == Arrival.State.ASKED_BACK:
            acts.give_back(arrival, by=Actor.system("exchange"), note=_why(incoming))


def return_to_sender(arrivals: Sequence[Arrival], by: Actor) -> None:
    """What was sent back by exchange is in nobody's hands any more; what was done already stays done."""
    for arrival in arrivals:
        entry = Incoming.objects.filter(agency=arrival.agency_id, digest=arrival.parcel.digest).first()
        if entry is None or entry.state not in Incoming.OPEN:
            continue
        if entry.state == Incoming.State.SUBMITTED:
            raise ActionRefused(
                said("%(document)s waits for a decision: it is taken back first.") % {"document": entry}
            )
        assigning.return_to_sender(entry, by=Actor.system("exchange"), note=_why(arrival))


def _why(record: Incoming | Arrival) -> str:
    """The reason of the act that is followed."""
    event = Event.objects.about(record).order_by("-seq").first()
    return event.note[:300] if event is not None else ""


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
    assigning.return_to_sender: (return_by_exchange,),
    acts.take_in: (register,),
    acts.send_back: (return_to_sender,),
    acts.give_back: (return_to_sender,),
    acts.settle: (tell_the_letter,),
    acts.note_trouble: (tell_the_letter,),
    acts.on_paper: (tell_the_letter,),
    **ARCHIVE_FLOWS,
}
