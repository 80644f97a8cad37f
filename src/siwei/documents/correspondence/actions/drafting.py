"""Drafting: a letter or memorandum, its versions, what it answers (擬稿)."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Attached, Content
from siwei.documents.content.types import UPWARD
from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.actions.reading import is_reader
from siwei.documents.correspondence.forms import DraftForm, RedraftForm, in_hand, incoming_field
from siwei.documents.correspondence.models import (
    HIDDEN,
    Answer,
    Delegation,
    Incoming,
    Letter,
    NamedReader,
    Version,
    Word,
    name_readers,
    works_in,
)
from siwei.documents.correspondence.models.choices import METHODS, SECRECY, SPEEDS, WITH_THE_LETTER
from siwei.documents.correspondence.roles import HANDLER, LEVELS
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.approvals.models import SlipStep, decidable, rounds_of, slip_of
from siwei.kernel.deadlines.models import Duty, close_duty
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.files.models import attach, attachments_of, read
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.models import type_of
from siwei.kernel.records.said import said

State = Letter.State


def _subject(content: Content) -> str:
    """What stands in the column: nothing of a classified document."""
    gathering = content.gathering
    return HIDDEN if content.secrecy.level else content.subject or (gathering.place if gathering else "")


def show(letter: Letter, content: Content) -> None:
    """Put on the letter what its columns show of a content: digest, subject, type, secrecy; does not save it."""
    letter.digest = content.digest()
    letter.subject, letter.kind = _subject(content) or content.kind, content.kind
    letter.secrecy, letter.secret_until = content.secrecy.level, content.secrecy.until[:120]
    letter.speed = content.speed or "普通件"
    letter.method = content.method
    letter.upward = content.kind in UPWARD
    letter.words_made = content.words()


def keep_version(letter: Letter, content: Content, by: Actor, *, nth: int, note: str = "") -> Version:
    """Keep what it says now as a version of a letter that stands."""
    version = Version(
        letter=letter, nth=nth, content=content.to_json(), sha256=content.digest(), author=by.person,
        author_name=by.name, note=note[:200],
    )  # fmt: skip
    version.save()
    return version


def demand_sound(content: Content, agency: Agency) -> None:
    """ValidationError unless it is the agency's own, of a type that is issued, and fits the register.

    Content may come as data, from a program; what no form would let through is refused here.
    """
    sender = content.sender
    if sender.code not in ("", agency.code) or (sender.kind == "agency" and sender.name != agency.name_zh):
        raise ValidationError(said("The document names another sender than %(agency)s.") % {"agency": agency})
    if content.secrecy.level not in dict(SECRECY):
        raise ValidationError({"secrecy": said("State secrets never enter; only their number and keeper are noted.")})
    if content.speed not in ("", *dict(SPEEDS)) or content.method not in ("", *dict(METHODS)):
        raise ValidationError({"speed": said("There is no such speed or way of drafting.")})
    if len(content.subject) > 1000 or any(len(one.party.name) > 120 for one in content.recipients):
        raise ValidationError(said("The subject or the name of a recipient is too long."))
    try:
        known = content.type
    except KeyError as unknown:
        raise ValidationError({"kind": said("There is no such type of document.")}) from unknown
    if not known.issued:
        raise ValidationError({"kind": said("A city never issues this type; it is only read.")})
    if not content.subject and content.gathering is None and known.sections:
        raise ValidationError({"subject": said("Say what it is about.")})
    if bool(content.secrecy.level) != bool(content.secrecy.until):
        text = said("Say until when, or on which condition, it is classified.")
        raise ValidationError({"secret_until": text})


def demand_word(word: Word | None, agency: Agency, unit: Unit | None, day: datetime.date) -> None:
    """ValidationError unless a word is the agency's, not another unit's, and in force on the day."""
    if word is None:
        return
    if word.agency_id != agency.pk or (word.unit_id and (unit is None or word.unit_id != unit.pk)):
        raise ValidationError({"word": said("This word is another agency's or unit's.")})
    if word.since > day or (word.until is not None and word.until <= day):
        raise ValidationError({"word": said("This word is not in force on that day.")})


@creates(Letter, role=HANDLER, label=_("Draft a document"), form=DraftForm, bulk=True)
def draft(
    *,
    by: Actor,
    unit: Unit,
    content: Content,
    opened_on: datetime.date,
    agency: Agency | None = None,
    handler: Person | None = None,
    delegation: Delegation | None = None,
    word: Word | None = None,
    category: str = "general",
    named_due: datetime.date | None = None,
    split: bool = False,
    answers: Sequence[Incoming] = (),
    how: str = Answer.How.SINGLE,
    readers: Iterable[Person] = (),
    enclosures: Iterable[File[bytes]] = (),
) -> Letter:
    """Give it its creation number and keep the first version.

    `agency` is the one that issues it; left out it is the unit's own, another one is 代擬代判. What answers incoming
    documents has their clock; what answers nothing gets one of its own from the day of creation.
    """
    if not works_in(by, unit):
        raise NotAllowed(said("You do not work in %(unit)s.") % {"unit": unit})
    issuing = agency or unit.agency
    content, kept = _with_files(content, enclosures)
    demand_sound(content, issuing)
    _demand_files(content, kept)
    demand_word(word, issuing, unit, opened_on)
    letter = Letter(
        agency=issuing, unit=unit, handler=handler or by.person, opened_on=opened_on, category=category,
        named_due=named_due, split=split, delegation=delegation, word=word, level=delegation.level if delegation else 1,
        self_created=not answers,
    )  # fmt: skip
    show(letter, content)
    letter.save()
    keep_version(letter, content, by, nth=1)
    for file in kept.values():
        attach(letter, file, by=by, kind=WITH_THE_LETTER)
    for incoming in answers:
        _answer(letter, incoming, by, how)
    if letter.is_secret:
        named = {person.pk: person for person in (*readers, letter.handler, by.person) if person is not None}
        NamedReader.objects.bulk_create(
            NamedReader(content_type=type_of(letter), object_id=letter.pk, person=person, named_by=by.name)
            for person in named.values()
        )
    if not answers:
        clocks.start(letter, unit=unit, person=letter.handler, role=None if letter.handler else HANDLER)
    return letter


def _with_files(content: Content, files: Iterable[File[bytes]]) -> tuple[Content, dict[str, File[bytes]]]:
    """The content that names the files too, so that its first version is decided with them; the files by checksum."""
    named = {one.sha256: one for one in content.attachments}
    kept: dict[str, File[bytes]] = {}
    for file in files:
        name, body = read(file)
        digest = hashlib.sha256(body).hexdigest()
        named.setdefault(digest, Attached(name, digest, len(body)))
        kept.setdefault(digest, file)
    return replace(content, attachments=tuple(named.values())), kept


def _demand_files(content: Content, known: Collection[str]) -> None:
    """ValidationError unless every attachment that it names goes with it."""
    missing = [one.name for one in content.attachments if one.sha256 not in known]
    if missing:
        text = said("These attachments do not go with it: %(names)s.")
        raise ValidationError(text % {"names": "、".join(missing)[:200]})


def _answer(letter: Letter, incoming: Incoming, by: Actor, how: str) -> None:
    if incoming.agency_id not in (letter.agency_id, letter.unit.agency_id if letter.unit else 0):
        raise ValidationError({"answers": said("%(document)s came to another agency.") % {"document": incoming}})
    if incoming.state != Incoming.State.HANDLING:
        raise ValidationError({"answers": said("%(document)s is not in hand.") % {"document": incoming}})
    if not is_reader(incoming, by):
        raise ValidationError({"answers": said("%(document)s is not in hand.") % {"document": incoming}})
    Answer(letter=letter, incoming=incoming, how=how).save()


def may_write(letter: Letter, actor: Actor) -> str | None:
    """The handler while it is a draft; on its way whoever is asked to decide (改稿), never one asked for an opinion."""
    if letter.state == State.DRAFT:
        return of_handler(letter, actor)
    step = decidable(letter, actor)
    if step is not None and not step.advisory and actor.behalf is None:
        return None
    return said("Only who is asked to decide changes it now, and nobody does so in another's place.")


@action(
    Letter, when=[State.DRAFT, *Letter.ON_THE_WAY], role=(HANDLER, *LEVELS),
    label=_("Write a new version"), form=RedraftForm, allowed=may_write, style="primary", icon="pencil",
)  # fmt: skip
def redraft(letter: Letter, *, by: Actor, content: Content, note: str = "") -> None:
    """Keep another version; the earlier ones stay as they are. Once it was submitted secrecy only grows."""
    demand_sound(content, letter.agency)
    _demand_files(content, {one.sha256 for one in attachments_of(letter)})
    if letter.is_secret and not content.secrecy.level and rounds_of(letter).exists():
        raise ValidationError({"secrecy": said("It is declassified by decision only.")})
    if content.digest() == letter.digest:
        raise ValidationError(said("Nothing changed."))
    was_secret = letter.is_secret
    keep_version(letter, content, by, nth=letter.newest().nth + 1, note=note)
    show(letter, content)
    if letter.is_secret and not was_secret:
        slip = slip_of(letter)
        asked = [step.person for step in slip.steps.filter(state=SlipStep.State.WAITING)] if slip is not None else []
        name_readers(letter, [letter.handler, by.person, *asked], by)
        _hush(letter)


def _hush(letter: Letter) -> None:
    """What was said of it while it was open is said no more: in duties, and in notices that already went out."""
    Duty.objects.about(letter).update(label=letter.title())
    Notice.objects.about(letter).update(subject=letter.title(), body=HIDDEN)


@action(
    Letter, when=[State.DRAFT, State.APPROVED], to=State.CANCELLED, role=HANDLER, label=_("Cancel the document"),
    form=ReasonForm, allowed=of_handler, style="danger",
)  # fmt: skip
def cancel(letter: Letter, *, by: Actor, note: str) -> None:
    """It is not sent. The creation number stays with it and is given to nothing else (註銷)."""
    close_duty(letter, done=False)


class AnswersForm(ActionForm):
    """Incoming documents in hand that are answered too."""

    incoming = incoming_field()
    how = forms.ChoiceField(label=_("How it is answered"), choices=Answer.How.choices[1:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None:
            self.fields["incoming"].queryset = in_hand(self.actor)  # type: ignore[attr-defined]


@action(
    Letter, when=[State.DRAFT], role=HANDLER, label=_("Answer another incoming document"), form=AnswersForm,
    allowed=of_handler, also=("incoming",),
)  # fmt: skip
def answer_too(letter: Letter, *, by: Actor, incoming: Incoming, how: str = Answer.How.COLLECTED) -> None:
    """One letter answers several (彙辦, 併辦); its own clock ends where theirs run."""
    _answer(letter, incoming, by, how)
    letter.self_created = False
    close_duty(letter, clocks.HANDLE, done=False)
