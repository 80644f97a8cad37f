"""The routing slip: opinions, approvals up to the level that decides, returns, insertions (陳核, 決行; RULES 1.7)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence import rules
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.actions.levels import colleagues, deciders, level_of, named
from siwei.documents.correspondence.actions.reading import is_reader
from siwei.documents.correspondence.actions.recipients import recipient_rows
from siwei.documents.correspondence.desk.signing import SigningForm, demand_signed
from siwei.documents.correspondence.models import Document, Letter, LetterRecipient, Version, name_readers
from siwei.documents.correspondence.roles import HANDLER, LEVELS
from siwei.kernel.access.actor import STAFF, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, NoteForm
from siwei.kernel.approvals import models as slips
from siwei.kernel.approvals.models import SlipStep, Step, decidable, may_decide, slip_of, without_deputy
from siwei.kernel.directory.models import Person
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Letter.State


class RouteForm(ActionForm):
    """Who is asked for an opinion, and who approves on the way to whoever decides."""

    consulted = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Asked for an opinion"),
        required=False,
        help_text=_("People of other units or agencies; they approve nothing."),
    )
    in_turn = forms.BooleanField(label=_("One after another instead of side by side"), required=False)
    route = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Approves and decides"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From the lowest level to the highest; the last one decides."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consulted: Any = self.fields["consulted"]
        consulted.queryset = colleagues()
        consulted.label_from_instance = named
        if not isinstance(self.record, Document):
            return
        own = self.actor.place if self.actor else None
        above = [(level, one) for level, one in deciders(self.record) if one != own]
        route: Any = self.fields["route"]
        order = Case(*(When(pk=one.pk, then=Value(nth)) for nth, (_level, one) in enumerate(above)), default=Value(0))
        route.queryset = Person.objects.filter(pk__in=[one.pk for _level, one in above]).order_by(order)
        levels = {one.pk: LEVELS[level - 1].label for level, one in above}
        route.label_from_instance = lambda one: f"{one} · {levels.get(one.pk, '')}"
        needed = getattr(self.record, "level", 3)
        usual = [one.pk for level, one in above if level >= needed]
        enough = any(level <= needed for level, one in above if level >= needed)
        self.initial = {"route": usual if enough else [one.pk for _level, one in above], **self.initial}


def _route(document: Document, people: Iterable[Person], needed: int) -> list[tuple[int, Person]]:
    """Those who approve, from the lowest level to the highest; ValidationError when the last may not decide."""
    wanted = set(people)
    found = [(level, one) for level, one in deciders(document) if one in wanted]
    strangers = wanted - {one for _level, one in found}
    if strangers:
        names = "、".join(str(one) for one in strangers)
        raise ValidationError({"route": said("%(people)s: not above the handler.") % {"people": names}})
    if not found or not rules.may_decide(found[-1][0], needed):
        text = said("It is decided at this level or above: %(level)s.")
        raise ValidationError({"route": text % {"level": LEVELS[needed - 1].label}})
    return found


def _demand_served(people: Iterable[Person]) -> None:
    """Nobody who is away may be waited for: a deputy is compulsory during leave."""
    missing = without_deputy(people)
    if missing:
        names = "、".join(one.name_zh for one in missing)
        raise ValidationError(
            said("%(people)s: away, and nobody stands in. Ask for a deputy first.") % {"people": names}
        )


def submit_document(
    document: Document, by: Actor, consulted: Sequence[Person], route: Iterable[Person], needed: int, *, in_turn: bool
) -> None:
    above = _route(document, route, needed)
    _demand_served([*consulted, *(one for _level, one in above)])
    steps = [
        Step(nth if in_turn else 1, person=one, unit=one.unit, label=_("Opinion"), advisory=True)
        for nth, one in enumerate(consulted, start=1)
    ]
    first = steps[-1].order + 1 if steps else 1
    steps += [
        Step(order, person=one, unit=one.unit, label=LEVELS[level - 1].label)
        for order, (level, one) in enumerate(above, start=first)
    ]
    slips.submit(document, steps, by=by)
    if document.is_secret:
        name_readers(document, [step.person for step in steps], by)
    tell(document)


def tell(document: Document) -> None:
    """Those whose turn it is."""
    slip = slip_of(document)
    people = [one for step in (slip.active() if slip else []) for one in step.deciders()]
    subject = said("Waits for you: %(document)s") % {"document": document.title()}
    notify(document, to=people, subject=subject, body=subject)


def _where(document: Document) -> str:
    """The state of a letter on its way: out for opinions, or submitted."""
    slip = slip_of(document)
    active = slip.active() if slip else []
    return State.CONSULTING if active and all(step.advisory for step in active) else State.SUBMITTED


@action(
    Letter, when=[State.DRAFT], to=Letter.ON_THE_WAY, role=HANDLER, label=_("Submit"), form=RouteForm,
    allowed=of_handler, style="primary", icon="send",
)  # fmt: skip
def submit(
    letter: Letter, *, by: Actor, route: Iterable[Person], consulted: Iterable[Person] = (), in_turn: bool = False
) -> None:
    """Opinions first, then upwards to the level that the table of delegation names, or higher."""
    submit_document(letter, by, list(consulted), route, letter.level, in_turn=in_turn)
    letter.state = _where(letter)


class OpinionForm(SigningForm):
    """What is said with the decision, and the key with which it is signed."""

    opinion = forms.CharField(
        label=_("Opinion"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    field_order = ("opinion", "key", "passphrase")


def _his_step(document: Document, actor: Actor) -> SlipStep | None:
    return None if actor.is_system else decidable(document, actor)


def may_pass(document: Document, actor: Actor) -> str | None:
    """Whether the actor's step is one that passes on: an opinion, or not the last."""
    refused = may_act(document, actor)
    step = _his_step(document, actor)
    if refused or step is None:
        return refused or said("This step is for people.")
    if not step.advisory and _is_last(document, step):
        return said("This step is the last: it decides.")
    return None


