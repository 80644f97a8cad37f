"""Incoming documents that need no letter: kept for reference by decision, joined to another, closed by an answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions import clocks, deciding
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.actions.deciding import OpinionForm, ReturnForm, RouteForm
from siwei.documents.correspondence.desk.signing import demand_signed
from siwei.documents.correspondence.forms import in_hand
from siwei.documents.correspondence.models import Incoming, Letter, agencies_of
from siwei.documents.correspondence.roles import HANDLER, REGISTRY, SEALER
from siwei.kernel.access.actor import STAFF, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm, NoteForm, ReasonForm
from siwei.kernel.approvals import models as slips
from siwei.kernel.approvals.models import SlipStep
from siwei.kernel.directory.models import Person
from siwei.kernel.records.said import said

State, Outcome = Incoming.State, Incoming.Outcome
#: 存查 is decided at the third level unless the route goes higher
LEVEL_OF_NOTING = 3


class NoteRouteForm(RouteForm):
    """What the handler proposes, and the route."""

    proposal = forms.CharField(label=_("Proposal"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("proposal", "consulted", "in_turn", "route")


@action(
    Incoming, when=[State.HANDLING], to=State.SUBMITTED, role=HANDLER, label=_("Propose to keep it for reference"),
    form=NoteRouteForm, allowed=of_handler, icon="archive",
)  # fmt: skip
def propose(
    incoming: Incoming,
    *,
    by: Actor,
    proposal: str,
    route: Iterable[Person],
    consulted: Iterable[Person] = (),
    in_turn: bool = False,
) -> None:
    """存查: no letter is needed; whoever decides says so on the document itself."""
    deciding.submit_document(incoming, by, list(consulted), route, LEVEL_OF_NOTING, in_turn=in_turn)


@action(
    Incoming, when=[State.SUBMITTED], role=STAFF, label=_("Approve or give an opinion"), form=OpinionForm,
    allowed=deciding.may_pass, style="primary", icon="check",
)  # fmt: skip
def approve(incoming: Incoming, *, by: Actor, opinion: str = "", signature: bytes | None = None) -> None:
    """The step is done; the next is asked."""
    demand_signed(incoming, by, signature)
    slips.approve(incoming, by=by, opinion=opinion, digest=incoming.digest, signature=signature)
    deciding.tell(incoming)


@action(
    Incoming, when=[State.SUBMITTED], to=State.CLOSED, role=STAFF, label=_("Decide"), form=OpinionForm,
    allowed=deciding.may_decide_it, style="primary", icon="rubber-stamp",
)  # fmt: skip
def decide(
    incoming: Incoming,
    *,
    by: Actor,
    opinion: str = "",
    signature: bytes | None = None,
    on: datetime.date | None = None,
) -> None:
    """It is kept for reference (存查, 簽結)."""
    demand_signed(incoming, by, signature)
    slips.approve(incoming, by=by, opinion=opinion, digest=incoming.digest, signature=signature, final=True)
    done(incoming, Outcome.NOTED, on or timezone.localdate(), online=True)


def done(
    incoming: Incoming, outcome: str, on: datetime.date, *, online: bool, since: datetime.date | None = None
) -> None:
    """Close it: how it ended, what the clock said, and the duty to give it a file number."""
    clocks.stop(incoming, on, since=since)
    incoming.outcome, incoming.online = outcome, online
    clocks.ask_for_file_number(incoming)


@action(
    Incoming, when=[State.SUBMITTED], to=(State.HANDLING, State.SUBMITTED), role=STAFF, label=_("Send back"),
    form=ReturnForm, allowed=deciding.may_return, icon="arrow-back-up",
)  # fmt: skip
def send_back(incoming: Incoming, *, by: Actor, opinion: str, to: SlipStep | None = None) -> None:
    """To the handler, or to an earlier step."""
    slips.send_back(incoming, by=by, opinion=opinion, to=to, digest=incoming.digest)
    if to is None:
        incoming.state = State.HANDLING
    deciding.tell_returned(incoming, to, opinion)


@action(
    Incoming, when=[State.SUBMITTED], to=State.HANDLING, role=HANDLER, label=_("Take back"), form=NoteForm,
    allowed=of_handler, icon="arrow-back",
)  # fmt: skip
def withdraw(incoming: Incoming, *, by: Actor, note: str = "") -> None:
    """The handler takes the proposal back."""
    slips.withdraw(incoming)


class DoneOnPaperForm(ActionForm):
    """When it was decided, and where the paper is."""

    on = forms.DateField(label=_("Decided on"), initial=timezone.localdate)
    note = forms.CharField(label=_("Where the paper is"), max_length=300)


@action(
    Incoming, when=[State.HANDLING], to=State.CLOSED, role=HANDLER, label=_("Enter a decision on paper"),
    form=DoneOnPaperForm, allowed=of_handler, icon="file-text",
)  # fmt: skip
def note_on_paper(incoming: Incoming, *, by: Actor, on: datetime.date, note: str) -> None:
    """Kept for reference by a decision on paper, which does not count as approved on-line."""
    done(incoming, Outcome.NOTED, on, online=False)


class JoinForm(ActionForm):
    """The document that it is handled with."""

    into = forms.ModelChoiceField(Incoming.objects.none(), label=_("Joined to"))
    on = forms.DateField(label=_("Day"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None:
            rows = in_hand(self.actor).exclude(pk=self.record.pk if self.record else None)
            self.fields["into"].queryset = rows  # type: ignore[attr-defined]


@action(
    Incoming, when=[State.HANDLING], to=State.CLOSED, role=HANDLER, label=_("Join to another document"), form=JoinForm,
    allowed=of_handler, icon="git-merge",
)  # fmt: skip
def join(incoming: Incoming, *, by: Actor, into: Incoming, on: datetime.date) -> None:
    """併案: the other one goes on; this one counts as kept for reference, and as approved on-line by nobody."""
    if into == incoming or into.agency_id != incoming.agency_id:
        raise ValidationError({"into": said("Join it to another document of the same agency.")})
    done(incoming, Outcome.JOINED, on, online=False)


@action(
    Incoming, when=[State.HANDLING], to=State.CLOSED, role=(REGISTRY, HANDLER), label=_("Close by its answer"),
    form=ActionForm,
)  # fmt: skip
def answered(
    incoming: Incoming,
    *,
    by: Actor,
    letter: Letter,
    on: datetime.date,
    since: datetime.date | None,
    beside: bool = False,
) -> None:
    """The letter that answers it was issued, or the memorandum about it concluded; called by that act.

    `beside`: joined to another one that is answered (併辦), it counts as kept for reference.
    """
    outcome = Outcome.NOTED if letter.upward or beside else Outcome.ANSWERED
    done(incoming, outcome, on, online=letter.online, since=since)


def _of_mail(incoming: Incoming, actor: Actor) -> str | None:
    """The registry of its agency, or who keeps its seal: those who cancel the letter that answered it."""
    if actor.is_system or incoming.agency_id in agencies_of(actor, REGISTRY, SEALER):
        return None
    return said("You do not hold the registry of %(agency)s.") % {"agency": incoming.agency}


@action(
    Incoming, when=[State.CLOSED, State.TO_FILE], to=State.HANDLING, role=(REGISTRY, SEALER), form=ReasonForm,
    label=_("Take in hand again"), allowed=_of_mail,
)  # fmt: skip
def reopen(incoming: Incoming, *, by: Actor, note: str) -> None:
    """The letter that answered it was cancelled, or it was closed by mistake; the clock runs on from its beginning."""
    incoming.outcome = ""
    clocks.reopen(incoming)
