"""Who does it: assigning, reassigning with a reason, handing to a person, return, cancellation (RULES 1.6)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions import clocks
from siwei.documents.correspondence.actions.receiving import check_limit
from siwei.documents.correspondence.models import Incoming, agencies_of, name_readers, works_in
from siwei.documents.correspondence.models.choices import MOST_DAYS, SPEEDS, Category
from siwei.documents.correspondence.roles import DESK, HANDLER, LEVELS, REGISTRY
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.access.reach import unit_holding
from siwei.kernel.actions.action import action
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, NoteForm, ReasonForm
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.deadlines.clock import Clock, Practice, due_date
from siwei.kernel.deadlines.models import close_duty, open_duties
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.models import Person, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import Event
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Incoming.State


def of_registry(incoming: Incoming, actor: Actor) -> str | None:
    """`allowed` of acts of the agency's registry."""
    if actor.is_system or incoming.agency_id in agencies_of(actor, REGISTRY):
        return None
    return said("You do not hold the registry of %(agency)s.") % {"agency": incoming.agency}


def of_unit(incoming: Incoming, actor: Actor) -> str | None:
    """`allowed` of acts of the unit in charge."""
    if incoming.unit is not None and works_in(actor, incoming.unit):
        return None
    return said("This is for the unit in charge.")


def of_handler(document: Any, actor: Actor) -> str | None:
    """`allowed` of acts of the handler, or of whoever takes his place."""
    if actor.is_system or (document.handler is not None and actor.place == document.handler):
        return None
    return said("This is for the handler.")


def people_of(unit: Unit | None) -> Any:
    """People of a unit with open accounts."""
    rows = Person.objects.active()
    return rows.filter(post__unit=unit) if unit is not None else rows.none()


class UnitForm(ActionForm):
    """A unit of the document's agency."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit in charge"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Incoming):
            self.fields["unit"].queryset = Unit.objects.filter(agency=self.record.agency_id)  # type: ignore[attr-defined]


class ReassignForm(UnitForm):
    """The other unit, why, and what was agreed with it."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    agreed = forms.CharField(
        label=_("Agreed with"),
        required=False,
        max_length=200,
        help_text=_("Who of the other unit agreed; the first reassignment in time needs nobody."),
    )


class HandlerForm(ActionForm):
    """A person of the unit in charge."""

    handler = forms.ModelChoiceField(Person.objects.none(), label=_("Handler"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Incoming):
            self.fields["handler"].queryset = people_of(self.record.unit)  # type: ignore[attr-defined]


def _demand_unit(incoming: Incoming, unit: Unit) -> None:
    if unit.agency_id != incoming.agency_id:
        text = said("This unit does not belong to %(agency)s.")
        raise ValidationError({"unit": text % {"agency": incoming.agency}})


@action(
    Incoming, when=[State.RECEIVED], to=State.ASSIGNED, role=REGISTRY, label=_("Assign to a unit"), form=UnitForm,
    allowed=of_registry, style="primary", icon="send",
)  # fmt: skip
def assign(incoming: Incoming, *, by: Actor, unit: Unit) -> None:
    """The unit's desk has it now; the clock runs on."""
    _demand_unit(incoming, unit)
    incoming.unit = unit
    clocks.hand(incoming, unit=unit)


def reassignments(incoming: Incoming) -> int:
    """How often it was reassigned so far."""
    return Event.objects.about(incoming).filter(act=reassign.name).count()


def refuse_reassignment(before: int, today: datetime.date, received: datetime.date, *, agreed: bool, top: bool) -> None:
    """The model of 新北 要點 point 39: the first within a working day is free; later ones need the other unit's
    agreement or the top level; after so many objections the top level decides in any case.
    """
    limit = due_date(
        Clock(deadline_rule("doc.reassign", received), received), office_calendar(), Practice.of(office())
    ).day
    if before >= int(office().setting("documents.reassignments_before_top")) and not top:
        raise NotAllowed(said("After so many reassignments only the first or second level decides."))
    if (before or today > limit) and not (agreed or top):
        text = said("After %(day)s, or a second time, say who of the other unit agreed.")
        raise ValidationError({"agreed": text % {"day": limit}})


@action(
    Incoming, when=[State.ASSIGNED, State.HANDLING], to=State.ASSIGNED, role=(REGISTRY, DESK, *LEVELS),
    label=_("Reassign to another unit"), form=ReassignForm, icon="arrows-exchange",
)  # fmt: skip
def reassign(
    incoming: Incoming, *, by: Actor, unit: Unit, note: str, agreed: str = "", on: datetime.date | None = None
) -> None:
    """Another unit is in charge (改分); reason and agreement stand in the history."""
    _demand_unit(incoming, unit)
    if incoming.unit is not None and not works_in(by, incoming.unit) and of_registry(incoming, by):
        raise NotAllowed(said("This is for the unit in charge."))
    if unit == incoming.unit:
        raise ValidationError({"unit": said("This unit has it already.")})
    top = by.is_system or by.holds_any(LEVELS[:2])
    today = on or timezone.localdate()
    refuse_reassignment(reassignments(incoming), today, incoming.opened_on, agreed=bool(agreed), top=top)
    incoming.unit, incoming.handler = unit, None
    clocks.hand(incoming, unit=unit)
    subject = said("Reassigned to %(unit)s: %(document)s") % {"unit": unit, "document": incoming.title()}
    notify(incoming, to=holders(DESK, unit), subject=subject,
           body=subject if incoming.is_secret else agreed or note)  # fmt: skip


@action(
    Incoming, when=[State.ASSIGNED, State.HANDLING], to=State.HANDLING, role=(DESK, HANDLER), form=HandlerForm,
    label=_("Hand to a handler"), allowed=of_unit, style="primary", icon="user",
)  # fmt: skip
def hand_over(incoming: Incoming, *, by: Actor, handler: Person, note: str = "") -> None:
    """A person has it now and reads it, also when it is classified."""
    if incoming.unit is None or handler.unit != incoming.unit:
        raise ValidationError({"handler": said("%(person)s is not of the unit in charge.") % {"person": handler}})
    incoming.handler = handler
    clocks.hand(incoming, unit=incoming.unit, person=handler)
    if incoming.is_secret:
        name_readers(incoming, [handler], by)
    if not by.speaks_for(handler):
        subject = said("You are the handler of %(document)s") % {"document": incoming.title()}
        notify(incoming, to=[handler], subject=subject, body=subject if incoming.is_secret else note or subject)


class SpeedForm(ActionForm):
    """Another speed, category or day, and why."""

    speed = forms.ChoiceField(label=_("Speed"), choices=SPEEDS)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    named_due = forms.DateField(label=_("Due on the day named"), required=False)
    within_days = forms.IntegerField(
        label=_("Days that the sender gives"), required=False, min_value=1, max_value=MOST_DAYS
    )
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Incoming):
            known = self.record
            names = ("speed", "category", "named_due", "within_days")
            self.initial = {**{name: getattr(known, name) for name in names}, **self.initial}

    def clean(self) -> dict[str, Any]:
        """One limit, not two."""
        given = super().clean() or self.cleaned_data
        check_limit(self, given)
        return given


