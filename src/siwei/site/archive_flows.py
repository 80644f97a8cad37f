"""Where correspondence and archives meet: what has a file number waits for the archive; what it took over is filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from siwei.documents.archives.models import Handover, Item, SchemeClass
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover import actions as takeover
from siwei.documents.correspondence.actions import filing, noting, tables
from siwei.documents.correspondence.models import FileClass, Incoming, Letter
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import Action
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.flows import Flow
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import said

CORRESPONDENCE, ARCHIVE = Actor.system("correspondence"), Actor.system("archives")


def wait_for_the_archive(papers: Sequence[Incoming | Letter], _by: Actor) -> None:
    """A document that has its file number is to be handed over, within the term from the day it was done."""
    for document in papers:
        takeover.enter_paper(by=CORRESPONDENCE, **paper(document))


def expect_no_more(papers: Sequence[Incoming], _by: Actor) -> None:
    """A document that is taken in hand again is not handed over; one that lies with the archive comes back first."""
    for document in papers:
        for handover in Handover.objects.waiting().filter(origin_type=type_of(document), origin_id=document.pk):
            if handover.state == Handover.State.SENT:
                raise ActionRefused(said("%(document)s lies with the archive to be checked.") % {"document": document})
            takeover.drop(handover, by=CORRESPONDENCE, note=str(document))


def paper(document: Incoming | Letter) -> dict[str, Any]:
    """What the archive is told of a document; what is classified has no words in its columns."""
    shared = {
        "agency": document.agency, "unit": document.unit, "handler": document.handler,
        "origin_type": type_of(document), "origin_id": document.pk, "document_number": document.number,
        "subject": document.subject, "opened_on": document.closed_on or document.opened_on,
        "file_number": document.file_number, "years": document.file_class.years if document.file_class else None,
        "secrecy": document.secrecy, "secret_until": document.secret_until,
        "medium": Item.Medium.DIGITAL if document.online else Item.Medium.PAPER,
    }  # fmt: skip
    if isinstance(document, Incoming):
        return shared | {
            "issue_number": document.sender_number, "party": document.sender_name, "dated_on": document.sent_on,
            "attachments": document.attachments_note[:200],
        }  # fmt: skip
    names = document.recipients.order_by("pk").values_list("name", flat=True)
    return shared | {
        "issue_number": document.issue_number, "party": "、".join(names)[:200],
        "dated_on": document.issued_on or document.closed_on,
    }  # fmt: skip


def file_what_was_taken(handovers: Sequence[Handover], _by: Actor) -> None:
    """The archive took it over: the document is filed, under the number that it has there."""
    for handover in handovers:
        document = _origin(handover)
        if document is None or document.state != type(document).State.TO_FILE or handover.taken_on is None:
            continue
        number = handover.item.number if handover.item else ""
        if isinstance(document, Incoming):
            filing.take_incoming(document, by=ARCHIVE, filed_on=handover.taken_on, file_number=number)
        else:
            filing.take_letter(document, by=ARCHIVE, filed_on=handover.taken_on, file_number=number)


def _origin(handover: Handover) -> Incoming | Letter | None:
    if handover.origin_type is None:
        return None
    found = handover.origin_type.get_object_for_this_type(pk=handover.origin_id)
    return found if isinstance(found, (Incoming, Letter)) else None


def take_what_was_filed(papers: Sequence[Incoming | Letter], _by: Actor) -> None:
    """The registry noted the take-over in its own book: so does the archive."""
    for document in papers:
        assert document.filed_on is not None
        for handover in Handover.objects.waiting().filter(origin_type=type_of(document), origin_id=document.pk):
            takeover.note_taken(handover, by=CORRESPONDENCE, taken_on=document.filed_on)


def let_handlers_choose(classes: Sequence[SchemeClass], _by: Actor) -> None:
    """Handlers file by the scheme: the version in force is what correspondence offers, with its retention.

    One that begins later is offered on its day, when the clock brings it into force; one that ended, no more.
    """
    for agency, code in dict.fromkeys((one.agency, one.code) for one in classes):
        one = SchemeClass.objects.filter(agency=agency, code=code, in_force=True).first()
        known = FileClass.objects.filter(agency=agency, code=code).first()
        if known is None:
            if one is not None:
                given = {"name": one.name, "years": one.years, "by_scheme": True}
                tables.add_class(by=ARCHIVE, agency=agency, code=code, **given)
            continue
        now = (one.name, one.years, True) if one is not None else (known.name, known.years, False)
        if (known.name, known.years, known.active, known.by_scheme) != (*now, True):
            tables.follow_scheme(known, by=ARCHIVE, name=now[0], years=now[1], active=now[2])


ARCHIVE_FLOWS: Mapping[Action[Any, Any], tuple[Flow, ...]] = {
    filing.file_incoming: (wait_for_the_archive,),
    filing.file_letter: (wait_for_the_archive,),
    noting.reopen: (expect_no_more,),
    takeover.take: (file_what_was_taken,),
    filing.take_incoming: (take_what_was_filed,),
    filing.take_letter: (take_what_was_filed,),
    scheme.add_class: (let_handlers_choose,),
    scheme.correct_words: (let_handlers_choose,),
    scheme.end_class: (let_handlers_choose,),
    scheme.comes_into_force: (let_handlers_choose,),
    scheme.goes_out_of_force: (let_handlers_choose,),
}
