"""Acts on sendings and arrivals: what people do about the exchange, and what the worker tells the office."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.models import REGISTRY, Arrival, Dispatch, FirstReader, Owed, Parcel, Sending
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.access.reach import holders_in, unit_holding
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import close_duty, open_duties, open_duty
from siwei.kernel.records.fresh import fresh
from siwei.kernel.records.said import said

State = Dispatch.State
RESULT, TROUBLE, ASKED = "exchange_result", "exchange_trouble", "exchange_asked_back"
#: how many names a note of the history holds
NAMED = 20


class DispatchesForm(ActionForm):
    """Which recipients, and why."""

    states: tuple[str, ...] = ()
    dispatches = forms.ModelMultipleChoiceField(
        label=_("Recipients"), queryset=Dispatch.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Sending):
            rows = self.record.dispatches.filter(state__in=self.states, recall_due=None)
            self.fields["dispatches"].queryset = rows  # type: ignore[attr-defined]  # a model choice field


class RecallForm(DispatchesForm):
    """Whose copy is recalled."""

    states = (*Dispatch.OPEN, State.RECEIVED)


class AgainForm(DispatchesForm):
    """Who gets it once more, unchanged."""

    states = (*Dispatch.OPEN, *Dispatch.TROUBLE)


class PaperForm(DispatchesForm):
    """Who gets it on paper instead."""

    states = (*Dispatch.OPEN, *Dispatch.TROUBLE)


class WhyForm(ActionForm):
    """Why."""

    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def _of_the_agency(record: Sending | Arrival, actor: Actor) -> str | None:
    """The registry of one agency does nothing with the documents of another."""
    if type(record).objects.visible_to(actor).filter(pk=record.pk).exists():
        return None
    return _now("This document belongs to another agency.")


def _has(*states: str) -> Any:
    def allowed(sending: Sending, actor: Actor) -> str | None:
        if not sending.dispatches.filter(state__in=states, recall_due=None).exists():
            return _now("None of its recipients stands so that this could be done.")
        return _of_the_agency(sending, actor)

    return allowed


def _names(rows: Sequence[Dispatch]) -> str:
    more = f" …（{len(rows)}）" if len(rows) > NAMED else ""
    return "、".join(str(one) for one in rows[:NAMED]) + more


def _locked(sending: Sending, chosen: Sequence[Dispatch], states: tuple[str, ...]) -> list[Dispatch]:
    """The chosen ones as they stand now; the worker may have moved them since the page was drawn."""
    marks = [one.pk for one in chosen]
    rows = sending.dispatches.select_for_update().filter(pk__in=marks, state__in=states, recall_due=None).order_by("pk")
    found = list(rows)
    if not found:
        raise ActionRefused(_now("None of its recipients stands so that this could be done."))
    return found


@action(
    Sending, role=REGISTRY, label=_("Recall by exchange"), form=RecallForm, style="danger",
    to=tuple(Sending.State), allowed=_has(*RecallForm.states),
)  # fmt: skip
def recall(sending: Sending, *, by: Actor, dispatches: Sequence[Dispatch], note: str) -> None:
    """Take back: what has not arrived is not let in any more; where it was received it is asked back.

    Also of what seems not to have left the recipient is asked: a worker may have died after handing it over.
    """
    now = timezone.now()
    for one in _locked(sending, dispatches, RecallForm.states):
        one.recall_at, one.recall_reason, one.recall_due, one.next_at = now, note, now, None
        one.save()
    stand(sending)


@action(
    Sending, role=REGISTRY, label=_("Send again by exchange"), form=AgainForm, to=tuple(Sending.State),
    allowed=_has(*AgainForm.states),
)  # fmt: skip
def send_again(sending: Sending, *, by: Actor, dispatches: Sequence[Dispatch], note: str) -> None:
    """Hand over once more, unchanged (文書訊息代碼 6); whoever has it already keeps one."""
    chosen = _locked(sending, dispatches, AgainForm.states)
    if Parcel.objects.filter(pk__in=[one.parcel_id for one in chosen], body=b"").exists():
        raise ActionRefused(_now("The envelope was removed after its time; issue the document anew."))
    for one in chosen:
        one.state, one.again, one.tries, one.next_at = State.WAITING, True, 0, timezone.now()
        one.reason = one.said = ""
        one.save()
    stand(sending)


@action(
    Sending, role=REGISTRY, label=_("Send on paper instead"), form=PaperForm, to=tuple(Sending.State),
    allowed=_has(*PaperForm.states),
)  # fmt: skip
def on_paper(sending: Sending, *, by: Actor, dispatches: Sequence[Dispatch], note: str) -> None:
    """Give up the exchange for these; what was handed over is taken out, so that nobody gets it twice."""
    now = timezone.now()
    for one in _locked(sending, dispatches, PaperForm.states):
        if one.state in Dispatch.OPEN or one.handed_at is not None:
            one.recall_at, one.recall_reason, one.recall_due = now, note, now
        one.state, one.next_at, one.said = State.PAPER, None, note
        one.save()
    stand(sending)


@action(Sending, role=SYSTEM, label=_("Note what came back"), to=tuple(Sending.State))
def note_trouble(sending: Sending, *, by: Actor, note: str = "") -> None:
    """Documents were sent back or could not be delivered: somebody has to look."""
    stand(sending)


@action(Sending, role=SYSTEM, label=_("Note the result"), to=tuple(Sending.State))
def settle(sending: Sending, *, by: Actor, note: str = "") -> None:
    """Every recipient has it, or got it another way."""
    stand(sending)


@action(
    Sending, when=(Sending.State.UNDER_WAY, Sending.State.ATTENTION), role=SYSTEM, label=_("Ask to look at the result")
)
def ask_for_result(sending: Sending, *, by: Actor, note: str = "") -> None:
    """Look at the result at the latest the next day and act (機關公文電子交換作業辦法 art. 7)."""
    if not open_duties(sending, RESULT).exists():
        whose = _whose(sending)
        start_clock(sending, RESULT, said("Look at the result of the exchange"), "doc.exchange_result",
                    sending.opened_on, **whose)  # fmt: skip


def stand(sending: Sending) -> None:
    """The state of a sending by those of its dispatches, with the duty of whoever sent it while something is wrong."""
    tally = sending.tallied()
    if any(tally.get(state) for state in Dispatch.TROUBLE):
        sending.state, sending.settled_at = Sending.State.ATTENTION, None
        if not open_duties(sending, TROUBLE).exists():
            open_duty(sending, TROUBLE, said("See to documents that were sent back or could not be delivered"),
                      due=timezone.now() + datetime.timedelta(days=1), **_whose(sending))  # fmt: skip
        return
    close_duty(sending, TROUBLE)
    if any(tally.get(state) for state in Dispatch.OPEN):
        sending.state, sending.settled_at = Sending.State.UNDER_WAY, None
        return
    close_duty(sending, RESULT)
    sending.state, sending.settled_at = Sending.State.SETTLED, timezone.now()


def _whose(sending: Sending) -> dict[str, Any]:
    """Whoever sent it; the registry where no person did."""
    return {"person": sending.sent_by} if sending.sent_by else {"role": REGISTRY, "unit": sending.unit}


# --- arrivals ----------


@creates(Arrival, role=SYSTEM, label=_("Take in by exchange"), form=ActionForm, bulk=True)
def take_in(*, by: Actor, **fields: Any) -> Arrival:
    """Keep a document that came; what follows registers it as incoming."""
    arrival = fresh(Arrival, **fields)
    arrival.save()
    if arrival.secret:
        people = holders_in(REGISTRY, arrival.agency)
        FirstReader.objects.bulk_create(FirstReader(arrival=arrival, person=person) for person in people)
    return arrival


@action(Arrival, when=(Arrival.State.ARRIVED,), to=Arrival.State.ASKED_BACK, role=SYSTEM, label=_("Ask back"))
def ask_back(arrival: Arrival, *, by: Actor, note: str = "") -> None:
    """The sender wants it back; somebody here decides."""
    arrival.asked_reason = note[:300]
    unit = unit_holding(REGISTRY, arrival.agency)
    open_duty(arrival, ASKED, said("The sender asks for a document back"), role=REGISTRY, unit=unit)


@action(
    Arrival, when=(Arrival.State.ASKED_BACK,), to=Arrival.State.GIVEN_BACK, role=REGISTRY,
    label=_("Give back to the sender"), form=WhyForm, allowed=_of_the_agency,
)  # fmt: skip
def give_back(arrival: Arrival, *, by: Actor, note: str) -> None:
    """Agree to the recall."""
    close_duty(arrival, ASKED)
    owe(arrival, "recalled", "", note)


@action(
    Arrival, when=(Arrival.State.ASKED_BACK,), to=Arrival.State.ARRIVED, role=REGISTRY,
    label=_("Keep in spite of the recall"), form=WhyForm, allowed=_of_the_agency,
)  # fmt: skip
def keep(arrival: Arrival, *, by: Actor, note: str) -> None:
    """Decline the recall; the sender sees the reason with the receipt."""
    close_duty(arrival, ASKED)
    owe(arrival, "received", "kept", note)


@action(
    Arrival, when=(Arrival.State.ARRIVED,), to=Arrival.State.RETURNED, role=REGISTRY, style="danger",
    label=_("Send back as misdirected"), form=WhyForm, allowed=_of_the_agency,
)  # fmt: skip
def send_back(arrival: Arrival, *, by: Actor, note: str) -> None:
    """A document that was meant for somebody else is told to its sender, who sees to it (作業辦法 art. 8)."""
    owe(arrival, "refused", "misdirected", note)


def owe(arrival: Arrival, verdict: str, reason: str, words: str) -> None:
    """An answer for the worker to sign and send."""
    Owed(
        queue=arrival.origin, receiver=arrival.receiver_code, sender=arrival.sender_code, mark=arrival.mark,
        verdict=verdict, reason=reason, said=words,
    ).save()  # fmt: skip
