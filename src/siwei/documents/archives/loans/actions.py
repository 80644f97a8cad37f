"""Loans: asked for, approved, lent, prolonged, chased, given back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Item, Lent, Loan, UsePiece, keeps_for
from siwei.documents.archives.roles import ARCHIVIST, LENDER
from siwei.kernel.access.actor import STAFF, SYSTEM, Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.calendar.working_days import CalendarRangeError
from siwei.kernel.deadlines.clocks import extend, start_clock
from siwei.kernel.deadlines.models import close_duty, open_duties, open_duty
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.models import Unit
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Loan.State
DECIDE, LEND, GIVE_BACK = "decide", "lend", "give_back"
MOST = 50


class AskForm(ActionForm):
    """Which papers, for what, since when."""

    numbers = forms.CharField(
        label=_("File numbers of the items"),
        help_text=_("One a line, typed or scanned; at most fifty."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    purpose = forms.CharField(label=_("Purpose of the loan"), max_length=300)
    originals = forms.BooleanField(
        label=_("Originals"), required=False, help_text=_("Where a copy does not serve the purpose.")
    )
    opened_on = forms.DateField(label=_("Asked for on"), initial=timezone.localdate)

    def clean_numbers(self) -> list[Item]:
        """Items that the asker may know of; the error names what is not found."""
        wanted = [line.strip() for line in self.cleaned_data["numbers"].splitlines() if line.strip()]
        if len(wanted) > MOST:
            raise ValidationError(said("At most %(most)d items are lent at once.") % {"most": MOST})
        assert self.actor is not None
        rows = Item.objects.visible_to(self.actor).filter(number__in=wanted, secrecy="").select_related("fonds")
        found = {item.number: item for item in rows}
        missing = [number for number in wanted if number not in found]
        if missing:
            raise ValidationError(said("There is no such item: %(numbers)s") % {"numbers": "、".join(missing)})
        return list(found.values())


@creates(Loan, role=STAFF, label=_("Ask for a loan"), form=AskForm)
def ask(*, by: Actor, numbers: Sequence[Item], purpose: str, originals: bool = False, opened_on: datetime.date) -> Loan:
    """調案: by a person of the agency whose papers they are; from another agency by letter."""
    place = by.place
    if place is None or place.post is None:
        raise ValidationError(said("Only somebody with a post can borrow."))
    unit = place.post.unit
    if any(item.fonds.agency_id != unit.agency_id for item in numbers):
        raise ValidationError({"numbers": said("Papers of another agency are asked for by letter.")})
    loan = Loan(agency=unit.agency, unit=unit, borrower=place, purpose=purpose, originals=originals)
    loan.opened_on = opened_on
    loan.save()
    for item in numbers:
        _demand_lendable(item)
        Lent(loan=loan, item=item).save()
    label = said("Decide on the loan: %(purpose)s") % {"purpose": purpose[:120]}
    open_duty(loan, DECIDE, label, role=LENDER, unit=unit)
    return loan


def _demand_lendable(item: Item) -> None:
    if item.state not in Item.LENDABLE or item.secrecy:
        raise ValidationError({"numbers": said("%(item)s cannot be lent.") % {"item": item.number}})
    other = Lent.objects.filter(item=item, out=True).select_related("loan").first()
    if other is not None:
        text = said("%(item)s is lent by %(loan)s.")
        raise ValidationError({"numbers": text % {"item": item.number, "loan": other.loan.number}})
    reader = UsePiece.objects.filter(item=item, back_on=None).exclude(out_on=None).select_related("request").first()
    if reader is not None:
        text = said("%(item)s is with another reader (%(number)s).")
        raise ValidationError({"numbers": text % {"item": item.number, "number": reader.request.number}})


def _of_lender(loan: Loan, actor: Actor) -> str | None:
    if actor.speaks_for(loan.borrower):
        return said("Nobody approves his own loan.")
    if actor.is_system:
        return None
    if loan.agency_id not in agencies_of(actor, LENDER):
        return said("You do not approve loans of %(agency)s.") % {"agency": loan.agency}
    papers = loan.lent.exclude(item__file__unit=None).exclude(item__file__unit=loan.unit)
    for unit in Unit.objects.filter(pk__in=papers.values("item__file__unit")):
        if not actor.holds(LENDER, unit):  # another unit's file: that unit agrees first (RULES 2.6)
            return said("%(unit)s, whose files these are, must agree.") % {"unit": unit}
    return None


def _of_archivist(loan: Loan, actor: Actor) -> str | None:
    if keeps_for(actor, loan.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": loan.agency}


def _of_borrower(loan: Loan, actor: Actor) -> str | None:
    return None if actor.is_system or actor.speaks_for(loan.borrower) else said("This is for the borrower.")


@action(Loan, when=[State.ASKED], to=State.APPROVED, role=LENDER, label=_("Approve the loan"), allowed=_of_lender,
        style="primary", icon="check")  # fmt: skip
def approve(loan: Loan, *, by: Actor, note: str = "") -> None:
    """The head of the unit has marked the form."""
    loan.approved_by = by.person
    close_duty(loan, DECIDE)
    open_duty(loan, LEND, said("Lend: %(purpose)s") % {"purpose": loan.purpose[:120]}, role=ARCHIVIST, unit=loan.unit)


@action(Loan, when=[State.ASKED], to=State.REFUSED, role=LENDER, label=_("Refuse the loan"), form=ReasonForm,
        allowed=_of_lender, style="danger", icon="x")  # fmt: skip
def refuse(loan: Loan, *, by: Actor, note: str) -> None:
    """With its reason, to the borrower."""
    close_duty(loan)
    notify(loan, to=[loan.borrower], subject=said("The loan was refused: %(loan)s") % {"loan": loan.title()}, body=note)


@action(Loan, when=[State.ASKED, State.APPROVED], to=State.WITHDRAWN, role=STAFF, label=_("Withdraw the loan"),
        form=ReasonForm, allowed=_of_borrower, style="danger", icon="x")  # fmt: skip
def withdraw(loan: Loan, *, by: Actor, note: str) -> None:
    """No longer needed."""
    close_duty(loan, done=False)


class LendForm(ActionForm):
    """The day on which the papers left the archive."""

    out_on = forms.DateField(label=_("Lent on"), initial=timezone.localdate)


@action(Loan, when=[State.APPROVED], to=State.OUT, role=ARCHIVIST, label=_("Lend the items"), form=LendForm,
        allowed=_of_archivist, style="primary", icon="arrow-right")  # fmt: skip
def lend(loan: Loan, *, by: Actor, out_on: datetime.date) -> None:
    """調出: the clock of the borrower runs (deadlines.csv archive.loan)."""
    if out_on < loan.opened_on:
        raise ValidationError({"out_on": said("It was asked for on %(day)s.") % {"day": loan.opened_on}})
    rows = list(loan.lent.select_related("item").order_by("item"))
    for row in Item.objects.select_for_update().filter(pk__in=[lent.item_id for lent in rows]).order_by("pk"):
        try:
            _demand_lendable(row)
        except ValidationError as reason:
            raise ValidationError("；".join(reason.messages)) from reason
    for lent in rows:
        lent.out = True
        lent.save()
    loan.out_on = out_on
    close_duty(loan, LEND)
    label = said("Give back to the archive: %(purpose)s") % {"purpose": loan.purpose[:120]}
    try:
        clock = start_clock(loan, GIVE_BACK, label, "archive.loan", out_on, person=loan.borrower, unit=loan.unit)
    except CalendarRangeError as beyond:
        raise ValidationError({"out_on": str(beyond)}) from beyond
    loan.due_on = timezone.localdate(clock.due) if clock.due else None


def _may_be_prolonged(loan: Loan, actor: Actor) -> str | None:
    most = office().setting("archives.loan_extensions")
    if loan.extended >= most:
        return said("A loan is prolonged at most %(most)d times.") % {"most": most}
    return _of_lender(loan, actor)


@action(Loan, when=[State.OUT], role=LENDER, label=_("Prolong the loan"), form=ReasonForm, allowed=_may_be_prolonged,
        icon="clock")  # fmt: skip
def prolong(loan: Loan, *, by: Actor, note: str) -> None:
    """By the same term again, asked for with its reason before the term is over."""
    clock = open_duties(loan, GIVE_BACK).get()
    term = deadline_rule("archive.loan", timezone.localdate(clock.started)).length
    extend(clock, by=by, reason=note, length=term)
    loan.extended += 1
    loan.due_on = timezone.localdate(clock.due) if clock.due else None


class GiveBackForm(ActionForm):
    """Which items came back, when, and how they look."""

    returned_on = forms.DateField(label=_("Given back on"), initial=timezone.localdate)
    items = forms.ModelMultipleChoiceField(
        label=_("Items of the loan"), queryset=Lent.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    condition = forms.CharField(label=_("State it came back in"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Loan):
            out = self.record.lent.filter(out=True).select_related("item")
            self.fields["items"].queryset = out  # type: ignore[attr-defined]  # a model choice field
            self.initial.setdefault("items", out)


@action(Loan, when=[State.OUT], to=(State.OUT, State.RETURNED), role=ARCHIVIST, label=_("Take the items back"),
        form=GiveBackForm, allowed=_of_archivist, style="primary", icon="arrow-left")  # fmt: skip
def take_back(loan: Loan, *, by: Actor, returned_on: datetime.date, items: Sequence[Lent], condition: str = "") -> None:
    """歸還: item by item; with the last one the loan is over."""
    if loan.out_on is not None and returned_on < loan.out_on:
        raise ValidationError({"returned_on": said("It was lent on %(day)s.") % {"day": loan.out_on}})
    for lent in items:
        lent.out, lent.returned_on, lent.condition = False, returned_on, condition
        lent.save()
    if not loan.lent.filter(out=True).exists():
        loan.state, loan.returned_on = State.RETURNED, returned_on
        close_duty(loan)


@action(Loan, when=[State.OUT], role=SYSTEM, label=_("Chase the loan"))
def remind(loan: Loan, *, by: Actor, on: datetime.date) -> None:
    """稽催: the borrower is told that it is late, or is due soon."""
    loan.reminded_on = on
    late = loan.due_on is not None and loan.due_on < on
    subject = said("Loan overdue: %(loan)s") if late else said("Loan due soon: %(loan)s")
    body = said("It was due on %(day)s. What is due explains itself on its page.")
    notify(loan, to=[loan.borrower], subject=subject % {"loan": loan.title()}, body=body % {"day": loan.due_on})
