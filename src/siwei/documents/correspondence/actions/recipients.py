"""Who gets a letter: written down when it is decided, how each got it when it is known (發文結果)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.models import Letter, LetterRecipient, Version
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm


def recipient_rows(letter: Letter, version: Version) -> list[LetterRecipient]:
    """A row for each who gets it, members of a group singly."""
    content = version.read()
    rows: list[LetterRecipient] = []
    for one in content.recipients:
        for party in one.parties():
            rows.append(
                LetterRecipient(
                    letter=letter, order=len(rows), name=party.name, group=one.party.name if one.members else "",
                    kind=party.kind, code=party.code, unit_code=party.unit_code, copy=one.copy, way=one.way,
                    with_attachments=one.with_attachments, sub=len(rows) if letter.split else 0,
                )
            )  # fmt: skip
    return rows


def choose_ways(letter: Letter, *, exchange: bool) -> None:
    """At issue: who cannot get it electronically gets it on paper; all of them when the letter itself cannot travel."""
    rows = LetterRecipient.objects.filter(letter=letter, way="exchange")
    (rows.filter(code="") if exchange else rows).update(way="paper")


def got_it(letter: Letter, rows: QuerySet[LetterRecipient]) -> None:
    """Some recipients have it; once all of them do, it can be filed."""
    rows.filter(sent_on=None).update(sent_on=timezone.localdate())
    if letter.state == Letter.State.ISSUED and not letter.recipients.filter(sent_on=None).exists():
        clocks.ask_for_file_number(letter)


@action(Letter, when=Letter.SENT, role=SYSTEM, label=_("Note the result of the exchange"), form=ActionForm)
def note_exchange(
    letter: Letter,
    *,
    by: Actor,
    has: Collection[str],
    recalled: Collection[str] = (),
    paper: Collection[str] = (),
    failed: Collection[str] = (),
) -> None:
    """How the exchange stands, by codes of recipients: who has it, from whom it was recalled, who gets it on paper
    instead, who got nothing. One who does not get it electronically takes the letter out of the numerator (RULES 1.9).
    """
    rows = LetterRecipient.objects.filter(letter=letter)
    rows.filter(code__in=paper, way="exchange").update(way="paper")
    letter.exchanged = bool(has) and not paper and not failed and not letter.no_exchange
    got_it(letter, rows.filter(code__in=[*has, *recalled], way="exchange"))