def _is_last(document: Document, step: SlipStep) -> bool:
    slip = slip_of(document)
    waiting = [one for one in (slip.steps.all() if slip else []) if one.state == SlipStep.State.WAITING]
    return all(one == step for one in waiting)


def may_act(document: Document, actor: Actor) -> str | None:
    """His turn; what is classified he can read; and as a deputy he did not write it himself (RULES 1.7)."""
    refused = may_decide(document, actor)
    if refused is None and not is_reader(document, actor):
        return said("This document is classified, and your name is not on its list.")
    if refused is None and actor.behalf is not None and isinstance(document, Letter):
        written = Version.objects.filter(letter=document, sha256=document.digest, author=actor.person)
        if written.exists() or document.handler == actor.person:
            return said("A deputy does not approve his own draft.")
    return refused


def may_decide_it(document: Document, actor: Actor) -> str | None:
    """Whether the actor decides now: his step approves, nobody else is asked beside him, his level suffices."""
    refused = may_act(document, actor)
    step = _his_step(document, actor)
    if refused or step is None:
        return refused or said("This step is for people.")
    slip = slip_of(document)
    if step.advisory or (slip is not None and len(slip.active()) > 1):
        return said("Others are asked beside you.")
    level = level_of(document, actor.place)
    needed = getattr(document, "level", 3)
    if level is None or not rules.may_decide(level, needed):
        return said("It is decided at this level or above: %(level)s.") % {"level": LEVELS[needed - 1].label}
    return None


@action(
    Letter, when=Letter.ON_THE_WAY, to=Letter.ON_THE_WAY, role=STAFF, label=_("Approve or give an opinion"),
    form=OpinionForm, allowed=may_pass, style="primary", icon="check",
)  # fmt: skip
def approve(letter: Letter, *, by: Actor, opinion: str = "", signature: bytes | None = None) -> None:
    """The step is done, on exactly this version; the next is asked (核章, 會辦意見)."""
    demand_signed(letter, by, signature)
    slips.approve(letter, by=by, opinion=opinion, digest=letter.digest, signature=signature)
    letter.state = _where(letter)
    tell(letter)


@action(
    Letter, when=[State.SUBMITTED], to=State.APPROVED, role=STAFF, label=_("Decide"), form=OpinionForm,
    allowed=may_decide_it, style="primary", icon="rubber-stamp",
)  # fmt: skip
def decide(letter: Letter, *, by: Actor, opinion: str = "", signature: bytes | None = None) -> None:
    """It is decided (判行, 核定) in this version; who stands above is not asked. Recipients follow from the version."""
    demand_signed(letter, by, signature)
    slips.approve(letter, by=by, opinion=opinion, digest=letter.digest, signature=signature, final=True)
    settle(letter, by, online=True)
    text = said("Decided: %(document)s") % {"document": letter.title()}
    notify(
        letter,
        to=[letter.handler] if letter.handler else [],
        subject=text,
        body=text if letter.is_secret else opinion or text,
    )


def settle(letter: Letter, by: Actor, *, online: bool) -> None:
    """Fix the version that was decided, and write down who gets it."""
    version = letter.newest()
    letter.decided_digest, letter.decided_at, letter.online = version.sha256, timezone.now(), online
    letter.decided_by = by.place
    LetterRecipient.objects.filter(letter=letter).delete()
    LetterRecipient.objects.bulk_create(recipient_rows(letter, version))


