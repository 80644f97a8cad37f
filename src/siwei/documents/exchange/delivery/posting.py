"""The outbox: `post` writes a sending with its dispatches in the transaction that issues the document."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from siwei.documents.content.model import Content, Recipient
from siwei.documents.exchange.delivery.rules import mark_of
from siwei.documents.exchange.delivery.wrapping import Wrapped, wrapped
from siwei.documents.exchange.models import Dispatch, Sending
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import creates
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.records.fresh import fresh
from siwei.kernel.records.models import type_of

KEEP = """
INSERT INTO exchange_parcel (digest, sender, manifest, body, facts, signature, kept_at)
VALUES (%s, %s, %s, %s, %s, ''::bytea, now()) ON CONFLICT (digest) DO NOTHING
"""
COPY = "COPY exchange_parcel (digest, sender, manifest, body, facts, signature, kept_at) FROM STDIN"
IDS = "SELECT digest, id FROM exchange_parcel WHERE digest = ANY(%s)"


@dataclass(frozen=True)
class Issued:
    """An issued document that is to go out by exchange. `about` is the record that stands behind it."""

    content: Content
    agency: Agency
    files: Sequence[bytes] = ()
    unit: Unit | None = None
    about: models.Model | None = None
    single: Recipient | None = None
    sent_by: Person | None = None


def send(document: Issued, *, by: Actor) -> Sending | None:
    """Puts a document into the outbox; None when nobody gets it by exchange.

    Raises CannotBeWritten when it lacks what its format demands: then it cannot be issued so.
    """
    made = send_many([document], by=by)
    return made[0] if made else None


def send_many(documents: Iterable[Issued], *, by: Actor) -> list[Sending]:
    """Puts many documents into the outbox in one transaction."""
    packed = [(one, wrapped(one.content, one.files, single=one.single)) for one in documents]
    with transaction.atomic():
        ids = keep_parcels([parcel for _one, parcels in packed for parcel in parcels])
        rows = [_row(one, parcels, ids, by) for one, parcels in packed if parcels]
        made: list[Sending] = post.many(rows, by=Actor.system("exchange"))  # who sent it stands in the sending
        transaction.on_commit(_wake)
    return made


def keep_parcels(parcels: Sequence[Wrapped]) -> Mapping[str, int]:
    """Keeps envelopes, each once; gives their ids by checksum."""
    if not parcels:
        return {}
    rows: dict[str, Sequence[Any]] = {
        one.digest: (one.digest, one.known.sender, one.known.manifest, one.body, Jsonb(one.known.facts()))
        for one in parcels
    }
    try:
        with transaction.atomic():
            _copy(list(rows.values()))
    except IntegrityError:  # one stands here already
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, list(rows.values()))
    with connection.cursor() as cursor:
        cursor.execute(IDS, [list(rows)])
        return dict(cursor.fetchall())


def _copy(rows: Sequence[Sequence[Any]]) -> None:
    now = timezone.now()
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row((*row, b"", now))


@creates(Sending, role=SYSTEM, label=_("Post by exchange"), form=ActionForm, bulk=True)
def post(*, by: Actor, dispatches: Sequence[Mapping[str, Any]] = (), **fields: Any) -> Sending:
    """Write the sending and a dispatch for each recipient; the worker does the rest."""
    sending = fresh(Sending, **fields)
    sending.save()
    for one in dispatches:
        fresh(Dispatch, sending_id=sending.pk, **one).save()
    return sending


def _row(document: Issued, parcels: Sequence[Wrapped], ids: Mapping[str, int], by: Actor) -> dict[str, Any]:
    content = document.content
    now = timezone.now()
    secret = bool(content.secrecy.level)
    about, sent_by = document.about, document.sent_by or by.person
    return {
        "agency_id": document.agency.pk,
        "unit_id": document.unit and document.unit.pk,
        "sent_by_id": sent_by and sent_by.pk,
        "sender_code": content.sender.code,
        "kind": content.kind,
        "issue_number": str(content.number or ""),
        "subject": "" if secret else content.subject,
        "secret": secret,
        "about_type_id": type_of(about).pk if about is not None else None,
        "about_id": about.pk if about is not None else None,
        "opened_on": content.date or timezone.localdate(now),
        "dispatches": [_dispatch(one, ids[one.digest], line, now) for one in parcels for line in one.recipients],
    }  # fmt: skip


def _dispatch(parcel: Wrapped, parcel_id: int, line: Any, now: datetime.datetime) -> dict[str, Any]:
    return {
        "parcel_id": parcel_id,
        "mark": mark_of(parcel.digest, line.code),
        "code": line.code,
        "to_code": line.code,
        "name": line.name,
        "copy": line.copy,
        "with_attachments": line.with_attachments,
        "next_at": now,
    }


def _wake() -> None:
    """Tells a waiting worker that the outbox has something."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY siwei_outbox")
