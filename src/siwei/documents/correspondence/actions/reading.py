"""Reading what a document says. Of a classified one every reading is written down before the words are given."""

from __future__ import annotations

from django.utils.functional import Promise

from siwei.documents.content.model import Content
from siwei.documents.correspondence.models import Document, Incoming, IncomingText, Letter, NamedReader, Version, View
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import said
from siwei.kernel.records.writing import writing


def is_reader(document: Document, actor: Actor) -> bool:
    """Whether the actor may read the words of a classified document: the person himself stands on its list."""
    if not document.is_secret or actor.is_system:
        return True
    return actor.person is not None and NamedReader.objects.about(document).filter(person=actor.person).exists()


def opened(document: Document, actor: Actor, what: str | Promise = "") -> None:
    """Write down that the actor opened a classified document; nothing for others. NotAllowed when he is not named."""
    if not document.is_secret or actor.is_system:
        return
    if not is_reader(document, actor):
        raise NotAllowed(said("This document is classified, and your name is not on its list."))
    with writing():
        View(
            content_type=type_of(document), object_id=document.pk, person=actor.person, name=actor.name, what=what
        ).save()


def read_letter(letter: Letter, actor: Actor, version: Version | None = None) -> Content:
    """What a letter says, now or in one of its versions."""
    chosen = version or letter.newest()
    opened(letter, actor, said("Version %(nth)d") % {"nth": chosen.nth})
    return chosen.read()


def read_incoming(incoming: Incoming, actor: Actor) -> IncomingText | None:
    """What an incoming document says."""
    opened(incoming, actor, said("Content"))
    return IncomingText.objects.filter(incoming=incoming).first()
