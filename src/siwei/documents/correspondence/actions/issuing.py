"""Issue: proof-reading, the seal on the decided version, the issue number, and what follows from it (發文)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Content
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.correspondence import rules
from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.actions.drafting import demand_word, keep_version, show
from siwei.documents.correspondence.actions.levels import head_of
from siwei.documents.correspondence.actions.noting import answered
from siwei.documents.correspondence.actions.noting import reopen as reopen_incoming
from siwei.documents.correspondence.actions.recipients import choose_ways, got_it, recipient_rows
from siwei.documents.correspondence.models import Answer, Letter, LetterRecipient, SealUse, Word, agencies_of
from siwei.documents.correspondence.roles import HANDLER, LEVELS, REGISTRY, SEALER
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.actions.forms import ActionForm, NoteForm, ReasonForm
from siwei.kernel.approvals.models import Deputy, Slip, SlipStep
from siwei.kernel.deadlines.models import close_duty
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.numbering.models import take
from siwei.kernel.records.said import said

State = Letter.State


def of_sealers(letter: Letter, actor: Actor) -> str | None:
    """`allowed` of acts of the agency's registry and keepers of its seal."""
    if actor.is_system or letter.agency_id in agencies_of(actor, REGISTRY, SEALER):
        return None
    return said("You hold neither registry nor seal of %(agency)s.") % {"agency": letter.agency}


def leaves(letter: Letter, actor: Actor) -> str | None:
    """`allowed` of what is done to letters only: a memorandum stays inside."""
    if letter.upward:
        return said("A memorandum stays inside the agency; it is concluded.")
    return of_sealers(letter, actor)


@action(
    Letter, when=[State.APPROVED], to=State.PROOFED, role=(REGISTRY, SEALER), label=_("Proof-read"), form=NoteForm,
    allowed=leaves, style="primary", icon="eye-check",
)  # fmt: skip
def proofread(letter: Letter, *, by: Actor, note: str = "") -> None:
    """Somebody compared the fair copy with what was decided (校對)."""
    letter.proofed_by = by.place


class SealForm(ActionForm):
    """How many copies are sealed."""

    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=9999, initial=1)


def demand_decided(letter: Letter) -> None:
    """ActionRefused unless the newest version is the one that was decided, and its content is unchanged."""
    newest = letter.newest()
    if newest.sha256 != letter.decided_digest or not newest.is_sound():
        raise ActionRefused(said("What stands here is not the version that was decided: it is not sealed."))


@action(
    Letter, when=[State.PROOFED], to=State.SEALED, role=SEALER, label=_("Affix the seal"), form=SealForm,
    allowed=leaves, style="primary", icon="certificate",
)  # fmt: skip
def seal(letter: Letter, *, by: Actor, copies: int = 1) -> None:
    """The seal is set on the decided version and on no other; the log keeps it (用印)."""
    demand_decided(letter)
    SealUse(
        letter=letter, agency=letter.agency, digest=letter.decided_digest, copies=copies, by=by.person, by_name=by.name
    ).save()


@action(
    Letter, when=[State.PROOFED, State.SEALED], to=State.APPROVED, role=(REGISTRY, SEALER), form=ReasonForm,
    label=_("Back to proof-reading"), allowed=leaves,
)  # fmt: skip
def unseal(letter: Letter, *, by: Actor, note: str) -> None:
    """Something is wrong with the fair copy; the log of the seal keeps what was sealed."""
    letter.proofed_by = None


@action(
    Letter, when=[State.APPROVED], to=State.DRAFT, role=HANDLER, label=_("Open again"), form=ReasonForm,
    allowed=of_handler,
)  # fmt: skip
def reopen(letter: Letter, *, by: Actor, note: str) -> None:
    """What was decided is changed before it leaves, so it is decided anew."""
    letter.decided_digest, letter.decided_at, letter.decided_by, letter.online = "", None, None, False