@action(
    Incoming, when=Incoming.OPEN, role=(REGISTRY, *LEVELS), form=SpeedForm, label=_("Change speed or limit"),
    icon="gauge",
)  # fmt: skip
def change_speed(
    incoming: Incoming,
    *,
    by: Actor,
    speed: str,
    category: str,
    note: str,
    named_due: datetime.date | None = None,
    within_days: int | None = None,
) -> None:
    """The receiver sets his own speed with the approval of the unit's head (HSC); the sender's stays beside it.

    The clock is counted anew from the same beginning. A day the sender named is changed with his consent, which the
    reason names (公務電話紀錄).
    """
    if of_unit(incoming, by) and of_registry(incoming, by):
        raise NotAllowed(said("This is for the unit in charge."))
    incoming.speed, incoming.category = speed, category
    incoming.named_due, incoming.within_days = named_due, within_days
    clocks.restart(incoming)


@action(
    Incoming, when=[State.RECEIVED, State.ASSIGNED, State.HANDLING], to=State.RETURNED, role=REGISTRY,
    label=_("Return to the sender"), form=ReasonForm, allowed=of_registry, style="danger",
)  # fmt: skip
def return_to_sender(incoming: Incoming, *, by: Actor, note: str) -> None:
    """It came to the wrong house (退文; 交換作業辦法 art. 8: the sender is told)."""
    close_duty(incoming, done=False)


@action(
    Incoming, when=[State.RECEIVED, State.ASSIGNED], to=State.CANCELLED, role=REGISTRY, label=_("Cancel the number"),
    form=ReasonForm, allowed=of_registry, style="danger",
)  # fmt: skip
def cancel_receipt(incoming: Incoming, *, by: Actor, note: str) -> None:
    """Registered by mistake or twice; the number stays and is given to nothing else."""
    close_duty(incoming, done=False)


@action(
    Incoming, when=[State.ASSIGNED, State.HANDLING], to=State.RECEIVED, role=(DESK, HANDLER), form=NoteForm,
    label=_("Send back to the registry"), allowed=of_unit,
)  # fmt: skip
def hand_back(incoming: Incoming, *, by: Actor, note: str = "") -> None:
    """An evident error of assignment goes straight back (新北 要點 point 39)."""
    incoming.unit, incoming.handler = None, None
    desk = unit_holding(REGISTRY, incoming.agency)
    open_duties(incoming, clocks.HANDLE).update(unit=desk, person=None, role=REGISTRY.code)