class ReturnForm(ActionForm):
    """Why, and to whom: whoever drafted it, or an earlier step."""

    opinion = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    to = forms.ModelChoiceField(
        SlipStep.objects.none(), label=_("Back to"), required=False, empty_label=_("whoever submitted it")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slip = slip_of(self.record) if self.record is not None else None
        if slip is not None:
            self.fields["to"].queryset = slip.steps.filter(state=SlipStep.State.APPROVED)  # type: ignore[attr-defined]


def may_return(document: Document, actor: Actor) -> str | None:
    """Who is asked to approve returns it; who is asked for an opinion says it as an opinion."""
    refused = may_act(document, actor)
    step = _his_step(document, actor)
    if refused is None and (step is None or step.advisory):
        return said("Who is asked for an opinion gives one.")
    return refused


@action(
    Letter, when=Letter.ON_THE_WAY, to=(State.DRAFT, *Letter.ON_THE_WAY), role=STAFF, label=_("Send back"),
    form=ReturnForm, allowed=may_return, icon="arrow-back-up",
)  # fmt: skip
def send_back(letter: Letter, *, by: Actor, opinion: str, to: SlipStep | None = None) -> None:
    """To the drafter, which ends this round, or to any earlier step, which is then asked anew with all after it."""
    slips.send_back(letter, by=by, opinion=opinion, to=to, digest=letter.digest)
    letter.state = State.DRAFT if to is None else _where(letter)
    tell_returned(letter, to, opinion)


def tell_returned(document: Document, to: SlipStep | None, opinion: str) -> None:
    people = [document.handler] if to is None and document.handler else (to.deciders() if to else [])
    subject = said("Sent back: %(document)s") % {"document": document.title()}
    # a reason may say what a classified document says
    notify(document, to=people, subject=subject, body=subject if document.is_secret else opinion)


class InsertForm(ActionForm):
    """Who is asked too, before or after the step that waits."""

    people = forms.ModelMultipleChoiceField(Person.objects.none(), label=_("Asked too"))
    after = forms.BooleanField(label=_("After the present step instead of before it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset, people.label_from_instance = colleagues(), named


def _may_insert(document: Document, actor: Actor) -> str | None:
    """The handler, or whoever is asked to approve now."""
    return None if of_handler(document, actor) is None else may_return(document, actor)


@action(
    Letter, when=Letter.ON_THE_WAY, to=Letter.ON_THE_WAY, role=STAFF, label=_("Ask somebody too"), form=InsertForm,
    allowed=_may_insert, icon="user-plus",
)  # fmt: skip
def insert_step(letter: Letter, *, by: Actor, people: Iterable[Person], after: bool = False) -> None:
    """Put people on the slip for their opinion, side by side (加會)."""
    asked = list(people)
    _demand_served(asked)
    steps = [Step(0, person=one, unit=one.unit, label=_("Opinion"), advisory=True) for one in asked]
    slip = slips.insert(letter, steps, before=not after)
    if slip.submitted_by in asked:
        raise ValidationError({"people": said("Whoever submitted it is not asked.")})
    if letter.is_secret:
        name_readers(letter, asked, by)
    letter.state = _where(letter)
    tell(letter)


@action(
    Letter, when=Letter.ON_THE_WAY, to=State.DRAFT, role=HANDLER, label=_("Take back"), form=NoteForm,
    allowed=of_handler, icon="arrow-back",
)  # fmt: skip
def withdraw(letter: Letter, *, by: Actor, note: str = "") -> None:
    """The handler takes it back; the round stays visible as withdrawn."""
    slips.withdraw(letter)


class PaperForm(ActionForm):
    """The decision that stands on paper."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Decided by"))
    on = forms.DateField(label=_("Decided on"), initial=timezone.localdate)
    note = forms.CharField(label=_("Where the paper is"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Document):
            known = [one.pk for _level, one in deciders(self.record)]
            self.fields["person"].queryset = Person.objects.filter(pk__in=known)  # type: ignore[attr-defined]


@action(
    Letter, when=[State.DRAFT], to=State.APPROVED, role=HANDLER, label=_("Enter a decision on paper"), form=PaperForm,
    allowed=of_handler, icon="file-text",
)  # fmt: skip
def decide_on_paper(letter: Letter, *, by: Actor, person: Person, note: str, on: datetime.date | None = None) -> None:
    """It was approved on paper, so it does not count as approved on-line."""
    day = on or timezone.localdate()
    if not letter.opened_on <= day <= timezone.localdate():
        raise ValidationError({"on": said("Between the day it was created and today.")})
    level = level_of(letter, person)
    if level is None or not rules.may_decide(level, letter.level):
        text = said("It is decided at this level or above: %(level)s.")
        raise ValidationError({"person": text % {"level": LEVELS[letter.level - 1].label}})
    if by.speaks_for(person):
        raise NotAllowed(said("Who asks does not approve."))
    settle(letter, by, online=False)
    letter.decided_by = person
    letter.decided_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