class IssueForm(ActionForm):
    """The day of issue, and the word where the draft names none."""

    issued_on = forms.DateField(label=_("Issued on"), initial=timezone.localdate)
    word = forms.ModelChoiceField(Word.objects.none(), label=_("Word of issue numbers"), required=False)
    physical = forms.BooleanField(
        label=_("Has attachments that no file can carry"), required=False, help_text=_("It then goes on paper.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Letter):
            words = Word.objects.filter(agency=self.record.agency_id).on(timezone.localdate())
            self.fields["word"].queryset = words  # type: ignore[attr-defined]
            usual = self.record.word or words.filter(unit=self.record.unit).first() or words.first()
            self.initial = {"word": usual, **self.initial}


@action(
    Letter, when=[State.SEALED], to=State.ISSUED, role=REGISTRY, label=_("Issue"), form=IssueForm, allowed=leaves,
    style="primary", icon="send",
)  # fmt: skip
def issue(
    letter: Letter, *, by: Actor, issued_on: datetime.date, word: Word | None = None, physical: bool = False
) -> None:
    """Give it date and number and close what it answers. The number is taken last: its series is locked from there."""
    demand_decided(letter)
    chosen = word or letter.word
    if chosen is None or chosen.agency_id != letter.agency_id:
        raise ValidationError({"word": said("Choose a word of the agency that issues it.")})
    _demand_day(letter, issued_on, by)
    demand_word(chosen, letter.agency, letter.unit, issued_on)
    version = letter.newest()
    content = version.read()
    letter.word, letter.issued_on = chosen, issued_on
    letter.no_exchange = rules.no_exchange(content, letter.category, physical=physical)
    letter.exchanged = not letter.no_exchange and rules.sent_electronically(content.recipients)
    letter.letters = rules.letters_counted(content.recipients, split=letter.split)
    choose_ways(letter, exchange=rules.goes_by_exchange(content, physical=physical))
    _close(letter, by, issued_on)
    number = _number(letter, chosen, issued_on)
    letter.issue_number = str(number)
    issued = content.issued(issued_on, number, content.signature or signature_of(letter, issued_on))
    keep_version(letter, issued, by, nth=version.nth + 1, note=said("Date and number of issue"))
    show(letter, issued)


def _demand_day(letter: Letter, on: datetime.date, by: Actor) -> None:
    """Not before it was decided, not on a day to come. What the program brings of earlier years has its own days."""
    if on < letter.opened_on:
        raise ValidationError({"issued_on": said("It cannot be issued before it was created.")})
    decided = timezone.localdate(letter.decided_at) if letter.decided_at else on
    if not by.is_system and not decided <= on <= timezone.localdate():
        text = said("It was decided on %(day)s: it is issued on that day or after it, and not in the future.")
        raise ValidationError({"issued_on": text % {"day": decided}})


def _close(letter: Letter, by: Actor, on: datetime.date) -> None:
    """The clocks of the letter and of what it answers: 彙辦 counts from the last, 併辦 from the first, and then the
    others count as kept for reference.
    """
    answers = list(letter.answers.select_related("incoming").order_by("incoming__opened_on", "incoming"))
    received = [one.incoming.opened_on for one in answers]
    collected = any(one.how == Answer.How.COLLECTED for one in answers)
    since = rules.start_of_answer(received, collected=collected) if received else None
    clocks.stop(letter, on, since=since)
    for one in answers:
        if one.incoming.state == one.incoming.State.HANDLING:
            begun = one.incoming.opened_on if one.how == Answer.How.SINGLE else since
            beside = one.how == Answer.How.JOINED and one != answers[0]
            answered(one.incoming, by=by, letter=letter, on=on, since=begun, beside=beside)


def same_number(letter: Letter) -> bool:
    """Whether the issuing agency practises 收發文同號."""
    usual = bool(office().setting("documents.same_number_in_and_out"))
    others = office().setting("documents.agencies_of_the_other_practice")
    return usual != (letter.agency.code in others)


def _number(letter: Letter, word: Word, on: datetime.date) -> IssueNumber:
    """The issue number (RULES 1.4): of the word's own series without gaps, or that of what is answered with the next
    sub-number where the agency gives one number for in and out.
    """
    year = on.year - 1911
    if not same_number(letter):
        return IssueNumber.issued(word.text, year, take(word.series(), year))
    first = letter.answers.select_related("incoming").order_by("incoming__opened_on", "pk").first()
    source = first.incoming if first is not None else letter
    year = int(source.number[:3])
    sub = take(f"{word.series()}-{source.number}", year, _subs(letter)) - 1
    if letter.split:
        LetterRecipient.objects.filter(letter=letter).update(sub=F("sub") + sub)
    try:
        return IssueNumber.issued(word.text, year, source.serial, sub)
    except ValueError as full:
        raise ValidationError({"word": said("This number has no sub-numbers left.")}) from full


def _subs(letter: Letter) -> int:
    """How many sub-numbers a letter takes: 分繕 one for each who gets it."""
    return max(1, letter.recipients.count()) if letter.split else 1


def signature_of(letter: Letter, on: datetime.date) -> tuple[str, ...]:
    """署名 on a day: of the head, or by art. 4 of 公文程式條例 while he is away and did not decide it himself."""
    head = head_of(letter.agency) or letter.decided_by
    if head is None:
        return ()
    absence = _absence(letter, head, on)
    deputy = _signer(absence.deputy) if absence is not None and absence.deputy else None
    why = absence.why if absence is not None else ""
    return rules.signature(_signer(head), why=why, deputy=deputy, delegated=letter.level != 1)


def _signer(person: Person) -> rules.Signer:
    return rules.Signer(person.post.name_zh if person.post else "", person.name_zh)


def _absence(letter: Letter, head: Person, on: datetime.date) -> Deputy | None:
    """Why the head does not sign, and who does: the deputy who decided for him, else whoever stands in on the day of
    issue. None when he decided it himself or is there.
    """
    own = SlipStep.objects.filter(slip__in=Slip.objects.about(letter), state=SlipStep.State.APPROVED, advisory=False)
    own = own.filter(Q(behalf=head) | Q(decided_by=head, behalf=None))
    step = own.order_by("-decided_at", "-pk").first()
    if step is not None and step.behalf is None:
        return None
    away = Deputy.objects.filter(person=head).exclude(deputy=None).order_by("rank", "pk")
    if step is not None and step.decided_at is not None:
        on = timezone.localdate(step.decided_at)
        away = away.filter(deputy=step.decided_by)
    found: Deputy | None = away.away(on).select_related("deputy__post").first()
    return found


@action(
    Letter, when=[State.APPROVED], to=State.NOTED, role=HANDLER, label=_("Conclude"), form=NoteForm,
    allowed=lambda letter, actor: of_handler(letter, actor) if letter.upward else said("A letter is issued."),
    style="primary", icon="check",
)  # fmt: skip
def conclude(letter: Letter, *, by: Actor, note: str = "", on: datetime.date | None = None) -> None:
    """A memorandum that was decided ends here (簽結); what it is about is closed with it."""
    _close(letter, by, on or timezone.localdate())
    clocks.ask_for_file_number(letter)


class CancelIssueForm(ReasonForm):
    """Why the number is given up."""


@action(
    Letter, when=[State.ISSUED], to=State.CANCELLED, role=(REGISTRY, *LEVELS), label=_("Cancel the issued letter"),
    form=CancelIssueForm, allowed=leaves, style="danger",
)  # fmt: skip
def cancel_issue(letter: Letter, *, by: Actor, note: str) -> None:
    """註銷: it counts no more; its number stays with it and no other letter gets it. What it answered is open again."""
    letter.letters, letter.exchanged = 0, False
    close_duty(letter, done=False)
    others = Answer.objects.filter(letter__state__in=Letter.SENT).exclude(letter=letter).values("incoming")
    for one in letter.answers.exclude(incoming__in=others).select_related("incoming"):
        if one.incoming.state == one.incoming.State.FILED:
            text = said("%(document)s stands in the archive already: it is taken back there first.")
            raise ActionRefused(text % {"document": one.incoming})
        if one.incoming.state in (one.incoming.State.CLOSED, one.incoming.State.TO_FILE):
            reopen_incoming(one.incoming, by=by, note=note)


def _not_all_gone(letter: Letter, actor: Actor) -> str | None:
    """The registry, while somebody outside the exchange has not got it, or nobody is to get it."""
    waiting = letter.recipients.exclude(way="exchange").filter(sent_on=None)
    if waiting.exists() or not letter.recipients.exists():
        return leaves(letter, actor)
    return said("Whoever gets it on paper has it.")


@action(
    Letter, when=[State.ISSUED], role=(REGISTRY, SEALER), label=_("Enter the result of sending"), form=NoteForm,
    allowed=_not_all_gone, style="primary", icon="mail-check",
)  # fmt: skip
def sent(letter: Letter, *, by: Actor, note: str = "") -> None:
    """Who gets it on paper, by fax or by hand has it; of the others the exchange says so. Then it can be filed."""
    got_it(letter, letter.recipients.exclude(way="exchange"))


@creates(Letter, role=REGISTRY, label=_("Take over a letter of the register"), form=ActionForm, bulk=True)
def take_over_letter(
    *,
    by: Actor,
    agency: Agency,
    unit: Unit,
    content: Content,
    opened_on: datetime.date,
    word: Word | None = None,
    issued_on: datetime.date | None = None,
    physical: bool = False,
    state: str = State.FILED,
    **fields: Any,
) -> Letter:
    """A letter of the time before this program, as the old register has it, with its number in the word's series."""
    if not by.is_system and agency.pk not in agencies_of(by, REGISTRY):
        raise NotAllowed(said("You do not hold the registry of %(agency)s.") % {"agency": agency})
    letter = Letter(agency=agency, unit=unit, opened_on=opened_on, word=word, state=state, **fields)
    issued = content
    if word is not None and issued_on is not None:
        number = IssueNumber.issued(word.text, issued_on.year - 1911, take(word.series(), issued_on.year - 1911))
        issued = content.issued(issued_on, number)
        letter.issue_number, letter.issued_on = str(number), issued_on
        letter.no_exchange = rules.no_exchange(content, letter.category, physical=physical)
        letter.exchanged = not letter.no_exchange and rules.sent_electronically(content.recipients)
        letter.letters = rules.letters_counted(content.recipients, split=letter.split)
    show(letter, issued)
    letter.decided_digest = letter.digest
    letter.save()
    version = keep_version(letter, issued, by, nth=1)
    rows = recipient_rows(letter, version)
    for row in rows:
        row.sent_on = issued_on
    LetterRecipient.objects.bulk_create(rows)
    return letter
